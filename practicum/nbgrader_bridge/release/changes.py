"""What may not change once a lesson is released and somebody has handed in.

Scores stand on item ids, keys and points, so these are frozen; wording is not.
"""

from __future__ import annotations

import glob
from pathlib import Path

from practicum.content import keys
from practicum.course import CourseError, released
from practicum.shapes.content import ItemSpec, LessonContent, WrittenSpec


def graded(content: LessonContent) -> dict[str, ItemSpec]:
    """The graded items of a content."""
    return {name: item for name, item in content.get("items", {}).items() if item.get("use") == "graded"}


def points(written: WrittenSpec) -> dict[str, list[int]]:
    """The levels of each criterion of a rubric."""
    return {name: sorted(int(level) for level in c["levels"]) for name, c in written["criteria"].items()}


def change(old: LessonContent, new: LessonContent) -> str | None:
    """The first frozen thing that differs, in words; None where only wording does."""
    for kind, were, are in (
        ("graded item", graded(old), graded(new)),
        ("written response", old.get("written", {}), new.get("written", {})),
    ):
        for name in were:
            if name not in are:
                return f"the {kind} '{name}' is gone"
        for name in are:
            if name not in were:
                return f"the {kind} '{name}' is new"
    for name, item in graded(new).items():
        before = graded(old)[name]
        if before["type"] != item["type"]:
            return f"the type of '{name}' changed"
        if float(before["points"]) != float(item["points"]):
            return f"the points of '{name}' changed from {before['points']:g} to {item['points']:g}"
        if keys.scoring(before) != keys.scoring(item):
            return f"the key of '{name}' changed"
    for name, written in new.get("written", {}).items():
        if points(old["written"][name]) != points(written):
            return f"the rubric points of '{name}' changed"
    return None


def handed_in(root: Path, topic: str, inbound: Path | None = None) -> bool:
    """Whether anybody handed in: collected already, or waiting in `inbound`, the exchange's folder for this course."""
    name = glob.escape(topic)
    if any(p.is_dir() for p in root.glob(f"submitted/*/{name}")):
        return True
    return inbound is not None and any(inbound.glob(f"*+{name}+*"))


def cell_change(old: dict, new: dict) -> str | None:
    """The first cell that came or went; nbgrader refuses that too, in words that name none."""
    before, after = ([cell["id"] for cell in notebook["cells"]] for notebook in (old, new))
    for name in before:
        if name not in after:
            return f"the notebook's cell '{name}' is gone"
    return next((f"the notebook's cell '{name}' is new" for name in after if name not in before), None)


def refuse_change(root: Path, topic: str, lesson: str, new: LessonContent, notebook: dict, submissions: bool) -> None:
    """Raise CourseError where a frozen thing changed after somebody handed in."""
    old = released.keyed(root, topic, lesson)
    if old is None or not submissions:
        return
    what = change(old, new)
    if what is None and (kept := released.notebook(root, topic, lesson)):
        what = cell_change(kept, notebook)
    if what:
        raise CourseError(
            f"{topic}/{lesson} was not released: {what}, but answers to it have been handed in; "
            "undo that change; wording may change."
        )
