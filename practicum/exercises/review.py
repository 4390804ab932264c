"""An answered item looked at afterwards: part by part, what the learner gave, whether it was right, and why.

Feedback pages are made of this. Without `show_key` it explains only what the
learner answered, and says nothing from which the rest of the key follows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .. import words
from . import ITEMS
from .base import BadResponse
from .item import named
from .numeric import near_miss, number_in
from .transcript import counted


@dataclass(frozen=True)
class Part:
    """One part of the answer. `mark`: right, partly, wrong or key; `holder` names the sources."""

    text: str
    mark: str
    word: str
    why: str
    holder: dict


def _choice(spec: dict, response: Any, show_key: bool) -> list[Part]:
    chosen = response if isinstance(response, list) else [response]
    given, missed = [], []
    for name, option in named(spec["options"]).items():
        if name in chosen:
            mark = "right" if option.get("correct") else "partly" if option.get("credit") else "wrong"
            given.append(Part(option["text"], mark, words.say(f"review_{mark}"), option["feedback"], option))
        elif option.get("correct") and show_key:
            missed.append(Part(option["text"], "key", words.say("review_key"), option["feedback"], option))
    return given + missed


def _ordering(spec: dict, response: Any, show_key: bool) -> list[Part]:
    steps = named(spec["steps"])
    right = list(steps)
    parts = []
    for place, name in enumerate(response or (right if show_key else [])):
        text = f"{place + 1}. {steps[name]['text']}"
        if response is None:
            parts.append(Part(text, "key", words.say("review_key"), steps[name]["feedback"], steps[name]))
        elif right[place] == name:
            parts.append(Part(text, "right", words.say("step_right"), steps[name]["feedback"], steps[name]))
        else:
            word = words.say("step_belongs", place=right.index(name) + 1) if show_key else words.say("step_elsewhere")
            parts.append(Part(text, "wrong", word, steps[name]["feedback"] if show_key else "", steps[name]))
    return parts


def _matching(spec: dict, response: Any, show_key: bool) -> list[Part]:
    parts = []
    for name, case in named(spec["cases"]).items():
        given, belongs = (response or {}).get(name), spec["categories"][case["category"]]
        text = f"{case['text']} → {spec['categories'].get(given, words.say('no_answer'))}"
        if given == case["category"]:
            parts.append(Part(text, "right", words.say("review_right"), case["feedback"], case))
        elif show_key:
            parts.append(Part(text, "wrong", words.say("belongs", category=belongs), case["feedback"], case))
        elif given is not None:
            parts.append(Part(text, "wrong", words.say("review_wrong"), "", case))
    return parts


def _numeric(spec: dict, response: Any, show_key: bool) -> list[Part]:
    right = words.say("review_answer", answer=words.number(spec["answer"]), unit=spec.get("unit") or "").strip()
    value = number_in(response, spec.get("unit") or "") if response else None
    if value is None:
        return [Part(right, "key", words.say("review_key"), spec["right"], spec)] if show_key else []
    got = ITEMS["numeric"].fraction(spec, response)
    if got == 1:
        return [Part(response, "right", words.say("review_right"), spec["right"], spec)]
    near = near_miss(spec, value)
    mark = "partly" if got else "wrong"
    parts = [Part(response, mark, words.say(f"review_{mark}"), (near or spec)["feedback"], near or spec)]
    return parts + ([Part(right, "key", words.say("review_key"), spec["right"], spec)] if show_key else [])


def _transcript(spec: dict, response: Any, show_key: bool) -> list[Part]:
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


REVIEWS = {
    "single_choice": _choice,
    "multiple_choice": _choice,
    "ordering": _ordering,
    "matching": _matching,
    "numeric": _numeric,
    "transcript": _transcript,
}


def review(spec: dict, response: Any, show_key: bool) -> list[Part]:
    """The parts of an answer to an item whose `spec` carries the key. A response it cannot have counts as none."""
    try:
        response = ITEMS[spec["type"]].clean(spec, response)
    except BadResponse:
        response = None
    return REVIEWS[spec["type"]](spec, response, show_key)


def in_words(spec: dict, response: Any) -> str:
    """The answer in a line, without a word on whether it is right."""
    return "; ".join(p.text for p in review(spec, response, False)) or words.say("no_answer")
