"""What the gradebook says of a learner's lessons, read for many learners in three queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy import Connection, Select, func, select

from .nbgrader_tables import (
    assignment,
    base_cell,
    comment,
    grade,
    grade_cells,
    lessons,
    max_score,
    notebook,
    score,
    submitted_assignment,
    submitted_notebook,
    task_cells,
)

AT_ONCE = 200  # learners a query; memory does not grow with the cohort


@dataclass(frozen=True)
class Cell:
    """One graded cell."""

    score: float
    manual_score: float | None
    max_score: float
    needs_mark: bool


@dataclass
class Lesson:
    """One learner's lesson."""

    late_penalty: float
    cells: dict[str, Cell] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)  # what a marker wrote in formgrader, by cell

    @property
    def score(self) -> float:
        """After the penalty for being late, as nbgrader's feedback has it."""
        points = round(sum(cell.score for cell in self.cells.values()), 2)
        return round(max(0.0, points - self.late_penalty), 2)

    @property
    def max_score(self) -> float:
        return sum(cell.max_score for cell in self.cells.values())


Learner = dict[str, Lesson]  # lesson -> what the gradebook says


def _of(topic: str, learners: list[str], *columns) -> Select:
    """From submitted notebooks, with whose they are and which."""
    return (
        select(submitted_assignment.c.student_id, notebook.c.name, *columns)
        .select_from(lessons)
        .where(assignment.c.name == topic, submitted_assignment.c.student_id.in_(learners))
    )


def read(db: Connection, topic: str, learners: list[str]) -> dict[str, Learner]:
    """What the gradebook says of these learners' lessons; who has none is left out."""
    found: dict[str, Learner] = {}
    for who, lesson, penalty in db.execute(_of(topic, learners, submitted_notebook.c.late_submission_penalty)):
        found.setdefault(who, {})[lesson] = Lesson(round(penalty or 0.0, 2))
    grades = (
        _of(topic, learners, base_cell.c.name, score, grade.c.manual_score, max_score, grade.c.needs_manual_grade)
        .join(grade, grade.c.notebook_id == submitted_notebook.c.id)
        .join(base_cell, base_cell.c.id == grade.c.cell_id)
        .outerjoin(grade_cells, grade_cells.c.id == grade.c.cell_id)
        .outerjoin(task_cells, task_cells.c.id == grade.c.cell_id)
    )
    for who, lesson, name, points, manual, most, needs in db.execute(grades):
        found[who][lesson].cells[name] = Cell(float(points or 0), manual, float(most or 0), bool(needs))
    said = func.coalesce(comment.c.manual_comment, "")
    comments = (
        _of(topic, learners, base_cell.c.name, said)
        .join(comment, comment.c.notebook_id == submitted_notebook.c.id)
        .join(base_cell, base_cell.c.id == comment.c.cell_id)
        .where(said != "")
    )
    for who, lesson, name, text in db.execute(comments):
        found[who][lesson].comments[name] = text
    return found


def batches(names: Iterable[str]) -> Iterator[list[str]]:
    """The names, some hundred at a time."""
    rest = iter(names)
    while part := list(islice(rest, AT_ONCE)):
        yield part
