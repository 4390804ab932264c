"""What the course's files say of each other: one function a rule, every problem at once."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from pathlib import Path

from ..content.load import Loaded, LoadedLesson, LoadedModule, load_course
from ..content.source import Problem
from . import (  # fmt: skip
    branching,
    dates,
    flaws,
    glossary,
    items,
    lesson_items,
    names,
    notebook,
    objectives,
    possible,
    prose,
    rubric,
    sources,
    unwritten,
)

Rule = Callable[[Loaded, LoadedModule, LoadedLesson], Iterable[Problem]]
TopicRule = Callable[[Loaded, LoadedModule, datetime.date | None], Iterable[Problem]]

RULES: tuple[Rule, ...] = (
    unwritten.templates_are_filled,
    names.objectives_and_principles,
    objectives.objectives_are_taught,
    objectives.objectives_are_met,
    objectives.competencies_known,
    names.transfers,
    names.figures,
    sources.references_known,
    sources.feedback_has_a_source,
    sources.references_checked,
    possible.keys_are_possible,
    items.key_is_not_the_longest,
    items.no_all_of_the_above,
    items.enough_of_each_use,
    items.decision_has_every_quality,
    flaws.options_of_like_length,
    flaws.key_is_of_the_same_form,
    flaws.absolute_words_do_not_tell,
    flaws.negatives_are_emphasised,
    flaws.stems_ask,
    flaws.parts_differ,
    lesson_items.keys_are_spread,
    lesson_items.practice_gives_nothing_away,
    branching.targets_exist,
    branching.names_exist,
    branching.every_part_is_reached,
    rubric.examples_fit,
    rubric.descriptors_differ,
    notebook.cells_fit,
    notebook.exercises_are_shown,
    notebook.citations_known,
    prose.facts_are_cited,
)
TOPIC_RULES: tuple[TopicRule, ...] = (
    dates.module_dates,
    dates.checked_in_the_past,
    sources.references_cited,
    glossary.terms_fit,
    glossary.terms_are_said_once,
    glossary.glossary_is_written,
)


def problems_of(loaded: Loaded, today: datetime.date | None = None) -> list[Problem]:
    """What a course that could be read says against itself."""
    found: list[Problem] = list(dates.time_zone_exists(loaded))
    for module in loaded.modules.values():
        found += [problem for rule in TOPIC_RULES for problem in rule(loaded, module, today)]
        for lesson in module.lessons.values():
            found += [problem for rule in RULES for problem in rule(loaded, module, lesson)]
    return found


def check(root: Path | str, today: datetime.date | None = None) -> list[Problem]:
    """Every problem of the course at `root`, in the order of files and lines. An empty list is a clean course.

    With `today`, dates that have passed or are still to come are problems too.
    """
    loaded, problems = load_course(root)
    if loaded is not None:
        problems = problems + problems_of(loaded, today)
    return sorted(set(problems))
