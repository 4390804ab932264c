"""When a topic area is due: in nbgrader's gradebook, and as people write it.

The gradebook's date is the one that counts. A release copies it into the
lesson's content, so that the lesson can say it; whoever fetched before that
sees the date of their copy.
"""

from __future__ import annotations

import datetime
import re
from typing import Literal

from practicum.course import CourseError
from practicum.course.timezone import Zone

Due = datetime.datetime | None | Literal["as it is"]
FORM = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?")


def moment(text: str, zone: Zone | None = None) -> datetime.datetime:
    """A date as a person writes it, in UTC. Without a time, the end of that day; without a zone, in the course's.

    The end of a day is the midnight after it, to which nothing is late: formgrader's form keeps no parts of a second.
    """
    text, zone = text.strip(), zone or Zone()
    found = FORM.fullmatch(text)
    try:
        if not found:
            raise ValueError
        at = datetime.datetime.fromisoformat(text)
        if at.tzinfo is not None:
            return at.astimezone(datetime.UTC)
        if not found[1]:
            return zone.end_of_day(at.date())
        meant = zone.moments(at)
    except (ValueError, OverflowError) as error:
        raise CourseError(f"'{text}' is not a date; write 2026-10-05 or 2026-10-05T18:00.") from error
    if not meant:
        raise CourseError(f"'{text}' does not exist in {zone}: clocks are put forward then. Write another time.")
    if len(meant) == 2:
        ways = " or ".join(f"{zone.local(one).isoformat(timespec='minutes')}" for one in meant)
        raise CourseError(f"'{text}' comes twice in {zone}, for clocks are put back then. Write {ways}.")
    return meant[0]


def moment_or_none(text: str, zone: Zone | None = None) -> datetime.datetime | None:
    """The same, or None for the word none."""
    return None if text.strip().lower() == "none" else moment(text, zone)


def aware(stored: datetime.datetime | None) -> datetime.datetime | None:
    """nbgrader keeps UTC without saying so."""
    return stored.replace(tzinfo=datetime.UTC) if stored else None


def naive(at: datetime.datetime) -> datetime.datetime:
    return at.astimezone(datetime.UTC).replace(tzinfo=None)


def of(db_url: str, topic: str) -> datetime.datetime | None:
    """The date in the gradebook; None without one."""
    from sqlalchemy import inspect, select

    from . import database
    from .nbgrader_tables import assignment

    if (file := database.file_of(db_url)) and not file.is_file():
        return None
    with database.engine(db_url).connect() as db:
        if not inspect(db).has_table(assignment.name):
            return None
        return aware(db.scalar(select(assignment.c.duedate).where(assignment.c.name == topic)))


def put(db_url: str, topic: str, due: datetime.datetime | None) -> None:
    """Set or clear the date in the gradebook."""
    from nbgrader.api import Gradebook

    with Gradebook(db_url) as gradebook:
        gradebook.update_or_create_assignment(topic, duedate=naive(due) if due else None)
