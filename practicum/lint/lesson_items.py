"""What only the items of a lesson together show: where keys stand, and whether practice gives graded items away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..content.load import Loaded, LoadedLesson, LoadedModule
from ..content.model import ChoiceItem, ItemBase
from ..content.source import Problem
from .flaws import same
from .items import choices

SPREAD_FROM = 8  # single-choice items; below that chance alone can heap keys
FEWEST_WORDS = 5  # a shorter option ("APA, 6.05") may come again


def keys_are_spread(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    """By the order in the file; options are shuffled for learners, but files are printed and `order: fixed` exists."""
    single = [item for _, item in choices(lesson) if item.type == "single_choice"]
    keys = [n for item in single for n, option in enumerate(item.options.values(), 1) if option.correct]
    if len(single) < SPREAD_FROM or not keys:
        return
    position, times = Counter(keys).most_common(1)[0]
    if times > len(keys) / 2:
        yield lesson.sources["items"].problem(
            f"{times} of {len(keys)} keys stand in place {position}; move some, so that no place has more than half",
            "items",
        )


def _question(item: ItemBase) -> str:
    return same(f"{item.case or ''} {item.stem}")


def practice_gives_nothing_away(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    """A graded or check item has another question and other options than every practice item."""
    practice = {name: item for name, item in lesson.items.items() if item.use == "practice"}
    asked = {_question(item): name for name, item in practice.items()}
    said = {
        same(option.text): f"{name}.{part}"
        for name, item in practice.items()
        if isinstance(item, ChoiceItem)
        for part, option in item.options.items()
    }
    source = lesson.sources.get("items")
    if source is None:
        return
    for name, item in lesson.items.items():
        if item.use == "practice":
            continue
        if other := asked.get(_question(item)):
            yield source.problem(
                f"{name}: the {item.use} item asks what the practice item '{other}' asks; take another case",
                "items", name, "stem",
            )  # fmt: skip
        for part, option in (item.options if isinstance(item, ChoiceItem) else {}).items():
            text = same(option.text)
            if text in said and len(text.split()) >= FEWEST_WORDS:
                yield source.problem(
                    f"{name}.{part}: this option stands in practice as {said[text]}; write another",
                    "items", name, "options", part,
                )  # fmt: skip
