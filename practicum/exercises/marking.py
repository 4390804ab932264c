"""Marking one's own written response with the rubric, before and after seeing the marked examples. Self-study alone.

Both stay on the sheet, beside the response: {"before": {criterion: level}, "after": {…}}.
A person who has written and marked first sees in the examples where their own
measure lies; so the examples come after the first marks, and those stand then.
"""

from __future__ import annotations

import re
from typing import Any

from .. import words
from ..shapes.content import Criterion, WrittenSpec

STAGES = ("before", "after")
FEWEST_WORDS = 20  # below that there is nothing to mark
PART = 4  # of the length aimed at, this part is enough to begin marking
WORD = re.compile(r"\w+(?:['’-]\w+)*")

Marks = dict[str, dict[str, int]]


def possible(spec: WrittenSpec) -> bool:
    """Whether this copy of the lesson has examples to compare with; a cohort's has none."""
    return bool(spec.get("examples"))


def levels(spec: WrittenSpec, criterion: str) -> list[int]:
    """The levels of a criterion, best first."""
    return sorted((int(level) for level in spec["criteria"][criterion]["levels"]), reverse=True)


def clean(spec: WrittenSpec, raw: Any) -> Marks:
    """Marks as they may stand on a sheet: criteria and levels that the rubric has, nothing else."""
    if not possible(spec) or not isinstance(raw, dict):
        return {}
    found: Marks = {}
    for stage in STAGES:
        given = raw.get(stage)
        kept = {
            name: given[name]
            for name in spec["criteria"]
            if isinstance(given, dict)
            and isinstance(given.get(name), int)
            and not isinstance(given[name], bool)
            and given[name] in levels(spec, name)
        }
        if kept:
            found[stage] = kept
    return found


def needed(spec: WrittenSpec) -> int:
    """From how many words on a response can be marked."""
    return max(FEWEST_WORDS, sum(field.get("words") or 0 for field in spec["fields"].values()) // PART)


def enough(spec: WrittenSpec, response: dict[str, str] | None) -> bool:
    """Whether there is something to mark."""
    return sum(len(WORD.findall(text)) for text in (response or {}).values()) >= needed(spec)


def whole(spec: WrittenSpec, marks: dict[str, int]) -> bool:
    """Whether every criterion is marked."""
    return set(marks) == set(spec["criteria"])


def _points(level: int) -> str:
    return words.say_count("level_points", level, points=level)


def summary(spec: WrittenSpec, marks: Marks) -> str | None:
    """Both totals and the criteria on which they differ; None until both are whole."""
    before, after = (marks.get(stage, {}) for stage in STAGES)
    if not whole(spec, after):
        return None
    total = {"after": sum(after.values()), "all": sum(levels(spec, name)[0] for name in spec["criteria"])}
    if not whole(spec, before):
        return words.say("marks_after_only", **total)
    said = words.say("marks_both", before=sum(before.values()), **total)
    moved = [c["title"] for name, c in spec["criteria"].items() if before[name] != after[name]]
    return f"{said} " + (words.say("marks_moved", criteria=", ".join(moved)) if moved else words.say("marks_same"))


def view(spec: WrittenSpec, response: dict[str, str] | None, marks: Marks, compared: bool) -> dict | None:
    """The part of the view by which one marks; None in a cohort.

    {stage: closed|before|after, title|None, hint|None, summary|None,
     criteria: [{id, title, note|None, chosen: points|None, before_text|None, differs: bool,
                 levels: [{points, points_text, text}]}]}    (no criteria while closed)
    """
    if not possible(spec):
        return None
    stage = "after" if compared else "before" if marks or enough(spec, response) else "closed"
    title, hint = (None, None) if stage == "closed" else (words.say(f"marks_{stage}"), words.say(f"marks_{stage}_hint"))
    now, before = marks.get(stage, {}), marks.get("before", {}) if compared else {}
    return {
        "stage": stage, "title": title, "hint": hint, "summary": summary(spec, marks),
        "criteria": [
            {
                "id": name, "title": criterion["title"], "note": note(criterion), "chosen": now.get(name),
                "before_text": words.say("marks_was", points=_points(before[name])) if name in before else None,
                "differs": name in before and name in now and before[name] != now[name],
                "levels": [
                    {"points": level, "points_text": _points(level), "text": text_of(criterion, level)}
                    for level in levels(spec, name)
                ],
            }
            for name, criterion in (spec["criteria"].items() if stage != "closed" else ())
        ],
    }  # fmt: skip


def note(criterion: Criterion) -> str | None:
    """What follows from a low mark on this criterion, in a cohort."""
    return words.say("must_reach", level=criterion["must_reach"]) if criterion.get("must_reach") else None


def text_of(criterion: Criterion, level: int) -> str:
    """The descriptor of a level, whose name is a number or its text."""
    return next(text for name, text in criterion["levels"].items() if int(name) == level)
