"""Giving one learner more time, and taking it back."""

from __future__ import annotations

import contextlib
import datetime
from dataclasses import dataclass
from pathlib import Path

from practicum.course import CourseError, timezone
from practicum.learner_ids import shown

from ..gradebook import database, due_dates
from ..gradebook.backups import backup
from ..nbgrader_commands import course_directory
from ..setup import course_lock
from . import extensions, known_learners, lateness


@dataclass(frozen=True)
class Extension:
    """One learner's time for one topic area, and what it means for what they handed in."""

    learner: str
    topic: str
    due: datetime.datetime
    until: datetime.datetime | None  # as they were given
    by_roster: datetime.datetime | None  # counts where nothing else was given
    handed_in: datetime.datetime | None
    late_hours: float
    late_penalty: float
    penalty_before: float
    problems: tuple[str, ...] = ()  # why the penalty could not be worked out again


@course_lock.locked_course(course_lock.beside)
def extend(root: Path, learner: str, topic: str, until: datetime.datetime | None) -> Extension:
    """Give a learner until then, or with None take back what was given: then the roster's accommodation counts, if any.

    Raises CourseError with one sentence.
    """
    from nbgrader.api import Gradebook, MissingEntry

    if not database.exists(root):
        raise CourseError(f"There is no gradebook yet; run `practicum release {topic}` first.")
    with Gradebook(course_directory(root, topic).db_url) as gradebook:
        try:
            due = due_dates.aware(gradebook.find_assignment(topic).duedate)
        except MissingEntry as error:
            names = ", ".join(sorted(a.name for a in gradebook.assignments)) or "none"
            raise CourseError(f"The gradebook has no topic area '{topic}'; it has {names}.") from error
        if due is None:
            raise CourseError(
                f"{topic} has no due date to extend; set one with `practicum release {topic} --due 2026-10-05T18:00`."
            )
        known_learners.refuse_unknown(root, learner, f"`nbgrader db student add {shown(learner, 100)}` adds them.")
        if until is not None and until <= due:
            raise CourseError(f"{topic} is due {timezone.of(root).said_until(due)}; an extension must end after that.")
        backup(root)
        before = _penalty(gradebook, topic, learner)
        extensions.keep(root, topic, learner, until)
        extensions.enter(gradebook, topic, learner, until or extensions.accommodated(root, topic).get(learner))
    problems = lateness.settle(root, topic, [learner])
    with Gradebook(course_directory(root, topic).db_url) as gradebook:
        return standing(gradebook, root, topic, learner, due, until, before, problems)


def _penalty(gradebook, topic: str, learner: str) -> float:
    from nbgrader.api import MissingEntry

    with contextlib.suppress(MissingEntry):
        found = gradebook.find_submission(topic, learner).notebooks
        return round(sum(n.late_submission_penalty or 0.0 for n in found), 2)
    return 0.0


def standing(
    gradebook, root: Path, topic: str, learner: str, due: datetime.datetime, until: datetime.datetime | None,
    before: float, problems: dict[str, str],
) -> Extension:  # fmt: skip
    """What the gradebook says of this learner now."""
    from nbgrader.api import MissingEntry

    by_roster = extensions.accommodated(root, topic).get(learner)
    handed_in, late = None, 0.0
    with contextlib.suppress(MissingEntry):
        found = gradebook.find_submission(topic, learner)
        handed_in = due_dates.aware(found.timestamp)
        late = lateness.hours(found.total_seconds_late) if handed_in else 0.0
    penalty = _penalty(gradebook, topic, learner)
    return Extension(learner, topic, due, until, by_roster, handed_in, late, penalty, before, tuple(problems.values()))
