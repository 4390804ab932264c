"""Bounded copying of a stranger's folder: regular files alone, none of them reached by a link.

Everything is opened relative to its own open folder and without following links, and looked at once it is open,
so that nothing can be swapped for something else between the look and the reading. Opening never waits, so a pipe
is left at once.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .expected import Expected

LARGEST = 25_000_000  # bytes of one file of a lesson; grading reads notebooks of 20 MB and sheets of 2 MB
LARGEST_IN_ALL = 80_000_000
MOST = 200  # files that are copied
MOST_SEEN = 5_000  # entries that are looked at
DEEPEST = 5  # folders in one another
PIECE = 1_000_000
OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
OPEN_FOLDER = OPEN | getattr(os, "O_DIRECTORY", 0)

LINK = "it is a link"
HARD_LINK = "it has a second name elsewhere (a hard link)"
NO_FILE = "it is no regular file"
TOO_LARGE = "it is too large"
CHANGED = "it changed while it was being copied"
NOT_EXPECTED = "the course expects no such file"
NO_ROOM = "there are too many files, or they are too large together"
TOO_DEEP = "it lies too deep"
ODD_NAME = "its name is no text"


class Odd(Exception):
    """Why a file is not taken, in half a sentence."""


@dataclass(frozen=True)
class Bounds:
    """How much of one hand-in is taken."""

    largest: int = LARGEST
    in_all: int = LARGEST_IN_ALL
    most: int = MOST


@dataclass
class Looked:
    """What lies in a folder: files that may be taken, by their paths inside, and what is left out with its reason."""

    files: dict[str, float] = field(default_factory=dict)  # path inside -> when its entry last changed
    left_out: dict[str, str] = field(default_factory=dict)
    more: bool = False  # there is more than was looked at

    def changed(self) -> float:
        return max(self.files.values(), default=0.0)


@dataclass
class Copied:
    """What was copied."""

    files: dict[str, str] = field(default_factory=dict)  # path inside -> SHA-256
    left_out: dict[str, str] = field(default_factory=dict)

    def fingerprint(self) -> str:
        lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(self.files.items()))
        return hashlib.sha256(lines.encode("utf-8", "surrogatepass")).hexdigest()


@contextlib.contextmanager
def opened_folder(path: Path | str, inside: int | None = None) -> Iterator[int]:
    """A folder, no link to one. Raises OSError."""
    handle = os.open(path, OPEN_FOLDER, dir_fd=inside)
    try:
        yield handle
    finally:
        os.close(handle)


@contextlib.contextmanager
def opened_file(name: str, inside: int, largest: int, single: bool = True) -> Iterator[tuple[int, os.stat_result]]:
    """A regular file of a bounded size. `single`: one that has no other name. Raises Odd."""
    try:
        if why := _problem(os.stat(name, dir_fd=inside, follow_symlinks=False), largest, single):
            raise Odd(why)
        handle = os.open(name, OPEN, dir_fd=inside)
    except OSError as error:  # closed, gone, or swapped for a link since
        raise Odd(f"it cannot be opened ({error.strerror})") from error
    try:
        about = os.fstat(handle)
        if why := _problem(about, largest, single):
            raise Odd(why)
        yield handle, about
    finally:
        os.close(handle)


def pieces(handle: int) -> Iterator[bytes]:
    """What is in an open file. Raises Odd."""
    try:
        while piece := os.read(handle, PIECE):
            yield piece
    except OSError as error:
        raise Odd(f"it cannot be read ({error.strerror})") from error


def _problem(about: os.stat_result, largest: int, single: bool) -> str | None:
    if stat.S_ISLNK(about.st_mode):
        return LINK
    if not stat.S_ISREG(about.st_mode):
        return NO_FILE
    if single and about.st_nlink > 1:
        return HARD_LINK
    return TOO_LARGE if about.st_size > largest else None


def read(name: str, inside: int, largest: int, single: bool = False) -> bytes:
    """The bytes of a regular file. Raises Odd."""
    with opened_file(name, inside, largest, single) as (handle, _):
        data = b""
        for piece in pieces(handle):
            data += piece
            if len(data) > largest:
                raise Odd(TOO_LARGE)
        return data


def look(folder: int, expected: Expected) -> Looked:
    """What of an open folder the course expects. Raises OSError where the folder itself cannot be read."""
    found = Looked()
    for name in expected.first():  # by name, so that thousands of other files hide none of them
        with contextlib.suppress(FileNotFoundError):
            _take(found, name, os.stat(name, dir_fd=folder, follow_symlinks=False), expected)
    left = MOST_SEEN
    for inside, about in _below(folder, "", 0, expected, found):
        left -= 1
        if left < 0:
            found.more = True
            break
        if inside not in found.files and inside not in found.left_out:
            _take(found, inside, about, expected)
    return found


def _take(found: Looked, inside: str, about: os.stat_result, expected: Expected) -> None:
    if stat.S_ISLNK(about.st_mode):
        found.left_out[inside] = LINK
    elif not stat.S_ISREG(about.st_mode):
        found.left_out[inside] = NO_FILE
    elif inside.encode("utf-8", "replace") != os.fsencode(inside):
        found.left_out[inside] = ODD_NAME
    elif not expected.takes(inside):
        found.left_out[inside] = NOT_EXPECTED
    else:
        found.files[inside] = about.st_ctime


def _below(
    folder: int, above: str, level: int, expected: Expected, found: Looked
) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            inside = above + entry.name
            if expected.ignores(entry.name):
                continue
            try:
                about = entry.stat(follow_symlinks=False)
            except OSError:  # gone since
                continue
            if not stat.S_ISDIR(about.st_mode):
                yield inside, about
            elif level == DEEPEST:
                found.left_out[inside] = TOO_DEEP
            else:
                try:
                    with opened_folder(entry.name, folder) as handle:
                        yield from _below(handle, f"{inside}/", level + 1, expected, found)
                except OSError as error:
                    found.left_out[inside] = f"it cannot be opened ({error.strerror})"


def copy(folder: int, looked: Looked, expected: Expected, target: Path, bounds: Bounds) -> Copied:
    """Copy what was found into an empty folder of ours. Raises OSError only for what is wrong with ours."""
    made, room = Copied(left_out=dict(looked.left_out)), bounds.in_all
    first = {name: number for number, name in enumerate(expected.first())}
    for number, inside in enumerate(sorted(looked.files, key=lambda name: (first.get(name, len(first)), name))):
        if number >= bounds.most:
            made.left_out[inside] = NO_ROOM
            continue
        try:
            with _holder(folder, inside) as (holder, name):
                size, digest = _copied(name, holder, target / inside, min(bounds.largest, room), bounds.largest)
        except Odd as odd:
            made.left_out[inside] = str(odd)
            continue
        room -= size
        made.files[inside] = digest
    return made


@contextlib.contextmanager
def _holder(folder: int, inside: str) -> Iterator[tuple[int, str]]:
    """The open folder that holds a file, each folder on the way opened by itself."""
    with contextlib.ExitStack() as stack:
        *above, name = inside.split("/")
        for part in above:
            try:
                folder = stack.enter_context(opened_folder(part, folder))
            except OSError as error:
                raise Odd(f"its folder cannot be opened ({error.strerror})") from error
        yield folder, name


def _copied(name: str, holder: int, to: Path, most: int, largest: int) -> tuple[int, str]:
    with opened_file(name, holder, largest) as (handle, before):
        if before.st_size > most:
            raise Odd(NO_ROOM)
        to.parent.mkdir(parents=True, exist_ok=True)
        digest, size = hashlib.sha256(), 0
        try:
            with open(to, "xb") as out:
                for piece in pieces(handle):
                    size += len(piece)
                    if size > most:
                        raise Odd(CHANGED)
                    digest.update(piece)
                    out.write(piece)
            after = os.fstat(handle)
            if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or size != after.st_size:
                raise Odd(CHANGED)
        except BaseException:
            to.unlink(missing_ok=True)
            raise
    return size, digest.hexdigest()
