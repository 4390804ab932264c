"""Every objective is taught, practised and graded, and serves competencies that exist."""

from __future__ import annotations

from collections.abc import Iterator

from ..content import grammar
from ..content.load import Loaded, LoadedLesson, LoadedModule
from ..content.prose import headings
from ..content.source import Problem
from . import notebook as notebooks
from .names import exercises, nearest


def headings_of(notebook: dict) -> list[str]:
    """The headings of a notebook's prose, in order."""
    cells = [cell for cell in notebook["cells"] if cell.get("cell_type") == "markdown"]
    return [heading for cell in cells for heading in headings(grammar.source_of(cell))]


def objectives_are_taught(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    notebook = notebooks.read(notebooks.path_of(loaded, module, lesson))
    if notebook is None:
        return
    known = headings_of(notebook)
    for name, objective in lesson.head.objectives.items():
        if not objective.taught_in:
            yield lesson.sources["lesson"].problem(
                f"{name}: say where it is taught; add `taught_in: [a heading of the notebook]`", "objectives", name
            )
        for n, heading in enumerate(objective.taught_in):
            if heading not in known:
                yield lesson.sources["lesson"].problem(
                    f"{name}: the notebook has no heading '{heading}'; {nearest(heading, known)}",
                    "objectives", name, "taught_in", n,
                )  # fmt: skip


def ways(lesson: LoadedLesson, objective: str) -> dict[str, list[str]]:
    """The exercises that practise an objective, and those that grade it."""
    found: dict[str, list[str]] = {"practised": [], "graded": []}
    for name, exercise, _, _ in exercises(lesson):
        if exercise.objective != objective:
            continue
        if name in lesson.written or getattr(exercise, "use", None) == "graded":
            found["graded"].append(name)
        elif getattr(exercise, "use", "practice") == "practice":
            found["practised"].append(name)
    return found


def objectives_are_met(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    if lesson.broken:
        return  # what could not be read may be what is missing
    for name in lesson.head.objectives:
        for way, listed in ways(lesson, name).items():
            if not listed:
                what = "a practice item or a case" if way == "practised" else "a graded item or the written response"
                yield lesson.sources["lesson"].problem(
                    f"{name}: this objective is {way} nowhere; give {what} `objective: {name}`", "objectives", name
                )


def competencies_known(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    for name, objective in lesson.head.objectives.items():
        for body, clauses in objective.competencies.items():
            at = ("objectives", name, "competencies", body)
            if body not in loaded.bodies:
                yield lesson.sources["lesson"].problem(
                    f"{name}: '{body}' is not in modules/competencies.yml; {nearest(body, loaded.bodies)}", *at
                )
                continue
            known = loaded.bodies[body].clauses
            for n, clause in enumerate(clauses):
                if clause not in known:
                    yield lesson.sources["lesson"].problem(
                        f"{name}: {body} has no '{clause}' in modules/competencies.yml; {nearest(clause, known)}",
                        *at,
                        n,
                    )
