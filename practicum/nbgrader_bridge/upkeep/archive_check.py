"""A stranger's ZIP archive, looked at as a whole before anything of it is used: names, sizes, kinds, doubles.

What `practicum backup` made is sealed: its comment holds a hash of every byte before it, so that
whatever became of the archive since is known. Older ones have no seal; then names that differ in
case alone, or in how they write é, are refused too, for they are one file on many disks.
"""

from __future__ import annotations

import hashlib
import stat
import unicodedata
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath

from practicum.learner_ids import shown

SEAL = b"practicum sha256:"
LENGTH = 64  # of the hash
LARGEST = 20_000_000_000  # bytes unpacked
MOST = 2_000_000  # files
SMALL = 50_000_000  # bytes that anything may unpack to
DENSEST = 200  # how much larger than the archive its files may be together, beyond that; JSON and SQLite stay below 50
LONGEST = 4000  # characters of a name
PIECE = 1_000_000
HIDDEN_FLAGS = 0x1 | 0x40 | 0x2000  # encrypted, strongly encrypted, names masked
NO_TEXT = {"Cc", "Cs", "Zl", "Zp"}  # controls, bytes that are no text, ends of lines
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Unfit(ValueError):
    """An archive that is not used; str() is half a sentence that says why."""


def seal(path: Path) -> None:
    """Put the hash into the archive's comment, which is its end."""
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = SEAL + b"0" * LENGTH
    found = _hash(path)
    with path.open("r+b") as file:
        file.seek(-LENGTH, 2)
        file.write(found)


def sealed(path: Path) -> bool | None:
    """Whether every byte is as it was sealed; None for an archive without a seal."""
    with path.open("rb") as file:
        file.seek(0, 2)
        start = file.tell() - LENGTH - len(SEAL)
        if start < 0:
            return None
        file.seek(start)
        end = file.read()
    return end[len(SEAL) :] == _hash(path) if end.startswith(SEAL) else None


def _hash(path: Path) -> bytes:
    made, left = hashlib.sha256(), path.stat().st_size - LENGTH
    with path.open("rb") as file:
        while left and (piece := file.read(min(PIECE, left))):
            made.update(piece)
            left -= len(piece)
    return made.hexdigest().encode()


def files(archive: zipfile.ZipFile, size: int, allowed: Callable[[str], bool], whole: bool) -> list[zipfile.ZipInfo]:
    """The files of an archive of so many bytes. Raises Unfit. `whole`: it is sealed."""
    entries = archive.infolist()
    if len(entries) > MOST:
        raise Unfit(f"it holds more than {MOST:,} files")
    for entry in entries:
        if why := _odd(entry):
            raise Unfit(f"it holds {_named(entry)}, {why}")
        if not allowed(entry.filename):
            raise Unfit(f"it holds {_named(entry)}, which no backup holds")
    found = [entry for entry in entries if not entry.is_dir()]
    _refuse_doubles([entry.filename for entry in entries], whole)
    if len({entry.header_offset for entry in entries}) < len(entries):
        raise Unfit("two of its files share one place")
    unpacked = sum(entry.file_size for entry in found)
    if unpacked > LARGEST or unpacked > SMALL + DENSEST * size:
        raise Unfit(f"its files are said to have {unpacked:,} bytes, which is too large for a backup of {size:,}")
    return found


def _named(entry: zipfile.ZipInfo) -> str:
    return f"'{shown(entry.orig_filename)[:80]}'"


def _odd(entry: zipfile.ZipInfo) -> str | None:
    """Why an entry cannot be unpacked, in half a sentence."""
    name, kind = entry.orig_filename, stat.S_IFMT(entry.external_attr >> 16)
    if entry.filename != name or not storable(name.removesuffix("/") if entry.is_dir() else name):
        return "which no backup holds"
    if entry.flag_bits & HIDDEN_FLAGS:
        return "which is encrypted"
    if kind not in (0, stat.S_IFDIR if entry.is_dir() else stat.S_IFREG):
        return "which is a link or another thing that is no file"
    if entry.compress_type not in METHODS:
        return "which is packed in a way that no backup uses"
    if entry.is_dir() and entry.file_size:
        return "a folder with contents of its own"
    return None


def storable(name: str) -> bool:
    """Whether a file of this name can be in an archive and come back below where it is unpacked, on every system."""
    text = len(name) <= LONGEST and not any(unicodedata.category(character) in NO_TEXT for character in name)
    return text and not set(name) & set("\\:") and all(part not in ("", ".", "..") for part in name.split("/"))


def _refuse_doubles(names: Iterable[str], whole: bool) -> None:
    seen: set[str] = set()
    places: set[str] = set()  # folders that files lie in
    for name in names:
        plain = name.removesuffix("/")
        key = plain if whole else unicodedata.normalize("NFC", plain).casefold()
        if key in seen:
            raise Unfit(f"it holds '{shown(name)[:80]}' twice")
        seen.add(key)
        if not name.endswith("/"):
            places.update(str(parent) for parent in PurePosixPath(plain).parents)
    for name in names:
        if not name.endswith("/") and name in places:
            raise Unfit(f"it holds '{shown(name)[:80]}' as a file and as a folder")


def unpack(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], place: Path) -> None:
    """Every file into an empty folder, no byte more than it is said to have, and its checksum compared."""
    for entry in entries:
        target = place / entry.filename
        target.parent.mkdir(parents=True, exist_ok=True)
        left = entry.file_size
        with archive.open(entry) as source, target.open("xb") as out:
            while piece := source.read(PIECE):
                left -= len(piece)
                if left < 0:
                    raise Unfit(f"'{shown(entry.filename)[:80]}' is larger than it says")
                out.write(piece)
        if left:
            raise Unfit(f"'{shown(entry.filename)[:80]}' is smaller than it says")
