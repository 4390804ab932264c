"""Every grade of a topic area, item by item, in one query."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from practicum.course import CourseError

from ..gradebook import database
from ..gradebook.nbgrader_tables import (
    assignment,
    base_cell,
    grade,
    grade_cells,
    lessons,
    notebook,
    score,
    student,
    submitted_assignment,
    submitted_notebook,
)
from ..marks import lateness


@dataclass(frozen=True)
class ItemRow:
    """One graded item of one learner. Points before any penalty."""

    learner: str
    name: str
    lesson: str
    item: str
    score: float
    max_score: float
    written: bool
    needs_mark: bool
    late_hours: float


def rows(root: Path, topic: str) -> list[ItemRow]:
    """By learner, lesson and item. A score is the marker's where there is one, else the automatic one, plus extra credit."""
    if not database.exists(root):
        raise CourseError(f"There is no gradebook yet; run `practicum release {topic}` first.")
    query = (
        select(
            student.c.id, student.c.first_name, student.c.last_name, notebook.c.name, base_cell.c.name, score,
            grade_cells.c.max_score, grade_cells.c.cell_type, grade.c.needs_manual_grade,
            submitted_assignment.c.timestamp, assignment.c.duedate, submitted_assignment.c.extension,
        )
        .select_from(lessons)
        .join(grade, grade.c.notebook_id == submitted_notebook.c.id)
        .join(grade_cells, grade_cells.c.id == grade.c.cell_id)
        .join(base_cell, base_cell.c.id == grade.c.cell_id)
        .join(student, student.c.id == submitted_assignment.c.student_id)
        .where(assignment.c.name == topic)
        .order_by(student.c.id, notebook.c.name, base_cell.c.name)
    )  # fmt: skip
    with database.engine(database.url_of(root)).connect() as db:
        found = db.execute(query).all()
    return [
        ItemRow(
            learner, " ".join(filter(None, (first, last))) or learner, lesson, item, points, most,
            kind == "markdown", bool(needs), lateness.seconds_late(handed_in, due, more) / 3600,
        )
        for learner, first, last, lesson, item, points, most, kind, needs, handed_in, due, more in found
    ]  # fmt: skip
