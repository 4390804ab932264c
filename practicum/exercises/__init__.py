"""Exercises as plain objects: `make` one, `view()` it, `respond()` to an event; `score` one.

They work on a lesson's content as JSON values and need only the standard
library, so that they run in a learner's kernel, in a server and in a browser.
"""

from __future__ import annotations

from typing import Any

from .. import words
from ..content import kinds
from ..shapes.answer import AnswerEntry
from ..shapes.content import LessonContent, Spec
from .base import BadEvent, BadResponse, Exercise
from .behaviours import behaviour, item_behaviour
from .item import Item

__all__ = [
    "BadEvent",
    "BadResponse",
    "Exercise",
    "Item",
    "Unknown",
    "behaviour",
    "clean",
    "clean_marks",
    "identify",
    "item_behaviour",
    "make",
    "score",
]


class Unknown(KeyError):
    """There is no exercise of that name in the lesson; str() gives the sentence."""

    def __str__(self) -> str:
        return words.say("problem_unknown", id=self.args[0])


def identify(content: LessonContent, name: str) -> tuple[str, Spec]:
    """The kind and the content of an exercise. Raises Unknown."""
    spec = kinds.held(content, name)
    if spec is None:
        raise Unknown(name)
    return kinds.of(spec).name, spec


def make(
    content: LessonContent, name: str, entry: AnswerEntry | None = None, seed: str = "", now: str = "", was: Any = None
) -> Exercise:
    """The exercise of that name in the state that `entry` of the answer sheet says. Raises Unknown.

    `was` is what the sheet keeps aside of it.
    """
    kind, spec = identify(content, name)
    return behaviour(kind)(content, name, spec, entry, seed, now, was)


def clean(content: LessonContent, name: str, response: Any) -> Any:
    """A response as it may stand on a sheet. Raises Unknown or BadResponse."""
    kind, spec = identify(content, name)
    return behaviour(kind).clean(spec, response)


def clean_marks(content: LessonContent, name: str, raw: Any) -> dict:
    """One's own marks of a written response as they may stand on a sheet; {} for all else. Raises Unknown."""
    kind, spec = identify(content, name)
    return behaviour(kind).clean_marks(spec, raw)


def score(content: LessonContent, name: str, response: Any) -> float:
    """Points for an item's response: a plain float from 0 to the item's points, to two decimals.

    `content` must carry the keys. A response that the item cannot have earns
    nothing. Raises Unknown, and TypeError for what is marked by a person.
    """
    spec = content["items"].get(name)
    if spec is None:
        identify(content, name)
        raise TypeError(f"'{name}' is not scored by machine")
    scorer = item_behaviour(spec["type"])
    try:
        part = scorer.fraction(spec, scorer.clean(spec, response))
    except BadResponse:
        return 0.0
    return min(round(float(part) * spec["points"], 2), float(spec["points"]))
