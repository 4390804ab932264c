"""The words on learners' screens, from one file, so that the course can be translated."""

from __future__ import annotations

import datetime
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale

FORMS = ("zero", "one", "two", "few", "many")  # CLDR's categories beside "other"; each language has some of them


@cache
def _all() -> dict[str, str]:
    return json.loads((Path(__file__).parent / "words.json").read_text("utf-8"))


def say(name: str, **values: object) -> str:
    """The words of that name with values filled in."""
    return _all()[name].format(**values) if values else _all()[name]


@cache
def _locale() -> Locale:
    from babel import Locale  # here and below when first asked for: most commands say no number and no date

    return Locale.parse(say("lang"), sep="-")


def say_count(name: str, count: int | float, **values: object) -> str:
    """The words of that name for so many, which they may show as {count}.

    English has 'points_one' beside 'points', other languages also '_few' and the like.
    """
    form = f"{name}_{_locale().plural_form(count)}"
    return say(form if form in _all() else name, **{"count": count, **values})


def forms(name: str) -> list[str]:
    """A name and its forms for certain counts, as far as there are any."""
    return [name, *(form for form in (f"{name}_{one}" for one in FORMS) if form in _all())]


def table() -> dict[str, str]:
    """All words by name, for a page."""
    return _all()


def points(value: float) -> str:
    """'1 point', '2 points', '1.33 points'."""
    return say_count("points", round(value, 2), points=number(value))


def nth_try(tries: int) -> str:
    """'Third try', and from the eleventh on 'Try 11'."""
    named = say("tries").split("|")
    return named[tries - 1] if 0 < tries <= len(named) else say("try_number", tries=tries)


def number(value: float) -> str:
    """A number as people of the language write it, to two decimals at most, without needless zeros."""
    from babel import numbers

    return numbers.format_decimal(round(value, 2), format="0.##", locale=_locale())


def large(value: int) -> str:
    """A whole number with its thousands apart: '20,000'."""
    from babel import numbers

    return numbers.format_decimal(value, locale=_locale())


def _date(at: datetime.datetime, form: str) -> str:
    """`at` by one of the file's date patterns, which are CLDR's."""
    from babel import dates

    return dates.format_datetime(at.replace(tzinfo=None), say(form), locale=_locale())


def moment(at: datetime.datetime, course_zone: object = None) -> str:
    """A time with its zone: 'Monday, 5 October 2026, 18:00 (New York time, UTC−4)' in the course's, else in this computer's.

    `course_zone` is {"place": name or '', "offset": minutes}, as a released lesson has it; a stranger's, so anything.
    """
    place, local = _zone(course_zone)[0], _local(at, course_zone)
    ahead = int((local.utcoffset() or datetime.timedelta()).total_seconds()) // 60
    hours, minutes = divmod(abs(ahead), 60)
    zone = f"UTC{'+' if ahead > 0 else '−'}{hours}{f':{minutes:02d}' if minutes else ''}" if ahead else "UTC"
    zone = say("zone_of_place", place=place, zone=zone) if place else zone
    return say("moment", date=_date(local, "date_long"), zone=zone)


def clock_time(at: str, now: str) -> str:
    """A time on a sheet as a clock here shows it: '14:03', and of another day than `now` with the date; '' for none."""
    try:
        local = datetime.datetime.fromisoformat(at).astimezone()
        today = datetime.datetime.fromisoformat(now).astimezone().date() if now else local.date()
    except (ValueError, OverflowError):
        return ""
    return _date(local, "date_time" if local.date() == today else "date_day_and_time")


def until(at: datetime.datetime, course_zone: object = None) -> str:
    """The same of an end: that of a day is said by the day's own date, as 23:59."""
    before = at - datetime.timedelta(microseconds=1)
    return moment(before if _local(before, course_zone).date() != _local(at, course_zone).date() else at, course_zone)


def _local(at: datetime.datetime, course_zone: object) -> datetime.datetime:
    ahead = _zone(course_zone)[1]
    return at.astimezone(None if ahead is None else datetime.timezone(datetime.timedelta(minutes=ahead)))


def _zone(given: object) -> tuple[str, int | None]:
    if not isinstance(given, dict) or type(given.get("offset")) is not int or abs(given["offset"]) >= 24 * 60:
        return "", None
    place = given.get("place")
    return (place[:60] if isinstance(place, str) and place.isprintable() else ""), given["offset"]


def for_screen() -> dict[str, str]:
    """The words that the browser needs beside those already in a view."""
    names = (
        "saving not_saved transcript chart chart_in_words your_move you now start sources then why "
        "ending met earlier rubric examples word_count right wrong missed text_over text_over_saved draft_back "
        "move_up move_down place_of moved pick_category line not_scored code_keys codes move criterion level_points lang"
    )
    return {form: _all()[form] for name in names.split() for form in forms(name)}


def for_page() -> dict[str, str]:
    """The words that a page's own script needs: those of its screens, and its own."""
    own = {name: text for name, text in _all().items() if name.startswith(("page_", "progress_"))}
    return {**for_screen(), **own}
