"""What is measured: each task as nbgrader's own command does it and as ours does, on the same submissions."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from practicum.nbgrader_bridge.reports.item_rows import rows

from . import gradebook, measure
from .places import TOPIC, Place
from .report import FLOOR, OURS, STOCK, WITH_OURS

Say = Callable[[str], None]


class Kept(list):
    """Measurements, each also written to a file at once: an hour of them is not lost with the run."""

    def __init__(self, path: Path | None):
        super().__init__()
        self.path = path

    def append(self, measurement: dict) -> None:
        super().append(measurement)
        if self.path:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(measurement) + "\n")


@dataclass(frozen=True)
class Plan:
    """How much is measured. `rounds` are taken in turns, stock and ours, so that a busy minute falls on both."""

    rounds: int = 3
    side_by_side: int = 10
    scale: tuple[int, ...] = (10, 100, 1000, 10_000)
    tasks: tuple[str, ...] = ("autograde", "feedback", "export", "status", "items")
    size: gradebook.Size = field(default_factory=gradebook.Size)
    path: Path | None = None  # where each measurement is written as it comes


QUICK = Plan(rounds=1, side_by_side=2, scale=(2, 20), size=gradebook.Size(20, 2, 2))


def one(task: str, by: str, n: int, done: measure.Measured) -> dict:
    return {
        "task": task, "by": by, "n": n,
        "seconds": round(done.seconds, 4), "busy": round(done.busy, 4), "megabytes": round(done.megabytes, 1),
    }  # fmt: skip


def refuse_other_scores(one_place: Place, other: Place) -> None:
    """Times of two ways that come to different scores would compare nothing. Raises Failed."""
    scores = [
        {(r.learner, r.lesson, r.item): r.score for r in rows(place.root, TOPIC) if not r.written}
        for place in (one_place, other)
    ]
    if scores[0] != scores[1]:
        raise measure.Failed("stock and ours came to different scores")


def side_by_side(plan: Plan, released: Path, work: Path, say: Say) -> list[dict]:
    """Stock, nbgrader's command with our steps, and ours, in turns on the same few submissions.

    nbgrader's also with one submission alone: the difference is what it takes for each, without its start.
    """
    ours = Place(released, work / "ours", plan.side_by_side)
    stock, found = ours.stock(work / "stock"), Kept(plan.path)
    ways = {STOCK: (stock, by_nbgrader), WITH_OURS: (ours, by_nbgrader), OURS: (ours, by_practicum)}
    for number in range(plan.rounds):
        for by, (place, call) in ways.items():
            for n in (1, plan.side_by_side) if by != OURS else (plan.side_by_side,):
                say(f"round {number + 1} of {plan.rounds}: {by}, {n} of the submissions")
                only = [f"--student={place.learners[0]}"] if n < plan.side_by_side else []
                place.forget()
                for task in ("autograde", "feedback"):
                    found.append(one(task, by, n, call(place, task, only)))
        refuse_other_scores(stock, ours)
    ours.remove()
    stock.remove()
    return found


def by_nbgrader(place: Place, task: str, only: list[str]) -> measure.Measured:
    return measure.nbgrader(place.root, {"feedback": "generate_feedback"}.get(task, task), TOPIC, *only)


def by_practicum(place: Place, task: str, only: list[str]) -> measure.Measured:
    return measure.practicum(place.root, task, TOPIC, *only)


def scale(plan: Plan, released: Path, work: Path, say: Say) -> list[dict]:
    """Ours for cohorts of growing size, each command in a fresh process; and the floor."""
    found = Kept(plan.path)
    for n in plan.scale:
        say(f"making {n} submissions")
        place = Place(released, work / f"of-{n}", n)
        for task in plan.tasks:
            say(f"{task} of {n}")
            found.append(one(task, OURS, n, measure.practicum(place.root, task, TOPIC)))
        say(f"the floor of {n}")
        least = [sys.executable, "-m", "bench.least", str(place.root), TOPIC, str(place.root / "build" / "floor")]
        found.append(one("autograde", FLOOR, n, measure.run(least, place.root)))
        place.remove()
    return found


def program(plan: Plan, released: Path, work: Path, say: Say) -> list[dict]:
    """Export and lists of a whole program's gradebook. Stock is measured once: it takes minutes."""
    root = Path(shutil.copytree(released, work / "program"))
    for path in (root / "gradebook").glob("*.db"):
        path.unlink()
    say(f"filling a gradebook: {plan.size}")
    gradebook.fill(root, plan.size)
    n, found = plan.size.learners, Kept(plan.path)
    lists = {"submission list": "submissions", "marking list": "marking"}
    say("stock export")
    found.append(one("export", STOCK, n, measure.nbgrader(root, "export", "--to=build/stock.csv")))
    for task, name in lists.items():
        say(f"formgrader's {task}")
        done = measure.inside(root, "bench.lists", f"formgraders_{name}", "topic0", "lesson0")
        found.append(one(task, STOCK, n, done))
    for _ in range(max(plan.rounds, 3)):
        say("export and lists, ours")
        found.append(one("export", OURS, n, measure.practicum(root, "export", "--to", "build/ours.csv")))
        for task, name in lists.items():
            done = measure.inside(root, "bench.lists", f"our_{name}", "topic0", "lesson0")
            found.append(one(task, OURS, n, done))
    shutil.rmtree(root)
    return found
