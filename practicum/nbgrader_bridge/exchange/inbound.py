"""The name of a folder in inbound/, read from the right: `learner+topic area+time+random letters`, the last not always.

A learner's id may hold a `+`, a topic area may not.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection
from dataclasses import dataclass

USUAL = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{6})? UTC", re.ASCII)
A_TIME = re.compile(r"(?=.*\d{4})(?=.*\d:\d\d).{8,60}", re.ASCII)  # dateutil makes a time of nearly anything
USUAL_FORM = "%Y-%m-%d %H:%M:%S.%f UTC"


@dataclass(frozen=True)
class Name:
    """What a folder's name says; `at` is the sender's word, in UTC without saying so, as nbgrader keeps times."""

    learner: str
    topic: str
    at: datetime.datetime | None  # None: nobody can read it


def moment(text: str) -> datetime.datetime | None:
    """A written time in UTC, None for what is none."""
    text = text.strip().removeprefix("\ufeff").strip()
    if not A_TIME.fullmatch(text):
        return None
    try:
        if USUAL.fullmatch(text):
            return datetime.datetime.fromisoformat(text[:-4])
        from nbgrader.utils import parse_utc

        return parse_utc(text)
    except (ValueError, OverflowError, TypeError, AttributeError):
        return None


def written(at: datetime.datetime) -> str:
    """A time in the form of nbgrader's exchange."""
    return at.strftime(USUAL_FORM)


def parse(name: str, topics: Collection[str] = ()) -> Name | None:
    """What a folder's name says; None where it is no hand-in's name at all.

    `topics`: those that there are, by which a name without a readable time is still told apart.
    """
    parts = name.split("+")
    readings = [(parts[:-2], parts[-2:-1], parts[-1:])]  # without random letters
    readings += [(parts[:-3], parts[-3:-2], parts[-2:-1])]
    found = [Name("+".join(who), topic[0], moment(at[0])) for who, topic, at in readings if who and topic and at]
    found = [one for one in found if one.learner and one.topic]
    if timed := [one for one in found if one.at is not None]:
        return timed[0]
    untimed = [*found, *([Name("+".join(parts[:-1]), parts[-1], None)] if parts[0] and len(parts) > 1 else [])]
    known = [one for one in untimed if one.topic in topics]
    return next(iter(known or found[::-1]), None)


def concerns(name: str, topic: str, topics: set[str]) -> bool:
    """Whether a name has to do with a topic area, or with none that there is, so that every collection says it."""
    found = parse(name)
    if found is None or found.topic == topic:
        return True
    return found.topic not in topics
