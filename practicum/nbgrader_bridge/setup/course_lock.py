"""Who may work on a course at the same time: commands and nbgrader's own roads wait for each other, or refuse in a sentence.

Two locks of the operating system, which end with whoever holds them, however that one ends:
the course's is shared by all who change anything and taken alone by what replaces everything;
a topic area's is taken alone by what grades, releases, collects or writes its feedback.
What only reads takes none. docs/decisions/locks.md has the table.
"""

from __future__ import annotations

import contextlib
import datetime
import functools
import hashlib
import json
import logging
import os
import platform
import random
import stat
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from practicum.course import CourseError
from practicum.learner_ids import shown

from .file_lock import NotSupported, locked, unlocked

COURSE = "gradebook/.at-work.lock"  # in a folder that no restore replaces
GRADINGS = "gradebook/.at-work-on-topics.lock"
TOPICS = "gradebook/.at-work-on-topic-{}.lock"
PATIENCE = 30.0  # seconds a command waits
IN_A_SERVER = 3.0  # the same for nbgrader's own roads: a button waits in the server that all pages come from
SAID_AFTER = 1.0
PAUSE = (0.02, 0.1)
LONGEST_NOTE = 2000  # bytes

_mine = threading.local()  # what this thread holds already: lock file -> process that took it


class Busy(CourseError):
    """Somebody else works on the course; str() says who."""


@dataclass(frozen=True)
class Wanted:
    """One lock file, and whether others may hold it too."""

    path: Path
    shared: bool


@contextlib.contextmanager
def alone(root: Path, patience: float | None = None) -> Iterator[None]:
    """Nobody else changes anything of the course: to replace, move, copy or forget. Raises Busy."""
    with _all([Wanted(_place(root, COURSE), shared=False)], patience):
        yield


@contextlib.contextmanager
def on_topic(root: Path, topic: str, patience: float | None = None) -> Iterator[None]:
    """Nobody else grades, releases, collects or writes feedback of this topic area. Raises Busy."""
    # an assignment's name may be longer than a file's, or stand for a place
    plain = topic.isidentifier() and len(topic) <= 50
    of = topic if plain else hashlib.sha256(topic.encode("utf-8", "replace")).hexdigest()[:32]
    shared = [Wanted(_place(root, name), shared=True) for name in (COURSE, GRADINGS)]
    with _all([*shared, Wanted(_place(root, TOPICS.format(of)), shared=False)], patience):
        yield


@contextlib.contextmanager
def between_gradings(root: Path, patience: float | None = None) -> Iterator[None]:
    """Nobody grades, releases, collects or writes feedback, whatever topic area; marks go on. Raises Busy."""
    shared, whole = Wanted(_place(root, COURSE), shared=True), Wanted(_place(root, GRADINGS), shared=False)
    with _all([shared, whole], patience):
        yield


@contextlib.contextmanager
def beside(root: Path, patience: float | None = None) -> Iterator[None]:
    """A short change beside gradings, which keep order by the database: a mark, an extension, a roster. Raises Busy."""
    with _all([Wanted(_place(root, COURSE), shared=True)], patience):
        yield


def locked_topic(work: Callable) -> Callable:
    """A function of (root, topic, …) that runs under `on_topic`."""

    @functools.wraps(work)
    def call(root, topic, *words, **more):
        with on_topic(Path(root), topic):
            return work(root, topic, *words, **more)

    return call


def locked_course(lock: Callable) -> Callable:
    """The same for a function of (root, …) and `alone` or `beside`."""

    def decorated(work: Callable) -> Callable:
        @functools.wraps(work)
        def call(root, *words, **more):
            with lock(Path(root)):
                return work(root, *words, **more)

        return call

    return decorated


def holds(root: Path) -> bool:
    """Whether this thread has the course for itself, or for a topic area, already."""
    return _place(root, COURSE) in _held()


def _place(root: Path, name: str) -> Path:
    return Path(root).resolve() / name


@contextlib.contextmanager
def _all(wanted: list[Wanted], patience: float | None) -> Iterator[None]:
    held = _held()
    with contextlib.ExitStack() as stack:
        for one in wanted:
            if held.get(one.path) is None:
                stack.enter_context(_one(one, PATIENCE if patience is None else patience))
                held[one.path] = os.getpid()
                stack.callback(held.pop, one.path, None)
        yield


def _held() -> dict[Path, int]:
    """What this thread holds; a forked process holds nothing of its parent's."""
    held = vars(_mine).setdefault("held", {})
    for path in [path for path, process in held.items() if process != os.getpid()]:
        del held[path]
    return held


