"""docs/coverage.md: where each objective is taught, practised and graded, and the competencies it serves."""

from __future__ import annotations

from typing import Any

from ..content import kinds
from ..content.load import Loaded, LoadedLesson, LoadedModule
from ..lint.objectives import ways
from .table import table

HEAD = """\
# What the course covers

Made from the course's files by `practicum overview`; a test holds it current.
Each row is an objective: where its lesson teaches it, which exercises practise it, which count.
It maps what is in the lessons. No accrediting body has reviewed or approved it.
"""
CASES = kinds.of_group("vignette")
COLUMNS = ["Objective", "Taught under", "Practised by", "Graded by", "Competencies"]


def _serves(loaded: Loaded, competencies: dict[str, list[str]]) -> str:
    """The clauses that an objective serves, each with the day up to which it was looked up."""
    found = []
    for body, clauses in competencies.items():
        known = loaded.bodies[body].clauses if body in loaded.bodies else {}
        found += [f"{body.upper()} {clause} (as of {known[clause].as_of})" for clause in clauses if clause in known]
    return "; ".join(found)


def _names(listed: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in listed)


def _lesson(loaded: Loaded, lesson: LoadedLesson) -> str:
    rows = []
    for name, objective in lesson.head.objectives.items():
        found = ways(lesson, name)
        rows.append(
            [
                objective.text,
                "; ".join(objective.taught_in),
                _names(found["practised"]),
                _names(found["graded"]),
                _serves(loaded, objective.competencies),
            ]
        )
    return f"### {lesson.head.title}\n\n{table(COLUMNS, rows)}"


def _numbers(module: LoadedModule) -> str:
    """What a topic area holds, lesson by lesson."""
    rows: list[list[Any]] = []
    for lesson in module.lessons.values():
        uses = [item.use for item in lesson.items.values()]
        found: list[str] = [vignette.kind for vignette in lesson.vignettes.values()]
        points = sum(item.points for item in lesson.items.values() if item.use == "graded")
        written = sum(one.points for one in lesson.written.values())
        counts = [uses.count("practice"), uses.count("graded"), uses.count("check")]
        rows.append([lesson.head.title, *(found.count(kind.name) for kind in CASES), *counts, f"{points + written:g}"])
    sums = (sum(column) for column in list(zip(*rows, strict=True))[1:-1])
    total = ["All", *sums, f"{sum(float(row[-1]) for row in rows):g}"]
    cases = [f"{kind.called}s".capitalize() for kind in CASES]
    head = ["Lesson", *cases, "Practice items", "Graded items", "Check items", "Points"]
    return table(head, [*rows, total])


def _module(loaded: Loaded, module: LoadedModule) -> str:
    lessons = "\n\n".join(_lesson(loaded, lesson) for lesson in module.lessons.values())
    return f"## {module.module.title}\n\n{_numbers(module)}\n\n{lessons}"


def _bodies(loaded: Loaded) -> str:
    parts = ["## The competencies, and as of when"]
    used = {
        (body, clause)
        for module in loaded.modules.values()
        for lesson in module.lessons.values()
        for objective in lesson.head.objectives.values()
        for body, clauses in objective.competencies.items()
        for clause in clauses
    }
    for name, body in loaded.bodies.items():
        rows = [
            [code, clause.text, clause.as_of, clause.checked, "yes" if (name, code) in used else "no"]
            for code, clause in body.clauses.items()
        ]
        head = ["Code", "What it asks", "As of", "Read on a page", "Served by a lesson"]
        note = f"\n\n{body.note}" if body.note else ""
        parts.append(f"### {name.upper()}: {body.title} ({body.version})\n\n<{body.url}>{note}\n\n{table(head, rows)}")
    return "\n\n".join(parts)


def page(loaded: Loaded) -> str:
    modules = [_module(loaded, module) for module in loaded.modules.values()]
    return "\n\n".join([HEAD.rstrip(), *modules, _bodies(loaded)]) + "\n"
