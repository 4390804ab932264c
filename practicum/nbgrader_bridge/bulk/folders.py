"""Graded copies on disk: each is made aside and takes its place when the gradebook has its rows.

What is made lies in autograded/<learner>/.<topic>.<run>.new, and what gave way to
it in .old beside it. Whoever is killed leaves such a folder, and it tells the next
run that this learner's work is not finished.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from pathlib import Path

from .. import reading

GROUP = 0o2770  # nbgrader's mode for folders that several instructors share
PIECE = 1_000_000  # bytes
BINARY = getattr(os, "O_BINARY", 0)  # Windows would change line ends


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
            raise reading.Odd("it is larger than is copied" if about.st_size > largest else "it is no plain file")
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
    """The copy that was made takes its place. Raises OSError."""
    give_way(place, run)
    os.rename(aside(place, run), place)


def give_way(place: Path, run: str) -> None:
    """What stands in the place goes aside, if anything does."""
    if os.path.lexists(place):
        shutil.rmtree(aside(place, run, "old"), ignore_errors=True)
        os.rename(place, aside(place, run, "old"))


def unfinished(place: Path) -> list[str]:
    """What somebody who was killed left beside this place."""
    try:
        names = os.listdir(place.parent)
    except FileNotFoundError:
        return []
    left = [n for n in names if n.startswith(f".{place.name}.") and n.endswith((".new", ".old"))]
    return [os.path.join(place.parent, name) for name in left]


def tidy(place: Path) -> None:
    """Take away what is left beside this place, and the learner's folder where nothing else is in it."""
    for left in unfinished(place):
        shutil.rmtree(left, ignore_errors=True)
    with contextlib.suppress(OSError):
        os.rmdir(place.parent)
