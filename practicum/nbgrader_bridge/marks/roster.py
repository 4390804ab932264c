"""Who is in the cohort: names for nbgrader's gradebook; sections and accommodations for ours.

roster_file reads the file. An accommodation of the form "+48 hours" or "+3 days" is more time for every topic area
with a due date; any other text is kept and shown, and changes nothing by itself.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from practicum.course import CourseError

from ..gradebook import database, our_tables
from ..gradebook.nbgrader_tables import student
from . import person_names
from .roster_file import Entry


def written_names(root: Path) -> dict[str, str]:
    """Names as the roster has them, of those whom the gradebook's two fields would name otherwise."""
    with our_tables.store(root) as db:
        table = our_tables.of(db).roster_name
        return {row.learner: row.name for row in db.execute(select(table))}


def sections(root: Path) -> dict[str, str]:
    """The section of every learner of the roster."""
    with our_tables.store(root) as db:
        table = our_tables.of(db).roster
        return {row.learner: row.section for row in db.execute(select(table.c.learner, table.c.section))}


def more_hours(root: Path) -> dict[str, float]:
    """Who has more time for every topic area, in hours."""
    with our_tables.store(root) as db:
        table = our_tables.of(db).roster
        found = db.execute(select(table.c.learner, table.c.more_hours).where(table.c.more_hours > 0))
        return {row.learner: row.more_hours for row in found}


def listed(root: Path) -> list[Entry]:
    """Everybody in the gradebook, with section and accommodation where the roster has them."""
    if not database.exists(root):
        raise CourseError("There is no gradebook yet; import a roster or release a topic area first.")
    with our_tables.store(root) as db:
        table = our_tables.of(db).roster
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
