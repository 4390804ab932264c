"""Every grade of an assignment in one query, never by walking nbgrader's objects."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from practicum.course import CourseError

from ..gradebook import database
from ..marks import lateness
from ..setup.course_settings import nbgrader_settings


@dataclass(frozen=True)
class Row:
    """One graded item of one learner."""

    learner: str
    name: str
    lesson: str
    item: str
    score: float
    max_score: float
    written: bool
    needs_mark: bool
    late_hours: float


def _late(handed_in: datetime.datetime | None, due: datetime.datetime | None, more: datetime.timedelta | None) -> float:
    """Hours after the due date with its extension; 0 if in time or without a due date."""
    return lateness.seconds_late(handed_in, due, more) / 3600


def rows(root: Path, topic: str) -> list[Row]:
    """Every grade of an assignment, by learner, lesson and item.

    A score is the marker's where there is one, else the automatic one, plus extra credit.
    """
    from nbgrader.api import (
        Assignment,
        BaseCell,
        Grade,
        Gradebook,
        GradeCell,
        Notebook,
        Student,
        SubmittedAssignment,
        SubmittedNotebook,
    )  # fmt: skip
    from nbgrader.coursedir import CourseDirectory
    from sqlalchemy import select

    if not database.exists(root):
        raise CourseError(f"There is no gradebook yet; run `practicum release {topic}` first.")
    grade, cell, name = Grade.__table__, GradeCell.__table__, BaseCell.__table__
    query = (
        select(
            Student.id, Student.first_name, Student.last_name, Notebook.name, name.c.name,
            grade.c.auto_score, grade.c.manual_score, grade.c.extra_credit, cell.c.max_score,
            cell.c.cell_type, grade.c.needs_manual_grade,
            SubmittedAssignment.timestamp, Assignment.duedate, SubmittedAssignment.extension,
        )
        .select_from(grade)
        .join(cell, cell.c.id == grade.c.cell_id)
        .join(name, name.c.id == cell.c.id)
        .join(SubmittedNotebook, SubmittedNotebook.id == grade.c.notebook_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(Student, Student.id == SubmittedAssignment.student_id)
        .where(Assignment.name == topic)
        .order_by(Student.id, Notebook.name, name.c.name)
    )  # fmt: skip
    with Gradebook(CourseDirectory(config=nbgrader_settings(root)).db_url) as gradebook:
        found = gradebook.db.execute(query).all()
    return [
        Row(
            learner, " ".join(filter(None, (first, last))) or learner, lesson, item,
            (manual if manual is not None else auto or 0.0) + (extra or 0.0), max_score,
            kind == "markdown", bool(needs), _late(handed_in, due, more),
        )
        for learner, first, last, lesson, item, auto, manual, extra, max_score, kind, needs, handed_in, due, more in found
    ]  # fmt: skip
