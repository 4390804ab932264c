"""Everybody's answers to a topic area with their automatic scores, a learner at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Assignment, BaseCell, Grade, GradeCell, Notebook, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import Connection, select

from practicum.course import CourseError, released

from ..gradebook import database, lesson_scores
from ..submission.recover import submitted


@dataclass(frozen=True)
class Answers:
    """One learner's lesson: points that the key gave (not a marker), and the answer sheet's entries."""

    lesson: str
    scores: dict[str, float]
    entries: dict[str, dict]


def of_topic(root: Path, topic: str) -> Iterator[Answers]:
    """Every graded lesson of every learner. Whose it is, is not said."""
    if not database.exists(root):
        raise CourseError(f"There is no gradebook yet; run `practicum release {topic}` first.")
    lessons = set(released.in_force(root, topic))
    engine = database.engine(database.url_of(root))
    with engine.connect() as db:
        learners = list(db.scalars(_learners(topic)))
    for names in lesson_scores.batches(learners):
        with engine.connect() as db:  # closed while files are read: an open query would keep markers waiting
            scores = _scores(db, topic, names)
        for (learner, lesson), of_one in scores.items():
            entries = _entries(root / "autograded" / learner / topic / f"{lesson}.ipynb") if lesson in lessons else None
            if entries is not None:
                yield Answers(lesson, of_one, entries)


def _learners(topic: str):
    return (
        select(SubmittedAssignment.student_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(Assignment.name == topic)
        .order_by(SubmittedAssignment.student_id)
    )


def _scores(db: Connection, topic: str, learners: list[str]) -> dict[tuple[str, str], dict[str, float]]:
    """(learner, lesson) -> item -> points, for items that are scored by key."""
    grade, cell, name = Grade.__table__, GradeCell.__table__, BaseCell.__table__
    query = (
        select(SubmittedAssignment.student_id, Notebook.name, name.c.name, grade.c.auto_score)
        .select_from(grade)
        .join(cell, cell.c.id == grade.c.cell_id)
        .join(name, name.c.id == cell.c.id)
        .join(SubmittedNotebook, SubmittedNotebook.id == grade.c.notebook_id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .where(Assignment.name == topic, cell.c.cell_type == "code", grade.c.auto_score.is_not(None))
        .where(SubmittedAssignment.student_id.in_(learners))
    )
    found: dict[tuple[str, str], dict[str, float]] = {}
    for learner, lesson, item, points in db.execute(query):
        found.setdefault((learner, lesson), {})[item] = points
    return found


def _entries(path: Path) -> dict[str, dict] | None:
    """The sheet in a graded notebook; None for one that is missing, being written or no lesson."""
    try:
        found = submitted(json.loads(path.read_bytes()))
    except (OSError, ValueError):
        return None
    return found["sheet"]["answers"] if found else None
