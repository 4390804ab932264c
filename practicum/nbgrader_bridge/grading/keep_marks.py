"""After SaveAutoGrades: marks stand for the same text and fall for a changed one.

nbgrader alone keeps an old mark on a new answer and flags every marked response
again on each run.

Gradebook and marks may be two files, which cannot change as one. So: what was
marked goes to history and the new text is announced (kept); the gradebook
changes (kept); the new text is noted as seen (kept). Whoever is killed between
two of these leaves nothing half: the next run finds the announcement.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from practicum.course import released

from ..gradebook import our_tables
from ..marks import mark_history, marking
from ..setup.course_settings import root_of
from ..submission.recover import submitted
from .place_response import text_of


@dataclass(frozen=True)
class Response:
    """What the gradebook says of one written response."""

    auto: float | None
    manual: float | None
    comment: str | None
    waits: bool


@dataclass(frozen=True)
class Settled:
    """What it shall say; what goes to history; whether one text takes the place of another."""

    response: Response
    typed: mark_history.Mark | None = None
    changed: bool = False


def settled(
    now: Response, before: str | None, text: str, given: list[mark_history.Mark], announced: bool, at: str
) -> Settled:  # fmt: skip
    """One response after autograding, when `before` was the text last time and `given` are the marks it ever got.

    Whatever lay between, the mark that counts for `text` stands, a score typed in formgrader included; a text that was
    never marked waits. `announced`: an earlier run began this and was killed, so all that was marked is in history.
    """
    last, earlier = mark_history.counting(given, before), mark_history.counting(given, text)
    if before in (None, text) and now.manual is not None:  # without a text before, nobody knows what was marked
        kept = before is None or not mark_history.differs(last, now.manual, now.comment)
        typed = None if kept else mark_history.typed(last, text, now.manual, now.comment, at)
        return Settled(replace(now, waits=now.waits and before is None), typed)
    reached = earlier and earlier.total == now.manual and mark_history.differs(last, now.manual, now.comment)
    if announced and reached:  # by the killed run: what stands in the gradebook is no more what stood for `before`
        return Settled(replace(now, waits=False), None, True)
    kept = announced or now.manual is None or not mark_history.differs(last, now.manual, now.comment)
    typed = (
        None
        if kept or before is None or now.manual is None
        else mark_history.typed(last, before, now.manual, now.comment, at)
    )
    waits = earlier is None and now.auto is None
    said = now.comment if now.manual is None else None  # a word without a score belongs to no mark
    if earlier and earlier.comment and said != earlier.comment:
        said = "\n\n".join(filter(None, (earlier.comment, said)))
    made = Response(now.auto, earlier.total if earlier else None, said or None, waits)
    return Settled(made, typed, before not in (None, text))


def moment() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


class KeepMarks(NbGraderPreprocessor):
    """Compares each response with the one that was marked."""

    def preprocess(self, nb, resources):
        found, about = submitted(nb), resources["nbgrader"]
        texts = (found or {}).get("texts", {})
        if found is None or not texts:
            return nb, resources
        topic, learner = about["assignment"], about["student"]
        keyed = released.keyed(root_of(self), topic, about["notebook"])
        assert keyed is not None, "what was scored is released"
        places = {mark_history.Place(topic, about["notebook"], item, learner): text for item, text in texts.items()}
        former = {place: (text_of(keyed, found, place.item).former, text) for place, text in places.items()}
        with our_tables.store(root_of(self)) as db, Gradebook(about["db_url"]) as gradebook:
            our_tables.turn(db, topic)
            mark_history.rename(db, {place: both for place, both in former.items() if both[0] != both[1]})
            decided = {place: self.decide(db, gradebook, place, text) for place, text in places.items()}
            mark_history.add_all(db, [(place, one.typed) for place, one in decided.items() if one.typed])
            mark_history.announce(db, {place: places[place] for place, one in decided.items() if one.changed})
            db.commit()
            for place, one in decided.items():
                enter(gradebook, place, one.response)
            gradebook.db.commit()
            mark_history.see_all(db, places)
        return nb, resources

    @staticmethod
    def decide(db, gradebook, place: mark_history.Place, text: str) -> Settled:
        grade = gradebook.find_grade(place.item, place.notebook, place.assignment, place.learner)
        note = gradebook.find_comment(place.item, place.notebook, place.assignment, place.learner)
        marking.hold(gradebook, grade)
        now = Response(grade.auto_score, grade.manual_score, note.manual_comment, grade.needs_manual_grade)
        announced = place in mark_history.coming_of(db, place.assignment, [place.learner])
        return settled(now, mark_history.seen(db, place), text, mark_history.history(db, place), announced, moment())


def enter(gradebook, place: mark_history.Place, response: Response) -> None:
    grade = gradebook.find_grade(place.item, place.notebook, place.assignment, place.learner)
    note = gradebook.find_comment(place.item, place.notebook, place.assignment, place.learner)
    grade.manual_score, grade.needs_manual_grade = response.manual, response.waits
    note.manual_comment = response.comment
