"""Files that are there whole or not at all, written by one program at a time.

Standard library alone, and the same on Windows, macOS and Linux: a lock is a
file that only one can create. Whoever dies with a lock in hand leaves the file;
the next one sees that its owner is gone, or that it has not changed for
seconds, and takes it away.
"""

from __future__ import annotations

import contextlib
import errno
import os
import platform
import random
import re
import secrets
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

STALE = 5.0  # seconds: a lock that has stood unchanged for so long is nobody's
STALE_NAMELESS = 0.25  # the same for a lock without a whole name in it: its owner died between two instants
GONE = 0.05  # the same where its owner is dead by its number; a container may see no number of another's
PATIENCE = 20.0  # seconds: a save that got no turn for so long is given up
PAUSE = (0.001, 0.01)
WINDOWS = os.name == "nt"
OWNER = re.compile(r"([1-9]\d{0,8}) (\S*) ([0-9a-f]{16})")

_held: set[str] = set()  # the locks of this process


class LockLost(OSError):
    """Another program took this lock for a dead one's; what was read under it may be old."""


Stamp = tuple[int, int, int]  # when it was last written (ns), bytes, inode


def stamp(path: Path) -> Stamp | None:
    """By what it is seen that a file changed; None where there is none to be looked at."""
    try:
        at = path.stat()
    except OSError:
        return None
    return at.st_mtime_ns, at.st_size, at.st_ino


Stamps = tuple[Stamp | None, ...]


def stamps(*paths: Path) -> Stamps:
    """The stamp of each."""
    return tuple(stamp(path) for path in paths)


def insist(do: Callable[..., None], *what: object) -> None:
    """Rename or remove a file; on Windows again for a while, since anybody who reads a file holds it there."""
    for _ in range(100 if WINDOWS else 0):
        try:
            return do(*what)
        except PermissionError:
            time.sleep(0.01)
    do(*what)


def write_whole(path: Path, data: bytes, check: Callable[[], None] = lambda: None) -> None:
    """Write a file whole or not at all: one beside it, flushed to disk, then put in its place.

    `check` is asked at the last moment and may raise. Raises OSError; then the old file stands as it was.
    """
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(handle, rest) :]
            os.fsync(handle)
        finally:
            os.close(handle)
        os.chmod(beside, 0o644)  # mkstemp gives 0600, which an exchange of another user could not read
        check()
        insist(os.replace, beside, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        raise
    if not WINDOWS:
        with contextlib.suppress(OSError):  # some file systems flush no folders; the file is in its place
            _flush(path.parent)


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def tidy(path: Path) -> None:
    """Remove what writers that were killed left beside `path`. To be called with its lock in hand."""
    for name in os.listdir(path.parent):
        if name.startswith(f".{path.name}.") and (name.endswith(".part") or ".lock." in name):
            with contextlib.suppress(OSError):
                os.unlink(path.parent / name)


def move_aside(path: Path, name: str) -> Path:
    """Rename a file to `name`, or to `name` with a number where that exists; returns where it is."""
    wanted = path.with_name(name)
    aside, number = wanted, 1
    while aside.exists():
        number += 1
        aside = wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
    insist(os.rename, path, aside)
    return aside


class Lock:
    """The right to write `path`, as a context. Raises OSError where it cannot be had."""

    def __init__(self, path: Path, patience: float | None = None) -> None:
        self.path = path.with_name(f".{path.name}.lock")
        self.patience = PATIENCE if patience is None else patience
        self.owner = f"{os.getpid()} {platform.node().replace(' ', '-')} {secrets.token_hex(8)}"

    def __enter__(self) -> Lock:
        _held.add(self.owner)
        try:
            self._wait()
        except BaseException:
            _held.discard(self.owner)
            raise
        return self

    def _wait(self) -> None:
        began = since = time.monotonic()
        seen: str | None = None
        while not self._created():
            holder, now = self._read(), time.monotonic()
            if holder != seen:
                seen, since = holder, now
            if holder is not None and now - since > _enough(holder):
                self._break(holder)
            elif now - began >= self.patience:
                raise TimeoutError(errno.ETIMEDOUT, "another window was saving all the time")
            else:
                time.sleep(random.uniform(*PAUSE))

    def __exit__(self, *_: object) -> None:
        if self._read() == self.owner:
            with contextlib.suppress(OSError):
                insist(os.unlink, self.path)
        _held.discard(self.owner)  # last: until then nobody else takes it for a dead one's

    def check(self) -> None:
        """Raise LockLost where the lock is no longer ours: this computer may have slept since."""
        if self._read() != self.owner:
            raise LockLost(errno.EAGAIN, "another window was saving at the same time")

    def _created(self) -> bool:
        try:
            handle = os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
        except FileExistsError:
            return False
        except PermissionError:
            if WINDOWS and self.path.exists():  # there, a file that is just being removed
                return False
            raise
        try:
            os.write(handle, self.owner.encode())
        except BaseException:
            os.close(handle)
            os.unlink(self.path)
            raise
        os.close(handle)
        return True

    def _read(self) -> str | None:
        """Who holds the lock; None where nobody does."""
        try:
            with open(self.path, "rb") as file:
                return file.read(200).decode("utf-8", "replace")
        except OSError:
            return None

    def _break(self, holder: str) -> None:
        """Take a dead one's lock away. One at a time, or a slow one would take away the lock of who came after."""
        turn = self.path.with_name(f"{self.path.name}.turn")
        try:
            os.close(os.open(turn, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
        except OSError:
            with contextlib.suppress(OSError):
                if abs(time.time() - turn.stat().st_mtime) > STALE:  # whoever had this turn died in it
                    os.unlink(turn)
            return
        with contextlib.suppress(OSError):
            if self._read() == holder:
                insist(os.unlink, self.path)
        with contextlib.suppress(OSError):
            os.unlink(turn)


def _enough(holder: str) -> float:
    """For how many seconds a lock must have stood unchanged to be nobody's."""
    return GONE if _gone(holder) else STALE if OWNER.fullmatch(holder) else STALE_NAMELESS


def _gone(holder: str) -> bool:
    """Whether the owner of a lock is known to be dead; False where that cannot be told."""
    found = OWNER.fullmatch(holder)
    if not found or found[2] != platform.node().replace(" ", "-"):
        return False
    if int(found[1]) == os.getpid():
        return holder not in _held  # a container gives each first process the same number
    if WINDOWS or not hasattr(os, "kill"):  # there, such a question would end the process
        return False
    try:
        os.kill(int(found[1]), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
