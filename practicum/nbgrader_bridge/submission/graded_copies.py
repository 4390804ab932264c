"""Graded copies on disk: each is made aside and takes its place when the gradebook has its rows.

What is made lies in autograded/<learner>/.<topic>.<run>.new, and what gave way to
it in .old beside it. Whoever is killed leaves such a folder, and it tells the next
run that this learner's work is not finished. A run's name says whose it is, so that
nobody takes away what another one is just making.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import re
import secrets
import shutil
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from . import notebook_reading

GROUP = 0o2770  # nbgrader's mode for folders that several instructors share
PIECE = 1_000_000  # bytes
BINARY = getattr(os, "O_BINARY", 0)  # Windows would change line ends
HERE = hashlib.sha256(platform.node().encode()).hexdigest()[:8]
RUN = re.compile(r"(?:(\d+)-([0-9a-f]{8})-)?[0-9a-f]{8}", re.ASCII)  # earlier versions wrote the last part alone
NOBODYS = 600  # seconds after which a folder is taken for a dead run's where that cannot be told
TRIES = 20  # how often a copy is put in a place that others put theirs in at the same time

_at_work: set[str] = set()  # the runs of this process


@contextlib.contextmanager
def run() -> Iterator[str]:
    """A name for one run, to be known by while it is at work."""
    name = f"{os.getpid()}-{HERE}-{secrets.token_hex(4)}"
    _at_work.add(name)
    try:
        yield name
    finally:
        _at_work.discard(name)


def is_at_work(name: str, path: str) -> bool:
    """Whether the run that made a folder goes on; of another computer's it is known by the folder's age."""
    found = RUN.fullmatch(name)
    if not found or not found[1]:
        return False
    if found[2] == HERE and int(found[1]) == os.getpid():
        return name in _at_work
    if found[2] == HERE and os.name != "nt":  # there, such a question would end the process
        try:
            os.kill(int(found[1]), 0)
        except (ProcessLookupError, OverflowError):
            return False
        except OSError:
            return True
        return True
    with contextlib.suppress(OSError):
        return time.time() - os.stat(path).st_mtime < NOBODYS
    return False


def aside(place: Path, run: str, ending: str = "new") -> str:
    return str(place.with_name(f".{place.name}.{run}.{ending}"))


def begin(place: Path, run: str, shared: bool) -> str:
    """An empty folder to fill for this learner. Raises OSError."""
    made = aside(place, run)
    os.makedirs(made)
    if shared:
        share(made)
    return made


def write(folder: str, name: str, data: bytes, mode: int, shared: bool = False) -> None:
    """A new file by its name inside. Raises OSError, FileExistsError for one that is there already."""
    handle = _opened(folder, name, shared)
    try:
        _pour(handle, data)
    finally:
        os.close(handle)
    os.chmod(os.path.join(folder, name), mode)


def copy(folder: str, name: str, source: Path, largest: int, mode: int, shared: bool = False) -> None:
    """The same of a plain file of at most `largest` bytes. Raises OSError."""
    given = os.open(source, os.O_RDONLY | BINARY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        about = os.fstat(given)
        if not stat.S_ISREG(about.st_mode) or about.st_size > largest:
            raise notebook_reading.Odd(
                "it is larger than is copied" if about.st_size > largest else "it is no plain file"
            )
        handle = _opened(folder, name, shared)
        try:
            while piece := os.read(given, PIECE):
                _pour(handle, piece)
        finally:
            os.close(handle)
    finally:
        os.close(given)
    os.chmod(os.path.join(folder, name), mode)


def link(folder: str, name: str, same: str) -> bool:
    """Another name for a file that is the same for everybody; False where the file system gives no more of them."""
    try:
        os.link(same, os.path.join(folder, name))
    except OSError:
        return False
    return True


def _opened(folder: str, name: str, shared: bool) -> int:
    path = os.path.join(folder, name)
    if "/" in name:
        _make(os.path.dirname(path), folder, shared)
    return os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | BINARY, 0o600)


def _make(below: str, folder: str, shared: bool) -> None:
    os.makedirs(below, exist_ok=True)
    while shared and below != folder:
        share(below)
        below = os.path.dirname(below)


def _pour(handle: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]


def share(folder: str | Path) -> None:
    """The mode by which other instructors may work in a folder."""
    os.chmod(folder, (stat.S_IMODE(os.stat(folder).st_mode) | GROUP) & 0o2777)


def put(place: Path, run: str) -> None:
    """The copy that was made takes its place. Raises OSError; then what stood there stands there."""
    made = aside(place, run)
    for left in reversed(range(TRIES)):
        os.stat(made)  # before anything gives way to it
        give_way(place, run)
        try:
            os.rename(made, place)
            return
        except OSError:
            come_back(place, run)
            if not left or not os.path.lexists(place) or not os.path.lexists(made):
                raise


def give_way(place: Path, run: str) -> None:
    """What stands in the place goes aside, if anything does."""
    if os.path.lexists(place):
        shutil.rmtree(aside(place, run, "old"), ignore_errors=True)
        with contextlib.suppress(FileNotFoundError):  # it gave way to another run's just now
            os.rename(place, aside(place, run, "old"))


def come_back(place: Path, run: str) -> None:
    """What gave way stands in its place again, where nothing else took it."""
    if not os.path.lexists(place):
        with contextlib.suppress(FileNotFoundError):
            os.rename(aside(place, run, "old"), place)


def unfinished(place: Path) -> dict[str, str]:
    """What runs left beside this place, or make there just now: folder -> run."""
    try:
        names = os.listdir(place.parent)
    except FileNotFoundError:
        return {}
    begin, found = f".{place.name}.", {}
    for name in names:
        run, ending = name[len(begin) : -4], name[-4:]
        if name.startswith(begin) and ending in (".new", ".old") and RUN.fullmatch(run):
            found[os.path.join(place.parent, name)] = run
    return found


def tidy(place: Path, run: str) -> None:
    """Take away what this run and dead ones left beside this place, and the learner's folder where nothing else is in it."""
    for left, whose in unfinished(place).items():
        if whose == run or not is_at_work(whose, left):
            shutil.rmtree(left, ignore_errors=True)
    with contextlib.suppress(OSError):
        os.rmdir(place.parent)
