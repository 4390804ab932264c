"""What authors wait for, by the size of the course: the course as it stands, and copied to 28 lessons.

Called as `python -m bench.course_size COURSE WHAT TOPIC LESSON` it prints the seconds of one call in a process of its own.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from rich.table import Table

from . import many_lessons, measure
from .places import TOPIC
from .report import spread

Say = Callable[[str], None]
ROUNDS = 5
# name -> what it is, and the seconds that are aimed at with 28 lessons
SERIES = {
    "check": ("`practicum check`, the whole command", 2.0),
    "load": ("the course read, cold", 1.5),
    "open": ("one lesson opened from source/, cold", 1.5),
}


def load(root: Path, topic: str, lesson: str) -> None:
    from practicum.content.load import load_course

    course, problems = load_course(root)
    if course is None or problems:
        raise measure.Failed(f"the course has problems: {problems[:1]}")


def open_one(root: Path, topic: str, lesson: str) -> None:
    from practicum.lesson_content import find_content

    find_content(lesson, root / "source" / topic)


def first_lesson(root: Path) -> str:
    """Of the topic area that stands, by name."""
    return min(path.parent.name for path in (root / "modules" / TOPIC).glob("*/lesson.yml"))


def _once(root: Path, what: str) -> float:
    if what == "check":
        return measure.practicum(root, "check").seconds
    return measure.inside(root, "bench.course_size", what, TOPIC, first_lesson(root)).seconds


def measure_sizes(rounds: int, work: Path, say: Say) -> dict:
    """{"as it stands" | "28 lessons": {"lessons": n, series: {"median", "low", "high", "aim", "reached"}}}, in turns."""
    places = {
        "as it stands": many_lessons.copied(measure.ROOT, work / "few", topics=(TOPIC,)),
        "28 lessons": many_lessons.copied(measure.ROOT, work / "many"),
    }
    taken: dict[tuple[str, str], list[float]] = {(size, what): [] for size in places for what in SERIES}
    for number in range(rounds):
        say(f"the course by its size, round {number + 1} of {rounds}")
        for (size, what), seconds in taken.items():
            seconds.append(_once(places[size], what))
    made: dict = {size: {"lessons": len(list(at.glob("modules/*/*/lesson.yml")))} for size, at in places.items()}
    for (size, what), seconds in taken.items():
        taken_in, aim = spread(seconds), SERIES[what][1]
        made[size][what] = {**taken_in, "aim": aim, "reached": taken_in["median"] < aim}
    return made


def table(found: dict) -> Table:
    shown = Table(title="By the size of the course: median (range), each in a fresh process", title_justify="left")
    for name in ("what", *(f"{one['lessons']} lessons" for one in found.values()), "times", "aim with 28"):
        shown.add_column(name, justify="left" if name == "what" else "right")
    few, many = found.values()
    for what, (said, aim) in SERIES.items():
        cells = [
            f"{one[what]['median']:.2f} s ({one[what]['low']:.2f} to {one[what]['high']:.2f})" for one in (few, many)
        ]
        reached = "reached" if many[what]["reached"] else "not reached"
        shown.add_row(said, *cells, f"{many[what]['median'] / few[what]['median']:.1f}", f"{aim:g} s: {reached}")
    return shown


def main() -> None:
    root, what, topic, lesson = Path(sys.argv[1]), *sys.argv[2:5]
    began, busy = time.perf_counter(), time.process_time()
    {"load": load, "open": open_one}[what](root, topic, lesson)
    print(json.dumps({"seconds": time.perf_counter() - began, "busy": time.process_time() - busy}))


if __name__ == "__main__":
    main()
