"""Items with options: single choice, multiple choice."""

from __future__ import annotations

from ...shapes.content import ItemSpec
from .entry import Kind, named


def _scoring(item: ItemSpec) -> dict:
    return {n: (bool(o.get("correct")), float(o.get("credit", 0))) for n, o in item["options"].items()}


def _right(item: ItemSpec) -> list[str]:
    return [name for name, option in named(item["options"]).items() if option["correct"]]


SINGLE = Kind(
    name="single_choice",
    group="item",
    form="items:ChoiceItem",
    exercise="choice:Choice",
    screen="choice",
    template="item/single_choice.yml",
    guide="Single choice",
    called="one right option",
    minutes=1,
    parts="options",
    scoring=_scoring,
    full_marks=lambda item: _right(item)[0],
)
MULTIPLE = Kind(
    name="multiple_choice",
    group="item",
    form="items:ChoiceItem",
    exercise="choice:Choice",
    screen="choice",
    template="item/multiple_choice.yml",
    guide="Multiple choice",
    called="several right options",
    minutes=1.5,
    parts="options",
    scoring=_scoring,
    full_marks=_right,
)
