"""More time for one learner.

nbgrader keeps an extension as so many hours with a submission, so it can give
none to who has not handed in yet, and moves it when the due date moves. Here
the moment itself is kept, beside the marks, and entered into nbgrader's
gradebook at once and at every autograde and release. It is no part of what
learners fetch.
"""

from __future__ import annotations

import contextlib
import datetime
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from practicum.course import CourseError, timezone
from practicum.learner_ids import shown

from . import course_lock, database, duedate, known_learners, marks, markstore, roster
from .backups import backup
from .run import course_directory


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


Expected = dict[str, datetime.timedelta | None]  # learner -> what nbgrader's gradebook should hold of their extension


def given(root: Path, topic: str) -> dict[str, datetime.datetime]:
    """Who was given until when, for this topic area."""
    with marks.store(root) as db:
        table = markstore.of(db).extension
        found = db.execute(select(table.c.learner, table.c.until).where(table.c.assignment == topic)).all()
    return {learner: datetime.datetime.fromisoformat(until) for learner, until in found}


def kept(root: Path, topic: str) -> dict[str, datetime.datetime]:
    """Who has until when: as they were given, else by the roster. What was given and is over when everybody's time
    is over gives nothing, for the due date was moved since; then the roster counts."""
    due, by_roster = duedate.of(database.url_of(root), topic), accommodated(root, topic)
    mine = given(root, topic)
    return {**by_roster, **{who: at for who, at in mine.items() if who not in by_roster or not due or at > due}}


def accommodated(root: Path, topic: str) -> dict[str, datetime.datetime]:
    """Who has until when by the roster: more hours for every topic area with a due date."""
    hours = roster.more_hours(root)
    due = duedate.of(database.url_of(root), topic) if hours else None
    return {learner: due + datetime.timedelta(hours=more) for learner, more in hours.items()} if due else {}


def expected(root: Path, topic: str, due: datetime.datetime | None) -> Expected:
    """Of everybody with an extension or an accommodation; `due` is nbgrader's, in UTC without saying so.

    Without a due date there is nothing to extend, and nbgrader fails over an extension that is left there.
    """
    until, hours = given(root, topic), roster.more_hours(root)
    at = duedate.aware(due)
    found: Expected = {who: None for who in until}
    found |= {who: datetime.timedelta(hours=more) if due else None for who, more in hours.items()}
    return found | {who: moment - at for who, moment in until.items() if at and moment > at}


def keep(root: Path, topic: str, learner: str, until: datetime.datetime | None) -> None:
    with marks.store(root) as db:
        table = markstore.of(db).extension
        db.execute(table.delete().where(table.c.assignment == topic, table.c.learner == learner))
        if until:
            db.execute(table.insert().values(assignment=topic, learner=learner, until=until.isoformat()))


def minutes(due: datetime.datetime | None, until: datetime.datetime | None) -> float:
    """How much more than everybody has, in the minutes that nbgrader takes; 0 without a due date."""
    return (until - due).total_seconds() / 60 if until and due and until > due else 0


def enter(gradebook, topic: str, learner: str, until: datetime.datetime | None) -> None:
    """Into nbgrader's gradebook, where there is a submission."""
    from nbgrader.api import MissingEntry

    due = duedate.aware(gradebook.find_assignment(topic).duedate)
    try:
        gradebook.grant_extension(topic, learner, minutes=minutes(due, until))
    except MissingEntry:
        return  # entered at autograding, once there is one


@course_lock.locked_course(course_lock.beside)
def extend(root: Path, learner: str, topic: str, until: datetime.datetime | None) -> Extension:
    """Give a learner until then, or with None take back what was given: then the roster's accommodation counts, if any.

    Raises CourseError with one sentence.
    """
    from nbgrader.api import Gradebook, MissingEntry

    from . import lateness

    if not database.exists(root):
        raise CourseError(f"There is no gradebook yet; run `practicum release {topic}` first.")
    with Gradebook(course_directory(root, topic).db_url) as gradebook:
        try:
            due = duedate.aware(gradebook.find_assignment(topic).duedate)
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
        keep(root, topic, learner, until)
        enter(gradebook, topic, learner, until or accommodated(root, topic).get(learner))
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

    from . import lateness

    by_roster = accommodated(root, topic).get(learner)
    handed_in, late = None, 0.0
    with contextlib.suppress(MissingEntry):
        found = gradebook.find_submission(topic, learner)
        handed_in = duedate.aware(found.timestamp)
        late = lateness.hours(found.total_seconds_late) if handed_in else 0.0
    penalty = _penalty(gradebook, topic, learner)
    return Extension(learner, topic, due, until, by_roster, handed_in, late, penalty, before, tuple(problems.values()))
