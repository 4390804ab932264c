"""Items whose key can be given, and cannot be had for nothing: a check for each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..content.load import Loaded, LoadedLesson, LoadedModule
from ..content.model import ChoiceItem, MatchingItem, NumericItem, OrderingItem, TranscriptItem
from ..content.source import Problem, Source
from .names import nearest

Check = Callable[[Source, str, Any, tuple], Iterator[Problem]]  # file, the item's name, the item as its own form, where


def keys_are_possible(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    for name, item in lesson.items.items():
        yield from CHECKS[item.type](lesson.sources["items"], name, item, ("items", name))


def _choice(source: Source, name: str, item: ChoiceItem, at: tuple) -> Iterator[Problem]:
    right, at = sum(option.correct for option in item.options.values()), (*at, "options")
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


def _ordering(source: Source, name: str, item: OrderingItem, at: tuple) -> Iterator[Problem]:
    """Any order that is written is a key."""
    yield from ()


def _matching(source: Source, name: str, item: MatchingItem, at: tuple) -> Iterator[Problem]:
    for case, value in item.cases.items():
        if value.category not in item.categories:
            yield source.problem(
                f"{name}.{case}: there is no category '{value.category}'; {nearest(value.category, item.categories)}",
                *at, "cases", case, "category",
            )  # fmt: skip
    for category in set(item.categories) - {value.category for value in item.cases.values()}:
        yield source.problem(f"{name}: no case belongs to '{category}'; add one or drop it", *at, "categories")


def _numeric(source: Source, name: str, item: NumericItem, at: tuple) -> Iterator[Problem]:
    for near, value in item.near.items():
        if abs(value.value - item.answer) <= item.tolerance:
            yield source.problem(f"{name}.{near}: this value counts as right; correct it", *at, "near", near)


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


CHECKS: dict[str, Check] = {
    "single_choice": _choice,
    "multiple_choice": _choice,
    "ordering": _ordering,
    "matching": _matching,
    "numeric": _numeric,
    "transcript": _transcript,
}
