"""What all items have in common: practice is checked and tried again, graded is kept as it is answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, ClassVar, Self, Unpack

from .. import words
from ..shapes.content import ItemSpec
from ..shapes.view import Action, Feedback, ItemParts, View
from . import states
from .base import BadEvent, BadResponse, Exercise, action

Looked = tuple[str, bool, Callable[[Any], bool]]  # what it is, whether it is right, whether a response has it


@dataclass(frozen=True)
class Part:
    """One part of an explained answer. `mark`: right, partly, wrong or key; `holder` names the sources."""

    text: str
    mark: str
    word: str
    why: str
    holder: Mapping[str, Any]


class Item(Exercise[ItemSpec]):
    """An item of any kind. A kind says how to clean a response, what part of the points it earns, how it looks."""

    events: ClassVar[dict[str, str]] = {"answer": "_answer", "check": "_check", "retry": "_retry"}

    merges = frozenset({"answer", "choose"})
    not_taken: ClassVar[str] = "bad_choice"  # the words for a response that the item cannot have
    stands_on_retry: ClassVar[bool] = False  # whether trying again begins from the last answer

    # -- what a kind says

    @staticmethod
    def fraction(spec: ItemSpec, response: Any) -> Fraction:
        """The part of the points, 0 to 1, that a clean response earns. `spec` must carry the key."""
        raise NotImplementedError

    @staticmethod
    def explain(spec: ItemSpec, response: Any, show_key: bool) -> list[Part]:
        """A clean response part by part, with the reasons; without `show_key` nothing from which the rest of the key follows."""
        raise NotImplementedError

    @staticmethod
    def looked_at(spec: ItemSpec) -> list[Looked]:
        """What may be looked at by itself when a cohort has answered: its options, its cases, its steps, its marks."""
        raise NotImplementedError

    @staticmethod
    def partial(spec: ItemSpec) -> bool:
        """Whether something between nothing and all the points can be earned."""
        return True

    def whole(self, parts: dict[str, Any]) -> Any:
        """The clean response that has these parts."""
        return self.clean(self.spec, parts)

    # -- what follows

    @property
    def has_key(self) -> bool:
        """The cohort edition carries no key for graded items."""
        return not self.spec.get("keyless")

    @property
    def locked(self) -> bool:
        """Whether feedback is shown; then the answer stands until the learner tries again."""
        return self.has_key and self.checked

    @property
    def tells_key(self) -> bool:
        """Whether feedback names what was right beside what was chosen: one's own copy does for graded items."""
        return self.locked and self.spec["use"] != "practice"

    @property
    def unready(self) -> str | None:
        """Why there is nothing to check yet, in a sentence."""
        return None if self.response is not None else words.say("answer_first")

    def take(self, raw: Any) -> Exercise:
        """The item with another response, as a screen sent it."""
        if self.locked:
            raise BadEvent(self.elsewhere() if self.stale else words.say("bad_event"))
        try:
            response = self.clean(self.spec, raw)
        except BadResponse as error:
            raise BadEvent(words.say(self.not_taken)) from error
        here = replace(self, given=self.parts(response))
        if not here.given:
            if self.stale and response != self.response:
                raise BadEvent(self.elsewhere())
            return self._taken(response)
        made, clash = states.merged(self.seen, self.parts(self.response), here.given)
        if clash and self.seen is not None and not self.seen.strict:
            made, clash = {**made, **{part: here.given[part] for part in clash}}, []
        response = self.whole(made)
        after = here if clash and response == self.response else here._taken(response)
        return replace(after, remark=self.elsewhere("elsewhere_parts")) if clash else after

    def _taken(self, response: Any) -> Self:
        return self.keep(response, attempt=not self.has_key and response is not None)

    def _answer(self, event: dict) -> Exercise:
        return self.take(event.get("response"))

    def _check(self, event: dict) -> Exercise:
        if not self.has_key or self.locked:
            raise BadEvent(words.say("bad_event"))
        if self.unready:
            raise BadEvent(self.unready)
        return self.keep(self.response, attempt=True, checked=True)

    def _retry(self, event: dict) -> Exercise:
        if not self.locked:
            raise BadEvent(words.say("bad_event"))
        return self.keep(self.response if self.stands_on_retry else None)

    def _result(self) -> str | None:
        if not self.has_key:
            return words.say("kept") if self.response is not None else None
        if not self.locked:
            return None
        got = self.fraction(self.spec, self.response)
        if got in (0, 1):
            said = words.say("result_full" if got else "result_none")
        else:
            said = words.say("result_part", **self._earned(got))
        return " ".join(part for part in (said, f"{words.nth_try(self.tries)}.", self._first_answer()) if part)

    def _earned(self, part: Fraction) -> dict[str, str]:
        points = self.spec["points"]
        return {"got": words.number(float(part) * points), "points": words.points(points)}

    def _first_answer(self) -> str | None:
        """What the first answer earned, where there were others since; of a question that has changed, nothing."""
        first, now = self.entry.get("first") if self.entry else None, self.spec.get("version")
        if self.tries < 2 or first is None or first.get("version", now) != now:
            return None
        return words.say("first_answer", **self._earned(self.fraction(self.spec, first["response"])))

    def _actions(self) -> list[Action]:
        if not self.has_key:
            return []
        if self.locked:
            return [action("retry")]
        return [action("check", primary=True, why_disabled=self.unready)]

    def frame(self, **more: Unpack[ItemParts]) -> View:
        """The part of a view that all items have."""
        return self._frame(
            f"{words.say(self.spec['use'])} · {words.points(self.spec['points'])}",
            text=self.spec.get("case", ""),
            stem=self.spec["stem"],
            stage="feedback" if self.locked else "open",
            result=self._result(),
            actions=self._actions(),
            **more,
        )

    def feedback(self, mark: str, why: str, *holders: Mapping[str, Any], word: str | None = None) -> Feedback:
        """One piece of feedback: its mark, the word for it, the reason and the sources."""
        return {
            "mark": mark,
            "word": word or words.say(mark),
            "then": None,
            "why": why,
            "sources": self.sources(*holders, self.spec),
        }
