"""After SaveAutoGrades: marks stand for the same text and fall for a changed one.

nbgrader alone keeps an old mark on a new answer and flags every marked response
again on each run.
"""

from __future__ import annotations

import datetime

from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from . import marks
from .assign import root_of
from .recover import submitted

UNKNOWN_MARKER = "formgrader"  # a score typed there has no marker's name


class KeepMarks(NbGraderPreprocessor):
    """Compares each response with the one that was marked."""

    def preprocess(self, nb, resources):
        found, about = submitted(nb), resources["nbgrader"]
        texts = (found or {}).get("texts", {})
        if not texts:
            return nb, resources
        with marks.store(root_of(self)) as db, Gradebook(about["db_url"]) as gradebook:
            for item, text in texts.items():
                place = marks.Place(about["assignment"], about["notebook"], item, about["student"])
                settle(db, gradebook, place, text)
            gradebook.db.commit()
        return nb, resources


def settle(db, gradebook, place: marks.Place, text: str) -> None:
    """One response's row in the gradebook, as its text demands."""
    before = marks.seen(db, place)
    marks.see(db, place, text)
    grade = gradebook.find_grade(place.item, place.notebook, place.assignment, place.learner)
    if grade.manual_score is None or before is None:
        return
    if before == text:
        grade.needs_manual_grade = False
        return
    note = gradebook.find_comment(place.item, place.notebook, place.assignment, place.learner)
    last = marks.standing(db, place, before)
    if last is None or last.total != grade.manual_score:
        at = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        typed = marks.Mark(before, UNKNOWN_MARKER, {}, grade.manual_score, note.manual_comment or "", at)
        marks.add(db, place, typed)
    earlier = marks.standing(db, place, text)
    grade.manual_score = earlier.total if earlier else None
    note.manual_comment = (earlier.comment or None) if earlier else None
    grade.needs_manual_grade = earlier is None and grade.auto_score is None
