"""The answers of a cohort, lesson by lesson, as the tables that the statistics are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from practicum import exercises
from practicum.course import CourseError, released
from practicum.nbgrader_bridge.reports.responses import Answers, of_topic

from ..shapes.content import ItemSpec, LessonContent
from .items import Item
from .parts import partial, parts


@dataclass
class Lesson:
    """One lesson's answers. Learners are rows without a name; who answered no graded item is counted alone."""

    keyed: LessonContent
    blank: int = 0
    scores: list[list[float]] = field(default_factory=list)
    responses: list[list[Any]] = field(default_factory=list)
    cases: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)  # vignette -> entries of who answered it

    @property
    def graded(self) -> dict[str, ItemSpec]:
        return {name: item for name, item in self.keyed["items"].items() if item["use"] == "graded"}

    @property
    def learners(self) -> int:
        return len(self.scores)

    def take(self, answers: Answers) -> None:
        given = {name: _response(self.keyed, name, answers.entries.get(name)) for name in self.graded}
        for name in self.keyed["vignettes"]:
            if isinstance(answers.entries.get(name), dict):
                self.cases.setdefault(name, []).append(answers.entries[name])
        if all(response is None for response in given.values()):
            self.blank += 1
            return
        self.scores.append([answers.scores.get(name, 0.0) for name in given])
        self.responses.append(list(given.values()))

    def items(self) -> list[Item]:
        table = np.array(self.scores, dtype=float).reshape(self.learners, len(self.graded))
        made = []
        for n, (name, spec) in enumerate(self.graded.items()):
            of_item = [row[n] for row in self.responses]
            omitted = np.array([float(response is None) for response in of_item])
            made.append(
                Item(name, spec["stem"], spec["type"], float(spec["points"]), table[:, n], omitted,
                     parts(spec, of_item), partial(spec))
            )  # fmt: skip
        return made


def _response(keyed: LessonContent, name: str, entry: Any) -> Any:
    """A graded copy holds checked answers; one from before the release changed may not fit, and counts as left out."""
    try:
        return exercises.clean(keyed, name, entry.get("response")) if isinstance(entry, dict) else None
    except exercises.BadResponse:
        return None


def gather(keyed: dict[str, LessonContent], answers: Iterable[Answers]) -> dict[str, Lesson]:
    found = {name: Lesson(content) for name, content in keyed.items()}
    for one in answers:
        if one.lesson in found:
            found[one.lesson].take(one)
    return found


def read(root: Path, topic: str) -> dict[str, Lesson]:
    """Every released lesson of a topic area. Raises CourseError with one sentence."""
    keyed = released.keyed_in_force(root, topic)
    if not keyed:
        raise CourseError(f"{topic} has not been released; run `practicum release {topic}` first.")
    found = gather(keyed, of_topic(root, topic))
    if not any(lesson.learners or lesson.blank for lesson in found.values()):
        raise CourseError(f"Nothing of {topic} has been graded; run `practicum autograde {topic}` first.")
    return found
