"""One learner's records: all of them in one file, or removed from everywhere.

A student may see the records that an institution keeps of them, and an institution deletes what it need not keep.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from sqlalchemy import select

from practicum import learner_ids
from practicum.course import CourseError
from practicum.learner_ids import shown

from ..gradebook import database, our_tables
from ..marks import extensions, known_learners, roster, roster_file
from ..marks.known_learners import folders
from ..nbgrader_commands import course_directory
from ..setup import course_lock
from ..setup.course_settings import nbgrader_settings
from ..submission import notebook_reading
from . import grade_rows


def published(root: Path, learner: str) -> list[Path]:
    """The learner's pages in the exchange, which bear a hash of the submission's secret instead of a name."""
    from nbgrader.exchange.default import Exchange
    from nbgrader.utils import notebook_hash

    course = course_directory(root, "").course_id
    place = Path(Exchange(config=nbgrader_settings(root)).root) / course / "feedback"
    found = []
    own = {folder.parent.name: folder for folder in folders(root, learner) if folder.parent.parent == root}
    if not {"submitted", "feedback"} <= set(own) or own["submitted"].is_symlink():
        return []
    for secret in sorted(own["submitted"].glob("*/submission_secret.txt")):
        text = _secret(secret)
        lessons = {path.stem for path in (own["feedback"] / secret.parent.name).glob("*.html")} if text else ()
        for lesson in sorted(lessons):
            found += sorted(place.glob(f"{notebook_hash(secret=text, notebook_id=lesson)}*.html"))
    return found


def _secret(path: Path) -> str | None:
    """A learner's own file: it may be no text, or no file."""
    try:
        return notebook_reading.contents(path, 1000).decode()
    except (OSError, UnicodeDecodeError):
        return None


def known(root: Path, learner: str) -> None:
    """Raise CourseError where nothing is kept of a learner."""
    if not database.exists(root):
        raise CourseError("There is no gradebook yet.")
    if learner in known_learners.everybody(root):
        return
    if why := learner_ids.problem(learner):
        raise CourseError(f"'{shown(learner, 100)}' is not a learner's id ({why}), and nothing is kept under it.")
    count = len(roster.listed(root))
    raise CourseError(f"Nothing is kept of '{learner}'; the gradebook has {count} learners (`practicum cohort list`).")


def _marked(root: Path, learner: str) -> Iterator[dict]:
    """Every line that our own tables have of a learner."""
    with our_tables.store(root) as db:
        for name, table in _tables(db).items():
            for row in db.execute(select(table).where(table.c.learner == learner)).mappings():
                yield {"table": name, **{key: value for key, value in row.items() if key != "id"}}


def _tables(db) -> dict[str, Any]:
    tables = our_tables.of(db)
    return {field.name: getattr(tables, field.name) for field in fields(tables)}


# ------------------------------------------------------------ a copy for the learner


def record(root: Path, learner: str) -> dict:
    """Everything that the databases hold of a learner, as plain values."""
    known(root, learner)
    person = next((e for e in roster.listed(root) if e.learner == learner), roster_file.Entry(learner, learner))
    tables: dict[str, list[dict]] = {}
    for row in _marked(root, learner):
        tables.setdefault(row.pop("table"), []).append(row)
    names = grade_rows.topics(root)
    until = {name: found[learner].isoformat() for name in names if learner in (found := extensions.kept(root, name))}
    return {
        "learner": learner, "name": person.name, "section": person.section, "accommodation": person.accommodation,
        "lessons": [asdict(row) for row in grade_rows.rows(root) if row.learner == learner],
        "cells": list(_cells(root, learner)), "marks": tables.get("mark", []), "more_time_until": until,
        "exchange": tables.get("arrival", []),
    }  # fmt: skip


def _cells(root: Path, learner: str) -> Iterator[dict]:
    """Every score and comment of nbgrader's gradebook."""
    from ..gradebook import lesson_scores

    with database.engine(database.url_of(root)).connect() as db:
        for topic in grade_rows.topics(root):
            for lesson, said in lesson_scores.read(db, topic, [learner]).get(learner, {}).items():
                for name, cell in said.cells.items():
                    comment = said.comments.get(name, "")
                    yield {"topic": topic, "lesson": lesson, "item": name, **asdict(cell), "comment": comment}


