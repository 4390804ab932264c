"""Whether there is work that was not graded yet: one answer for `practicum status`, every way of grading, and nbgrader.

Beside a graded copy stands what the folder held that was graded. Work is new where the folder holds something else
now: handed in again, a time or a file corrected by hand, whatever the times say.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from practicum.course import CourseError

from . import graded_copies, hand_in_files, notebook_reading, timestamps

RECORD = ".practicum-graded.json"  # in a graded copy; nothing of that name is taken from a learner
NOT_READ = ".content.json"  # comes back with a hand-in and has no part in grading
LARGEST = 20_000_000  # bytes of a file that are read; of a larger one the size counts
CLOCKS = 2_000_000_000  # nanoseconds by which a file system's clock may be behind


@dataclass(frozen=True)
class Held:
    """What a folder held: names and sizes, and what was in the files."""

    sizes: str
    content: str

    def as_bytes(self) -> bytes:
        return json.dumps(asdict(self)).encode() + b"\n"


def held(folder: Path) -> Held:
    """What lies in a learner's folder in submitted/. Raises OSError where the folder cannot be read."""
    files = _files(folder)
    return Held(_sizes(files), _content(folder, files))


def note(copy: Path, what: Held, began: int) -> None:
    """Write beside a graded copy what it was made from; `began`: when reading began, in nanoseconds."""
    path = copy / RECORD
    path.unlink(missing_ok=True)
    path.write_bytes(what.as_bytes())
    date(path, began)


def date(path: str | Path, began: int) -> None:
    """Files that were changed since `began` are looked into before they count as those that were graded."""
    os.utime(path, ns=(began - CLOCKS, began - CLOCKS))


def is_new(submitted: Path, autograded: Path) -> bool:
    """Whether a learner's folder in submitted/ holds other work than their graded copy was made from."""
    try:
        if not autograded.is_dir() or graded_copies.unfinished(autograded):
            return True
        record = _record(autograded)
        if record is None:  # graded by an earlier version
            return timestamps.text_in(submitted) != timestamps.text_in(autograded)
        files = _files(submitted)
        if _sizes(files) != record.sizes:
            return True
        made = os.stat(autograded / RECORD).st_mtime_ns
        return any(told[1] >= made for told in files.values()) and _content(submitted, files) != record.content
    except (CourseError, OSError):
        return True  # grading will say what is wrong


def now() -> int:
    return time.time_ns()


def _files(folder: Path) -> dict[str, tuple[int, int]]:
    """name -> size, and when it was changed last, be it moved here."""
    found = {}
    for name in hand_in_files.look(folder).files:
        if not name.endswith(NOT_READ) and name != RECORD:
            told = os.lstat(folder / name)
            found[name] = (told.st_size, max(told.st_mtime_ns, told.st_ctime_ns))
    return dict(sorted(found.items()))


def _sizes(files: dict[str, tuple[int, int]]) -> str:
    text = "\n".join(f"{size} {name}" for name, (size, _) in files.items())
    return hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def _content(folder: Path, files: dict[str, tuple[int, int]]) -> str:
    made = hashlib.blake2b(digest_size=16)
    for name, (size, _) in files.items():
        made.update(f"\n{size} {name}\n".encode("utf-8", "surrogateescape"))
        if size <= LARGEST:
            try:
                made.update(notebook_reading.contents(folder / name, LARGEST))
            except OSError:
                made.update(b"(closed)")
    return made.hexdigest()


def _record(copy: Path) -> Held | None:
    try:
        path = copy / RECORD
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return None
        found = json.loads(path.read_bytes()[:1000])
        return Held(str(found["sizes"]), str(found["content"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
