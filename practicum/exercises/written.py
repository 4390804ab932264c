"""The written response: boxes to write in, the rubric in view. A person marks it; nothing here scores it."""

from __future__ import annotations

from typing import Any

from .. import words
from .base import BadEvent, BadResponse, Exercise, action

LONGEST = 20_000  # characters a field; about 3,500 words


def clean(spec: dict, response: Any) -> Any:
    """A response as it may stand on a sheet. Raises BadResponse."""
    if response is None:
        return None
    if not isinstance(response, dict) or set(response) - set(spec["fields"]):
        raise BadResponse("it holds a field that this response does not have")
    if not all(isinstance(v, str) and len(v) <= LONGEST for v in response.values()):
        raise BadResponse(f"it holds a text longer than {LONGEST} characters")
    return {name: response.get(name, "") for name in spec["fields"]}


class WrittenResponse(Exercise):
    """A written response. In the self-study edition it can be compared with the marked examples."""

    events = {"write": "_write", "compare": "_compare"}

    @property
    def answered(self) -> bool:
        return any(text.strip() for text in (self.response or {}).values())

    def _write(self, event: dict) -> Exercise:
        fields = event.get("fields")
        if not isinstance(fields, dict) or not all(isinstance(v, str) for v in fields.values()):
            raise BadEvent(words.say("bad_event"))
        if any(len(text) > LONGEST for text in fields.values()):
            raise BadEvent(words.say("too_long", limit=f"{LONGEST:,}"))
        try:
            response = clean(self.spec, {**(self.response or {}), **fields})
        except BadResponse as error:
            raise BadEvent(words.say("bad_event")) from error
        return self.keep(response, checked=self.checked)

    def _compare(self, event: dict) -> Exercise:
        if not self.spec.get("examples"):
            raise BadEvent(words.say("bad_event"))
        if not self.answered:
            raise BadEvent(words.say("write_first"))
        return self.keep(self.response, attempt=True, checked=True)

    def _rubric(self) -> list[dict]:
        return [
            {
                "title": criterion["title"],
                "levels": [
                    {"points": int(points), "text": text}
                    for points, text in sorted(criterion["levels"].items(), key=lambda level: -int(level[0]))
                ],
                "must_reach": criterion.get("must_reach"),
                "note": words.say("must_reach", level=criterion["must_reach"]) if criterion.get("must_reach") else None,
            }
            for criterion in self.spec["criteria"].values()
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

    def _actions(self) -> list[dict]:
        if not self.spec.get("examples") or self.checked:
            return []
        return [action("compare", primary=True, why_disabled=None if self.answered else words.say("write_first"))]

    def view(self) -> dict:
        spec = self.spec
        cohort = self.content.get("edition") == "cohort"
        return self._frame(
            "written",
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
            rubric=self._rubric(),
            privacy=words.say("privacy"),
            examples=self._examples(),
            result=words.say("written_kept" if cohort else "written_self"),
            actions=self._actions(),
        )
