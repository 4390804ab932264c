"""A learner's notebooks and answer sheets under names that are not theirs, found by what they hold.

Browsers, mail programs and learning management systems rename: "gifts.answers (1).json",
"ann_123_assignsubmission_file_gifts.answers.json", "gifts.ipynb.txt"; or put all into a zip.
A notebook says which lesson it opens, a sheet which one it answers. All of it is a stranger's
data: few files are looked into, none is followed, unpacked to disk or read without a bound.
"""

from __future__ import annotations

import io
import os
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from practicum import answers
from practicum.content.grammar import OPEN

from . import notebook_reading
from .damaged_json import loaded, text_of
from .plain_text import cleaned
from .rebuild import text_of as source_of

MOST_LOOKED_INTO = 300  # files of which the first bytes are read
MOST_READ = 60
LARGEST_IN_ALL = 40_000_000  # bytes
MOST_PARTS_IN_ALL = 150_000  # see reading
MOST_VALUES_IN_ALL = 500_000
LARGEST_ZIP = 30_000_000
LARGEST_LIST = 300_000  # bytes of a zip's own list of its files, some thousands of them
ZIP, ZIP_END, ZIP_64 = b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x07"
HEAD = 64  # bytes that tell what a file may be
BUNDLE_OF_SHEETS = "practicum answers"  # what `practicum answers export` and the home page write (see study.carry)
NOT_LOOKED_INTO = f"More than {MOST_LOOKED_INTO} files lie beside the lessons; not all were looked into."
TOO_MUCH = "The files beside the lessons are more than is read; not read: {names}."
LIKELY = re.compile(r"answers|ipynb|json|zip", re.IGNORECASE)

Named = list[tuple[str, Any]]  # a file's name inside the folder, and what it holds


@dataclass
class Found:
    """By lesson: notebooks, the one saved last first, and sheets as they came; and what is to be said of it all."""

    notebooks: dict[str, Named] = field(default_factory=dict)
    sheets: dict[str, Named] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    damaged: set[str] = field(default_factory=set)  # names of files of which only the beginning was read

    def of(self, lesson: str) -> tuple[Named, Named]:
        return self.notebooks.get(lesson, []), self.sheets.get(lesson, [])

    def __contains__(self, lesson: str) -> bool:
        return lesson in self.notebooks or lesson in self.sheets


def search(folder: Path, files: Iterable[str], known: Collection[str]) -> Found:
    """What lies in the folder under other names than nbgrader and the lesson look for. Raises nothing."""
    found = Found()
    names = sorted((n for n in files if _may_be_ours(n, known)), key=lambda n: (not _likely(n, known), n.split("/")))
    if len(names) > MOST_LOOKED_INTO:
        found.said.append(NOT_LOOKED_INTO)
    room = _Room()
    for name, data in _contents(folder, names[:MOST_LOOKED_INTO], found, room):
        _sort(name, data, known, found, room)
    for notebooks in found.notebooks.values():
        notebooks.sort(key=lambda one: _saved(one[1]), reverse=True)
    if room.missed:
        found.said.append(TOO_MUCH.format(names=some(room.missed)))
    return found


def some(names: list[str], most: int = 5) -> str:
    """A few of a stranger's names, on one line."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(cleaned(name).replace("\n", " ")[:80] for name in names[:most]) + more


@dataclass
class _Room:
    """What may still be read of one learner's files."""

    files: int = MOST_READ
    size: int = LARGEST_IN_ALL
    parts: int = MOST_PARTS_IN_ALL
    values: int = MOST_VALUES_IN_ALL
    missed: list[str] = field(default_factory=list)

    def takes(self, name: str, size: int, parts: int = 0, values: int = 0) -> bool:
        if self.files <= 0 or size > self.size or parts > self.parts or values > self.values:
            self.missed.append(name)
            return False
        return True


def _may_be_ours(name: str, known: Collection[str]) -> bool:
    """Whether a file may be one of a lesson's and is not found by its name."""
    last = name.rpartition("/")[2]
    if last.startswith((".", "~$")) or last in ("timestamp.txt", "submission_secret.txt"):
        return False
    if name.startswith("__MACOSX/") or "/__MACOSX/" in name:
        return False
    lesson, _, ending = name.partition(".")
    return not (lesson in known and ending in ("ipynb", "answers.json", "content.json"))


def _likely(name: str, known: Collection[str]) -> bool:
    return bool(LIKELY.search(name)) or any(lesson in unicodedata.normalize("NFC", name).casefold() for lesson in known)


# ------------------------------------------------------------ files, and those in a zip


def _contents(folder: Path, names: list[str], found: Found, room: _Room) -> Iterator[tuple[str, bytes]]:
    for name in names:
        path = folder / name
        try:
            kind = _kind(notebook_reading.contents(path, HEAD)[:HEAD])
            if kind is None:
                continue
            size = os.lstat(path).st_size
            if size > (LARGEST_ZIP if kind == "zip" else notebook_reading.LARGEST):
                room.missed.append(name)
            elif room.takes(name, size):
                room.size -= size
                data = notebook_reading.contents(path, size)[:size]
                if kind == "zip":
                    yield from _unpacked(name, data, found, room)
                else:
                    yield name, data
        except OSError:
            continue  # what cannot be opened is named where it cannot be copied


