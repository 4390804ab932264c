"""Ordering: steps to be put in sequence.

Scoring. Of all pairs of steps, the share in the right order less the share in
the wrong one, never below zero: Kendall's tau cut off at 0. Moodle's ordering
question counts right pairs in the same way when it grades "relative to all the
previous and next items"; taking the wrong pairs off as well keeps a random
order from earning half (docs.moodle.org, "Ordering question type").
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations
from typing import Any

from .. import words
from ..content.kinds import named
from ..shapes.content import ItemSpec
from ..shapes.view import Action, Feedback, Said, View
from . import former
from .base import BadEvent, BadResponse, Exercise, action, shuffled
from .item import Item, Looked, Part


class Ordering(Item):
    """Steps that are moved until their order is right."""

    stands_on_retry = True
    events = {**Item.events, "keep": "_keep_shown"}

    @staticmethod
    def clean(spec: ItemSpec, response: Any) -> Any:
        if response is None:
            return None
        names = named(spec["steps"])
        if not isinstance(response, list) or not all(isinstance(r, str) for r in response):
            raise BadResponse("it is no order of steps")
        if sorted(response) != sorted(names):
            raise BadResponse("it does not hold every step once")
        return list(response)

    @staticmethod
    def fraction(spec: ItemSpec, response: Any) -> Fraction:
        if response is None:
            return Fraction(0)
        place = {name: n for n, name in enumerate(response)}
        pairs = list(combinations(named(spec["steps"]), 2))  # the steps stand in the right order
        right = sum(place[before] < place[after] for before, after in pairs)
        return max(Fraction(0), Fraction(2 * right - len(pairs), len(pairs)))

    @staticmethod
    def explain(spec: ItemSpec, response: Any, show_key: bool) -> list[Part]:
        steps = named(spec["steps"])
        right = list(steps)
        parts = []
        for place, name in enumerate(response or (right if show_key else [])):
            text = f"{place + 1}. {steps[name]['text']}"
            if response is None:
                parts.append(Part(text, "key", words.say("review_key"), steps[name]["feedback"], steps[name]))
            elif right[place] == name:
                parts.append(Part(text, "right", words.say("step_right"), steps[name]["feedback"], steps[name]))
            else:
                word = (
                    words.say("step_belongs", place=right.index(name) + 1) if show_key else words.say("step_elsewhere")
                )
                parts.append(Part(text, "wrong", word, steps[name]["feedback"] if show_key else "", steps[name]))
        return parts

    @staticmethod
    def looked_at(spec: ItemSpec) -> list[Looked]:
        def stands(name: str, at: int) -> Callable[[Any], bool]:
            return lambda response: response[at] == name

        steps = enumerate(named(spec["steps"]).items())
        return [(f"{at + 1}. {step['text']}", True, stands(name, at)) for at, (name, step) in steps]

    @staticmethod
    def as_it_was(spec: ItemSpec, response: Any) -> former.Lines:
        given = enumerate(former.listed(response), 1)
        return [("", f"{n}. {former.text_of(spec['steps'], name, 'text')}") for n, name in given]

    def describe(self, response: Any) -> list[Said]:
        steps = named(self.spec["steps"])
        texts = [f"{n}. {steps[name]['text']}" for n, name in enumerate(response or [], 1)]
        return [{"label": "", "text": text} for text in texts or [words.say("no_answer")]]

    @property
    def shown(self) -> list[str]:
        """The order on the screen: the learner's, or at first one that is shuffled and not right."""
        if self.response is not None:
            return self.response
        names = list(named(self.spec["steps"]))
        for turn in range(8):
            order = shuffled(names, self.seed, f"{self.id}/{turn}")
            if not self.has_key or order != names:
                break
        return order

    @property
    def unready(self) -> str | None:
        return None  # the order shown is an order

    def _keep_shown(self, event: dict) -> Exercise:
        if self.response is not None:
            raise BadEvent(words.say("bad_event"))
        return self.take(self.shown)

    def _check(self, event: dict) -> Exercise:
        if not self.has_key or self.locked:
            raise BadEvent(words.say("bad_event"))
        return self.keep(self.shown, attempt=True, checked=True)

    def _actions(self) -> list[Action]:
        if not self.has_key and self.response is None:
            return [action("keep", primary=True)]
        return super()._actions()

    def _step_feedback(self, name: str, place: int) -> Feedback | None:
        if not self.locked:
            return None
        step, right = named(self.spec["steps"])[name], list(named(self.spec["steps"]))
        mark = "right" if right.index(name) == place else "wrong"
        word = words.say("step_right") if mark == "right" else words.say("step_belongs", place=right.index(name) + 1)
        return self.feedback(mark, step["feedback"], step, word=word)

    def view(self) -> View:
        steps = named(self.spec["steps"])
        return self.frame(
            hint=words.say("order_hint"),
            steps=[
                {
                    "id": name,
                    "text": steps[name]["text"],
                    "locked": self.locked,
                    "feedback": self._step_feedback(name, n),
                }
                for n, name in enumerate(self.shown)
            ],
        )
