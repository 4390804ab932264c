"""New folders and databases in the place of old ones, all or none: what was begun is written down first.

gradebook/.restore/new holds what comes, old what gave way, and plan.json says what is to be done. With a plan,
whoever comes after a killed program completes it, for all that is new lies there; where an error stops it,
everything goes back. Without a plan nothing was begun.

A database is copied over by SQLite itself, in one transaction, and never renamed: formgrader may hold it open, and a
journal of the old file would be played into the new one.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from practicum.course import CourseError

from ..setup import course_lock
from . import database, database_check
from .backups import copy_database

FOLDER = "gradebook/.restore"
DONE = "gradebook/.restore-done"
PLAN = "plan.json"
JOURNALS = ("-journal", "-wal", "-shm")


@dataclass(frozen=True)
class Target:
    """A folder or a database of the course."""

    place: str  # from the course's folder
    database: bool
    comes: bool  # whether there is a new one
    was: bool  # whether there was one
    readable: bool = True  # a damaged database is renamed instead of copied


def begin(root: Path) -> Path:
    """An empty folder for what comes. To be called with the course's lock."""
    recover_held(root)
    new = root / FOLDER / "new"
    new.mkdir(parents=True)
    (root / FOLDER).chmod(0o700)  # keys and records
    return new


def give_up(root: Path) -> None:
    """Nothing was begun, or all was put back."""
    (root / FOLDER / PLAN).unlink(missing_ok=True)
    shutil.rmtree(root / FOLDER, ignore_errors=True)


def swap(root: Path, folders: tuple[str, ...], databases: tuple[str, ...]) -> None:
    """Put what lies in `new` in its places. On an error everything is as it was, and the error goes on."""
    work = root / FOLDER
    try:
        targets = _planned(root, work, folders, databases)
    except BaseException:
        give_up(root)
        raise
    try:
        for target in targets:
            _forward(root, work, target)
        _finish(root)
    except BaseException as error:
        if not (work / PLAN).is_file():
            return  # interrupted while the old records were being thrown away: the new ones stand
        try:
            for target in reversed(targets):
                _back(root, work, target)
        except Exception as worse:
            raise CourseError(
                f"The restore stopped half way ({error}) and could not be taken back ({worse}); make room on the disk "
                "and run any `practicum` command in the course: it completes the restore."
            ) from error
        give_up(root)
        raise


def _planned(root: Path, work: Path, folders: tuple[str, ...], databases: tuple[str, ...]) -> list[Target]:
    """What is to be done, written down, with copies of the present databases."""
    targets = [Target(name, False, (work / "new" / name).exists(), os.path.lexists(root / name)) for name in folders]
    for name in databases:
        was = (root / name).is_file()
        readable = was and not database_check.is_damaged(root / name, database.PATIENCE)
        targets.append(Target(name, True, (work / "new" / name).is_file(), was, readable))
        if readable:
            _parent(work / "old" / name)
            copy_database(root / name, work / "old" / name)
    beside = work / f"{PLAN}.part"
    beside.write_text(json.dumps([asdict(target) for target in targets]), "utf-8")
    os.replace(beside, work / PLAN)
    return targets


def recover(root: Path) -> None:
    """Complete a swap that was killed, unless the program that does it is at work still."""
    if not ((root / FOLDER).exists() or (root / DONE).exists()) or course_lock.holds(root):
        return
    with contextlib.suppress(course_lock.Busy), course_lock.alone(root, patience=0):
        recover_held(root)


def recover_held(root: Path) -> None:
    """The same with the lock in hand."""
    work = root / FOLDER
    if (work / PLAN).is_file():
        try:
            for value in json.loads((work / PLAN).read_text("utf-8")):
                _forward(root, work, Target(**value))
        except (OSError, ValueError, TypeError) as error:
            raise CourseError(
                f"A restore was interrupted and cannot be completed ({error}); make room on the disk and try again. "
                f"What it began with lies in {work}/old, what it brings in {work}/new."
            ) from error
        _finish(root)
    else:
        shutil.rmtree(work, ignore_errors=True)
    shutil.rmtree(root / DONE, ignore_errors=True)


def _finish(root: Path) -> None:
    shutil.rmtree(root / DONE, ignore_errors=True)
    os.rename(root / FOLDER, root / DONE)
    shutil.rmtree(root / DONE, ignore_errors=True)


def _forward(root: Path, work: Path, target: Target) -> None:
    """One target to its new state, from any state between."""
    place, new, old = root / target.place, work / "new" / target.place, work / "old" / target.place
    if target.database:
        _database_forward(place, new, old, target)
    elif target.comes != new.exists():
        return  # it stands in its place already
    else:
        if os.path.lexists(place):
            os.rename(place, _free(_parent(old)))
        if target.comes:
            os.rename(new, _parent(place))


def _database_forward(place: Path, new: Path, old: Path, target: Target) -> None:
    if target.was and not target.readable:
        _away(place, old)
    if not target.comes:
        for path in (place, *_journals(place)):
            path.unlink(missing_ok=True)
    elif new.exists():
        copy_database(new, place)
        new.rename(new.with_name(f"{new.name}.done"))


def _away(place: Path, old: Path) -> None:
    """A damaged file, with its journals, once."""
    if not old.exists():
        for path in (*_journals(place), place):  # itself last: while it stands, this is done again
            if path.exists():
                os.rename(path, _parent(old).with_name(path.name))


def _back(root: Path, work: Path, target: Target) -> None:
    """One target to its old state."""
    place, new, old = root / target.place, work / "new" / target.place, work / "old" / target.place
    if target.database:
        if target.readable:
            copy_database(old, place)
        elif old.exists() or not target.was:
            place.unlink(missing_ok=True)
            for path in (*_journals(old), old):
                if path.exists():
                    os.rename(path, place.with_name(path.name))
    elif os.path.lexists(old) or not target.was:
        if os.path.lexists(place) and not new.exists():
            os.rename(place, _parent(new))
        if os.path.lexists(old):
            os.rename(old, place)


def _journals(path: Path) -> list[Path]:
    return [path.with_name(path.name + ending) for ending in JOURNALS]


def _free(path: Path) -> Path:
    """The path, or another one beside it where that is taken: somebody made a folder anew in between."""
    number, found = 1, path
    while os.path.lexists(found):
        number += 1
        found = path.with_name(f"{path.name}-{number}")
    return found


def _parent(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
