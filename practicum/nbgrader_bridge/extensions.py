"""More time for one learner.

nbgrader keeps an extension as so many hours with a submission, so it can give
none to who has not handed in yet, and moves it when the due date moves. Here
the moment itself is kept, beside the marks, and entered into nbgrader's
gradebook at once and at every autograde and release. It is no part of what
learners fetch.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from practicum.course import CourseError
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
    until: datetime.datetime | None
    handed_in: datetime.datetime | None
    late_hours: float
    late_penalty: float  # as autograding stored it; nbgrader does not compute it again


def kept(root: Path, topic: str) -> dict[str, datetime.datetime]:
    """Who has until when."""
    with marks.store(root) as db:
        table = markstore.of(db).extension
        found = db.execute(select(table.c.learner, table.c.until).where(table.c.assignment == topic)).all()
    given = {learner: datetime.datetime.fromisoformat(until) for learner, until in found}
    return {**accommodated(root, topic), **given}


def accommodated(root: Path, topic: str) -> dict[str, datetime.datetime]:
    """Who has until when by the roster: more hours for every topic area with a due date."""
    hours = roster.more_hours(root)
    due = duedate.of(course_directory(root, topic).db_url, topic) if hours else None
    return {learner: due + datetime.timedelta(hours=more) for learner, more in hours.items()} if due else {}


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


def enter_all(root: Path, topic: str) -> None:
    """Every extension anew, for the due date may have moved."""
    from nbgrader.api import Gradebook

    if found := kept(root, topic):
        with Gradebook(course_directory(root, topic).db_url) as gradebook:
            for learner, until in found.items():
                enter(gradebook, topic, learner, until)


@course_lock.locked_course(course_lock.beside)
def extend(root: Path, learner: str, topic: str, until: datetime.datetime | None) -> Extension:
    """Give a learner until then, or with None as long as everybody. Raises CourseError with one sentence."""
    from nbgrader.api import Gradebook, MissingEntry

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
            raise CourseError(f"{topic} is due {due.astimezone():%Y-%m-%d %H:%M}; an extension must end after that.")
        backup(root)
        keep(root, topic, learner, until)
        enter(gradebook, topic, learner, until)
        return standing(gradebook, topic, learner, due, until)


def standing(gradebook, topic: str, learner: str, due: datetime.datetime, until: datetime.datetime | None) -> Extension:
    """What the gradebook says of this learner now."""
    from nbgrader.api import MissingEntry

    try:
        found = gradebook.find_submission(topic, learner)
    except MissingEntry:
        return Extension(learner, topic, due, until, None, 0.0, 0.0)
    penalty = sum(n.late_submission_penalty or 0.0 for n in found.notebooks)
    late = round(found.total_seconds_late / 3600, 2) if found.timestamp else 0.0
    return Extension(learner, topic, due, until, duedate.aware(found.timestamp), late, penalty)
