"""The rubric and its marked examples fit each other."""

from __future__ import annotations

from collections.abc import Iterator

from ..content.load import Loaded, LoadedLesson, LoadedModule
from ..content.model import Example, Written
from ..content.source import Problem
from .names import nearest

FEWEST_EXAMPLES = 4


def _example(written: Written, name: str, example: Example) -> Iterator[tuple[str, tuple]]:
    at = ("examples", name)
    for field in set(example.response) - set(written.fields):
        yield f"{name}: there is no field '{field}'; {nearest(field, written.fields)}", (*at, "response", field)
    for part, given in (("scores", example.scores), ("reasons", example.reasons)):
        for criterion in set(given) - set(written.criteria):
            yield f"{name}: there is no criterion '{criterion}'; {nearest(criterion, written.criteria)}", (*at, part)
        for criterion in set(written.criteria) - set(given):
            yield f"{name}: `{part}` lacks the criterion '{criterion}'; add it", (*at, part)
    for criterion, level in example.scores.items():
        if criterion in written.criteria and level not in written.criteria[criterion].levels:
            levels = ", ".join(str(n) for n in written.criteria[criterion].levels)
            yield f"{name}: '{criterion}' has no level {level}; its levels are {levels}", (*at, "scores", criterion)


def examples_fit(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    for written in lesson.written.values():
        source = lesson.sources["rubric"]
        for name, criterion in written.criteria.items():
            if criterion.must_reach is not None and criterion.must_reach not in criterion.levels:
                yield source.problem(f"{name}: `must_reach` is no level of it", "criteria", name, "must_reach")
        for name, example in written.examples.items():
            yield from (source.problem(sentence, *at) for sentence, at in _example(written, name, example))
        if len(written.examples) < FEWEST_EXAMPLES:
            yield source.problem(
                f"there are {len(written.examples)} marked examples; markers need at least {FEWEST_EXAMPLES}",
                "examples",
            )


def _said(text: str) -> str:
    return " ".join(text.casefold().split()).rstrip(".")


def descriptors_differ(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    """Two levels in the same words cannot be told apart, nor can two criteria."""
    for written in lesson.written.values():
        source = lesson.sources["rubric"]
        whole: dict[tuple[str, ...], str] = {}
        for name, criterion in written.criteria.items():
            seen: dict[str, int] = {}
            for level, text in criterion.levels.items():
                if (first := seen.setdefault(_said(text), level)) != level:
                    yield source.problem(
                        f"{name}: levels {first} and {level} say the same; write what tells them apart",
                        "criteria", name, "levels", level,
                    )  # fmt: skip
            if (other := whole.setdefault(tuple(sorted(seen)), name)) != name:
                yield source.problem(
                    f"'{other}' and '{name}' have the same descriptors; write {name}'s own", "criteria", name
                )
