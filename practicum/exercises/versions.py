"""Two versions of one answer, where two windows or two copies of a lesson went different ways: shown, and chosen between.

versions: None | {title, text, id,
                  here: {label, parts: [{label, text}]},
                  others: [{id, label, parts, actions: [{keep, label}]}]}
event: {do: settle, version: id, keep: this|other|both}
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from .. import words
from . import states
from .errors import BadEvent

if TYPE_CHECKING:
    from .base import Exercise


def others(exercise: Exercise) -> list[dict]:
    """The versions beside the one that counts, as the sheet keeps them."""
    return (exercise.entry or {}).get("others", [])


def id_of(version: dict) -> str:
    return states.name_of([version["response"], version["at"]])


def _differing(exercise: Exercise, response: Any) -> list[dict[str, str]]:
    """The parts of a version; where all have the same parts, only those that are not alike in all."""
    every = [exercise.describe(one) for one in (exercise.response, *(o["response"] for o in others(exercise)))]
    alike = len({tuple(part["label"] for part in one) for one in every}) == 1 and every[0][0]["label"]
    common = [part for part in every[0] if alike and all(part in one for one in every)]
    return [part for part in exercise.describe(response) if part not in common]


def _label(exercise: Exercise, name: str, at: str) -> str:
    return words.say(name, time=words.clock_time(at, exercise.now)) if at else words.say(f"{name}_some_time")


def view(exercise: Exercise) -> dict | None:
    """What the screen shows of the other versions; None where there is one alone."""
    kept = others(exercise)
    if not kept:
        return None
    ways = ["this", "other"] + (["both"] if exercise.joins else [])
    return {
        "title": words.say("versions_title"),
        "text": words.say("versions_text"),
        "here": {
            "label": _label(exercise, "versions_here", exercise.entry["at"]),
            "parts": _differing(exercise, exercise.response),
        },
        "others": [
            {
                "id": id_of(one),
                "label": _label(exercise, "versions_there", one["at"]),
                "parts": _differing(exercise, one["response"]),
                "actions": [{"keep": way, "label": words.say(f"versions_keep_{way}")} for way in ways],
            }
            for one in kept
        ],
    }


def settled(exercise: Exercise, event: dict) -> Exercise:
    """The exercise with the version that the learner keeps, and without the other one. Raises BadEvent."""
    chosen = next((one for one in others(exercise) if id_of(one) == event.get("version")), None)
    if chosen is None:
        raise BadEvent(exercise.elsewhere() if others(exercise) else words.say("versions_settled"))
    way = event.get("keep")
    if way == "this":
        kept = exercise.keep(exercise.response, checked=exercise.checked)
    elif way == "other":
        kept = exercise.keep(chosen["response"], checked=exercise.checked and exercise.joins)
    elif way == "both" and exercise.joins:
        kept = exercise.keep(exercise.both(chosen["response"]), checked=exercise.checked)
    else:
        raise BadEvent(words.say("bad_event"))
    rest = [one for one in others(exercise) if one is not chosen]
    entry = {name: value for name, value in kept.entry.items() if name != "others"}
    return replace(kept, entry={**entry, "others": rest} if rest else entry)
