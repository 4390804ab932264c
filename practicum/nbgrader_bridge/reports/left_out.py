"""Whom a report or feedback does not reach, and why, so that nobody is missing without a word."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..marks import roster
from ..nbgrader_commands import learners
from . import grade_rows

NOT_GRADED = "handed in, not graded"
NO_COPY = "grades without a graded copy"  # grading failed or was stopped, or the copy was taken away


@dataclass(frozen=True)
class LeftOut:
    """One learner's topic area."""

    learner: str
    topic: str
    why: str


def found(root: Path, topic: str | None, section: str | None, rows: list[grade_rows.Row]) -> list[LeftOut]:
    """By topic area, reason and learner. Whose grades have no copy stands in an export, and gets no feedback.

    `rows` is what an export of the same topic area and section holds.
    """
    only, graded = roster.in_section(root, section), {(row.topic, row.learner) for row in rows}
    made = []
    for name in grade_rows.topics(root, topic):
        here, copies = {who for of, who in graded if of == name}, set(learners(root, name, "autograded"))
        for why, whom in ((NO_COPY, here - copies), (NOT_GRADED, set(learners(root, name)) - here - copies)):
            made += [LeftOut(who, name, why) for who in sorted(whom) if only is None or who in only]
    return made


def remedy(why: str, topic: str) -> str:
    """What to do about it, in half a sentence."""
    return f"run `practicum autograde {topic}{' --again' if why == NO_COPY else ''}`"
