"""A course's records in one archive, and back: the gradebook, marks, what was released with its keys and salt, and what was handed in."""

from __future__ import annotations

import datetime
import json
import shutil
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

from practicum.course import CourseError

from . import database
from .backups import backup, copy_database

SCHEMA = 1
FOLDERS = ("gradebook/released", "submitted", "autograded", "feedback")
DATABASES = ("gradebook.db", "marks.db")
ABOUT = "practicum-backup.json"
LARGEST = 20_000_000_000  # bytes unpacked; a guard against an archive that never ends


def _on_file(root: Path) -> None:
    if database.on_server(database.url_of(root)):
        raise CourseError(
            "The gradebook is kept by a PostgreSQL server; save and restore it there (pg_dump, pg_restore), "
            "and copy the folders gradebook/released, submitted, autograded and feedback."
        )


def save(root: Path, to: Path, now: datetime.datetime) -> int:
    """Write everything into one ZIP archive; gives the number of files. It holds answer keys and student records."""
    _on_file(root)
    if not database.exists(root):
        raise CourseError("There is no gradebook yet; nothing is to be saved.")
    to.parent.mkdir(parents=True, exist_ok=True)
    unfinished = to.with_name(f".{to.name}.part")
    try:
        with tempfile.TemporaryDirectory() as place, zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
            about = {"schema": SCHEMA, "made": now.isoformat(timespec="seconds")}
            archive.writestr(ABOUT, json.dumps(about, indent=1) + "\n")
            for name in DATABASES:
                if (root / "gradebook" / name).is_file():
                    archive.write(copy_database(root / "gradebook" / name, Path(place) / name), f"gradebook/{name}")
            for folder in FOLDERS:
                for path in sorted((root / folder).rglob("*")):
                    if path.is_file() and not path.is_symlink():
                        archive.write(path, path.relative_to(root).as_posix())
            count = len(archive.namelist()) - 1
        unfinished.chmod(0o600)  # keys and records: for whoever made it alone
        unfinished.replace(to)
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def restore(root: Path, archive: Path) -> int:
    """Put an archive's records in the place of the present ones, which go to gradebook/backups/ first.

    Gives the number of files. Raises CourseError, with nothing changed, for a file that is no such archive.
    """
    _on_file(root)
    with tempfile.TemporaryDirectory(dir=_made(root / "gradebook"), prefix=".restore-") as place:
        count = _unpacked(archive, Path(place))
        backup(root)
        for folder in FOLDERS:
            _swapped(root / folder, Path(place) / folder)
        for name in DATABASES:
            new, old = Path(place) / "gradebook" / name, root / "gradebook" / name
            if new.is_file():
                new.replace(old) if not old.exists() else copy_database(new, old)
            else:
                old.unlink(missing_ok=True)
    return count


def _made(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder


def _swapped(target: Path, new: Path) -> None:
    old = target.with_name(f".{target.name}.before")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    target.parent.mkdir(parents=True, exist_ok=True)
    if new.exists():
        new.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def _allowed(name: str) -> bool:
    path = PurePosixPath(name)
    whole = path.as_posix()
    inside = not path.is_absolute() and ".." not in path.parts and "\\" not in name and ":" not in name
    return inside and (
        whole in {f"gradebook/{n}" for n in DATABASES} or whole.startswith(tuple(f"{f}/" for f in FOLDERS))
    )


def _unpacked(archive: Path, place: Path) -> int:
    try:
        with zipfile.ZipFile(archive) as packed:
            about = json.loads(packed.read(ABOUT))
            if about.get("schema") != SCHEMA:
                raise CourseError(f"{archive.name} was made by another version of Practicum; restore it with that one.")
            entries = [entry for entry in packed.infolist() if entry.filename != ABOUT and not entry.is_dir()]
            for entry in entries:
                if not _allowed(entry.filename):
                    raise CourseError(
                        f"{archive.name} holds '{entry.filename[:80]}', which no backup holds; nothing was changed."
                    )
            if sum(entry.file_size for entry in entries) > LARGEST:
                raise CourseError(f"{archive.name} is too large for a backup; nothing was changed.")
            for entry in entries:
                target = place / entry.filename
                target.parent.mkdir(parents=True, exist_ok=True)
                with packed.open(entry) as source, target.open("wb") as out:
                    shutil.copyfileobj(source, out)
            return len(entries)
    except FileNotFoundError as error:
        raise CourseError(f"There is no file {archive}.") from error
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError) as error:
        raise CourseError(
            f"{archive.name} is no backup that `practicum backup` made ({error}); nothing was changed."
        ) from error
