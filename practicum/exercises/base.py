"""What all exercises have in common: state in, event in, state out.

An exercise is a frozen value. `view()` says what to show now; `respond(event)`
gives the exercise as it is after what the learner did; `entry` is what the
answer sheet keeps. Nothing here knows of a kernel, a page or a clock: the time
is passed in.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from .. import words


class BadEvent(ValueError):
    """What the learner's screen sent cannot be done, in one sentence for the learner."""


class BadResponse(ValueError):
    """A response on a sheet that this exercise cannot have, in one sentence."""


@dataclass(frozen=True)
class Exercise:
    """One exercise of a lesson with what its learner has answered so far."""

    content: dict
    id: str
    spec: dict
    entry: dict | None
    seed: str = ""
    now: str = ""

    events: ClassVar[dict[str, str]] = {}  # what a screen may send -> the method that takes it

    # -- what is kept

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

    def keep(self, response: Any, *, attempt: bool = False, checked: bool = False) -> Exercise:
        """The exercise with another response; `attempt` counts a try and fixes the first one."""
        before = self.entry or {}
        entry = {
            "response": response,
            "at": self.now,
            "tries": before.get("tries", 0) + attempt,
            "checked": checked,
            **self._version(),
        }
        if first := before.get("first"):
            entry["first"] = first
        elif attempt and response is not None:
            entry["first"] = {"response": response, "at": self.now, **self._version()}
        return replace(self, entry=entry)

    def _version(self) -> dict:
        return {"version": self.spec["version"]} if self.spec.get("version") else {}

    @property
    def changed(self) -> bool:
        """Whether an author changed the question after it was answered; unknown, as on older sheets, is no."""
        given, now = (self.entry or {}).get("version"), self.spec.get("version")
        return bool(given and now and given != now and self.answered)

    def _confirm(self) -> Exercise:
        """The answer stands for the question as it is now."""
        return replace(self, entry={**self.entry, "at": self.now, **self._version()})

    # -- what screens ask

    def respond(self, event: Any) -> Exercise:
        """The exercise after an event. Raises BadEvent; then nothing has changed."""
        do = event.get("do") if isinstance(event, dict) else None
        if do == "confirm" and self.changed:
            return self._confirm()
        method = self.events.get(do) if isinstance(do, str) else None
        if method is None:
            raise BadEvent(words.say("bad_event"))
        return getattr(self, method)(event)

    def view(self) -> dict:
        raise NotImplementedError

    def _frame(self, kind: str, badge: str, **more: Any) -> dict:
        frame = {"kind": kind, "id": self.id, "badge": badge, "title": None, "actions": [], "changed": None, **more}
        if self.changed:
            frame["changed"], frame["actions"] = words.say("changed"), [*frame["actions"], action("confirm")]
        return frame

    def sources(self, *holders: dict) -> list[str]:
        """Full references named by any of the given parts of the content, without repeats."""
        keys = dict.fromkeys(k for holder in holders for k in holder.get("references", []))
        return [self.content["references"][k]["full"] for k in keys if k in self.content["references"]]


def action(do: str, *, primary: bool = False, label: str | None = None, why_disabled: str | None = None) -> dict:
    """A button of a view."""
    return {
        "do": do, "label": label or words.say(f"do_{do}"), "primary": primary,
        "disabled": why_disabled is not None, "why_disabled": why_disabled,
    }  # fmt: skip


def shuffled(names: list[str], seed: str, salt: str) -> list[str]:
    """An order that looks random and is the same each time for one learner and one exercise."""
    return sorted(names, key=lambda name: hashlib.sha256(f"{seed}/{salt}/{name}".encode()).digest())
