"""What all exercises have in common: state in, event in, state out.

An exercise is a frozen value. `view()` says what to show now; `respond(event)`
gives the exercise as it is after what the learner did; `entry` is what the
answer sheet keeps. Nothing here knows of a kernel, a page or a clock: the time
is passed in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Generic, Self, TypeVar, Unpack

from .. import words
from ..content import kinds
from ..shapes.answer import AnswerEntry, QuestionVersion
from ..shapes.content import LessonContent, Spec
from ..shapes.view import Action, Parts, Said, View
from . import former, states, versions
from .errors import BadEvent, BadResponse

__all__ = ["BadEvent", "BadResponse", "Exercise", "action", "shuffled"]

S = TypeVar("S", bound=Spec)  # the content of an exercise of that kind


@dataclass(frozen=True)
class Exercise(Generic[S]):
    """One exercise of a lesson with what its learner has answered so far."""

    content: LessonContent
    id: str
    spec: S
    entry: AnswerEntry | None
    seed: str = ""
    now: str = ""
    was: Any = None  # an answer to an earlier version of the question, as it came; this one does not have all of it
    seen: states.Seen | None = None  # what the window knew whose event this is
    given: dict[str, Any] = field(default_factory=dict)  # the parts of the answer that its event told
    remark: str | None = None  # what is to be said of the event, though it was taken

    events: ClassVar[dict[str, str]] = {}  # what a screen may send -> the method that takes it
    joins: ClassVar[bool] = False  # whether two versions can be put one after the other
    merges: ClassVar[frozenset[str]] = frozenset()  # those that look themselves whether another window was faster

    # -- what a kind says

    @staticmethod
    def clean(spec: Any, response: Any) -> Any:
        """A response as it may stand on a sheet, None for a blank one. Raises BadResponse."""
        raise NotImplementedError

    @staticmethod
    def clean_marks(spec: Any, raw: Any) -> dict:
        """One's own marks of a response as they may stand on a sheet; {} for kinds that have none."""
        return {}

    @staticmethod
    def as_it_was(spec: Any, response: Any) -> former.Lines:
        """An answer to an earlier version of the question: label and text of each part. What it holds may be anything:
        raises KeyError, TypeError, ValueError or AttributeError."""
        raise NotImplementedError

    def parts(self, response: Any) -> dict[str, Any]:
        """A response by the parts that two windows may change without disturbing each other; {} where it is one piece."""
        return {}

    def describe(self, response: Any) -> list[Said]:
        """A response in words: {label, text} for each part."""
        raise NotImplementedError

    def both(self, other: Any) -> Any:
        """The response and another one put after it, for kinds that `join`. Raises BadEvent."""
        raise NotImplementedError

    def steps(self, response: Any) -> list[dict]:
        """The events by which a person gives this response, before anything is checked."""
        return [{"do": "answer", "response": response}]

    def view(self) -> View:
        raise NotImplementedError

    # -- what is kept

    @property
    def kind(self) -> kinds.Kind:
        return kinds.of(self.spec)

    @property
    def held(self) -> AnswerEntry:
        """The entry of an exercise that has one."""
        assert self.entry is not None, "nothing was answered"
        return self.entry

    @property
    def response(self) -> Any:
        return self.entry.get("response") if self.entry else None

    @property
    def tries(self) -> int:
        return self.entry.get("tries", 0) if self.entry else 0

    @property
    def checked(self) -> bool:
        return bool(self.entry and self.entry.get("checked"))

    @property
    def answered(self) -> bool:
        return self.response not in (None, [], "") or self.tries > 0

    def keep(self, response: Any, *, attempt: bool = False, checked: bool = False) -> Self:
        """The exercise with another response; `attempt` counts a try and fixes the first one."""
        before = self.entry
        entry: AnswerEntry = {
            "response": response,
            "at": self.now,
            "tries": self.tries + attempt,
            "checked": checked,
            **self._version(),
        }
        if before and "others" in before:
            entry["others"] = before["others"]
        if before and "seen" in before:
            entry["seen"] = before["seen"]
        if before and before.get("first"):
            entry["first"] = before["first"]
        elif attempt and response is not None:
            entry["first"] = {"response": response, "at": self.now, **self._version()}
        return replace(self, entry=entry)

    def _version(self) -> QuestionVersion:
        return {"version": self.spec["version"]} if self.spec.get("version") else {}

    @property
    def changed(self) -> bool:
        """Whether an author changed the question after it was answered; unknown, as on older sheets, is no."""
        given, now = self.entry.get("version") if self.entry else None, self.spec.get("version")
        return bool(given and now and given != now and self.answered) or (self.was is not None and self.answered)

    @property
    def standing(self) -> int | None:
        """Of a path how many moves still fit the case; None where an answer is no path."""
        return None

    def _confirm(self, event: dict) -> Exercise:
        """The answer stands for the question as it is now."""
        return replace(self, entry={**self.held, "at": self.now, **self._version()})

    # -- what other windows did

    @property
    def _at(self) -> str | None:
        return self.entry.get("at") if self.entry else None

    @property
    def state(self) -> str:
        """A short name of all that a screen shows of the answer."""
        kept = [versions.id_of(one) for one in versions.others(self.entry)]
        return states.name_of([self.response, self.checked, self.entry.get("marks") if self.entry else None, kept])

    def told(self) -> states.Names:
        """What a screen is told of the state that it shows, and sends back."""
        moment = states.name_of([self.state, self._at])
        return {states.WHOLE: self.state, states.MOMENT: moment, **states.names_of(self.parts(self.response))}

    @property
    def fresh(self) -> bool:
        """Whether the window whose event this is shows the newest state, or claims nothing."""
        return self.seen is None or self.seen.has(states.WHOLE, self.state)

    @property
    def stale(self) -> bool:
        return self.seen is not None and self.seen.strict and not self.fresh

    def elsewhere(self, name: str = "elsewhere_changed") -> str:
        """That another window was faster, in a sentence."""
        return words.say(name, time=words.clock_time(self._at or "", self.now))

    # -- what screens ask

    def respond(self, event: Any, seen: states.Seen | None = None) -> Exercise:
        """The exercise after an event of a window that had `seen` this. Raises BadEvent; then nothing has changed."""
        here = replace(self, seen=seen, given={}, remark=None)
        do = event.get("do") if isinstance(event, dict) else None
        common = {"confirm": "_confirm"} if self.changed else {}
        method = {**common, "settle": "_settle", **self.events}.get(do) if isinstance(do, str) else None
        if method is None:
            raise BadEvent(words.say("bad_event"))
        if do not in self.merges and here.stale:
            raise BadEvent(here.elsewhere())
        return getattr(here, method)(event)

    def _settle(self, event: dict) -> Exercise:
        """The learner chose between two versions of the answer: the one stays, the other goes, or both are joined."""
        chosen = versions.chosen(self.entry, event)
        if chosen is None:
            raise BadEvent(self.elsewhere() if versions.others(self.entry) else words.say("versions_settled"))
        way = event.get("keep")
        if way == "this":
            kept = self.keep(self.response, checked=self.checked)
        elif way == "other":
            kept = self.keep(chosen["response"], checked=self.checked and self.joins)
        elif way == "both" and self.joins:
            kept = self.keep(self.both(chosen["response"]), checked=self.checked)
        else:
            raise BadEvent(words.say("bad_event"))
        return replace(kept, entry=versions.without(kept.held, chosen))

    def _frame(self, badge: str, **more: Unpack[Parts]) -> View:
        """The part of a view that all exercises have."""
        frame: View = {
            "kind": self.kind.screen, "id": self.id, "badge": badge, "title": None, "actions": [], "changed": None,
            "seen": self.told(), "versions": versions.view(self.entry, self.now, self.describe, joins=self.joins), **more,
        }  # fmt: skip
        if self.changed:
            frame["changed"] = words.say("changed")
            frame["actions"] = [*frame["actions"], action("confirm")]
        return {**frame, **former.view(self.as_it_was, self.spec, self.was, self.response, self.standing)}

    def sources(self, *holders: Mapping[str, Any]) -> list[str]:
        """Full references named by any of the given parts of the content, without repeats."""
        keys = dict.fromkeys(k for holder in holders for k in holder.get("references", []))
        return [self.content["references"][k]["full"] for k in keys if k in self.content["references"]]


def action(do: str, *, primary: bool = False, label: str | None = None, why_disabled: str | None = None) -> Action:
    """A button of a view."""
    return {
        "do": do, "label": label or words.say(f"do_{do}"), "primary": primary,
        "disabled": why_disabled is not None, "why_disabled": why_disabled,
    }  # fmt: skip


def shuffled(names: list[str], seed: str, salt: str) -> list[str]:
    """An order that looks random and is the same each time for one learner and one exercise."""
    return sorted(names, key=lambda name: hashlib.sha256(f"{seed}/{salt}/{name}".encode()).digest())
