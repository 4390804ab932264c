"""What was read and scored, entered in the gradebook as nbgrader and our own steps would, in the same order.

nbgrader commits after every cell; here some learners make one transaction.
"""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection

from ..gradebook import database, due_dates, our_tables
from ..grading import keep_marks
from ..marks import extensions, lateness, mark_history
from ..marks.late_penalties import asked
from .assignment import Assignment
from .lesson import Graded
from .rows import Account, lock, scores
from .submission import Submission


def enter(assignment: Assignment, batch: list[Submission]) -> None:
    """Enter some learners' work. Killed anywhere, it can be done again with the same result (see keepmarks)."""
    learners = [one.learner for one in batch]
    with our_tables.store(assignment.root) as kept:
        our_tables.turn(kept, assignment.topic)
        with database.engine(assignment.url).begin() as db:
            lock(db)
            account, history = Account(db, assignment.ids, learners), History(kept, assignment.topic, learners)
            for one in batch:
                try:
                    apply(assignment, account, history, one)
                except KeyError:  # a submission from before the lesson had its present cells
                    one.error = f"The gradebook has not all cells of {assignment.topic} for {one.learner}."
            mark_history.rename(kept, history.renamed)
            mark_history.add_all(kept, history.typed)
            mark_history.announce(kept, history.changed)
            kept.commit()
            account.write(db)
            punish(assignment, db, account, batch)
        mark_history.see_all(kept, history.texts)


class History:
    """The marks and texts of some learners, as they were and as they shall be."""

    def __init__(self, kept: Connection, topic: str, learners: list[str]) -> None:
        self.seen = mark_history.seen_of(kept, topic, learners)
        self.coming = mark_history.coming_of(kept, topic, learners)
        self.given = mark_history.history_of(kept, topic, learners)
        self.typed: list[tuple[mark_history.Place, mark_history.Mark]] = []
        self.changed: dict[mark_history.Place, str] = {}
        self.texts: dict[mark_history.Place, str] = {}
        self.renamed: dict[mark_history.Place, tuple[str, str]] = {}

    def called_otherwise(self, place: mark_history.Place, former: str, text: str) -> None:
        """Marks of this very text, kept by an earlier version."""
        of_former = [mark for mark in self.given.get(place, []) if mark.text_hash == former]
        if former != text and (of_former or self.seen.get(place) == former):
            self.renamed[place] = (former, text)
            self.given[place] = [replace(m, text_hash=text) if m in of_former else m for m in self.given.get(place, [])]
            if self.seen.get(place) == former:
                self.seen[place] = text

    def settle(self, place: mark_history.Place, text: str, now: keep_marks.Response) -> keep_marks.Response:
        given, announced = self.given.get(place, []), place in self.coming
        done = keep_marks.settled(now, self.seen.get(place), text, given, announced, keep_marks.moment())
        self.texts[place] = text
        if done.typed:
            self.typed.append((place, done.typed))
        if done.changed:
            self.changed[place] = text
        return done.response


def apply(assignment: Assignment, account: Account, history: History, one: Submission) -> None:
    """One learner's rows as they shall be."""
    if (one.learner,) not in account.students.rows and not assignment.create_students:
        one.known, one.error = (
            False,
            f"{one.learner} is not in the gradebook, and nbgrader_config.py lets nobody be added.",
        )
        return
    account.enrol(one.learner)
    if not one.entered:
        return
    submission = account.submission(one.learner)
    if one.at is not None:
        submission["timestamp"] = one.at
    if one.error:
        return
    for name in one.absent:
        notebook = account.notebook(submission, name)
        for cell in assignment.ids.graded[name]:
            account.grade(notebook, name, cell).update(auto_score=0.0, needs_manual_grade=False)
    for graded in one.graded:
        score(assignment, account, history, one.learner, account.notebook(submission, graded.lesson), graded)
    if until := assignment.until.get(one.learner):
        more = extensions.minutes(due_dates.aware(assignment.ids.due), until)
        submission["extension"] = datetime.timedelta(minutes=more) if more else None


def score(
    assignment: Assignment, account: Account, history: History, learner: str, notebook: dict, graded: Graded
) -> None:  # fmt: skip
    """The cells of one lesson, then the marks that stand for its texts."""
    name = graded.lesson
    for cell, points in graded.scores.items():
        row = account.grade(notebook, name, cell)
        row.update(auto_score=points, needs_manual_grade=row["manual_score"] is not None or points is None)
    for cell, comment in graded.comments.items():
        account.comment(notebook, name, cell)["auto_comment"] = comment
    for cell, text in graded.texts.items():
        row, note = account.grade(notebook, name, cell), account.comment(notebook, name, cell)
        now = keep_marks.Response(
            row["auto_score"], row["manual_score"], note["manual_comment"], row["needs_manual_grade"]
        )
        place = mark_history.Place(assignment.topic, name, cell, learner)
        history.called_otherwise(place, graded.former[cell], text)
        then = history.settle(place, text, now)
        row.update(manual_score=then.manual, needs_manual_grade=then.waits)
        note["manual_comment"] = then.comment


def punish(assignment: Assignment, db: Connection, account: Account, batch: list[Submission]) -> None:
    """Late penalties, by the course's own plugin, of what nbgrader says that each notebook scores."""
    late: list[tuple[Submission, dict, float]] = []
    for one in batch:
        if one.error or not one.graded:
            continue
        submission = account.submission(one.learner)
        seconds = lateness.seconds_late(submission["timestamp"], assignment.ids.due, submission["extension"])
        for graded in one.graded:
            notebook = account.notebook(submission, graded.lesson)
            if seconds > 0:
                late.append((one, notebook, seconds))
            else:
                notebook["late_submission_penalty"] = None
    found = scores(db, assignment.ids, [notebook["id"] for _, notebook, _ in late]) if late else {}
    for one, notebook, seconds in late:
        try:
            points = found.get(notebook["id"], 0.0)
            notebook["late_submission_penalty"] = asked(assignment.penalties, one.learner, points, seconds)
        except Exception as error:  # the course's own code
            one.error = f"The late penalty of {one.learner} could not be worked out ({type(error).__name__}: {error})."
    account.notebooks.write(db)


def seen_before(root: Path, topic: str, learners: list[str]) -> dict[str, set[str]]:
    """The lessons of each learner that were graded before, by the texts that were seen."""
    found: dict[str, set[str]] = {}
    with our_tables.store(root) as kept:
        for place in mark_history.seen_of(kept, topic, learners):
            found.setdefault(place.learner, set()).add(place.notebook)
    return found
