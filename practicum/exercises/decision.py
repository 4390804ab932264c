"""Decision vignettes: one moment, four things a colleague might do, what follows from each and why.

Not scored. Whoever tries again sees what follows from the other options; the
first decision stays on record.
"""

from __future__ import annotations

from typing import Any

from .. import words
from ..shapes.content import DecisionSpec
from ..shapes.view import Feedback, Said, View
from . import former
from .base import BadEvent, BadResponse, Exercise, action, shuffled


class Decision(Exercise[DecisionSpec]):
    """A decision vignette with retry and a transfer case."""

    events = {"choose": "_choose", "check": "_check", "retry": "_retry"}

    merges = frozenset({"choose"})

    @staticmethod
    def clean(spec: DecisionSpec, response: Any) -> Any:
        if response is not None and (not isinstance(response, str) or response not in spec["options"]):
            raise BadResponse("it names an option that this case does not have")
        return response

    @staticmethod
    def as_it_was(spec: DecisionSpec, response: Any) -> former.Lines:
        return former.options(spec, response, "say")

    def steps(self, response: Any) -> list[dict]:
        return [{"do": "choose", "options": former.listed(response)}]

    def describe(self, response: Any) -> list[Said]:
        option = self.spec["options"].get(response)
        return [{"label": "", "text": option["say"] if option else words.say("no_answer")}]

    def _choose(self, event: dict) -> Exercise:
        options = event.get("options")
        if not isinstance(options, list) or len(options) > 1:
            raise BadEvent(words.say("bad_event"))
        try:
            response = self.clean(self.spec, options[0] if options else None)
        except BadResponse as error:
            raise BadEvent(words.say("bad_choice")) from error
        if self.stale and (self.checked or response != self.response):
            raise BadEvent(self.elsewhere())
        if self.checked:
            raise BadEvent(words.say("bad_event"))
        return self.keep(response)

    def _check(self, event: dict) -> Exercise:
        if self.checked:
            raise BadEvent(words.say("bad_event"))
        if self.response is None:
            raise BadEvent(words.say("choose_first"))
        return self.keep(self.response, attempt=True, checked=True)

    def _retry(self, event: dict) -> Exercise:
        if not self.checked:
            raise BadEvent(words.say("bad_event"))
        return self.keep(None)

    def _feedback(self, name: str) -> Feedback | None:
        if not self.checked or name != self.response:
            return None
        option = self.spec["options"][name]
        return {
            "mark": option["quality"],
            "word": words.say(option["quality"]),
            "then": option["then"],
            "why": option["why"],
            "sources": self.sources(option, self.spec),
        }

    def _result(self) -> str | None:
        """Which try this is, and of what quality the first decision was."""
        if not self.checked:
            return None
        first = self.entry.get("first") if self.entry else None
        said = f"{words.nth_try(self.tries)}."
        if self.tries < 2 or first is None or first["response"] not in self.spec["options"]:
            return said
        quality = words.say(self.spec["options"][first["response"]]["quality"])
        return f"{said} {words.say('first_decision', word=quality)}"

    def _next(self) -> dict | None:
        transfer = self.content["vignettes"].get(self.spec.get("transfer", ""))
        if not self.checked or transfer is None:
            return None
        return {"text": words.say("transfer", title=transfer["title"])}

    def view(self) -> View:
        spec = self.spec
        unready = None if self.response else words.say("choose_first")
        return self._frame(
            words.say("case"),
            title=spec["title"],
            text=spec["text"],
            stem=spec["question"],
            hint=None,
            multiple=False,
            stage="feedback" if self.checked else "open",
            options=[
                {
                    "id": name,
                    "text": spec["options"][name]["say"],
                    "chosen": name == self.response,
                    "locked": self.checked,
                    "feedback": self._feedback(name),
                }
                for name in shuffled(list(spec["options"]), self.seed, self.id)
            ],
            result=self._result(),
            next=self._next(),
            actions=[action("retry")]
            if self.checked
            else [action("check", primary=True, label=words.say("do_decide"), why_disabled=unready)],
        )
