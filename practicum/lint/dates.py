"""What has a day: when law was looked up, when it must be looked up again, when a source was read.

`today` is passed in; without it nothing is held against the calendar, so that a test of the
course says the same on every day.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from ..content.load import Loaded, LoadedModule
from ..content.source import Problem
from ..content.zones import is_zone


def _day(text: object) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(str(text))
    except ValueError:
        return None


def time_zone_exists(loaded: Loaded) -> Iterator[Problem]:
    zone = loaded.course.time_zone
    if zone is not None and not is_zone(zone) and loaded.source:
        yield loaded.source.problem(f"'{zone}' is no time zone; write its name, such as America/New_York", "time_zone")


def module_dates(loaded: Loaded, module: LoadedModule, today: datetime.date | None) -> Iterator[Problem]:
    source, days = module.sources["module"], {}
    for field in ("as_of", "review_by"):
        days[field] = _day(getattr(module.module, field))
        if days[field] is None:
            yield source.problem(f"write `{field}` as YYYY-MM-DD", field)
    as_of, review_by = days["as_of"], days["review_by"]
    if as_of and review_by and review_by <= as_of:
        yield source.problem("`review_by` is not after `as_of`; correct one of them", "review_by")
    if today is None:
        return
    if as_of and as_of > today:
        yield source.problem(f"`as_of` {as_of} is still to come; write the day of the last look-up", "as_of")
    if review_by and review_by < today:
        yield source.problem(
            f"law and codes were due to be looked up again by {review_by}; look them up, then renew "
            "`as_of` and `review_by`", "review_by",
        )  # fmt: skip


def checked_in_the_past(loaded: Loaded, module: LoadedModule, today: datetime.date | None) -> Iterator[Problem]:
    source = module.sources.get("references")
    listed = source.plain.get("references") if source else None
    for at, reference in enumerate(listed if isinstance(listed, list) else []):
        day = _day(reference.get("checked_on")) if isinstance(reference, dict) else None
        if source and today and day and day > today:
            yield source.problem(
                f"'{reference.get('id')}' was checked on {day}, which is still to come; write the day it was read",
                "references", at, "checked_on",
            )  # fmt: skip
