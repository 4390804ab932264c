"""Grades by learner and lesson in one grouped query; and what still waits for a marker.

nbgrader's own export asks the database once a learner and assignment and takes minutes for a program of 500.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from practicum.course import CourseError

from . import database, roster


@dataclass(frozen=True)
class Row:
    """One learner's lesson. Times are in hours, scores in points."""

    learner: str
    name: str
    section: str
    topic: str
    lesson: str
    score: float  # before the penalty for being late
    max_score: float
    items_score: float
    written_score: float | None  # None while it waits for a marker, and where the lesson has none
    waiting: bool
    late_hours: float
    late_penalty: float
    final_score: float  # after the penalty, never below zero, as nbgrader counts it
    handed_in: str


def _connect(root: Path):
    if not database.exists(root):
        raise CourseError("There is no gradebook yet; release a topic area first.")
    return database.engine(database.url_of(root)).connect()


def topics(root: Path, topic: str | None = None) -> list[str]:
    """Topic areas that the gradebook knows, or the one asked for. Raises CourseError where it is not one of them."""
    from nbgrader.api import Assignment
    from sqlalchemy import select

    with _connect(root) as db:
        known = sorted(db.scalars(select(Assignment.name)))
    if topic is None:
        return known
    if topic not in known:
        raise CourseError(f"The gradebook has no topic area '{topic}'; it has {', '.join(known) or 'none'}.")
    return [topic]


def late_hours(handed_in: datetime.datetime | None, due: datetime.datetime | None, more: datetime.timedelta | None):
    """Hours after the due date with its extension; 0 if in time or without a due date."""
    if handed_in is None or due is None:
        return 0.0
    return round(max(0.0, (handed_in - due - (more or datetime.timedelta())).total_seconds() / 3600), 2)


def _grouped(names: list[str]):
    """One row a learner's lesson: sums in the database, never by walking nbgrader's objects."""
    from nbgrader.api import (
        Assignment,
        Grade,
        GradeCell,
        Notebook,
        Student,
        SubmittedAssignment,
        SubmittedNotebook,
        TaskCell,
    )  # fmt: skip
    from sqlalchemy import case, func, select

    # the tables, for nbgrader's classes of cells would join a third one
    cell, task = GradeCell.__table__, TaskCell.__table__
    written = case((cell.c.cell_type == "markdown", 1), (task.c.id.is_not(None), 1), else_=0)
    score = func.coalesce(Grade.score, 0.0)
    most = func.coalesce(cell.c.max_score, task.c.max_score, 0.0)
    kept = [
        Student.id, Student.first_name, Student.last_name, Assignment.name, Notebook.name,
        SubmittedAssignment.timestamp, Assignment.duedate, SubmittedAssignment.extension,
        SubmittedNotebook.late_submission_penalty,
    ]  # fmt: skip
    sums = [
        func.sum(score), func.sum(most), func.sum(case((written == 1, score), else_=0.0)), func.sum(written),
        func.sum(case(((written == 1) & Grade.needs_manual_grade, 1), else_=0)),
    ]  # fmt: skip
    return (
        select(*kept, *sums)
        .select_from(Grade)
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(Student, Student.id == SubmittedAssignment.student_id)
        .outerjoin(cell, cell.c.id == Grade.cell_id)
        .outerjoin(task, task.c.id == Grade.cell_id)
        .where(Assignment.name.in_(names))
        .group_by(*kept)
        .order_by(Assignment.name, Student.id, Notebook.name)
    )


def rows(root: Path, topic: str | None = None, section: str | None = None) -> list[Row]:
    """Every lesson that was graded, by topic area, learner and lesson."""
    names, only, of = topics(root, topic), roster.in_section(root, section), roster.sections(root)
    with _connect(root) as db:
        found = db.execute(_grouped(names)).all()
    return [_row(of.get(one[0], ""), *one) for one in found if only is None or one[0] in only]


def _row(section: str, learner: str, first: str, last: str, topic: str, lesson: str, *facts) -> Row:
    at, due, more, penalty, score, most, written, has_written, waits = facts
    penalty = penalty or 0.0
    return Row(
        learner, " ".join(filter(None, (first, last))) or learner, section, topic, lesson,
        round(score, 2), round(most, 2), round(score - written, 2),
        round(written, 2) if has_written and not waits else None,
        bool(waits), late_hours(at, due, more), penalty, round(max(0.0, score - penalty), 2), at.isoformat() if at else "",
    )  # fmt: skip


def waiting(root: Path, topic: str | None = None) -> list[dict]:
    """Written responses that wait for a marker."""
    from nbgrader.api import Assignment, BaseCell, Grade, Notebook, SubmittedAssignment, SubmittedNotebook
    from sqlalchemy import select

    cell = BaseCell.__table__
    query = (
        select(Assignment.name, Notebook.name, cell.c.name, SubmittedAssignment.student_id)
        .select_from(Grade)
        .join(cell, cell.c.id == Grade.cell_id)
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(Assignment.name.in_(topics(root, topic)), Grade.needs_manual_grade)
        .order_by(Assignment.name, SubmittedAssignment.student_id, Notebook.name, cell.c.name)
    )
    with _connect(root) as db:
        found = db.execute(query).all()
    return [dict(zip(("topic", "lesson", "item", "learner"), one, strict=True)) for one in found]


@dataclass(frozen=True)
class Total:
    """One learner's topic area, its lessons added up."""

    learner: str
    name: str
    section: str
    topic: str
    score: float
    max_score: float
    waiting: bool


def totals(found: Iterable[Row]) -> list[Total]:
    """By learner and topic area, after penalties; whoever waits for a marker is named, for a mark is still to come."""
    parts: dict[tuple[str, str], list[Row]] = {}
    for row in found:
        parts.setdefault((row.learner, row.topic), []).append(row)
    return [
        Total(
            learner, of[0].name, of[0].section, topic, round(sum(r.final_score for r in of), 2),
            round(sum(r.max_score for r in of), 2), any(r.waiting for r in of),
        )
        for (learner, topic), of in parts.items()
    ]  # fmt: skip