def write_record(root: Path, learner: str, to: Path) -> list[str]:
    """The record and the learner's files in one ZIP archive; gives the names of what is in it."""
    found = record(root, learner)
    to.parent.mkdir(parents=True, exist_ok=True)
    unfinished = to.with_name(f".{to.name}.part")
    try:
        with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("record.json", json.dumps(found, ensure_ascii=False, indent=1, default=str) + "\n")
            for folder in folders(root, learner):
                for inside in _files(folder):
                    archive.write(folder / inside, f"{_step(root, folder)}/{shown(Path(inside).as_posix())}")
            names = archive.namelist()
        unfinished.replace(to)
    finally:
        unfinished.unlink(missing_ok=True)
    return names


def _files(folder: Path) -> list[str]:
    """The plain files of a folder by their names inside; links are not followed, be it the folder itself."""
    if folder.is_symlink():
        return []
    found = (os.path.join(place, name) for place, _, names in os.walk(folder) for name in names)
    return sorted(os.path.relpath(path, folder) for path in found if stat.S_ISREG(os.lstat(path).st_mode))


def _step(root: Path, folder: Path) -> str:
    return folder.parent.name if folder.parent.parent == root else f"exchange/{shown(folder.name)}"


# ------------------------------------------------------------ forgetting


@dataclass(frozen=True)
class Forgotten:
    """What was removed, and what somebody has to see to."""

    learner: str
    removed: list[str]
    left: list[str]


@course_lock.locked_course(course_lock.alone)
def forget(root: Path, learner: str) -> Forgotten:
    """Remove a learner from the databases, the folders, the exchange and the backups. Cannot be undone."""
    from nbgrader.api import Gradebook, MissingEntry

    known(root, learner)
    removed = []
    with Gradebook(course_directory(root, "").db_url) as gradebook, contextlib.suppress(MissingEntry):
        gradebook.remove_student(learner)
        removed.append("the gradebook")
    with our_tables.store(root) as db:
        if sum(db.execute(table.delete().where(table.c.learner == learner)).rowcount for table in _tables(db).values()):
            removed.append("marks, extensions and roster")
    pages = published(root, learner)
    for page in pages:
        page.unlink()
    removed += [f"{len(pages)} feedback pages in the exchange"] if pages else []
    for folder in folders(root, learner):
        _remove(folder)
        removed.append(folder.relative_to(root).as_posix() if folder.is_relative_to(root) else str(folder))
    removed += _from_backups(root, learner)
    _vacuum(root)
    return Forgotten(learner, removed, _left(root))


def _remove(place: Path) -> None:
    """A folder with all in it; of a link, or a file in the place of a folder, that alone."""
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink()


def _left(root: Path) -> list[str]:
    """What may still name a learner and cannot be changed here."""
    found = [f"exports/{path.name}" for path in sorted((root / "exports").glob("*")) if path.is_file()]
    found += [f"gradebook/backups/{path.name}" for path in sorted((root / "gradebook" / "backups").glob("*.d[ua]m*"))]
    return found


def _vacuum(root: Path) -> None:
    """SQLite leaves removed rows in its file until it is written anew."""
    for path in (database.file_of(database.url_of(root)), root / "gradebook" / "marks.db"):
        if path is not None and path.is_file():
            _rewritten(path)


def _rewritten(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path, timeout=database.PATIENCE)) as db:
        db.execute("VACUUM")


def _from_backups(root: Path, learner: str) -> list[str]:
    """Remove the learner from each kept copy of SQLite's files."""
    changed = []
    for path in sorted((root / "gradebook" / "backups").glob("*.db")):
        with contextlib.closing(sqlite3.connect(path)) as db:
            if _removed(db, learner):
                db.commit()
                db.execute("VACUUM")
                changed.append(f"gradebook/backups/{path.name}")
    return changed


# nbgrader's rows below a learner's, from the outermost to the innermost; each by what hangs on the one before
OWNED = (
    ("student", "id = ?"),
    ("submitted_assignment", "student_id = ?"),
    ("submitted_notebook", "assignment_id IN (SELECT id FROM submitted_assignment WHERE student_id = ?)"),
)
HANGS = "notebook_id IN (SELECT id FROM submitted_notebook WHERE assignment_id IN (SELECT id FROM submitted_assignment WHERE student_id = ?))"


def _removed(db: sqlite3.Connection, learner: str) -> int:
    there = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    gone = 0
    for table in ("grade", "comment"):
        if table in there:
            gone += db.execute(f"DELETE FROM {table} WHERE {HANGS}", (learner,)).rowcount
    for table, where in reversed(OWNED):
        if table in there:
            gone += db.execute(f"DELETE FROM {table} WHERE {where}", (learner,)).rowcount
    for table in (field.name for field in fields(our_tables.Tables)):
        if table in there:
            gone += db.execute(f"DELETE FROM {table} WHERE learner = ?", (learner,)).rowcount
    return gone
