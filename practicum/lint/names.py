"""Objectives, principles, transfers and figures are named where they exist."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from ..content.load import Loaded, LoadedLesson, LoadedModule
from ..content.model import Branching, Decision, ItemBase, Written
from ..content.source import Problem, Source


def nearest(name: str, known: Iterable[str]) -> str:
    """The end of a sentence that names what is known: the nearest name, or all of a few."""
    known = list(known)
    near = difflib.get_close_matches(name, known, 1)
    if near:
        return f"did you mean '{near[0]}'?"
    return f"known are: {', '.join(known)}" if known else "none is defined yet"


AnyExercise = ItemBase | Decision | Branching | Written


def exercises(lesson: LoadedLesson) -> Iterator[tuple[str, AnyExercise, Source, tuple]]:
    """(id, exercise, its file, where in the file) of every exercise of a lesson."""
    for name, item in lesson.items.items():
        yield name, item, lesson.sources["items"], ("items", name)
    for name, vignette in lesson.vignettes.items():
        yield name, vignette, lesson.sources[f"vignettes/{name}"], ()
    for name, written in lesson.written.items():
        yield name, written, lesson.sources["rubric"], ()


def objectives_and_principles(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    for name, exercise, source, at in exercises(lesson):
        for field, known, home in (
            ("objective", lesson.head.objectives, "lesson.yml"),
            ("principle", module.module.principles, "module.yml"),
        ):
            value = getattr(exercise, field)
            if value not in known:
                yield source.problem(
                    f"{name}: the {field} '{value}' is not in {home}; {nearest(value, known)}", *at, field
                )


def transfers(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    for name, vignette in lesson.vignettes.items():
        source, transfer = lesson.sources[f"vignettes/{name}"], vignette.transfer
        if transfer is None or f"vignettes/{transfer}" in lesson.broken:
            continue
        if transfer not in lesson.vignettes:
            yield source.problem(
                f"there is no vignette '{transfer}'; {nearest(transfer, lesson.vignettes)}", "transfer"
            )
        elif lesson.vignettes[transfer].principle != vignette.principle:
            yield source.problem(
                f"'{transfer}' tests another principle than '{name}'; a transfer case tests the same one", "transfer"
            )


def figures(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    for name, figure in lesson.head.figures.items():
        if not (lesson.folder / "figures" / figure.file).is_file():
            yield lesson.sources["lesson"].problem(
                f"figures/{figure.file} is missing; put the drawing there or correct `file`", "figures", name
            )
