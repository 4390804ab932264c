"""Grades by learner and lesson in one grouped query; and what still waits for a marker.

nbgrader's own export asks the database once a learner and assignment and takes minutes for a program of 500.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import case, func, select, true

from practicum.course import CourseError, timezone

from ..gradebook import database, due_dates
from ..gradebook.nbgrader_tables import (
    assignment,
    base_cell,
    grade,
    grade_cells,
    lessons,
    max_score,
    notebook,
    score,
    student,
    submitted_assignment,
    submitted_notebook,
    task_cells,
)
from ..marks import lateness, person_names, roster


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
    handed_in: str  # in the course's time zone, with its distance from UTC


def _connect(root: Path):
    if not database.exists(root):
        raise CourseError("There is no gradebook yet; release a topic area first.")
    return database.engine(database.url_of(root)).connect()


def topics(root: Path, topic: str | None = None) -> list[str]:
    """Topic areas that the gradebook knows, or the one asked for. Raises CourseError where it is not one of them."""
    with _connect(root) as db:
        known = sorted(db.scalars(select(assignment.c.name)))
    if topic is None:
        return known
    if topic not in known:
        raise CourseError(f"The gradebook has no topic area '{topic}'; it has {', '.join(known) or 'none'}.")
    return [topic]


def dues(root: Path, topic: str | None = None) -> dict[str, datetime.datetime]:
    """When topic areas are due, of those that have a date."""
    with _connect(root) as db:
        found = db.execute(select(assignment.c.name, assignment.c.duedate).order_by(assignment.c.name))
        return {name: at for name, due in found if (at := due_dates.aware(due)) and topic in (None, name)}


def late_hours(handed_in: datetime.datetime | None, due: datetime.datetime | None, more: datetime.timedelta | None):
    """Hours after the due date with its extension; 0 if in time or without a due date."""
    return lateness.hours(lateness.seconds_late(handed_in, due, more))


def _of(topic: str | None):
    """The grades of a topic area, by their cells, for nbgrader's tables have an index there; None: all grades."""
    if topic is None:
        return true()
    cells = base_cell.join(notebook, notebook.c.id == base_cell.c.notebook_id).join(
        assignment, assignment.c.id == notebook.c.assignment_id
    )
    return grade.c.cell_id.in_(select(base_cell.c.id).select_from(cells).where(assignment.c.name == topic))


def _sums(topic: str | None):
    """A learner's lesson -> its sums, added up in the database."""
    written = case((grade_cells.c.cell_type == "markdown", 1), (task_cells.c.id.is_not(None), 1), else_=0)
    return (
        select(
            grade.c.notebook_id, func.sum(score).label("score"), func.sum(max_score).label("most"),
            func.sum(case((written == 1, score), else_=0.0)).label("by_hand"), func.sum(written).label("written"),
            func.sum(case(((written == 1) & grade.c.needs_manual_grade, 1), else_=0)).label("waits"),
        )
        .select_from(grade)
        .outerjoin(grade_cells, grade_cells.c.id == grade.c.cell_id)
        .outerjoin(task_cells, task_cells.c.id == grade.c.cell_id)
        .where(_of(topic))
        .group_by(grade.c.notebook_id)
        .subquery()
    )  # fmt: skip


def _grouped(topic: str | None):
    """One row a learner's lesson: sums in the database, never by walking nbgrader's objects."""
    sums = _sums(topic)
    return (
        select(
            student.c.id, student.c.first_name, student.c.last_name, assignment.c.name, notebook.c.name,
            submitted_assignment.c.timestamp, assignment.c.duedate, submitted_assignment.c.extension,
            submitted_notebook.c.late_submission_penalty,
            sums.c.score, sums.c.most, sums.c.by_hand, sums.c.written, sums.c.waits,
        )
        .select_from(sums)
        .join(lessons, submitted_notebook.c.id == sums.c.notebook_id)
        .join(student, student.c.id == submitted_assignment.c.student_id)
        .order_by(assignment.c.name, student.c.id, notebook.c.name)
    )  # fmt: skip


def rows(root: Path, topic: str | None = None, section: str | None = None, said: list[str] | None = None) -> list[Row]:
    """Every lesson that was graded, by topic area, learner and lesson, with penalties as they should be now.

    Into `said` goes a sentence for each penalty that could not be worked out.
    """
    topics(root, topic)
    problems = lateness.settle(root, topic)
    if said is not None:
        said += problems.values()
    only, of = roster.in_section(root, section), roster.sections(root)
    written, zone = roster.written_names(root), timezone.of(root)
    with _connect(root) as db:
        found = db.execute(_grouped(topic)).all()
    return [_row(zone, of.get(one[0], ""), written, *one) for one in found if only is None or one[0] in only]


def _row(
    zone: timezone.Zone,
    section: str,
    written_names: dict[str, str],
    learner: str,
    first: str,
    last: str,
    topic: str,
    lesson: str,
    *facts,
) -> Row:
    at, due, more, penalty, score, most, written, has_written, waits = facts
    penalty, points = round(penalty or 0.0, 2), round(score, 2)
    return Row(
        learner, person_names.as_written(written_names.get(learner), first, last) or learner, section, topic, lesson,
        points, round(most, 2), round(score - written, 2),
        round(written, 2) if has_written and not waits else None,
        bool(waits), late_hours(at, due, more), penalty, round(max(0.0, points - penalty), 2),
        zone.local(given).isoformat(timespec="seconds") if (given := due_dates.aware(at)) else "",
    )  # fmt: skip


def waiting(root: Path, topic: str | None = None) -> list[dict]:
    """Written responses that wait for a marker."""
    topics(root, topic)
    query = (
        select(assignment.c.name, notebook.c.name, base_cell.c.name, submitted_assignment.c.student_id)
        .select_from(grade)
        .join(base_cell, base_cell.c.id == grade.c.cell_id)
        .join(lessons, submitted_notebook.c.id == grade.c.notebook_id)
        .where(_of(topic), grade.c.needs_manual_grade)
        .order_by(assignment.c.name, submitted_assignment.c.student_id, notebook.c.name, base_cell.c.name)
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
