"""Where everybody stands: handed in, graded, waiting for a marker, late, by learner and topic area."""

from __future__ import annotations

import os
import re
import stat
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..exchange import arrivals
from ..marks import known_learners, roster, roster_file
from ..submission import new_work
from . import grade_rows


@dataclass(frozen=True)
class Standing:
    """One learner's topic area."""

    learner: str
    name: str
    section: str
    topic: str
    state: str  # one of STATES
    lessons: int  # graded
    unanswered: int  # of those, without any answer
    waiting: int  # written responses without a mark
    late_hours: float
    score: float
    max_score: float


# A later state includes the earlier ones; `new work` was handed in after the last grading.
STATES = ("nothing yet", "handed in", "new work", "waiting for a marker", "graded")


def _folders(root: Path, step: str, topics: list[str]) -> dict[str, set[str]]:
    """topic area -> learners with a folder in submitted/ or autograded/."""
    found: dict[str, set[str]] = {topic: set() for topic in topics}
    if (root / step).is_dir():
        for learner in os.scandir(root / step):
            if learner.is_dir(follow_symlinks=False) and not learner.name.startswith("."):
                for topic in topics:
                    if _is_folder(f"{learner.path}/{topic}"):
                        found[topic].add(learner.name)
    return found


def _is_folder(path: str) -> bool:
    """A folder itself, and no link to one."""
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except OSError:
        return False


BLANK = 400  # bytes: a graded sheet with an answer in it is larger
NOTHING = re.compile(rb'"answered":\s*0[,}\s]')


def _unanswered(root: str, learner: str, topic: str, lessons: Iterable[str]) -> int:
    """How many graded lessons hold no answer. Only small sheets are opened: the list is asked for often."""
    count = 0
    for lesson in lessons:
        graded = f"{root}/autograded/{learner}/{topic}/{lesson}"
        try:
            if os.stat(f"{graded}.answers.json").st_size <= BLANK:
                with open(f"{graded}.ipynb", "rb") as file:
                    count += bool(NOTHING.search(file.read()))
        except OSError:
            count += 1  # nothing of it came
    return count


def standings(root: Path, topic: str | None = None, section: str | None = None) -> list[Standing]:
    """Everybody of the gradebook and the folders, for each topic area; by topic area, then learner."""
    topics, only = grade_rows.topics(root, topic), roster.in_section(root, section)
    people = {entry.learner: entry for entry in roster.listed(root)}
    submitted, graded = _folders(root, "submitted", topics), _folders(root, "autograded", topics)
    rows: dict[tuple[str, str], list[grade_rows.Row]] = {}
    for row in grade_rows.rows(root, topic):
        rows.setdefault((row.topic, row.learner), []).append(row)
    waits = Counter((one["topic"], one["learner"]) for one in grade_rows.waiting(root, topic))
    found = []
    for name in topics:
        for learner in sorted({*people, *submitted.get(name, ())}):
            if only is not None and learner not in only:
                continue
            of = rows.get((name, learner), []) if learner in graded.get(name, ()) else []
            known = people.get(learner, roster_file.Entry(learner, learner))
            handed_in = learner in submitted.get(name, ())
            new, old = (root / step / learner / name for step in ("submitted", "autograded"))
            newer = bool(of) and handed_in and new_work.is_new(new, old)
            waiting = waits[(name, learner)] if of else 0
            found.append(
                Standing(
                    learner,
                    known.name or learner,
                    known.section,
                    name,
                    _state(handed_in, bool(of), newer, waiting),
                    len(of),
                    _unanswered(str(root), learner, name, [row.lesson for row in of]),
                    waiting,
                    max((row.late_hours for row in of), default=0.0),
                    round(sum(row.final_score for row in of), 2),
                    round(sum(row.max_score for row in of), 2),
                )
            )
    return found


def _state(handed_in: bool, graded: bool, newer: bool, waiting: int) -> str:
    if not graded:
        return "handed in" if handed_in else "nothing yet"
    return "new work" if newer else "waiting for a marker" if waiting else "graded"


def summary(found: list[Standing]) -> list[dict]:
    """How many learners of each topic area are in each state, and how many are late."""
    made = []
    for topic in dict.fromkeys(one.topic for one in found):
        of = [one for one in found if one.topic == topic]
        states = Counter(one.state for one in of)
        made.append(
            {
                "topic": topic,
                "learners": len(of),
                **{state.replace(" ", "_"): states[state] for state in STATES},
                "waiting_responses": sum(one.waiting for one in of),
                "late": sum(one.late_hours > 0 for one in of),
                "no_answers": sum(0 < one.lessons == one.unanswered for one in of),
            }
        )
    return made


def at_the_exchange(root: Path, topic: str | None = None, section: str | None = None) -> list[arrivals.Arrival]:
    """What was refused or odd at the exchange and nobody has dealt with; of a section, that of its learners."""
    only = roster.in_section(root, section)
    found = arrivals.to_see_to(root, known_learners.inbound(root), topic)
    return [one for one in found if only is None or one.learner in only]
