"""Numeric: a number with tolerance, a unit, and foreseen wrong answers.

Scoring. Full points within the tolerance; a foreseen wrong answer earns the
`credit` declared for it (none unless declared); anything else nothing, as in
Moodle's numerical question, which grades each answer with its accepted error
(docs.moodle.org, "Numerical question type").
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from .. import words
from ..shapes.content import ItemSpec, Near
from ..shapes.view import Feedback, Said, View
from . import former
from .base import BadResponse
from .item import Item, Looked, Part

LONGEST = 40
NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:[.,]\d+)?|[-+]?[.,]\d+")


def number_in(text: str, unit: str = "") -> Fraction | None:
    """The number that a person wrote, with or without its unit; None where there is none or more than that.

    A comma between groups of three digits parts thousands; any other is a decimal comma.
    """
    bare = text.strip().lower().replace("−", "-").replace("\u00a0", " ")
    for sign in (unit.lower(), "%", "$"):
        bare = bare.removesuffix(sign).removeprefix(sign).strip() if sign else bare
    written = re.search(r"(?<=[\d\s])[a-z]+\.?$", bare)
    if written and shortens(written[0].rstrip("."), unit.lower()):
        bare = bare[: written.start()].strip()
    if not NUMBER.fullmatch(bare):
        return None
    bare = re.sub(r",(?=\d{3}(?:\D|$))", "", bare) if re.match(r"[-+]?\d{1,3}(,\d{3})+", bare) else bare
    return Fraction(bare.replace(",", "."))


def shortens(short: str, unit: str) -> bool:
    """Whether letters are a usual short form of a unit: its first letter and some more of them, in order."""
    rest = iter(unit)
    return short[:1] == unit[:1] and all(letter in rest for letter in short)


def _exact(value: float) -> Fraction:
    return Fraction(str(value))


def near_miss(spec: ItemSpec, value: Fraction) -> Near | None:
    """The foreseen wrong answer that a value is, within the same tolerance."""
    tolerance = _exact(spec.get("tolerance", 0))
    return next((n for n in (spec.get("near") or {}).values() if abs(value - _exact(n["value"])) <= tolerance), None)


class Numeric(Item):
    """A number to be worked out."""

    not_taken = "number_long"

    @staticmethod
    def clean(spec: ItemSpec, response: Any) -> Any:
        if response is None:
            return None
        if not isinstance(response, str) or len(response) > LONGEST:
            raise BadResponse("it is no number")
        return response.strip() or None

    @staticmethod
    def fraction(spec: ItemSpec, response: Any) -> Fraction:
        value = number_in(response, spec.get("unit", "")) if response else None
        if value is None:
            return Fraction(0)
        if abs(value - _exact(spec["answer"])) <= _exact(spec.get("tolerance", 0)):
            return Fraction(1)
        near = near_miss(spec, value)
        return _exact(near.get("credit", 0)) if near else Fraction(0)

    @staticmethod
    def explain(spec: ItemSpec, response: Any, show_key: bool) -> list[Part]:
        right = words.say("review_answer", answer=words.number(spec["answer"]), unit=spec.get("unit") or "").strip()
        value = number_in(response, spec.get("unit") or "") if response else None
        if value is None:
            return [Part(right, "key", words.say("review_key"), spec["right"], spec)] if show_key else []
        got = Numeric.fraction(spec, response)
        if got == 1:
            return [Part(response, "right", words.say("review_right"), spec["right"], spec)]
        near = near_miss(spec, value)
        mark = "partly" if got else "wrong"
        parts = [Part(response, mark, words.say(f"review_{mark}"), (near or spec)["feedback"], near or spec)]
        return parts + ([Part(right, "key", words.say("review_key"), spec["right"], spec)] if show_key else [])

    @staticmethod
    def looked_at(spec: ItemSpec) -> list[Looked]:
        unit, score, near = spec.get("unit") or "", Numeric.fraction, spec.get("near") or {}

        def nearest(response: str) -> Near | None:
            value = number_in(response, unit)
            return near_miss(spec, value) if value is not None and score(spec, response) != 1 else None

        def is_near(one: Near) -> Callable[[Any], bool]:
            return lambda response: nearest(response) is one

        found: list[Looked] = [(f"{spec['answer']:g} {unit}".strip(), True, lambda r: score(spec, r) == 1)]
        found += [(f"{n['value']:g} {unit}".strip(), False, is_near(n)) for n in near.values()]
        return [*found, ("another answer", False, lambda r: score(spec, r) != 1 and nearest(r) is None)]

    @staticmethod
    def partial(spec: ItemSpec) -> bool:
        return any(near.get("credit") for near in (spec.get("near") or {}).values())

    @staticmethod
    def as_it_was(spec: ItemSpec, response: Any) -> former.Lines:
        return [("", response)]

    def describe(self, response: Any) -> list[Said]:
        return [{"label": "", "text": response or words.say("no_answer")}]

    @property
    def unready(self) -> str | None:
        if self.response is None:
            return words.say("number_first")
        readable = number_in(self.response, self.spec.get("unit", "")) is not None
        return None if readable else words.say("no_number", text=self.response)

    def _value_feedback(self) -> Feedback | None:
        if not self.locked:
            return None
        spec, got = self.spec, self.fraction(self.spec, self.response)
        if got == 1:
            return self.feedback("right", spec["right"])
        value = number_in(self.response, spec.get("unit") or "")
        near = near_miss(spec, value) if value is not None else None  # a sheet may say of any text that it was checked
        return self.feedback("wrong", (near or spec)["feedback"], near or {})

    def _key_feedback(self) -> Feedback | None:
        """The right number and why, beside the feedback on another one."""
        if not self.tells_key or self.fraction(self.spec, self.response) == 1:
            return None
        unit = self.spec.get("unit") or ""
        answer = words.say("review_answer", answer=words.number(self.spec["answer"]), unit=unit).strip()
        return self.feedback("missed", self.spec["right"], word=words.say("key_is", answer=answer))

    def view(self) -> View:
        unit = self.spec.get("unit") or ""
        return self.frame(
            hint=words.say("number_hint", unit=unit) if unit.isalpha() else None,
            unit=self.spec.get("unit"),
            value=self.response or "",
            limit=LONGEST,
            locked=self.locked,
            note=self.unready if self.response else None,
            feedback=self._value_feedback(),
            key=self._key_feedback(),
        )
