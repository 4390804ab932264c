"""Items that can be answered, and not from their looks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ..content.load import Loaded, LoadedLesson, LoadedModule
from ..content.model import ChoiceItem, TranscriptItem
from ..content.source import Problem, Source
from .names import nearest

ABOVE = re.compile(r"\b(all|none|both|any) of (the )?(above|these)\b", re.IGNORECASE)
MUCH_LONGER = 1.4  # times the mean of the other options, in characters
FEWEST = {"practice": 8, "graded": 8}
FEWEST_CHECK = 4  # a lesson may do without any
QUALITIES = ("best", "acceptable", "poor", "harmful")


def choices(lesson: LoadedLesson) -> Iterator[tuple[str, ChoiceItem]]:
    """The items with options."""
    return ((name, item) for name, item in lesson.items.items() if isinstance(item, ChoiceItem))


def key_is_possible(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    for name, item in choices(lesson):
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
            if ABOVE.search(value.text):
                yield lesson.sources["items"].problem(
                    f"{name}.{option}: '{ABOVE.search(value.text)[0]}' lets a learner guess; write the option out",
                    "items", name, "options", option,
                )  # fmt: skip


def other_kinds_are_possible(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    """Matching, numeric and transcript items whose key can be given and cannot be had for nothing."""
    for name, item in lesson.items.items():
        source, at = lesson.sources["items"], ("items", name)
        if item.type == "matching":
            for case, value in item.cases.items():
                if value.category not in item.categories:
                    yield source.problem(
                        f"{name}.{case}: there is no category '{value.category}'; {nearest(value.category, item.categories)}",
                        *at, "cases", case, "category",
                    )  # fmt: skip
            for category in set(item.categories) - {value.category for value in item.cases.values()}:
                yield source.problem(f"{name}: no case belongs to '{category}'; add one or drop it", *at, "categories")
        if item.type == "numeric":
            for near, value in item.near.items():
                if abs(value.value - item.answer) <= item.tolerance:
                    yield source.problem(f"{name}.{near}: this value counts as right; correct it", *at, "near", near)
        if item.type == "transcript":
            yield from _transcript(source, name, item, at)


def _transcript(source: Source, name: str, item: TranscriptItem, at: tuple) -> Iterator[Problem]:
    marked = [line for line in item.lines if line.scored and line.codes]
    if not marked:
        yield source.problem(
            f"{name}: no line has a code in the key; add `codes` to the lines that need one", *at, "lines"
        )
    for n, line in enumerate(item.lines):
        for code in set(line.codes) - set(item.codes):
            yield source.problem(
                f"{name}: line {n + 1} has no such code '{code}'; {nearest(code, item.codes)}", *at, "lines", n
            )
        if line.codes and not line.scored:
            yield source.problem(
                f"{name}: line {n + 1} has codes but does not count; remove one of them", *at, "lines", n
            )
        if line.codes and not line.feedback:
            yield source.problem(f"{name}: line {n + 1} has a code but no feedback; say why", *at, "lines", n)


def enough_of_each_use(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    counts = Counter(item.use for item in lesson.items.values())
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
