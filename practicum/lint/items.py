"""Items that can be answered, and not from their looks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..content.load import Loaded, LoadedLesson, LoadedModule
from ..content.source import Problem

ABOVE = re.compile(r"\b(all|none|both|any) of (the )?(above|these)\b", re.IGNORECASE)
MUCH_LONGER = 1.4  # times the mean of the other options, in characters
FEWEST_GRADED = 8
QUALITIES = ("best", "acceptable", "poor", "harmful")


def key_is_possible(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    for name, item in lesson.items.items():
        right = sum(option.correct for option in item.options.values())
        source, at = lesson.sources["items"], ("items", name, "options")
        if item.type == "single_choice" and right != 1:
            yield source.problem(
                f"{name}: a single choice needs one option with `correct: true`, not {right}; "
                "mark one, or make it multiple_choice", *at
            )  # fmt: skip
        if item.type == "multiple_choice" and not 0 < right < len(item.options):
            yield source.problem(f"{name}: a multiple choice needs right and wrong options; add what is missing", *at)
        for option, value in item.options.items():
            if value.credit and (value.correct or item.type == "multiple_choice"):
                yield source.problem(f"{name}: `credit` belongs to wrong options of a single choice", *at, option)


def key_is_not_the_longest(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    for name, item in lesson.items.items():
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
    for name, item in lesson.items.items():
        for option, value in item.options.items():
            if ABOVE.search(value.text):
                yield lesson.sources["items"].problem(
                    f"{name}.{option}: '{ABOVE.search(value.text)[0]}' lets a learner guess; write the option out",
                    "items", name, "options", option,
                )  # fmt: skip


def enough_graded(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    graded = sum(item.use == "graded" for item in lesson.items.values())
    if lesson.items and graded < FEWEST_GRADED:
        yield lesson.sources["items"].problem(
            f"the lesson has {graded} graded items; write at least {FEWEST_GRADED}", "items"
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
