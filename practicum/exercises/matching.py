"""Matching and classification: each case belongs to one category.

Scoring. Every case earns an equal share when it stands under its category, as
in Moodle's matching question (docs.moodle.org, "Matching question type").
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from .. import words
from ..content.kinds import named
from ..shapes.content import ItemSpec
from ..shapes.content import Part as PartSpec
from ..shapes.view import Feedback, Said, View
from . import former
from .base import BadResponse, shuffled
from .item import Item, Looked, Part


class Matching(Item):
    """Cases to be put under categories."""

    stands_on_retry = True

    @staticmethod
    def clean(spec: ItemSpec, response: Any) -> Any:
        if response is None or response == {}:
            return None
        cases = named(spec["cases"])
        if not isinstance(response, dict) or set(response) - set(cases):
            raise BadResponse("it names a case that this item does not have")
        if not all(isinstance(c, str) and c in spec["categories"] for c in response.values()):
            raise BadResponse("it names a category that this item does not have")
        return dict(sorted(response.items()))

    @staticmethod
    def fraction(spec: ItemSpec, response: Any) -> Fraction:
        cases = named(spec["cases"])
        right = sum(cases[name]["category"] == category for name, category in (response or {}).items())
        return Fraction(right, len(cases))

    @staticmethod
    def explain(spec: ItemSpec, response: Any, show_key: bool) -> list[Part]:
        parts = []
        for name, case in named(spec["cases"]).items():
            given, belongs = (response or {}).get(name), spec["categories"][case["category"]]
            text = f"{case['text']} → {spec['categories'].get(given or '', words.say('no_answer'))}"
            if given == case["category"]:
                parts.append(Part(text, "right", words.say("review_right"), case["feedback"], case))
            elif show_key:
                parts.append(Part(text, "wrong", words.say("belongs", category=belongs), case["feedback"], case))
            elif given is not None:
                parts.append(Part(text, "wrong", words.say("review_wrong"), "", case))
        return parts

    @staticmethod
    def looked_at(spec: ItemSpec) -> list[Looked]:
        def under(name: str, category: str) -> Callable[[Any], bool]:
            return lambda response: response.get(name) == category

        return [
            (f"{c['text']} → {spec['categories'][c['category']]}", True, under(name, c["category"]))
            for name, c in named(spec["cases"]).items()
        ]

    @staticmethod
    def as_it_was(spec: ItemSpec, response: Any) -> former.Lines:
        categories = spec["categories"]
        return [
            (former.text_of(spec["cases"], name, "text"), categories.get(to) or former.name_of_gone(to))
            for name, to in response.items()
        ]

    def parts(self, response: Any) -> dict[str, Any]:
        return {name: (response or {}).get(name, "") for name in named(self.spec["cases"])}

    def whole(self, parts: dict[str, Any]) -> Any:
        return self.clean(self.spec, {name: category for name, category in parts.items() if category})

    def describe(self, response: Any) -> list[Said]:
        return [
            {
                "label": case["text"],
                "text": self.spec["categories"].get((response or {}).get(name, ""), words.say("no_answer")),
            }
            for name, case in named(self.spec["cases"]).items()
        ]

    @property
    def unready(self) -> str | None:
        left = len(self.spec["cases"]) - len(self.response or {})
        return words.say("match_all", left=left) if left else None

    def _case_feedback(self, name: str, case: PartSpec) -> Feedback | None:
        if not self.locked:
            return None
        if self.response.get(name) == case["category"]:
            return self.feedback("right", case["feedback"], case)
        belongs = words.say("belongs", category=self.spec["categories"][case["category"]])
        return self.feedback("wrong", case["feedback"], case, word=belongs)

    def view(self) -> View:
        cases = named(self.spec["cases"])
        return self.frame(
            hint=words.say("match_hint"),
            categories=[{"id": name, "text": text} for name, text in self.spec["categories"].items()],
            cases=[
                {
                    "id": name,
                    "text": cases[name]["text"],
                    "chosen": (self.response or {}).get(name),
                    "locked": self.locked,
                    "feedback": self._case_feedback(name, cases[name]),
                }
                for name in shuffled(list(cases), self.seed, self.id)
            ],
        )
