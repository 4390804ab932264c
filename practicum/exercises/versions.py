"""Two versions of one answer, where two windows or two copies of a lesson went different ways: shown, and chosen between.

versions: None | {title, text, id,
                  here: {label, parts: [{label, text}]},
                  others: [{id, label, parts, actions: [{keep, label}]}]}
event: {do: settle, version: id, keep: this|other|both}
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from .. import merging, words
from ..shapes.answer import AnswerEntry, Given
from ..shapes.view import Said, Versions
from . import states

InWords = Callable[[Any], list[Said]]  # a response -> its parts, {label, text} each


def others(entry: AnswerEntry | None) -> list[Given]:
    """The versions beside the one that counts, as the sheet keeps them."""
    return entry.get("others", []) if entry else []


def id_of(version: Given) -> str:
    return states.name_of([version["response"], version["at"]])


def chosen(entry: AnswerEntry | None, event: dict) -> Given | None:
    """The version that an event means; None where it is no longer there."""
    return next((one for one in others(entry) if id_of(one) == event.get("version")), None)


def without(entry: AnswerEntry, version: Given) -> AnswerEntry:
    return merging.with_others(entry, [one for one in others(entry) if one is not version])


def _differing(parts: list[Said], every: list[list[Said]]) -> list[Said]:
    """The parts of a version; where all have the same parts, only those that are not alike in all."""
    alike = len({tuple(part["label"] for part in one) for one in every}) == 1 and every[0][0]["label"]
    common = [part for part in every[0] if alike and all(part in one for one in every)]
    return [part for part in parts if part not in common]


def _label(name: str, at: str, now: str) -> str:
    return words.say(name, time=words.clock_time(at, now)) if at else words.say(f"{name}_some_time")


def view(entry: AnswerEntry | None, now: str, in_words: InWords, *, joins: bool) -> Versions | None:
    """What the screen shows of the other versions; None where there is one alone. `joins`: both can be kept."""
    kept = others(entry)
    if entry is None or not kept:
        return None
    ways: tuple[Literal["this", "other", "both"], ...] = ("this", "other", "both") if joins else ("this", "other")
    every = [in_words(one["response"]) for one in (entry, *kept)]
    return {
        "title": words.say("versions_title"),
        "text": words.say("versions_text"),
        "here": {"label": _label("versions_here", entry["at"], now), "parts": _differing(every[0], every)},
        "others": [
            {
                "id": id_of(one),
                "label": _label("versions_there", one["at"], now),
                "parts": _differing(parts, every),
                "actions": [{"keep": way, "label": words.say(f"versions_keep_{way}")} for way in ways],
            }
            for one, parts in zip(kept, every[1:], strict=True)
        ],
    }