def _kind(head: bytes) -> str | None:
    """What a file may be by its first bytes: 'json', 'zip', or None for what is neither."""
    if head.startswith(ZIP):
        return "zip"
    return "json" if text_of(head[: len(head) // 4 * 4])[0].lstrip("\ufeff \t\r\n").startswith("{") else None


def _unpacked(name: str, data: bytes, found: Found, room: _Room) -> Iterator[tuple[str, bytes]]:
    """The files of a zip that may be ours, in memory alone and within the same bounds."""
    tail = data[-66_000:]
    at = tail.rfind(ZIP_END)
    if at >= 0 and (ZIP_64 in tail or struct.unpack("<I", tail[at + 12 : at + 16].ljust(4, b"\xff"))[0] > LARGEST_LIST):
        room.missed.append(name)
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for info in packed.infolist()[:MOST_LOOKED_INTO]:
                inside = f"{name}/{info.filename}"
                if not info.is_dir() and _may_be_ours(inside, ()):
                    yield from _member(packed, info, inside, found, room)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, struct.error, EOFError):
        found.said.append(f"'{some([name])}' is a damaged zip; unpack it by hand if anything is missing.")


def _member(
    packed: zipfile.ZipFile, info: zipfile.ZipInfo, inside: str, found: Found, room: _Room
) -> Iterator[tuple[str, bytes]]:
    if info.flag_bits & 1:
        found.said.append(f"'{some([inside])}' is locked with a password and was not read.")
        return
    try:
        with packed.open(info) as file:
            head = file.read(HEAD)
            kind = _kind(head)
            if kind == "zip":
                found.said.append(f"'{some([inside])}' is a zip inside a zip and was not read; unpack it.")
            if kind == "json" and room.takes(inside, info.file_size):
                # the size that a zip claims may be a lie; what is read is counted
                most = min(notebook_reading.LARGEST, room.size)
                data = head + file.read(most)
                room.size -= len(data)
                if len(data) > most:
                    room.missed.append(inside)
                else:
                    yield inside, data
    except RuntimeError:
        found.said.append(f"'{some([inside])}' could not be unpacked.")


# ------------------------------------------------------------ what they hold


def _sort(name: str, data: bytes, known: Collection[str], found: Found, room: _Room) -> None:
    """Put what a file holds where it belongs; of no lesson, nowhere."""
    text, _ = text_of(data)
    parts, values = notebook_reading.count_of_parts(text), text.count(",")
    if not room.takes(name, 0, parts, values):
        return
    room.parts, room.values = room.parts - parts, room.values - values
    value, whole = loaded(text)
    if not isinstance(value, dict):
        return
    before = len(found.notebooks) + sum(map(len, found.sheets.values()))
    if isinstance(value.get("cells"), list) or "worksheets" in value:
        if (lesson := lesson_in(value)) is not None and lesson in known:
            found.notebooks.setdefault(lesson, []).append((name, notebook_reading.of(value, whole, text)[0]))
    else:
        for sheet in _sheets_in(value):
            if sheet["lesson"] in known:
                found.sheets.setdefault(sheet["lesson"], []).append((name, sheet))
    if len(found.notebooks) + sum(map(len, found.sheets.values())) > before:
        room.files -= 1
        found.damaged |= set() if whole else {name}


def _sheets_in(value: dict) -> list[dict]:
    """The answer sheets in a file: the file itself, or those of a whole folder that a learner saved as one file."""
    several = value.get("sheets") if value.get("kind") == BUNDLE_OF_SHEETS else [value]
    found = [one for one in several if isinstance(one, dict)] if isinstance(several, list) else []
    return [one for one in found if isinstance(one.get("lesson"), str) and isinstance(one.get("answers"), dict)]


def lesson_in(notebook: Any) -> str | None:
    """The lesson that a notebook opens: by its metadata, by the cell that opens it, by its answers."""
    if not isinstance(notebook, dict):
        return None
    metadata = notebook.get("metadata")
    practicum = metadata.get("practicum") if isinstance(metadata, dict) else None
    if isinstance(practicum, dict) and isinstance(practicum.get("lesson"), str):
        return practicum["lesson"]
    cells = notebook.get("cells")
    for cell in cells[: notebook_reading.MOST_CELLS] if isinstance(cells, list) else []:
        if opens := OPEN.fullmatch(source_of(cell).strip()):
            return opens[1]
    bundle = answers.from_notebook(notebook)
    return bundle.get("lesson") if bundle and isinstance(bundle.get("lesson"), str) else None


def _saved(notebook: dict) -> str:
    bundle = answers.from_notebook(notebook) or {}
    return bundle["saved"] if isinstance(bundle.get("saved"), str) else ""