@contextlib.contextmanager
def _one(one: Wanted, patience: float) -> Iterator[None]:
    handle, writable = _taken(one, patience)
    try:
        if writable:
            _note(handle)
        yield
    finally:
        _given_back(one, handle)


def _taken(one: Wanted, patience: float) -> tuple[int, bool]:
    """The locked file, and whether it may be written in."""
    until = time.monotonic() + patience
    while True:
        handle, writable = _opened(one.path)
        try:
            _wait(one, handle, until, patience)
            if _is_in_place(one.path, handle):
                return handle, writable
        except NotSupported as error:
            _say_once(f"{one.path.parent} knows no locks ({error}); let nobody else work on the course meanwhile.")
            return handle, writable
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)  # whoever had it took the file away; there is another one by now


def _is_in_place(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(os.stat(path), os.fstat(handle))
    except FileNotFoundError:
        return False


def _given_back(one: Wanted, handle: int) -> None:
    """The last who has it takes the file away. A file that stays locks nobody out."""
    try:
        with contextlib.suppress(OSError, NotSupported):
            if not one.shared or locked(handle, shared=False):
                os.unlink(one.path)
        unlocked(handle)
    finally:
        os.close(handle)


def _opened(path: Path) -> tuple[int, bool]:
    """The lock file, made where it is missing, for whoever may write in gradebook/."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except PermissionError:  # another instructor's, in a course that several share
            return os.open(path, os.O_RDONLY), False
        with contextlib.suppress(OSError):
            os.chmod(path, stat.S_IMODE(path.parent.stat().st_mode) & 0o666)
        return handle, True
    except OSError as error:
        raise CourseError(
            f"Nothing can be written in {path.parent} ({error.strerror}); the course's folder has to be writable."
        ) from error


def _wait(one: Wanted, handle: int, until: float, patience: float) -> None:
    said = time.monotonic() + SAID_AFTER
    while not locked(handle, one.shared):
        now = time.monotonic()
        if now >= until:
            waited = f" (this one waited {patience:.0f} seconds)" if patience >= 10 else ""
            raise Busy(
                f"Another command is working on this course{_who(one.path)}; "
                f"wait until it is done{waited}, and try again. Nothing was changed."
            )
        if now >= said:
            said = until
            _log(f"Waiting for another command that works on this course{_who(one.path)} …")
        time.sleep(random.uniform(*PAUSE))


# ------------------------------------------------------------ who it is


def _note(handle: int) -> None:
    """Say in the lock file who has it. A full disk costs the note alone."""
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    note = {"what": what(sys.argv), "since": now, "process": os.getpid(), "computer": platform.node()}
    with contextlib.suppress(OSError):
        os.ftruncate(handle, 0)
        os.lseek(handle, 0, os.SEEK_SET)
        os.write(handle, json.dumps(note).encode()[:LONGEST_NOTE])


def what(words: list[str]) -> str:
    """A command as somebody typed it, without options; a server by its name."""
    name = Path(words[0]).stem if words else ""
    if name == "__main__":
        name = Path(words[0]).parent.name.replace("cli", "practicum")
    more = [word for word in words[1:4] if not word.startswith("-")] if name in ("practicum", "nbgrader") else []
    return shown(" ".join([name, *more]))[:100] or "a program"


def _who(path: Path) -> str:
    """In brackets, or nothing where it is not known. Who has a topic area shares the course's lock and is asked first."""
    others = (
        sorted(path.parent.glob(Path(TOPICS.format("*")).name))
        if path.name in (Path(COURSE).name, Path(GRADINGS).name)
        else []
    )
    for other in [one for one in others if _is_held(one)] or [path]:
        try:
            note = json.loads(other.read_bytes()[:LONGEST_NOTE])
            since = datetime.datetime.fromisoformat(note["since"]).astimezone()
            day = "" if since.date() == datetime.datetime.now().date() else f"{since:%Y-%m-%d} "
            here = "" if note["computer"] == platform.node() else f" on {shown(str(note['computer']))[:80]}"
            return (
                f" ({shown(str(note['what']))[:100]}, since {day}{since:%H:%M}, process {int(note['process'])}{here})"
            )
        except (OSError, ValueError, TypeError, KeyError, OverflowError):
            continue
    return ""


def _is_held(path: Path) -> bool:
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        return not locked(handle, shared=True)
    except NotSupported:
        return False
    finally:
        os.close(handle)


def _log(line: str) -> None:
    logging.getLogger("practicum").warning(line)


@functools.lru_cache(maxsize=8)
def _say_once(line: str) -> None:
    _log(line)
