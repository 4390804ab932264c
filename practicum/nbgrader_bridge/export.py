"""Grades by learner and lesson, as CSV; and what still waits for a marker.

nbgrader's own export asks the database once a learner and takes minutes for a
program of 500; two queries take a fraction of a second.
"""

from __future__ import annotations

import csv
from dataclasses import asdict, dataclass, fields
from itertools import groupby
from pathlib import Path
from typing import TextIO

from practicum.course import CourseError

from . import gradebook as grades
from .run import course_directory


@dataclass(frozen=True)
class Row:
    """One learner's lesson."""

    learner: str
    name: str
    topic: str
    lesson: str
    score: float
    max_score: float
    items_score: float
    written_score: float | None  # None while it waits for a marker, and where the lesson has none
    waiting: bool
    late_hours: float
    late_penalty: float
    handed_in: str


def topics(root: Path) -> list[str]:
    """Topic areas that the gradebook knows."""
    from nbgrader.api import Gradebook

    if not (root / "gradebook" / "gradebook.db").is_file():
        raise CourseError("There is no gradebook yet; release a topic area first.")
    with Gradebook(course_directory(root, "").db_url) as gradebook:
        return sorted(assignment.name for assignment in gradebook.assignments)


def handed_in(root: Path, topic: str) -> dict[tuple[str, str], tuple[str, float]]:
    """When each lesson was handed in, and its late penalty, by learner and lesson."""
    from nbgrader.api import Assignment, Gradebook, Notebook, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import select

    query = (
        select(
            SubmittedAssignment.student_id, Notebook.name,
            SubmittedAssignment.timestamp, SubmittedNotebook.late_submission_penalty,
        )
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(Assignment.name == topic)
    )  # fmt: skip
    with Gradebook(course_directory(root, topic).db_url) as gradebook:
        found = gradebook.db.execute(query).all()
    return {(who, lesson): (at.isoformat() if at else "", penalty or 0.0) for who, lesson, at, penalty in found}


def rows(root: Path, topic: str | None = None) -> list[Row]:
    """Every lesson that was graded, by topic area, learner and lesson."""
    known = topics(root)
    if topic is not None and topic not in known:
        raise CourseError(f"The gradebook has no topic area '{topic}'; it has {', '.join(known) or 'none'}.")
    return [row for name in ([topic] if topic else known) for row in _of_topic(root, name)]


def _of_topic(root: Path, topic: str) -> list[Row]:
    when = handed_in(root, topic)
    found = sorted(grades.rows(root, topic), key=lambda g: (g.learner, g.lesson))
    return [
        _row(topic, list(group), *when.get(key, ("", 0.0)))
        for key, group in groupby(found, key=lambda g: (g.learner, g.lesson))
    ]


def _row(topic: str, found: list[grades.Row], at: str, penalty: float) -> Row:
    one = found[0]
    items, written = ([g for g in found if g.written == kind] for kind in (False, True))
    waiting = any(g.needs_mark for g in written)
    return Row(
        one.learner, one.name, topic, one.lesson,
        round(sum(g.score for g in found), 2), sum(g.max_score for g in found), round(sum(g.score for g in items), 2),
        round(sum(g.score for g in written), 2) if written and not waiting else None,
        waiting, round(one.late_hours, 2), penalty, at,
    )  # fmt: skip


def waiting(root: Path, topic: str | None = None) -> list[dict]:
    """Written responses that wait for a marker."""
    return [
        {"topic": name, "lesson": g.lesson, "item": g.item, "learner": g.learner}
        for name in ([topic] if topic else topics(root))
        for g in grades.rows(root, name)
        if g.written and g.needs_mark
    ]


def safe(value: object) -> object:
    """A cell that no spreadsheet takes for a formula: a learner's name is a stranger's text."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def write_csv(found: list[Row], out: TextIO) -> None:
    """One line a learner and lesson, under a line of names."""
    table = csv.DictWriter(out, [field.name for field in fields(Row)], lineterminator="\n")
    table.writeheader()
    for row in found:
        table.writerow({name: safe("" if value is None else value) for name, value in asdict(row).items()})
