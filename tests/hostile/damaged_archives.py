"""A fuzzer of backups: a good one, damaged in every way that a disk, a mail program or an ill-meaning person has."""

from __future__ import annotations

import io
import json
import random
import sqlite3
import stat
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from practicum.nbgrader_bridge.upkeep import backup_archive

Members = list[tuple[zipfile.ZipInfo, bytes]]
FUZZ = 20260901


def members(archive: Path) -> Members:
    """What a good backup holds, without its seal."""
    with zipfile.ZipFile(archive) as packed:
        found = [(plain(entry.filename), packed.read(entry)) for entry in packed.infolist()]
    about = json.loads(found[0][1])
    del about["sealed"]
    return [(found[0][0], json.dumps(about).encode()), *found[1:]]


def plain(name: str, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (2026, 9, 1, 0, 0, 0))
    entry.external_attr, entry.compress_type = mode << 16, zipfile.ZIP_DEFLATED
    return entry


def packed(content: Members) -> bytes:
    made = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w") as archive:
        warnings.filterwarnings("ignore", "Duplicate name")
        for entry, data in content:
            archive.writestr(entry, data)
    return made.getvalue()


def cut_and_flipped(good: bytes, cuts: int, flips: int) -> Iterator[tuple[str, bytes]]:
    """The sealed archive with its end missing, or with some bits changed anywhere, headers too."""
    chance = random.Random(FUZZ)
    for number in range(cuts):
        length = chance.randrange(len(good))
        yield f"cut {number} at {length}", good[:length]
    for number in range(flips):
        data = bytearray(good)
        for _ in range(chance.choice((1, 1, 2, 20))):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        yield f"flipped {number}", bytes(data)
    yield "something before it", b"#!/bin/sh\n" + good
    yield "something behind it", good + b"\0" * 10
    yield "a piece missing in the middle", good[: len(good) // 3] + good[len(good) // 2 :]
    yield "two in one", good + good[:-1]


ODD_NAMES = [
    "../x", "submitted/../../x", "/etc/x", "//host/x", "C:x", "C:/x", "submitted/C:/x", "submitted/a:b", "submitted\\x",
    "submitted/a\\..\\b", "submitted//x", "submitted/./x", "submitted/a\nb", "submitted/a\x1b[2Jb", "submitted/a\x7fb",
    "x", "nbgrader_config.py", "modules/course.yml", "gradebook/x.db", "gradebook/backups/x", "gradebook/gradebook.db-wal",
    "gradebook/gradebook.db/x", "gradebook", "Gradebook/gradebook.db", "submitted", "", ".", "exchange/x",
    "submitted/" + "a" * 300, "submitted/" + "a/" * 3000 + "b", "submitted/a\u2028b", "practicum-backup.json/x",
]  # fmt: skip
DOUBLES = [
    ("submitted/a/x", "submitted/a/x"), ("submitted/a/x", "submitted/A/x"), ("submitted/é", "submitted/e\u0301"),
    ("submitted/a", "submitted/a/x"), ("submitted/ß", "submitted/SS"), ("gradebook/gradebook.db", "feedback/x"),
]  # fmt: skip
KINDS = [
    stat.S_IFLNK | 0o777, stat.S_IFIFO | 0o644, stat.S_IFCHR | 0o644, stat.S_IFBLK | 0o644, stat.S_IFSOCK | 0o644,
    stat.S_IFDIR | 0o755,
]  # fmt: skip
NO_ABOUT = [
    b"", b"{", b"[]", b"null", b'"schema"', b"1", b'{"schema": "1"}', b'{"schema": null}', b'{"schema": 2}', b'{"schema": []}',
    b'{"schema": 1, "sealed": true}', b"\xff\xfe", b"[" * 100_000,
]  # fmt: skip


def wrong(good: Members, lists: str) -> Iterator[tuple[str, bytes]]:
    """Whole archives, as ZIP sees them, that are no backup. `lists` is the topic area whose releases they name."""
    for name in ODD_NAMES:
        yield f"named {name[:20]!r}", packed([*good, (plain(name), b"x")])
    for first, second in DOUBLES:
        yield f"{second!r} beside {first!r}", packed([*good, (plain(first), b"x"), (plain(second), b"x")])
    for kind in KINDS:
        yield f"an entry of kind {kind:o}", packed([*good, (plain("submitted/x", kind), b"/etc/passwd")])
    for text in NO_ABOUT:
        yield f"about {text[:20]!r}", packed([(good[0][0], text), *good[1:]])
    yield "nothing in it", packed([])
    yield "nothing but the file about it", packed(good[:1])
    yield "no file about it", packed(good[1:])
    for name in ("gradebook/gradebook.db", "gradebook/released/salt"):
        yield f"no {name}", packed([one for one in good if one[0].filename != name])
    for start in (f"gradebook/released/{lists}.json", "gradebook/marks.db", "gradebook/gradebook.db"):
        for what, change in SPOILT.items():
            yield f"{start} {what}", packed([(e, change(d) if e.filename == start else d) for e, d in good])
    for ending in (".json", ".content.json", ".ipynb"):
        lesson = next(
            e.filename for e, _ in good if e.filename.endswith(f"/gifts{ending}") and "released" in e.filename
        )
        yield f"no {lesson}", packed([one for one in good if one[0].filename != lesson])
        for value in (b"{}", b"[]", b'{"hash": 1, "items": [], "written": 0}', b"{"):
            yield f"{lesson} is {value!r}", packed([(e, value if e.filename == lesson else d) for e, d in good])
    yield (
        "a name with a zero byte",
        packed([*good, (plain("submitted/aQb"), b"x")]).replace(b"submitted/aQb", b"submitted/a\0b"),
    )
    yield from bombs(good)


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "is empty": lambda data: b"",
    "is half": lambda data: data[: len(data) // 2],
    "is text": lambda data: b"hello " * 100,
    "has zeros": lambda data: data[: len(data) // 3] + b"\0" * (len(data) // 3) + data[2 * (len(data) // 3) :],
    "is a list": lambda data: b'["lessons"]',
    "names numbers": lambda data: b'{"lessons": {"gifts": 1}}',
    "names a place": lambda data: b'{"lessons": {"../../../gifts": "../.."}}',
    "names another release": lambda data: b'{"lessons": {"gifts": "0000"}}',
}


def bombs(good: Members) -> Iterator[tuple[str, bytes]]:
    """Small archives of large files; said or unsaid. Nothing larger than 130 MB is ever made."""
    zeros = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = b"".join(zeros.compress(b"\0" * 10_000_000) for _ in range(13)) + zeros.flush()
    made = packed([*good, (plain("submitted/zeros"), b"")])
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        at = archive.getinfo("submitted/zeros").header_offset
    header = at + 30 + len("submitted/zeros")
    end = made.index(b"PK\x01\x02")
    said, unsaid = (bytearray(made[:header] + block + made[end:]) for _ in range(2))
    for data, size in ((said, 130_000_000), (unsaid, 10)):
        central = data.rindex(b"PK\x01\x02")
        data[central + 20 : central + 24] = len(block).to_bytes(4, "little")
        data[central + 24 : central + 28] = size.to_bytes(4, "little")
        tail = data.rindex(b"PK\x05\x06")
        moved = header + len(block)
        data[tail + 16 : tail + 20] = moved.to_bytes(4, "little")
    yield "130 MB of zeros", bytes(said)
    yield "130 MB of zeros, said to be 10 bytes", bytes(unsaid)
    lying = bytearray(packed([*good, (plain("submitted/x"), b"x" * 100)]))
    central = lying.rindex(b"PK\x01\x02")
    for size in (10**9, 2**32 - 2, 99):
        lying[central + 24 : central + 28] = size.to_bytes(4, "little")
        yield f"a file that says it has {size} bytes", bytes(lying)
    locked = bytearray(packed([*good, (plain("submitted/x"), b"x")]))
    locked[locked.rindex(b"PK\x01\x02") + 8] |= 1
    yield "an encrypted file", bytes(locked)
    other = bytearray(packed([*good, (plain("submitted/x"), b"x")]))
    other[other.rindex(b"PK\x01\x02") + 10] = 99
    yield "a file packed in no known way", bytes(other)


def other_databases(place: Path, gradebook: bytes) -> Iterator[tuple[str, bytes]]:
    """Databases that SQLite finds whole and that are no gradebook of ours."""
    changes = {
        "an unknown version": "UPDATE alembic_version SET version_num = 'ffffffffffff'",
        "two versions": "INSERT INTO alembic_version VALUES ('282d30a0218e')",
        "no version": "DELETE FROM alembic_version",
        "no grades": "DROP TABLE grade",
        "grades without a score": "ALTER TABLE grade RENAME COLUMN auto_score TO other",
        "a trigger": "CREATE TRIGGER t AFTER INSERT ON grade BEGIN DELETE FROM grade; END",
        "a view": "CREATE VIEW v AS SELECT * FROM grade",
    }
    for name, statement in changes.items():
        path = place / "other.db"
        path.write_bytes(gradebook)
        with sqlite3.connect(path) as db:
            db.execute("PRAGMA legacy_alter_table = ON")
            db.execute(statement)
        db.close()
        yield f"gradebook.db with {name}", path.read_bytes()
    with sqlite3.connect(place / "new.db") as db:
        db.execute("CREATE TABLE x (y)")
    db.close()
    yield "gradebook.db of something else", (place / "new.db").read_bytes()


def every(archive: Path, place: Path, lists: str) -> Iterator[tuple[str, bytes]]:
    """Each damaged archive with its name."""
    good = members(archive)
    yield from cut_and_flipped(archive.read_bytes(), 25, 40)
    yield from wrong(good, lists)
    gradebook = next(data for entry, data in good if entry.filename == backup_archive.GRADEBOOK)
    for name, database in other_databases(place, gradebook):
        yield name, packed([(e, database if e.filename == backup_archive.GRADEBOOK else d) for e, d in good])
