"""A course's records in one archive, and back: the gradebook, marks, what was released with its keys and salt, and what was handed in."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from practicum.course import CourseError
from practicum.learner_ids import shown

from ..gradebook import database, database_check, our_tables, swap_journal
from ..gradebook.backups import backup, copy_database
from ..setup import course_lock
from . import archive_check, released_check

SCHEMA = 1
FOLDERS = ("gradebook/released", "submitted", "autograded", "feedback")
GRADEBOOK, MARKS = "gradebook/gradebook.db", "gradebook/marks.db"
DATABASES = (GRADEBOOK, MARKS)
ABOUT = "practicum-backup.json"


@dataclass(frozen=True)
class Saved:
    """How many files an archive holds, and which were left out because no archive can hold their names."""

    count: int
    left_out: list[str]


def _on_file(root: Path) -> None:
    if database.on_server(database.url_of(root)):
        raise CourseError(
            "The gradebook is kept by a PostgreSQL server; save and restore it there (pg_dump, pg_restore), "
            "and copy the folders gradebook/released, submitted, autograded and feedback."
        )


# ------------------------------------------------------------ saving


@course_lock.locked_course(course_lock.between_gradings)
def save(root: Path, to: Path, now: datetime.datetime) -> Saved:
    """Write everything into one ZIP archive, while nobody grades. It holds answer keys and student records."""
    _on_file(root)
    if not database.exists(root):
        raise CourseError("There is no gradebook yet; nothing is to be saved.")
    to.parent.mkdir(parents=True, exist_ok=True)
    unfinished = to.with_name(f".{to.name}.part")
    try:
        with open(os.open(unfinished, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600), "w+b") as file:
            saved = _written(root, file, now)  # keys and records: for whoever makes it alone
        archive_check.seal(unfinished)
        unfinished.replace(to)
    except OSError as error:
        raise CourseError(f"{to} cannot be written ({error.strerror}); take another place.") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return saved


def _written(root: Path, file, now: datetime.datetime) -> Saved:
    left_out = []
    with tempfile.TemporaryDirectory() as place, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        about = {"schema": SCHEMA, "made": now.isoformat(timespec="seconds"), "sealed": True}
        archive.writestr(ABOUT, json.dumps(about, indent=1) + "\n")
        with our_tables.store(root) as kept:
            our_tables.turn(kept, "")  # nobody marks between the two copies
            copies = {n: copy_database(root / n, Path(place) / Path(n).name) for n in DATABASES if (root / n).is_file()}
        for name, copy in copies.items():
            archive.write(copy, name)
        for folder in FOLDERS:
            for path in sorted((root / folder).rglob("*")):
                name = path.relative_to(root).as_posix()
                if not path.is_file() or path.is_symlink():
                    continue
                if archive_check.storable(name):
                    archive.write(path, name)
                else:
                    left_out.append(name)
        return Saved(len(archive.namelist()) - 1, left_out)


# ------------------------------------------------------------ restoring


@course_lock.locked_course(course_lock.alone)
def restore(root: Path, archive: Path) -> int:
    """Put an archive's records in the place of the present ones, which go to gradebook/backups/ first.

    Gives the number of files. Raises CourseError, with nothing changed, for a file that is no such archive, or
    where anything goes wrong on the way.
    """
    _on_file(root)
    try:
        new = swap_journal.begin(root)
        try:
            count = _unpacked(archive, new)
            _kept(root)
        except BaseException:
            swap_journal.give_up(root)
            raise
        swap_journal.swap(root, FOLDERS, DATABASES)
    except (OSError, sqlite3.Error) as error:
        why = getattr(error, "strerror", None) or str(error)
        if "locked" in why:
            why = "the gradebook is in use by another program"
        raise CourseError(f"The records could not be restored ({why}); nothing was changed.") from error
    return count


def _kept(root: Path) -> None:
    """Copies of the present databases; of damaged ones as they are."""
    damaged = [n for n in DATABASES if (root / n).is_file() and database_check.is_damaged(root / n, database.PATIENCE)]
    if not damaged:
        backup(root)
        return
    stamp = f"{datetime.datetime.now(datetime.UTC):%Y%m%dT%H%M%S%fZ}"
    folder = root / "gradebook" / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    for name in DATABASES:
        ending = ".damaged" if name in damaged else ""
        if (root / name).is_file():
            shutil.copyfile(root / name, folder / f"{stamp}-{Path(name).name}{ending}")


def _allowed(name: str) -> bool:
    return name in (ABOUT, *DATABASES) or name.startswith(tuple(f"{folder}/" for folder in FOLDERS))


def _unpacked(archive: Path, place: Path) -> int:
    """Everything beside, looked at as a whole: an archive is used all of it or not at all."""
    name = shown(archive.name)[:100]
    try:
        return _looked_at(archive, place)
    except FileNotFoundError as error:
        raise CourseError(f"There is no file {shown(str(archive))[:200]}.") from error
    except CourseError as error:
        raise CourseError(f"{name} {shown(str(error))}; nothing was changed.") from error
    except OSError as error:
        if error.errno is not None:  # the disk's, not the archive's: zipfile raises OSError without a number
            raise CourseError(f"{name} could not be unpacked ({error.strerror}); nothing was changed.") from error
        raise _no_backup(name, error) from error
    except Exception as error:  # zipfile, zlib and json raise a dozen kinds, and it is a stranger's file
        raise _no_backup(name, error) from error


def _no_backup(name: str, error: Exception) -> CourseError:
    why = shown(str(error)).strip(".'\" ")[:200] or type(error).__name__
    return CourseError(f"{name} is no backup that `practicum backup` made ({why}); nothing was changed.")


def _looked_at(archive: Path, place: Path) -> int:
    if not archive.is_file():
        if archive.exists():
            raise CourseError("is no file")
        raise FileNotFoundError(archive)
    whole = archive_check.sealed(archive)
    if whole is False:
        raise CourseError("was damaged or changed since `practicum backup` made it; take another copy of it")
    with zipfile.ZipFile(archive) as packed:
        entries = archive_check.files(packed, archive.stat().st_size, _allowed, bool(whole))
        names = {entry.filename for entry in entries}
        about = json.loads(packed.read(ABOUT)) if ABOUT in names else None
        if not isinstance(about, dict):
            raise CourseError("is no backup that `practicum backup` made: it does not say so")
        if about.get("schema") != SCHEMA:
            raise CourseError("was made by another version of Practicum; restore it with that one")
        if about.get("sealed") and not whole:
            raise CourseError("was cut or changed since `practicum backup` made it; take another copy of it")
        if GRADEBOOK not in names:
            raise CourseError("is no whole backup: it holds no gradebook")
        room = shutil.disk_usage(place).free
        if (needed := sum(entry.file_size for entry in entries)) > room:
            raise CourseError(f"needs {needed:,} bytes on the disk, which has {room:,}")
        archive_check.unpack(packed, [entry for entry in entries if entry.filename != ABOUT], place)
    _refuse_contents(place)
    return len(entries) - 1


def _refuse_contents(place: Path) -> None:
    """What was unpacked has to be what scoring and marking need. Raises CourseError."""
    if why := database_check.problem_of_gradebook(place / GRADEBOOK):
        raise CourseError(f"cannot be used: its gradebook.db {why}")
    if (place / MARKS).exists() and (why := database_check.problem_of_marks(place / MARKS)):
        raise CourseError(f"cannot be used: its marks.db {why}")
    if why := released_check.problem(place / FOLDERS[0]):
        raise CourseError(f"cannot be used: {why}")
