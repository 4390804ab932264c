"""A roster that was read, into nbgrader's gradebook and our tables; accommodations count at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, select

from ..gradebook import database, our_tables
from ..gradebook.backups import backup
from ..gradebook.nbgrader_tables import student
from ..nbgrader_commands import course_directory
from ..setup import course_lock
from . import lateness, person_names, roster
from .roster_file import Entry


@course_lock.locked_course(course_lock.beside)
def keep(root: Path, entries: list[Entry]) -> tuple[int, int]:
    """Put these learners into the gradebook and the roster; others stay. Gives how many are new, and how many known."""
    from nbgrader.api import Gradebook

    if database.exists(root):
        backup(root)
    with Gradebook(course_directory(root, "").db_url):  # which makes the database, where there is none
        pass
    known = _enrol(root, entries)
    before = roster.more_hours(root)
    with our_tables.store(root) as db:
        tables, ids = our_tables.of(db), [entry.learner for entry in entries]
        for start in range(0, len(ids), 500):  # SQLite takes some thousand values a statement
            for table in (tables.roster, tables.roster_name):
                db.execute(table.delete().where(table.c.learner.in_(ids[start : start + 500])))
        rows = [
            {"learner": e.learner, "section": e.section, "accommodation": e.accommodation, "more_hours": e.more_hours}
            for e in entries
        ]
        db.execute(tables.roster.insert(), rows)
        if names := [{"learner": e.learner, "name": e.name} for e in entries if _differs(e.name)]:
            db.execute(tables.roster_name.insert(), names)
    after = roster.more_hours(root)
    lateness.withdraw(root, {who: hours for who, hours in before.items() if who not in after})
    lateness.settle(root)  # an accommodation counts at once
    new = sum(entry.learner not in known for entry in entries)
    return new, len(entries) - new


def _enrol(root: Path, entries: list[Entry]) -> set[str]:
    """Names into nbgrader's two fields, in one transaction: nbgrader's own call commits learner by learner.

    Gives who was there before.
    """
    named = [
        {"who": e.learner, "first": first, "last": last}
        for e in entries
        for first, last in [person_names.parts(e.name)]
    ]
    with database.engine(database.url_of(root)).begin() as db:
        there = set(db.scalars(select(student.c.id)))
        columns: dict[str, Any] = {"first_name": bindparam("first"), "last_name": bindparam("last")}
        if new := [one for one in named if one["who"] not in there]:
            db.execute(student.insert().values(id=bindparam("who"), **columns), new)
        if old := [one for one in named if one["who"] in there]:
            db.execute(student.update().where(student.c.id == bindparam("who")).values(**columns), old)
    return there


def _differs(name: str) -> bool:
    """Whether nbgrader's two fields don't give the name back as it was written."""
    return person_names.joined(*person_names.parts(name)) != name
