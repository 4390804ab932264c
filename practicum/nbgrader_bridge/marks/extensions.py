"""More time for one learner.

nbgrader keeps an extension as so many hours with a submission, so it can give
none to who has not handed in yet, and moves it when the due date moves. Here
the moment itself is kept, beside the marks, and entered into nbgrader's
gradebook at once and at every autograde and release. It is no part of what
learners fetch.
"""

from __future__ import annotations

import datetime
from pathlib import Path

from sqlalchemy import select

from ..gradebook import database, due_dates, our_tables
from . import roster

Expected = dict[str, datetime.timedelta | None]  # learner -> what nbgrader's gradebook should hold of their extension


def given(root: Path, topic: str) -> dict[str, datetime.datetime]:
    """Who was given until when, for this topic area."""
    with our_tables.store(root) as db:
        table = our_tables.of(db).extension
        found = db.execute(select(table.c.learner, table.c.until).where(table.c.assignment == topic)).all()
    return {learner: datetime.datetime.fromisoformat(until) for learner, until in found}


def kept(root: Path, topic: str) -> dict[str, datetime.datetime]:
    """Who has until when: as they were given, else by the roster. What was given and is over when everybody's time
    is over gives nothing, for the due date was moved since; then the roster counts."""
    due, by_roster = due_dates.of(database.url_of(root), topic), accommodated(root, topic)
    mine = given(root, topic)
    return {**by_roster, **{who: at for who, at in mine.items() if who not in by_roster or not due or at > due}}


def accommodated(root: Path, topic: str) -> dict[str, datetime.datetime]:
    """Who has until when by the roster: more hours for every topic area with a due date."""
    hours = roster.more_hours(root)
    due = due_dates.of(database.url_of(root), topic) if hours else None
    return {learner: due + datetime.timedelta(hours=more) for learner, more in hours.items()} if due else {}


def expected(root: Path, topic: str, due: datetime.datetime | None) -> Expected:
    """Of everybody with an extension or an accommodation; `due` is nbgrader's, in UTC without saying so.

    Without a due date there is nothing to extend, and nbgrader fails over an extension that is left there.
    """
    until, hours = given(root, topic), roster.more_hours(root)
    at = due_dates.aware(due)
    found: Expected = {who: None for who in until}
    found |= {who: datetime.timedelta(hours=more) if due else None for who, more in hours.items()}
    return found | {who: moment - at for who, moment in until.items() if at and moment > at}


def keep(root: Path, topic: str, learner: str, until: datetime.datetime | None) -> None:
    with our_tables.store(root) as db:
        table = our_tables.of(db).extension
        db.execute(table.delete().where(table.c.assignment == topic, table.c.learner == learner))
        if until:
            db.execute(table.insert().values(assignment=topic, learner=learner, until=until.isoformat()))


def minutes(due: datetime.datetime | None, until: datetime.datetime | None) -> float:
    """How much more than everybody has, in the minutes that nbgrader takes; 0 without a due date."""
    return (until - due).total_seconds() / 60 if until and due and until > due else 0


def enter(gradebook, topic: str, learner: str, until: datetime.datetime | None) -> None:
    """Into nbgrader's gradebook, where there is a submission."""
    from nbgrader.api import MissingEntry

    due = due_dates.aware(gradebook.find_assignment(topic).duedate)
    try:
        gradebook.grant_extension(topic, learner, minutes=minutes(due, until))
    except MissingEntry:
        return  # entered at autograding, once there is one
