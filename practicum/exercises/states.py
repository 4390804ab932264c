"""What a screen had seen when it sent something, and what may be made of that where another window was faster.

A screen is told a short name of each part of an answer (a box, a case, an
option), of the whole under '' and of its moment under '@'. It sends them back with whatever it sends;
what another window changed meanwhile is known by its name. The names are
hashes of what the learner gave, so they say nothing of a key.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

WHOLE = ""
MOMENT = "@"  # of when a state is: the same answer given twice is two states to who wants to know what was heard
MOST_PARTS = 1000
LONGEST_NAME = 120
MOST_UNHEARD = 100  # events; who sends more without hearing is taken for one who has heard, which loses nothing

Names = dict[str, str]


def name_of(value: Any) -> str:
    """A short name of a JSON value; equal values have the same."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


def names_of(parts: dict[str, Any]) -> Names:
    """The names of the parts of an answer."""
    return {part: name_of(value) for part, value in parts.items()}


def told_by(raw: Any) -> Names | None:
    """What a screen says it saw; None where it says nothing that could be understood."""
    if not isinstance(raw, dict) or WHOLE not in raw or len(raw) > MOST_PARTS:
        return None
    good = all(isinstance(v, str) and len(v) <= LONGEST_NAME and len(k) <= LONGEST_NAME for k, v in raw.items())
    return dict(raw) if good else None


@dataclass(frozen=True)
class Seen:
    """What one window knew. `own`: what its own events changed of which it has not heard yet.

    `strict` is False where no screen said what it saw; then what comes is taken as the newest there is.
    """

    told: Names
    own: Names = field(default_factory=dict)
    strict: bool = True

    def has(self, part: str, value_name: str) -> bool:
        return value_name in (self.told.get(part), self.own.get(part))


@dataclass(frozen=True)
class Unheard:
    """What events of one window changed, as long as it shows a state from before them."""

    changed: Names = field(default_factory=dict)
    shows: tuple[str, ...] = ()  # the names of the states that it may show until it hears

    def by(self, told: Names) -> Names:
        """The same for a window that shows what it was told; nothing once it has heard."""
        return self.changed if _moment(told) in self.shows else {}

    def after(self, told: Names, given: Names) -> Unheard:
        """With one more event, upon what it was told. What the event repeats of that is no change of its window's."""
        earlier = self.by(told)
        changed = {part: name for part, name in earlier.items() if part not in given}
        changed |= {part: name for part, name in given.items() if told.get(part) != name}
        shows = (*(self.shows if earlier else ()), _moment(told), *([_moment(earlier)] if WHOLE in earlier else []))
        return Unheard(changed, shows[-MOST_UNHEARD:])


def _moment(told: Names) -> str:
    return told.get(MOMENT, told[WHOLE])


def merged(seen: Seen | None, now: dict[str, Any], given: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Both as one, and the parts that were changed here and elsewhere, each in another way; there `now` stands."""
    made, clash = dict(now), []
    for part, value in given.items():
        if part not in now or seen is None or seen.has(part, name_of(now[part])):
            made[part] = value
        elif value != now[part] and not seen.has(part, name_of(value)):
            clash.append(part)
    return made, clash
