"""Whom a course knows, whatever form their ids have; found by listing and comparing.

Work may lie in the folders, and rows in the gradebook, under ids that a roster would refuse. All of it can be
recorded, marked, extended and forgotten: an id that is asked for is compared with those that are there, and never
joined to a path.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from practicum import learner_ids
from practicum.course import CourseError

from ..exchange import inbound as exchange_names
from ..gradebook import database, our_tables
from ..gradebook.nbgrader_tables import assignment, student
from ..nbgrader_commands import course_directory
from ..setup.course_settings import nbgrader_settings

STEPS = ("submitted", "autograded", "feedback")


def inbound(root: Path) -> Path:
    """Where the exchange keeps what was handed in to this course."""
    from nbgrader.exchange.default import Exchange

    return Path(Exchange(config=nbgrader_settings(root)).root) / course_directory(root, "").course_id / "inbound"


def entries(folder: Path) -> list[os.DirEntry]:
    """What lies directly in a folder, by name; nothing where it is missing or closed."""
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda entry: entry.name)
    except OSError:
        return []


def _lying(folder: Path) -> list[os.DirEntry]:
    """Folders and what stands in the place of one; files of a system, such as .DS_Store, are nobody's."""
    return [entry for entry in entries(folder) if entry.is_symlink() or not entry.is_file(follow_symlinks=False)]


def sender(name: str, topics: set[str]) -> str | None:
    """Whose an entry of inbound is."""
    found = exchange_names.parse(name, topics)
    return found.learner if found else None


def topics(root: Path) -> set[str]:
    """Every topic area of the course or its gradebook."""
    named = {entry.name for step in ("source", "release") for entry in _lying(root / step)}
    if not database.exists(root):
        return named
    with database.engine(database.url_of(root)).connect() as db:
        return named | set(db.scalars(select(assignment.c.name)))


def folders(root: Path, learner: str) -> list[Path]:
    """What lies in the course folder and the exchange under exactly this name."""
    found = [Path(entry.path) for step in STEPS for entry in _lying(root / step) if entry.name == learner]
    names = topics(root)
    return found + [Path(entry.path) for entry in entries(inbound(root)) if sender(entry.name, names) == learner]


def folder(root: Path, step: str, learner: str) -> Path | None:
    """The learner's folder of a step; None where none of that name is there, or it is a link."""
    found = (Path(e.path) for e in entries(root / step) if e.name == learner and e.is_dir(follow_symlinks=False))
    return next(found, None)


def recorded(root: Path) -> Iterator[str]:
    """Who is in the gradebook or in a table of ours."""
    if not database.exists(root):
        return
    with database.engine(database.url_of(root)).connect() as db:
        yield from db.scalars(select(student.c.id))
    with our_tables.store(root) as db:
        tables = our_tables.of(db)
        for table in (tables.roster, tables.mark, tables.extension, tables.seen, tables.arrival):
            # an arrival may be nobody's, as its folder's name said of nobody
            yield from db.scalars(select(table.c.learner).where(table.c.learner != "").distinct())


def everybody(root: Path) -> set[str]:
    """Every id that the databases, the folders or the exchange have."""
    names = topics(root)
    lying = {entry.name for step in STEPS for entry in _lying(root / step)}
    sent = {sender(entry.name, names) for entry in entries(inbound(root))}
    return {*recorded(root), *lying, *(sent - {None})}


def refuse_unknown(root: Path, learner: str, otherwise: str) -> None:
    """Raise CourseError where no such id is known; `otherwise` says what to do about it where none is like it."""
    known = everybody(root)
    if learner in known:
        return
    near = difflib.get_close_matches(learner, sorted(known), 1)
    hint = f"did you mean '{learner_ids.shown(near[0])}'?" if near else otherwise
    raise CourseError(f"Nobody named '{learner_ids.shown(learner, 100)}' is in the gradebook; {hint}")
