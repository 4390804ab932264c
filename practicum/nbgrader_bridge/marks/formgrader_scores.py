"""Scores and comments typed in formgrader: into the history of marks, before anything takes their place.

formgrader writes to nbgrader's gradebook alone. So what stands there is compared with the mark that counts for the text
that lies before the markers, when grading begins, at each mark by the command and before feedback.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from practicum.course import released

from ..gradebook import database, our_tables
from ..gradebook.nbgrader_tables import assignment, base_cell, comment, grade, lessons, notebook, submitted_assignment
from ..gradebook.nbgrader_tables import submitted_notebook as submitted
from ..setup import course_lock
from . import current_text, mark_history

Found = dict[mark_history.Place, tuple[float, str]]  # the gradebook's score and comment of responses that have a score


def keep(root: Path, topic: str, learners: list[str] | None = None) -> None:
    """Into the history with what was typed for a topic area's responses, or for those of these learners alone."""
    if not database.exists(root) or not _new(root, topic, learners):
        return
    with course_lock.beside(root), our_tables.store(root) as db:
        our_tables.turn(db, topic)
        made, lying = _compared(db, root, topic, _standing(root, topic, learners), learners)
        mark_history.add_all(db, made)
        mark_history.see_all(db, lying)


def _new(root: Path, topic: str, learners: list[str] | None) -> bool:
    """Whether there is anything to keep; looked at without making markers wait."""
    if not (found := _standing(root, topic, learners)):
        return False
    with our_tables.store(root) as db:
        return any(_compared(db, root, topic, found, learners))


def _standing(root: Path, topic: str, learners: list[str] | None) -> Found:
    keyed = {name: released.keyed(root, topic, name) for name in _lessons(root, topic)}
    written = {name: set(content["written"]) if content else set() for name, content in keyed.items()}
    query = (
        select(submitted_assignment.c.student_id, notebook.c.name, base_cell.c.name, grade.c.manual_score)
        .select_from(lessons)
        .join(grade, grade.c.notebook_id == submitted.c.id)
        .join(base_cell, base_cell.c.id == grade.c.cell_id)
        .where(assignment.c.name == topic, grade.c.manual_score.is_not(None))
    )
    said = (  # nbgrader keeps it with the cell as one that is answered, which has an id of its own
        select(submitted_assignment.c.student_id, notebook.c.name, base_cell.c.name, comment.c.manual_comment)
        .select_from(lessons)
        .join(comment, comment.c.notebook_id == submitted.c.id)
        .join(base_cell, base_cell.c.id == comment.c.cell_id)
        .where(assignment.c.name == topic, comment.c.manual_comment.is_not(None))
    )
    if learners is not None:
        query, said = (one.where(submitted_assignment.c.student_id.in_(learners)) for one in (query, said))
    with database.engine(database.url_of(root)).connect() as db:
        rows, comments = db.execute(query).all(), {tuple(row[:3]): row[3] for row in db.execute(said)}
    return {
        mark_history.Place(topic, lesson, item, learner): (score, comments.get((learner, lesson, item), ""))
        for learner, lesson, item, score in rows
        if item in written.get(lesson, ())
    }


def _lessons(root: Path, topic: str) -> list[str]:
    return list(released.in_force(root, topic))


def _compared(
    db, root: Path, topic: str, found: Found, learners: list[str] | None
) -> tuple[list[tuple[mark_history.Place, mark_history.Mark]], dict[mark_history.Place, str]]:
    """What is not in the history yet; and the texts that lie where none was noted, be it that nothing was handed in."""
    seen, given = mark_history.seen_of(db, topic, learners), mark_history.history_of(db, topic, learners)
    coming = mark_history.coming_of(db, topic, sorted({place.learner for place in found}))
    at = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    made, lying = [], {}
    for place, (score, said) in found.items():
        if place in coming:  # a killed run: all that was typed before it is in history, and which text lies is not sure
            continue
        text = seen.get(place)
        if text is None:
            lying[place] = text = current_text.present_text(root, place) or ""
        last = mark_history.counting(given.get(place, []), text)
        if mark_history.differs(last, score, said):
            made.append((place, mark_history.typed(last, text, score, said, at)))
    return made, lying


@dataclass(frozen=True)
class Replaced:
    """A score typed in formgrader that counts where a rubric mark of the same text stands in the history."""

    place: mark_history.Place
    score: float
    mark: mark_history.Mark


def over_marks(root: Path, topic: str) -> list[Replaced]:
    """Every response of a topic area whose rubric mark gave way to a score typed in formgrader."""
    if not database.exists(root):
        return []
    found = _standing(root, topic, None)
    if not found:
        return []
    with our_tables.store(root) as db:
        seen, given = mark_history.seen_of(db, topic), mark_history.history_of(db, topic)
    made = []
    for place, (score, said) in sorted(found.items(), key=lambda one: str(one[0])):
        of_text = mark_history.of_text(given.get(place, []), seen.get(place, ""))
        last = of_text[-1] if of_text else None
        by_rubric = next((mark for mark in reversed(of_text) if mark.marker != mark_history.FORMGRADER), None)
        typed = last is not None and (last.marker == mark_history.FORMGRADER or mark_history.differs(last, score, said))
        if by_rubric and typed and by_rubric.total != score:
            made.append(Replaced(place, score, by_rubric))
    return made
