"""The written response: boxes to write in, the rubric in view. A person marks it; nothing here scores it.

In a cohort that person is a marker, in self-study oneself (see marking).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Self

from .. import merging, words
from ..shapes.content import WrittenSpec
from ..shapes.view import Action, Said, View
from . import former, marking, states, versions
from .base import BadEvent, BadResponse, Exercise, action

LONGEST = 20_000  # characters a field; about 3,500 words


class WrittenResponse(Exercise[WrittenSpec]):
    """A written response. In the self-study edition one marks it, sees the marked examples, and marks it again."""

    events = {"write": "_write", "mark": "_mark", "compare": "_compare"}
    merges = frozenset({"write", "mark"})
    joins = True

    @staticmethod
    def clean(spec: WrittenSpec, response: Any) -> Any:
        if response is None:
            return None
        known = spec["fields"]
        if not isinstance(response, dict):
            raise BadResponse("it holds a field that this response does not have")
        gone = former.texts_of_gone_boxes(spec, response)
        # beside boxes that are still there, the texts of those that an author took away stay with the response
        strange = [name for name, text in response.items() if name not in known and name not in gone and text != ""]
        if strange or (gone and not set(response) & set(known)):
            raise BadResponse("it holds a field that this response does not have")
        if not all(isinstance(v, str) and len(v) <= LONGEST for v in response.values()):
            raise BadResponse(f"it holds a text longer than {LONGEST} characters")
        return {**{name: response.get(name, "") for name in known}, **gone}

    @staticmethod
    def clean_marks(spec: WrittenSpec, raw: Any) -> dict:
        return marking.clean(spec, raw)

    @staticmethod
    def as_it_was(spec: WrittenSpec, response: Any) -> former.Lines:
        known = spec["fields"]
        return [(known[n]["label"] if n in known else former.name_of_gone(n), text) for n, text in response.items()]

    def steps(self, response: Any) -> list[dict]:
        return [{"do": "write", "fields": response}]

    @property
    def marks(self) -> marking.Marks:
        """One's own marks, before and after."""
        return self.entry.get("marks", {}) if self.entry else {}

    def keep(self, response: Any, *, attempt: bool = False, checked: bool = False) -> Self:
        old = self.was.get("response") if isinstance(self.was, dict) else None
        gone = former.texts_of_gone_boxes(self.spec, {**self._gone(self.response), **self._gone(old)})
        kept = super().keep({**response, **gone} if gone else response, attempt=attempt, checked=checked)
        return replace(kept, entry={**kept.held, "marks": self.marks}) if self.marks else kept

    def _gone(self, response: Any) -> dict[str, str]:
        return former.texts_of_gone_boxes(self.spec, response)

    @property
    def answered(self) -> bool:
        return any(text.strip() for text in (self.response or {}).values())

    def _write(self, event: dict) -> Exercise:
        fields = event.get("fields")
        if not isinstance(fields, dict) or not all(isinstance(v, str) for v in fields.values()):
            raise BadEvent(words.say("bad_event"))
        if set(fields) - set(self.spec["fields"]):
            raise BadEvent(words.say("bad_event"))
        if any(len(text) > LONGEST for text in fields.values()):
            raise BadEvent(words.say("too_long", limit=words.large(LONGEST)))
        try:
            self.clean(self.spec, fields)
        except BadResponse as error:
            raise BadEvent(words.say("bad_event")) from error
        now, here = self.parts(self.response), replace(self, given=fields)
        made, clash = states.merged(self.seen, now, fields)
        lost = [name for name in clash if fields[name].strip() and now[name].strip() not in fields[name]]
        response = self.clean(self.spec, {**made, **{name: fields[name] for name in clash if fields[name].strip()}})
        others = [one for one in versions.others(self.entry) if self.fresh or not self._had(one["response"])]
        if lost:
            others.append(merging.version_of(self.held))
        others = merging.without(others, response)
        if len(others) > merging.MOST_OTHERS:
            raise BadEvent(words.say("versions_many"))
        kept = here.keep(response, checked=self.checked)
        return replace(kept, entry=merging.with_others(kept.held, others))

    def _had(self, response: dict[str, str]) -> bool:
        """Whether the window whose event this is went on from that text."""
        seen = self.seen
        return seen is not None and all(
            seen.has(name, states.name_of(text)) for name, text in self.parts(response).items()
        )

    def parts(self, response: Any) -> dict[str, Any]:
        return {name: (response or {}).get(name, "") for name in self.spec["fields"]}

    def told(self) -> states.Names:
        marks = {
            f"{stage} {name}": states.name_of(self.marks.get(stage, {}).get(name))
            for stage in marking.STAGES
            for name in self.spec["criteria"]
        }
        return {**super().told(), **marks, "the text": states.name_of(self.response)}

    def describe(self, response: Any) -> list[Said]:
        return [
            {"label": field["label"], "text": (response or {}).get(name, "") or words.say("versions_empty")}
            for name, field in self.spec["fields"].items()
        ]

    def both(self, other: Any) -> Any:
        made = {}
        for name, text in self.parts(self.response).items():
            more = self.parts(other)[name]
            longer = text if merging.holds({"": text}, {"": more}) else more
            whole = merging.holds({"": longer}, {"": text})
            made[name] = longer if whole else f"{text.rstrip()}\n\n{more.lstrip()}"
            if len(made[name]) > LONGEST:
                raise BadEvent(words.say("versions_too_long", limit=words.large(LONGEST)))
        return made

    def _mark(self, event: dict) -> Exercise:
        """One criterion's level: before the examples are seen, or after."""
        stage = "after" if self.checked else "before"
        if not marking.possible(self.spec) or not self.answered:
            raise BadEvent(words.say("bad_event"))
        if self.stale and not self._as_it_was(stage, event.get("criterion")):
            raise BadEvent(self.elsewhere())
        if stage == "before" and self._too_little:
            raise BadEvent(self._too_little)
        try:
            mark = marking.clean(self.spec, {stage: {event.get("criterion"): event.get("level")}})[stage]
        except (KeyError, TypeError) as error:
            raise BadEvent(words.say("bad_choice")) from error
        marks = {**self.marks, stage: {**self.marks.get(stage, {}), **mark}}
        kept = self.keep(self.response, checked=self.checked)
        return replace(kept, entry={**kept.held, "marks": marks})

    def _as_it_was(self, stage: str, criterion: Any) -> bool:
        """Whether the window that marks has before it the text that stands and the mark that stands."""
        now, seen = self.told(), self.seen
        parts = ("the text", f"{stage} {criterion}")
        return seen is not None and all(seen.has(part, now.get(part, "?")) for part in parts)

    @property
    def _too_little(self) -> str | None:
        """Why there is nothing to mark yet, in a sentence; what was marked once stays open."""
        if self.marks or marking.enough(self.spec, self.response):
            return None
        return words.say("marks_closed", words=marking.needed(self.spec))

    @property
    def _not_yet(self) -> str | None:
        """Why the examples cannot be seen yet, in a sentence."""
        if self._too_little:
            return self._too_little
        left = len(self.spec["criteria"]) - len(self.marks.get("before", {}))
        return words.say("marks_first", left=left) if left else None

    def _compare(self, event: dict) -> Exercise:
        if not marking.possible(self.spec) or self.checked:
            raise BadEvent(words.say("bad_event"))
        if why := self._not_yet:
            raise BadEvent(why)
        return self.keep(self.response, attempt=True, checked=True)

    def _rubric(self) -> list[dict]:
        return [
            {
                "title": criterion["title"],
                "levels": [
                    {"points": level, "text": marking.text_of(criterion, level)}
                    for level in marking.levels(self.spec, name)
                ],
                "must_reach": criterion.get("must_reach"),
                "note": marking.note(criterion),
            }
            for name, criterion in self.spec["criteria"].items()
        ]

    def _examples(self) -> list[dict]:
        if not self.checked:
            return []
        return [
            {
                "title": example["title"],
                "response": [
                    {"label": self.spec["fields"][f]["label"], "text": text}
                    for f, text in example["response"].items()
                    if f in self.spec["fields"]
                ],
                "scores": [
                    {
                        "title": c["title"],
                        "points": example["scores"].get(name),
                        "text": example["reasons"].get(name, ""),
                    }
                    for name, c in self.spec["criteria"].items()
                ],
            }
            for example in self.spec.get("examples", {}).values()
        ]

    def _actions(self) -> list[Action]:
        if not marking.possible(self.spec) or self.checked:
            return []
        return [action("compare", primary=True, why_disabled=self._not_yet)]

    def view(self) -> View:
        spec = self.spec
        cohort = self.content.get("edition") == "cohort"
        marks = marking.view(spec, self.response, self.marks, self.checked)
        return self._frame(
            f"{words.say('written_response')} · {words.points(spec['points'])}",
            title=spec["title"],
            prompt=spec["prompt"],
            fields=[
                {
                    "id": name,
                    "label": field["label"],
                    "value": (self.response or {}).get(name, ""),
                    "rows": field.get("rows", 6),
                    "hint": words.say("words_aim", words=field["words"]) if field.get("words") else None,
                    "limit": LONGEST,
                }
                for name, field in spec["fields"].items()
            ],
            rubric=[] if marks and marks["criteria"] else self._rubric(),  # or every level would be read twice
            marking=marks,
            privacy=words.say("privacy"),
            examples=self._examples(),
            result=words.say("written_kept" if cohort else "written_self"),
            actions=self._actions(),
        )
