"""Who is in the cohort: names for nbgrader's gradebook; sections and accommodations for ours.

roster_file reads the file. An accommodation of the form "+48 hours" or "+3 days" is more time for every topic area
with a due date; any other text is kept and shown, and changes nothing by itself.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import bindparam, select

from practicum.course import CourseError

from . import course_lock, database, marks, markstore, person_names
from .backups import backup
from .gradetables import student
from .roster_file import Entry, parse
from .run import course_directory

__all__ = ["Entry", "parse"]


@course_lock.locked_course(course_lock.beside)
def keep(root: Path, entries: list[Entry]) -> tuple[int, int]:
    """Put these learners into the gradebook and the roster; others stay. Gives how many are new, and how many known."""
    from nbgrader.api import Gradebook

    from . import lateness  # here, for it reads the roster

    if database.exists(root):
        backup(root)
    with Gradebook(course_directory(root, "").db_url):  # which makes the database, where there is none
        pass
    known = _enrol(root, entries)
    before = more_hours(root)
    with marks.store(root) as db:
        tables, ids = markstore.of(db), [entry.learner for entry in entries]
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
    after = more_hours(root)
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
        columns = {"first_name": bindparam("first"), "last_name": bindparam("last")}
        if new := [one for one in named if one["who"] not in there]:
            db.execute(student.insert().values(id=bindparam("who"), **columns), new)
        if old := [one for one in named if one["who"] in there]:
            db.execute(student.update().where(student.c.id == bindparam("who")).values(**columns), old)
    return there


def _differs(name: str) -> bool:
    """Whether nbgrader's two fields don't give the name back as it was written."""
    return person_names.joined(*person_names.parts(name)) != name


def written_names(root: Path) -> dict[str, str]:
    """Names as the roster has them, of those whom the gradebook's two fields would name otherwise."""
    with marks.store(root) as db:
        table = markstore.of(db).roster_name
        return {row.learner: row.name for row in db.execute(select(table))}


def sections(root: Path) -> dict[str, str]:
    """The section of every learner of the roster."""
    with marks.store(root) as db:
        table = markstore.of(db).roster
        return {row.learner: row.section for row in db.execute(select(table.c.learner, table.c.section))}


def more_hours(root: Path) -> dict[str, float]:
    """Who has more time for every topic area, in hours."""
    with marks.store(root) as db:
        table = markstore.of(db).roster
        found = db.execute(select(table.c.learner, table.c.more_hours).where(table.c.more_hours > 0))
        return {row.learner: row.more_hours for row in found}


def listed(root: Path) -> list[Entry]:
    """Everybody in the gradebook, with section and accommodation where the roster has them."""
    if not database.exists(root):
        raise CourseError("There is no gradebook yet; import a roster or release a topic area first.")
    with marks.store(root) as db:
        table = markstore.of(db).roster
        kept = {row.learner: row for row in db.execute(select(table))}
    written = written_names(root)
    with database.engine(database.url_of(root)).connect() as db:
        students = db.execute(
            select(student.c.id, student.c.first_name, student.c.last_name).order_by(student.c.id)
        ).all()
    return [
        Entry(
            who, person_names.as_written(written.get(who), first, last),
            kept[who].section if who in kept else "", kept[who].accommodation if who in kept else "",
        )
        for who, first, last in students
    ]  # fmt: skip


def in_section(root: Path, section: str | None) -> set[str] | None:
    """The learners of a section; None for everybody. Raises CourseError for a section that nobody is in."""
    if section is None:
        return None
    found = sections(root)
    known = sorted({name for name in found.values() if name})
    if section not in known:
        raise CourseError(f"Nobody is in section '{section}'; the roster has {', '.join(known) or 'no sections'}.")
    return {who for who, name in found.items() if name == section}
