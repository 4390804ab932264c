"""Grading a whole cohort, some learners at a time, in an order that survives being killed anywhere.

Of each batch: (1) the graded copies are written aside; (2) the gradebook gets its
rows, with the marks (see keepmarks); (3) the copies take their place. A copy in its
place thus says that its rows are there, which is nbgrader's own sign of work that
is done. Killed before (3), the old copy or none stands, and what was made aside
lies there still: the next run does these learners again and comes to the same.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy.exc import DBAPIError, OperationalError, StatementError

from practicum.bounded_json import storable
from practicum.course import CourseError

from ..submission import graded_copies, new_work
from ..submission.plain_text import cleaned
from . import gradebook_entry
from .assignment import Assignment
from .lesson import dumps
from .submission import Submission, read, some

AT_ONCE = 100  # learners a transaction: memory does not grow with the cohort, and a marker waits a moment at most
SCORED, AS_BEFORE, FAILED = "scored", "as before", "failed"


@dataclass(slots=True)
class Done:
    """What became of one learner."""

    learner: str
    state: str
    error: str | None = None
    notes: dict[str, list[str]] = field(default_factory=dict)


def grade(assignment: Assignment, learners: list[str], again: bool) -> Iterator[Done]:
    """Grade what was handed in, or with `again` also what was graded before; gives each learner once they are done."""
    names = iter(learners)
    if assignment.shared:  # before folders are made in it, which take the group from here
        os.makedirs(assignment.root / "autograded", exist_ok=True)
        graded_copies.share(assignment.root / "autograded")
    gc.freeze()  # what nbgrader and the lessons hold stays; looking through it again and again took a third of the time
    try:
        with graded_copies.run() as run:
            while batch := list(islice(names, AT_ONCE)):
                yield from _batch(assignment, batch, again, run)
    finally:
        gc.unfreeze()


def _batch(assignment: Assignment, learners: list[str], again: bool, run: str) -> Iterator[Done]:
    named = [learner for learner in learners if storable(learner) == learner]  # of others no database has heard
    seen = gradebook_entry.seen_before(assignment.root, assignment.topic, named)
    same: dict[str, str] = {}  # content files of this batch; everybody's are the same
    work: dict[str, Submission] = {}
    for learner in learners:
        if learner not in assignment.left_out and (again or _needed(assignment, learner)):
            work[learner] = one = read(assignment, learner, seen.get(learner, set()))
            if not one.error:
                _make(assignment, one, run, same)
    _enter(assignment, [one for one in work.values() if one.known])
    for learner in learners:
        if made := work.get(learner):
            _place(assignment, made, run)
            yield Done(storable(learner), FAILED if made.error else SCORED, made.error, made.notes)
        else:
            yield Done(storable(learner), AS_BEFORE)


def _needed(assignment: Assignment, learner: str) -> bool:
    return new_work.is_new(assignment.place("submitted", learner), assignment.place("autograded", learner))


def _make(assignment: Assignment, one: Submission, run: str, same: dict[str, str]) -> None:
    """The graded copy, aside. A copy that cannot be written fails the learner and leaves all as it was."""
    assert one.held is not None, "what is graded was read"
    try:
        folder = graded_copies.begin(assignment.place("autograded", one.learner), run, assignment.shared)
        written = {new_work.RECORD, *_lessons(assignment, one, folder, same)}
        graded_copies.write(folder, new_work.RECORD, one.held.as_bytes(), assignment.mode)
        new_work.date(os.path.join(folder, new_work.RECORD), one.began)
    except OSError as error:
        one.known, one.error = False, f"The graded copy of {one.learner} could not be written ({error.strerror})."
        return
    left_out = []
    course = assignment.course_files
    for name, source in {**course, **{n: path for n, path in one.files.items() if n not in course}}.items():
        if name not in written:
            try:
                graded_copies.copy(
                    folder, name, source, assignment.largest, mode=assignment.mode, shared=assignment.shared
                )
            except OSError:  # a stranger's file, which nobody needs for grading
                left_out.append(name)
    if left_out:
        one.notes.setdefault(assignment.topic, []).append(f"Left out, for they could not be copied: {some(left_out)}.")


def _lessons(assignment: Assignment, one: Submission, folder: str, same: dict[str, str]) -> Iterator[str]:
    """Write what grading made; gives the names."""
    for graded in one.graded:
        for name, data in graded.files.items():
            graded_copies.write(folder, name, data, assignment.mode)
            yield name
        graded.files.clear()  # of a batch only the rows stay in memory
        name = f"{graded.lesson}.content.json"
        if name not in same or not graded_copies.link(folder, name, same[name]):
            graded_copies.write(folder, name, dumps(assignment.lessons[graded.lesson].content), assignment.mode)
            same[name] = os.path.join(folder, name)
        yield name


def _enter(assignment: Assignment, batch: list[Submission]) -> None:
    """Enter a batch; where the gradebook refuses it, one by one, so that one learner stops nobody else."""
    if not batch:
        return
    try:
        gradebook_entry.enter(assignment, batch)
    except OperationalError as error:
        raise CourseError(
            f"The gradebook cannot be written ({_why(error)}). What was scored so far stands; run the same command again."
        ) from error
    except (DBAPIError, StatementError) as error:
        if len(batch) == 1:
            batch[0].known, batch[0].error = False, f"The gradebook refuses {batch[0].learner} ({_why(error)})."
            return
        for one in batch:
            _enter(assignment, [one])


def _why(error: Exception) -> str:
    return cleaned(str(getattr(error, "orig", None) or error)).strip().splitlines()[0]


def _place(assignment: Assignment, one: Submission, run: str) -> None:
    """The new copy into its place; of work that nbgrader would have failed no copy stays, as with nbgrader."""
    place = assignment.place("autograded", one.learner)
    try:
        if not one.error:
            graded_copies.put(place, run)
        elif one.known:
            graded_copies.give_way(place, run)
    except OSError as error:
        one.error = f"The graded copy of {one.learner} could not be put in its place ({error.strerror}); run the same command again."
        return
    graded_copies.tidy(place, run)
