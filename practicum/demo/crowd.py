"""Invented submissions by the thousand, each from a seed: to measure grading with, and to test it.

They look like what the exchange collects: the released notebook as JupyterLab
saved it, with the answers in its output, the answer sheet, the content, a time.
Nobody worked in a lesson for them, so thousands take seconds.
"""

from __future__ import annotations

import datetime
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..answers import MIME, path_of
from ..course import released
from ..shapes.content import LessonContent, WrittenSpec
from .learners import Learner, answers

WORDS = (
    "I would tell her that the decision was mine and that it ends today. My colleague's view — the same: “write it "
    "down, then call.” 1) the code, 2) the risk; *no* shortcuts & no excuses. Señora Ruiz can say <no> at any time. "
    "What if it comes up again? We look at it together, each week, for $0 and without $$debts$$."
).split()
VIEW = "application/vnd.jupyter.widget-view+json"
BEGAN = datetime.datetime(2026, 9, 1, 8, 0, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Lesson:
    """A released lesson as learners got it, ready to be filled in."""

    topic: str
    keyed: LessonContent
    content: bytes
    notebook: dict

    @property
    def name(self) -> str:
        return self.keyed["lesson"]


@dataclass
class Submission:
    """One learner's folder before it is written: what a test may spoil. A name maps to a file's bytes."""

    learner: str
    at: datetime.datetime
    files: dict[str, bytes]
    chance: random.Random

    def write(self, root: Path, topic: str) -> Path:
        folder = root / "submitted" / self.learner / topic
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in self.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        return folder


def lessons(root: Path, topic: str) -> list[Lesson]:
    found = []
    for name, keyed in sorted(released.keyed_in_force(root, topic).items()):
        content, notebook = released.cohort(root, topic, name), released.notebook(root, topic, name)
        if content is not None and notebook is not None:
            found.append(Lesson(topic, keyed, json.dumps(content, ensure_ascii=False, indent=1).encode(), notebook))
    return found


def crowd(root: Path, topic: str, size: int, seed: int = 0, late: float = 0.1) -> Iterator[Submission]:
    """So many learners' submissions, the same for the same seed; `late` is the share that comes after 30 September."""
    known = lessons(root, topic)
    for number in range(size):
        chance = random.Random(f"{seed}/{number}")
        days = 31 + chance.random() * 3 if chance.random() < late else 2 + chance.random() * 27
        yield submission(known, f"learner{number:05d}", BEGAN + datetime.timedelta(days=days), chance)


def hand_in(
    root: Path, topic: str, size: int, seed: int = 0, spoil: Callable[[Submission], None] | None = None
) -> list[str]:
    """Write so many submissions into submitted/; gives the learners. `spoil` may change one before it is written."""
    names = []
    for one in crowd(root, topic, size, seed):
        if spoil:
            spoil(one)
        one.write(root, topic)
        names.append(one.learner)
    return names


def submission(known: list[Lesson], learner: str, at: datetime.datetime, chance: random.Random) -> Submission:
    """One learner's work on every lesson."""
    person = Learner(learner, learner, chance.uniform(0.2, 0.95), 0.0, {}, {}, "")
    made = Submission(learner, at, {}, chance)
    for lesson in known:
        sheet = answer_sheet(lesson, person, at, chance)
        made.files[f"{lesson.name}.ipynb"] = notebook(lesson, sheet)
        made.files[path_of("", lesson.name).name] = as_saved(sheet)
        made.files[f"{lesson.name}.content.json"] = lesson.content
    made.files["timestamp.txt"] = f"{at:%Y-%m-%d %H:%M:%S.%f} UTC".encode()
    return made


def as_saved(value: dict) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


def answer_sheet(lesson: Lesson, person: Learner, at: datetime.datetime, chance: random.Random) -> dict:
    """The answers of somebody of this skill, given in the hours before `at`."""
    entries: dict[str, dict[str, Any]] = {}
    given = answers(replace(person, id=f"{person.id}/{chance.random()}"), lesson.keyed)
    given |= {name: written(spec, chance) for name, spec in lesson.keyed["written"].items() if chance.random() < 0.9}
    for name, response in given.items():
        case = lesson.keyed["vignettes"].get(name)
        if case and case["kind"] == "branching":
            response = {"path": response, "deal": 0, "ended": []}
        when = (at - datetime.timedelta(minutes=chance.uniform(1, 600))).isoformat(timespec="milliseconds")
        first = {} if name in lesson.keyed["written"] else {"first": {"response": response, "at": when}}
        entries[name] = {"response": response, "at": when, "tries": len(first), "checked": False, **first}
    saved = max((e["at"] for e in entries.values()), default=at.isoformat(timespec="milliseconds"))
    seed = f"{chance.getrandbits(64):016x}"
    return {
        "schema": 1, "lesson": lesson.name, "content": lesson.keyed["hash"], "seed": seed, "saved": saved, "answers": entries,
    }  # fmt: skip


def written(spec: WrittenSpec, chance: random.Random) -> dict[str, str]:
    """Some sentences in every box."""
    return {name: " ".join(chance.choices(WORDS, k=chance.randint(40, 160))) for name in spec["fields"]}


def notebook(lesson: Lesson, sheet: dict) -> bytes:
    """The notebook as JupyterLab saves it: every exercise shown, the answers in an output."""
    cells = []
    for cell in lesson.notebook["cells"]:
        cell = {**cell, "source": cell["source"].splitlines(True)}
        if cell["cell_type"] == "code":
            shown = {
                VIEW: {"model_id": cell["id"], "version_major": 2, "version_minor": 1},
                "text/plain": ["Exercise()"],
            }
            data = {MIME: sheet, "text/plain": ["Your answers"]} if cell["id"] == "lesson" else shown
            cell |= {"outputs": [{"output_type": "display_data", "data": data, "metadata": {}}], "execution_count": 1}
        cells.append(cell)
    return as_saved({**lesson.notebook, "cells": cells})
