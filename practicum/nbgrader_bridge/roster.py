"""Who is in the cohort: names for nbgrader's gradebook; sections and accommodations for ours.

roster.csv has a line of names (id, name, section, accommodation; the last two may be missing) and a line
a learner. An accommodation of the form "+48 hours" or "+3 days" is more time for every topic area with a due
date; any other text is kept and shown, and changes nothing by itself.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from practicum.course import CourseError

from . import database, marks, markstore
from .backups import backup
from .gradetables import student
from .run import course_directory

COLUMNS = ("id", "name", "section", "accommodation")
LARGEST = 2_000_000  # bytes
LONGEST = 200  # characters of a field
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,99}")  # also a folder's name, and `+` parts names in the exchange
MORE = re.compile(r"\+\s*(\d{1,3}(?:\.\d+)?)\s*(hour|hours|h|day|days|d)", re.IGNORECASE)


@dataclass(frozen=True)
class Entry:
    """One learner of the cohort."""

    learner: str
    name: str
    section: str = ""
    accommodation: str = ""

    @property
    def more_hours(self) -> float:
        """More time for each topic area, in hours."""
        found = MORE.fullmatch(self.accommodation.strip())
        return float(found[1]) * (24 if found[2].lower().startswith("d") else 1) if found else 0.0


def parse(data: bytes, name: str = "roster.csv") -> list[Entry]:
    """The entries of a roster. Raises CourseError that names every line with something wrong."""
    if len(data) > LARGEST:
        raise CourseError(f"{name} is larger than {LARGEST // 1_000_000} MB; a roster has a line a learner.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CourseError(f"{name} is not UTF-8; in the spreadsheet choose 'CSV UTF-8' when saving.") from error
    first = text.splitlines()[0] if text.strip() else ""
    table = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    head = {(field or "").strip().casefold(): field for field in table.fieldnames or []}
    if not {"id", "name"} <= set(head):
        raise CourseError(
            f"{name} needs a first line with the names id and name (section and accommodation may follow)."
        )
    found, wrong, seen = [], [], {}
    for number, row in enumerate(table, 2):
        entry = Entry(*(str(row.get(head.get(column)) or "").strip() for column in COLUMNS))
        if not any((entry.learner, entry.name)):
            continue
        if what := _wrong(entry, seen):
            wrong.append(f"line {number}: {what}")
        seen.setdefault(entry.learner, number)
        found.append(entry)
    if wrong:
        more = f" and {len(wrong) - 5} more" if len(wrong) > 5 else ""
        raise CourseError(f"{name}: {'; '.join(wrong[:5])}{more}. Nothing was changed.")
    if not found:
        raise CourseError(f"{name} has no learner below its first line.")
    return found


def _wrong(entry: Entry, seen: dict[str, int]) -> str | None:
    if not ID.fullmatch(entry.learner):
        return f"the id {entry.learner[:40]!r} is not letters, digits, dots, dashes, underscores or @"
    if entry.learner in seen:
        return f"the id {entry.learner} stands in line {seen[entry.learner]} already"
    if not entry.name:
        return f"{entry.learner} has no name"
    if any(
        len(value) > LONGEST or not value.isprintable() for value in (entry.name, entry.section, entry.accommodation)
    ):
        return f"{entry.learner} has a field that is longer than {LONGEST} characters or holds control characters"
    return None


def keep(root: Path, entries: list[Entry]) -> tuple[int, int]:
    """Put these learners into the gradebook and the roster; others stay. Gives how many are new, and how many known."""
    from nbgrader.api import Gradebook

    if database.exists(root):
        backup(root)
    with Gradebook(course_directory(root, "").db_url) as gradebook:
        known = {one.id for one in gradebook.students}
        for entry in entries:
            first, _, last = entry.name.rpartition(" ")
            gradebook.update_or_create_student(entry.learner, first_name=first, last_name=last)
    with marks.store(root) as db:
        table = markstore.of(db).roster
        ids = [entry.learner for entry in entries]
        for start in range(0, len(ids), 500):  # SQLite takes some thousand values a statement
            db.execute(table.delete().where(table.c.learner.in_(ids[start : start + 500])))
        rows = [
            {"learner": e.learner, "section": e.section, "accommodation": e.accommodation, "more_hours": e.more_hours}
            for e in entries
        ]
        db.execute(table.insert(), rows)
    new = sum(entry.learner not in known for entry in entries)
    return new, len(entries) - new


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
    with database.engine(database.url_of(root)).connect() as db:
        students = db.execute(
            select(student.c.id, student.c.first_name, student.c.last_name).order_by(student.c.id)
        ).all()
    return [
        Entry(
            who, " ".join(filter(None, (first, last))),
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
