"""What the course's files say of each other: one function a rule, every problem at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from ..content.load import Loaded, LoadedLesson, LoadedModule, load_course
from ..content.source import Problem
from . import branching, items, names, notebook, rubric, sources

Rule = Callable[[Loaded, LoadedModule, LoadedLesson], Iterable[Problem]]

RULES: tuple[Rule, ...] = (
    names.objectives_and_principles,
    names.transfers,
    names.figures,
    sources.references_known,
    sources.feedback_has_a_source,
    sources.references_checked,
    items.key_is_possible,
    items.key_is_not_the_longest,
    items.no_all_of_the_above,
    items.other_kinds_are_possible,
    items.enough_graded,
    items.decision_has_every_quality,
    branching.targets_exist,
    branching.names_exist,
    branching.every_part_is_reached,
    rubric.examples_fit,
    notebook.cells_fit,
    notebook.exercises_are_shown,
    notebook.citations_known,
)


def check(root: Path | str) -> list[Problem]:
    """Every problem of the course at `root`, in the order of files and lines. An empty list is a clean course."""
    loaded, problems = load_course(root)
    if loaded is not None:
        problems = problems + [
            problem
            for module in loaded.modules.values()
            for lesson in module.lessons.values()
            for rule in RULES
            for problem in rule(loaded, module, lesson)
        ]
    return sorted(set(problems))
