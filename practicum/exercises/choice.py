"""Single and multiple choice.

How options are weighed stands in content/option_weights.py.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from .. import words
from ..content.kinds import named
from ..content.option_weights import weights
from ..shapes.content import ItemSpec
from ..shapes.content import Part as PartSpec
from ..shapes.view import Feedback, Said, View
from . import former
from .base import BadEvent, BadResponse, Exercise, shuffled
from .item import Item, Looked, Part


class Choice(Item):
    """An item with options."""

    events = {"choose": "_choose", "check": "_check", "retry": "_retry"}

    @staticmethod
    def clean(spec: ItemSpec, response: Any) -> Any:
        names = named(spec["options"])
        if response is None or response == []:
            return None
        if spec["type"] == "single_choice":
            if not isinstance(response, str) or response not in names:
                raise BadResponse("it names an option that this item does not have")
            return response
        if not isinstance(response, list) or not all(isinstance(r, str) and r in names for r in response):
            raise BadResponse("it names an option that this item does not have")
        return sorted(set(response))

    @staticmethod
    def fraction(spec: ItemSpec, response: Any) -> Fraction:
        options = named(spec["options"])
        if response is None:
            return Fraction(0)
        each = weights(spec["type"], [(bool(o.get("correct")), o.get("credit")) for o in options.values()])
        chosen = {response} if isinstance(response, str) else set(response)
        got = (worth for name, worth in zip(options, each, strict=True) if name in chosen)
        return max(Fraction(0), sum(got, Fraction(0)))

    @staticmethod
    def explain(spec: ItemSpec, response: Any, show_key: bool) -> list[Part]:
        chosen = response if isinstance(response, list) else [response]
        given, missed = [], []
        for name, option in named(spec["options"]).items():
            if name in chosen:
                mark = "right" if option.get("correct") else "partly" if option.get("credit") else "wrong"
                given.append(Part(option["text"], mark, words.say(f"review_{mark}"), option["feedback"], option))
            elif option.get("correct") and show_key:
                missed.append(Part(option["text"], "key", words.say("review_key"), option["feedback"], option))
        return given + missed

    @staticmethod
    def looked_at(spec: ItemSpec) -> list[Looked]:
        one = spec["type"] == "single_choice"

        def has(name: str) -> Callable[[Any], bool]:
            return lambda response: response == name if one else name in response

        return [(o["text"], bool(o.get("correct")), has(name)) for name, o in named(spec["options"]).items()]

    @staticmethod
    def partial(spec: ItemSpec) -> bool:
        return spec["type"] != "single_choice" or any(o.get("credit") for o in spec["options"].values())

    @staticmethod
    def as_it_was(spec: ItemSpec, response: Any) -> former.Lines:
        return former.options(spec, response, "text")

    def parts(self, response: Any) -> dict[str, Any]:
        return {name: name in (response or []) for name in named(self.spec["options"])} if self.multiple else {}

    def whole(self, parts: dict[str, Any]) -> Any:
        return self.clean(self.spec, [name for name, chosen in parts.items() if chosen])

    def steps(self, response: Any) -> list[dict]:
        return [{"do": "choose", "options": former.listed(response)}]

    def describe(self, response: Any) -> list[Said]:
        chosen = response if self.multiple else [response]
        texts = [option["text"] for name, option in named(self.spec["options"]).items() if name in (chosen or [])]
        return [{"label": "", "text": text} for text in texts or [words.say("no_answer")]]

    @property
    def multiple(self) -> bool:
        return self.spec["type"] == "multiple_choice"

    @property
    def unready(self) -> str | None:
        return None if self.response is not None else words.say("choose_first")

    @property
    def chosen(self) -> list[str]:
        if self.response is None:
            return []
        return list(self.response) if self.multiple else [self.response]

    def _choose(self, event: dict) -> Exercise:
        options = event.get("options")
        if not isinstance(options, list) or len(options) > len(self.spec["options"]):
            raise BadEvent(words.say("bad_event"))
        return self.take(options if self.multiple else (options[0] if options else None))

    def _option_feedback(self, name: str, option: PartSpec) -> Feedback | None:
        chosen, correct = name in self.chosen, option.get("correct", False)
        if not self.locked or not (chosen or (correct and (self.multiple or self.tells_key))):
            return None
        if not chosen:
            word = None if self.multiple else words.say("review_key")
            return self.feedback("missed", option["feedback"], option, word=word)
        return self.feedback("right" if correct else "wrong", option["feedback"], option)

    def view(self) -> View:
        options = named(self.spec["options"])
        names = list(options)
        if self.spec.get("order", "shuffled") == "shuffled":
            names = shuffled(names, self.seed, self.id)
        return self.frame(
            hint=words.say("choose_all") if self.multiple else None,
            multiple=self.multiple,
            options=[
                {
                    "id": name,
                    "text": options[name]["text"],
                    "chosen": name in self.chosen,
                    "locked": self.locked,
                    "feedback": self._option_feedback(name, options[name]),
                }
                for name in names
            ],
            next=None,
        )
