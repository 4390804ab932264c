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

Due = datetime.datetime | None | Literal["as it is"]
FORM = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?")
LAST_MINUTE = "T23:59"


def moment(text: str) -> datetime.datetime:
    """A date as a person writes it, in UTC. Without a time, the day's last minute; without a zone, this computer's."""
    found = FORM.fullmatch(text.strip())
    try:
        if not found:
            raise ValueError
        at = datetime.datetime.fromisoformat(text.strip() + ("" if found[1] else LAST_MINUTE))
        return at.astimezone(datetime.UTC)
    except (ValueError, OverflowError) as error:
        raise CourseError(f"'{text}' is not a date; write 2026-10-05 or 2026-10-05T18:00.") from error


def moment_or_none(text: str) -> datetime.datetime | None:
    """The same, or None for the word none."""
    return None if text.strip().lower() == "none" else moment(text)


def aware(stored: datetime.datetime | None) -> datetime.datetime | None:
    """nbgrader keeps UTC without saying so."""
    return stored.replace(tzinfo=datetime.UTC) if stored else None


def naive(at: datetime.datetime) -> datetime.datetime:
    return at.astimezone(datetime.UTC).replace(tzinfo=None)


def of(db_url: str, topic: str) -> datetime.datetime | None:
    """The date in the gradebook; None without one."""
    from nbgrader.api import Gradebook, MissingEntry

    with Gradebook(db_url) as gradebook:
        try:
            return aware(gradebook.find_assignment(topic).duedate)
        except MissingEntry:
            return None


def put(db_url: str, topic: str, due: datetime.datetime | None) -> None:
    """Set or clear the date in the gradebook."""
    from nbgrader.api import Gradebook

    with Gradebook(db_url) as gradebook:
        gradebook.update_or_create_assignment(topic, duedate=naive(due) if due else None)
