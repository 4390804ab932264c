"""Single and multiple choice.

Scoring. A single choice earns its points for the key, and the part declared as
`credit` for another option (none unless declared), as in Moodle's multiple
choice, where each answer carries a share of the grade. A multiple choice earns
1/R for each of the R right options chosen and loses 1/W for each of the W
wrong ones chosen, never below zero: the weights Moodle's documentation
suggests for questions with several right answers, so that choosing everything,
or nothing, earns nothing (docs.moodle.org, "Multiple choice question type").
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from .. import words
from .base import BadEvent, BadResponse, Exercise, action, shuffled


def fraction(spec: dict, response: Any) -> Fraction:
    """The part of the points, 0 to 1, that a clean response earns. `spec` must carry the key."""
    options = {option.get("opaque", name): option for name, option in spec["options"].items()}
    if response in (None, []):
        return Fraction(0)
    if spec["type"] == "single_choice":
        option = options.get(response, {})
        return Fraction(1) if option.get("correct") else Fraction(str(option.get("credit", 0)))
    right = {name for name, option in options.items() if option.get("correct")}
    wrong = set(options) - right
    chosen = set(response) & set(options)
    earned = Fraction(len(chosen & right), len(right)) if right else Fraction(0)
    lost = Fraction(len(chosen & wrong), len(wrong)) if wrong else Fraction(0)
    return max(Fraction(0), earned - lost)


def clean(spec: dict, response: Any) -> Any:
    """A response as it may stand on a sheet. Raises BadResponse."""
    names = {option.get("opaque", name) for name, option in spec["options"].items()}
    if response is None:
        return None
    if spec["type"] == "single_choice":
        if not isinstance(response, str) or response not in names:
            raise BadResponse("it names an option that this item does not have")
        return response
    if not isinstance(response, list) or not all(isinstance(r, str) and r in names for r in response):
        raise BadResponse("it names an option that this item does not have")
    return sorted(set(response))


class Choice(Exercise):
    """An item with options. Practice: check, feedback, try again. Graded: kept as it is chosen."""

    events = {"choose": "_choose", "check": "_check", "retry": "_retry"}

    @property
    def multiple(self) -> bool:
        return self.spec["type"] == "multiple_choice"

    @property
    def has_key(self) -> bool:
        """The cohort edition carries no key for graded items."""
        return any("correct" in option for option in self.spec["options"].values())

    @property
    def _locked(self) -> bool:
        return self.has_key and self.checked

    def _chosen(self) -> list[str]:
        if self.response is None:
            return []
        return list(self.response) if self.multiple else [self.response]

    def _name(self, name: str) -> str:
        return self.spec["options"][name].get("opaque", name)

    def _choose(self, event: dict) -> Exercise:
        options = event.get("options")
        if self._locked:
            raise BadEvent(words.say("bad_event"))
        if not isinstance(options, list) or len(options) > len(self.spec["options"]):
            raise BadEvent(words.say("bad_event"))
        try:
            response = clean(self.spec, options if self.multiple else (options[0] if options else None))
        except BadResponse as error:
            raise BadEvent(words.say("bad_choice")) from error
        return self.keep(response or None, attempt=not self.has_key and bool(response))

    def _check(self, event: dict) -> Exercise:
        if not self.has_key or self._locked:
            raise BadEvent(words.say("bad_event"))
        if not self._chosen():
            raise BadEvent(words.say("choose_first"))
        return self.keep(self.response, attempt=True, checked=True)

    def _retry(self, event: dict) -> Exercise:
        if not self._locked:
            raise BadEvent(words.say("bad_event"))
        return self.keep(None)

    def _feedback(self, name: str) -> dict | None:
        option = self.spec["options"][name]
        chosen, correct = self._name(name) in self._chosen(), option.get("correct", False)
        if not self._locked or not (chosen or (correct and self.multiple)):
            return None
        mark = ("right" if correct else "wrong") if chosen else "missed"
        return {
            "mark": mark,
            "word": words.say(mark),
            "then": None,
            "why": option["feedback"],
            "sources": self.sources(option, self.spec),
        }

    def _result(self) -> str | None:
        if not self.has_key:
            return words.say("kept") if self._chosen() else None
        if not self._locked:
            return None
        got = fraction(self.spec, self.response)
        if got == 1:
            return words.say("result_full", tries=self.tries)
        if got == 0:
            return words.say("result_none", tries=self.tries)
        earned = words.number(float(got) * self.spec["points"])
        return words.say("result_part", got=earned, points=words.points(self.spec["points"]), tries=self.tries)

    def _actions(self) -> list[dict]:
        if not self.has_key:
            return []
        if self._locked:
            return [action("retry")]
        return [action("check", primary=True, why_disabled=None if self._chosen() else words.say("choose_first"))]

    def view(self) -> dict:
        spec, names = self.spec, list(self.spec["options"])
        if spec.get("order", "shuffled") == "shuffled":
            names = shuffled(names, self.seed, self.id)
        return self._frame(
            "choice",
            f"{words.say(spec['use'])} · {words.points(spec['points'])}",
            text=spec.get("case", ""),
            stem=spec["stem"],
            hint=words.say("choose_all") if self.multiple else None,
            multiple=self.multiple,
            stage="feedback" if self._locked else "open",
            options=[
                {
                    "id": self._name(name),
                    "text": spec["options"][name]["text"],
                    "chosen": self._name(name) in self._chosen(),
                    "locked": self._locked,
                    "feedback": self._feedback(name),
                }
                for name in names
            ],
            result=self._result(),
            next=None,
            actions=self._actions(),
        )
