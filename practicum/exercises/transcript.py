"""Transcripts and documents to annotate: codes put to lines, several a line where they fit.

Scoring. Each of the K marks of the key that was set earns 1/K, each mark that
the key does not have loses 1/K, never below zero; lines that don't count are
left out. It is the rule of Moodle's multiple choice with several right answers
and equal weights, so that marking everything earns nothing
(docs.moodle.org, "Multiple choice question type").
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from .. import words
from ..shapes.content import ItemSpec
from ..shapes.content import Line as LineSpec
from ..shapes.view import Feedback, Said, View
from . import former
from .base import BadResponse
from .item import Item, Looked, Part


def lines(spec: ItemSpec) -> dict[str, LineSpec]:
    """The lines by their number in the transcript, from "1": as people speak of them."""
    return {str(n): line for n, line in enumerate(spec["lines"], 1)}


def counted(spec: ItemSpec) -> dict[str, LineSpec]:
    return {n: line for n, line in lines(spec).items() if line.get("scored", True)}


class Transcript(Item):
    """Lines to be marked with codes."""

    stands_on_retry = True

    @staticmethod
    def clean(spec: ItemSpec, response: Any) -> Any:
        if response is None:
            return None
        known = counted(spec)
        if not isinstance(response, dict) or set(response) - set(known):
            raise BadResponse("it marks a line that does not count")
        made = {}
        for number in sorted(response, key=int):
            codes = response[number]
            if not isinstance(codes, list) or not all(isinstance(c, str) and c in spec["codes"] for c in codes):
                raise BadResponse("it holds a code that this transcript does not have")
            if codes:
                made[number] = sorted(set(codes))
        return made or None

    @staticmethod
    def fraction(spec: ItemSpec, response: Any) -> Fraction:
        key = {(n, code) for n, line in counted(spec).items() for code in line.get("codes", [])}
        marks = {(n, code) for n, codes in (response or {}).items() for code in codes}
        return max(Fraction(0), Fraction(len(marks & key) - len(marks - key), len(key))) if key else Fraction(0)

    @staticmethod
    def explain(spec: ItemSpec, response: Any, show_key: bool) -> list[Part]:
        parts = []
        for number, line in counted(spec).items():
            given, key = set((response or {}).get(number, [])), set(line.get("codes", []))
            if not given and not (key and show_key):
                continue
            names = ", ".join(spec["codes"][c] for c in sorted(given)) or words.say("no_code")
            text, why = (
                f"{number}. {line['who']}: {line['text']} → {names}",
                line.get("feedback") or words.say("line_plain"),
            )
            if given == key:
                parts.append(Part(text, "right", words.say("review_right"), why, line))
            elif show_key:
                belongs = ", ".join(spec["codes"][c] for c in line.get("codes", [])) or words.say("no_code")
                mark = "partly" if given & key else "wrong"
                parts.append(Part(text, mark, words.say("line_belongs", codes=belongs), why, line))
            else:
                parts.append(Part(text, "wrong", words.say("review_wrong"), "", line))
        return parts

    @staticmethod
    def looked_at(spec: ItemSpec) -> list[Looked]:
        def marked(number: str, code: str) -> Callable[[Any], bool]:
            return lambda response: code in response.get(number, [])

        return [
            (f"Line {number}: {spec['codes'][code]}", True, marked(number, code))
            for number, line in counted(spec).items()
            for code in line.get("codes", [])
        ]

    @staticmethod
    def as_it_was(spec: ItemSpec, response: Any) -> former.Lines:
        known = spec["codes"]
        return [
            (words.say("line", number=number), ", ".join(known.get(c) or former.name_of_gone(c) for c in codes))
            for number, codes in response.items()
        ]

    def parts(self, response: Any) -> dict[str, Any]:
        return {number: (response or {}).get(number, []) for number in counted(self.spec)}

    def describe(self, response: Any) -> list[Said]:
        return [
            {
                "label": words.say("line", number=number),
                "text": ", ".join(self.spec["codes"][code] for code in codes) or words.say("no_code"),
            }
            for number, codes in self.parts(response).items()
        ]

    def _line_feedback(self, number: str, line: LineSpec) -> Feedback | None:
        """A reason for every line that the key marks, and for the tempting ones it does not."""
        if not self.locked or not line.get("scored", True):
            return None
        chosen, key = set((self.response or {}).get(number, [])), set(line.get("codes", []))
        if not chosen and not key and not line.get("feedback"):
            return None
        names = ", ".join(self.spec["codes"][c] for c in line.get("codes", [])) or words.say("no_code")
        mark = "right" if chosen == key else "missed" if chosen < key else "wrong"
        word = words.say("line_right", codes=names) if chosen == key else words.say("line_belongs", codes=names)
        return self.feedback(mark, line.get("feedback") or words.say("line_plain"), line, word=word)

    def view(self) -> View:
        return self.frame(
            hint=words.say("transcript_hint"),
            codes=[{"id": name, "text": text} for name, text in self.spec["codes"].items()],
            lines=[
                {
                    "id": number,
                    "who": line["who"],
                    "text": line["text"],
                    "scored": line.get("scored", True),
                    "chosen": (self.response or {}).get(number, []),
                    "locked": self.locked,
                    "feedback": self._line_feedback(number, line),
                }
                for number, line in lines(self.spec).items()
            ],
        )
