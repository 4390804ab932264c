"""The time of handing in, as timestamp.txt says it: written by nbgrader, by a mail program, by hand in an editor."""

from __future__ import annotations

import codecs
import contextlib
import datetime
import re
from pathlib import Path

from practicum.course import CourseError, released

from . import notebook_reading
from .plain_text import cleaned

STAMP = "timestamp.txt"
LONGEST = 400  # bytes
# nbgrader's own form, which Python reads a hundred times as fast as what knows every form
USUAL = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{6})? UTC", re.ASCII)
ISO = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?) ?([zZ]|[+-]\d\d:?\d\d)", re.ASCII)
SPACES = re.compile(r"\s+")
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def read(folder: Path) -> datetime.datetime | None:
    """The time that stands in a folder, in UTC without saying so; None where there is none.

    Raises CourseError for one that nobody can read.
    """
    text = text_in(folder)
    if not text:
        return None
    try:
        at = datetime.datetime.fromisoformat(text[:-4]) if USUAL.fullmatch(text) else _any_form(text)
    except (ValueError, OverflowError, TypeError, AttributeError) as error:
        where = "/".join(folder.parts[-3:])
        raise CourseError(
            f"{where}/{STAMP} holds {cleaned(text)[:40]!r}, which is no time; write it like 2026-10-05 15:30:00 UTC."
        ) from error
    return at


def tidied(folder: Path) -> datetime.datetime | None:
    """The same; and what nbgrader cannot read is written anew in its own form, for formgrader reads this file too."""
    at = read(folder)
    if at is not None and not USUAL.fullmatch((folder / STAMP).read_bytes().decode("utf-8", "replace").strip()):
        with contextlib.suppress(OSError):
            released.write(folder / STAMP, f"{at:%Y-%m-%d %H:%M:%S.%f} UTC")
    return at


def text_in(folder: Path) -> str:
    """What is written there, on one line, without the mark with which some editors begin a file; '' without a file."""
    try:
        data = notebook_reading.contents(folder / STAMP, LONGEST)[:LONGEST]
    except FileNotFoundError:
        return ""
    except notebook_reading.Odd as odd:
        raise CourseError(f"{'/'.join(folder.parts[-3:])}/{STAMP} cannot be used: {odd}.") from odd
    text = next((data[len(mark) :].decode(name, "replace") for mark, name in MARKS if data.startswith(mark)), None)
    text = data.decode("utf-8", "replace") if text is None else text
    return SPACES.sub(" ", text.replace("\ufeff", "").replace("\0", "")).strip().strip("\"'").strip()


def _any_form(text: str) -> datetime.datetime:
    """The same of every form that means one time only. Raises ValueError."""
    import dateutil.parser
    import dateutil.tz
    from nbgrader.utils import parse_utc

    if found := ISO.fullmatch(text):  # nbgrader takes +0200 for so many seconds
        at = datetime.datetime.fromisoformat(f"{found[1]}T{found[2]}{found[3].upper()}")
        return at.astimezone(datetime.UTC).replace(tzinfo=None)
    rest, _, zone = text.rpartition(" ")
    if rest and re.fullmatch(r"[A-Za-z_/]{2,}", zone) and zone.upper() not in ("AM", "PM"):
        if dateutil.tz.gettz(zone.upper() if len(zone) < 5 else zone) is None:
            raise ValueError("a time zone that nobody knows")
        text = f"{rest} {zone.upper()}" if len(zone) < 5 else text
    at = parse_utc(text)
    if text[:4].isdecimal():
        return at
    ways = {dateutil.parser.parse(text, dayfirst=first, ignoretz=True) for first in (True, False)}
    if len(ways) > 1:
        raise ValueError("a day and a month that can be read in two ways")
    return at
