"""What `practicum new` left for the author to write."""

from __future__ import annotations

from collections.abc import Iterator

from ..content import grammar
from ..content.load import Loaded, LoadedLesson, LoadedModule
from ..content.source import Problem, Source
from . import notebook as notebooks

MARK = "WRITE HERE"  # every text that a template leaves to its author begins so
RENAME = "rename_"  # and every name


def _left(value: object, at: tuple) -> Iterator[tuple[str, tuple]]:
    """(sentence, place) of every field or name that is still the template's."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if str(key).startswith(RENAME):
                yield f"the name '{key}' is still the template's; rename it", (*at, key)
            yield from _left(inner, (*at, key))
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from _left(inner, (*at, n))
    elif isinstance(value, str) and MARK in value:
        field = next((str(part) for part in reversed(at) if isinstance(part, str)), "this file")
        yield f"'{field}' still holds the template's words; write your own", at


def left(source: Source) -> Iterator[Problem]:
    """What one file still holds of its template."""
    if MARK in source.text or RENAME in source.text:
        yield from (source.problem(sentence, *at) for sentence, at in _left(source.plain, ()))


def left_in(lesson: LoadedLesson) -> Iterator[Problem]:
    for source in lesson.sources.values():
        yield from left(source)


def templates_are_filled(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    yield from left_in(lesson)
    path = notebooks.path_of(loaded, module, lesson)
    notebook = notebooks.read(path)
    for number, cell in enumerate(notebook["cells"] if notebook else [], 1):
        if MARK in grammar.source_of(cell):
            yield notebooks.problem_in(
                loaded, path, notebook, number, "still holds the template's words; write your own"
            )
