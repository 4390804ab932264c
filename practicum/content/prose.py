"""Filling in the prose of a lesson: citations, objectives, minutes, references, figures."""

from __future__ import annotations

import math
import re
from typing import Any

from . import citations, keys

FIGURE = re.compile(r"!\[[^\]]*\]\(figure:([a-z][a-z0-9_]*)\)")
SLOT = re.compile(r"^\{\{\s*(objectives|minutes|references)\s*\}\}[ \t]*$", re.MULTILINE)

WORDS_A_MINUTE = 200
# Minutes that an exercise takes beyond reading it, by kind: thinking, choosing, reading the feedback.
MINUTES = {
    "single_choice": 1, "multiple_choice": 1.5, "ordering": 2, "matching": 3, "numeric": 2, "transcript": 6,
    "decision": 2, "branching": 8, "written": 15,
}  # fmt: skip


def words_of(value: Any) -> int:
    """How many words of text stand anywhere below a value."""
    if isinstance(value, str):
        return len(value.split())
    if isinstance(value, dict):
        return sum(words_of(v) for v in value.values())
    if isinstance(value, list):
        return sum(words_of(v) for v in value)
    return 0


def _shown_words(content: dict) -> int:
    """Words of exercises that every learner reads before answering; feedback counts in the minutes by kind."""
    items = sum(
        words_of([i.get("case", ""), i["stem"], [p["text"] for p in keys.parts(i).values()]])
        + words_of([line["text"] for line in i.get("lines", [])])
        for i in content["items"].values()
    )
    cases = sum(
        words_of([v["text"], [o["say"] for o in v["options"].values()]])
        for v in content["vignettes"].values()
        if v["kind"] == "decision"
    )
    return items + cases + sum(words_of(w["prompt"]) for w in content["written"].values())


def minutes(markdown: str, content: dict) -> int:
    """What the lesson takes a learner, to the next five minutes up.

    Reading at 200 words a minute plus MINUTES for each exercise.
    """
    kinds = [i["type"] for i in content["items"].values()]
    kinds += [v["kind"] for v in content["vignettes"].values()]
    kinds += ["written"] * len(content["written"])
    reading = (words_of(markdown) + _shown_words(content)) / WORDS_A_MINUTE
    return 5 * math.ceil((reading + sum(MINUTES[k] for k in kinds)) / 5)


def used_references(markdown: str, content: dict) -> list[str]:
    """Keys cited in the prose or by what every reader sees, in the order of the reference list."""
    used = set(citations.cited(markdown))
    for vignette in content["vignettes"].values():
        used |= set(vignette.get("references", []))
    for item in content["items"].values():
        used |= set(item.get("references", []))
    return [key for key in content["references"] if key in used]


def figures(markdown: str) -> list[str]:
    """Names of the figures that a Markdown text shows."""
    return FIGURE.findall(markdown)


def render_prose(markdown: str, content: dict, whole: str | None = None) -> str:
    """One Markdown cell with its slots and citations filled in.

    `whole` is the prose of the whole lesson, from which minutes and references are taken.
    """
    whole = markdown if whole is None else whole

    def slot(match: re.Match) -> str:
        match match[1]:
            case "objectives":
                return "\n".join(f"{n}. {o['text']}" for n, o in enumerate(content["objectives"].values(), 1))
            case "minutes":
                return f"About {minutes(whole, content)} minutes. You can stop anywhere; your answers are kept."
            case _:
                return "\n".join(f"- {content['references'][k]['full']}" for k in used_references(whole, content))

    return citations.in_text(SLOT.sub(slot, markdown), content["references"])
