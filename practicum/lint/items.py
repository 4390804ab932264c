"""Items that can be answered, and not from their looks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ..content.load import Loaded, LoadedLesson, LoadedModule
from ..content.model import ChoiceItem
from ..content.source import Problem

ABOVE = re.compile(r"\b(all|none|both|any) of (the )?(above|these)\b", re.IGNORECASE)
MUCH_LONGER = 1.4  # times the mean of the other options, in characters
FEWEST = {"practice": 8, "graded": 8}
FEWEST_CHECK = 4  # a lesson may do without any
QUALITIES = ("best", "acceptable", "poor", "harmful")


def choices(lesson: LoadedLesson) -> Iterator[tuple[str, ChoiceItem]]:
    """The items with options."""
    return ((name, item) for name, item in lesson.items.items() if isinstance(item, ChoiceItem))


def key_is_not_the_longest(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    for name, item in choices(lesson):
        lengths = {option: len(value.text) for option, value in item.options.items()}
        keys = [option for option, value in item.options.items() if value.correct]
        if item.type != "single_choice" or len(keys) != 1:
            continue
        others = [length for option, length in lengths.items() if option != keys[0]]
        if lengths[keys[0]] > MUCH_LONGER * sum(others) / len(others):
            yield lesson.sources["items"].problem(
                f"{name}: the key is much longer than the other options; shorten it or lengthen them",
                "items", name, "options", keys[0],
            )  # fmt: skip


def no_all_of_the_above(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    for name, item in choices(lesson):
        for option, value in item.options.items():
            if found := ABOVE.search(value.text):
                yield lesson.sources["items"].problem(
                    f"{name}.{option}: '{found[0]}' lets a learner guess; write the option out",
                    "items", name, "options", option,
                )  # fmt: skip


def enough_of_each_use(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    counts: Counter[str] = Counter(item.use for item in lesson.items.values())
    fewest = {**FEWEST, **({"check": FEWEST_CHECK} if counts["check"] else {})}
    for use, needed in fewest.items():
        if lesson.items and counts[use] < needed:
            yield lesson.sources["items"].problem(
                f"the lesson has {counts[use]} {use} items; write at least {needed}", "items"
            )


def decision_has_every_quality(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    for name, vignette in lesson.vignettes.items():
        if vignette.kind != "decision":
            continue
        found = [option.quality for option in vignette.options.values()]
        if sorted(found) != sorted(QUALITIES):
            yield lesson.sources[f"vignettes/{name}"].problem(
                f"{name}: a decision has one option of each quality ({', '.join(QUALITIES)}), not {', '.join(found)}",
                "options",
            )
