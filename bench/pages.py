"""Lessons as plain pages beside the same lessons in JupyterLab: home, a lesson, an answer, memory.

One learner's folder with 27 lessons and a year of answers, the server that
`practicum learn` starts, a real Chromium. Page and JupyterLab take turns, so
that a busy minute falls on both. docs/performance.md says how to read it.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from . import pages_year as year
from .pages_browser import Window, chromium, quiet
from .pages_server import Server, running

MEGABYTE = 1e6
KIND = "matching"  # an exercise that can be checked and tried again as often as one likes
EXERCISE = "sort_contacts"  # the first of that kind in the lesson
Say = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """How often each thing is measured."""

    starts: int = 5
    warm: int = 40
    rounds: int = 5
    answers: int = 40  # of each round


QUICK = Plan(starts=1, warm=5, rounds=1, answers=6)
# name -> what it is, its unit, and what is aimed at: below so much
SERIES: dict[str, tuple[str, str, float | None]] = {
    "start_to_listening": ("server: from its start until it lets a browser in", "s", None),
    "listening_to_home": ("home: from then until it is shown, the first request", "s", 1.0),
    "start_to_home": ("home: from the server's start until it is shown", "s", None),
    "first_home_worked": ("home, the first request: what the server's processor worked for it", "s", None),
    "home_warm": ("home, warm: until it is shown", "s", 0.2),
    "home_warm_request": ("home, warm: the request alone", "s", None),
    "home_after_answer": ("home after an answer: until it is shown", "s", None),
    "lesson_page": ("lesson: from the click until its exercises can be used, page, first time", "s", 1.0),
    "lesson_page_again": ("lesson: the same, page, again", "s", 1.0),
    "lesson_lab": ("lesson: the same, JupyterLab by its address", "s", None),
    "lesson_open_lab": ("lesson: the same, in a JupyterLab that stands open", "s", None),
    "answer_page": ("answer: until its feedback is drawn, page", "s", 0.1),
    "answer_lab": ("answer: until its feedback is drawn, JupyterLab", "s", None),
    "answer_request": ("answer: the request alone", "s", None),
    "memory_page": ("memory of the server for each further lesson page", "MB", None),
    "memory_kernel": ("memory of the kernel of a lesson in JupyterLab", "MB", None),
}
RATIOS = {  # name -> JupyterLab, page
    "lesson": ("lesson_lab", "lesson_page"),
    "lesson in an open JupyterLab": ("lesson_open_lab", "lesson_page"),
    "answer": ("answer_lab", "answer_page"),
}


@dataclass
class Found:
    """Values of each series; those that are compared, round by round."""

    values: dict[str, list[float]] = field(default_factory=dict)
    rounds: list[dict[str, list[float]]] = field(default_factory=list)

    def add(self, name: str, *values: float) -> None:
        self.values.setdefault(name, []).extend(values)
        if self.rounds:
            self.rounds[-1].setdefault(name, []).extend(values)


# ------------------------------------------------------------ measuring


def starts(plan: Plan, root: Path, work: Path, browser: Any, found: Found, say: Say) -> None:
    """A fresh server and a fresh browser window each time: the first request of all is for home."""
    for number in range(plan.starts):
        say(f"start {number + 1} of {plan.starts}")
        window = Window(browser)
        with running(root, work / f"start-{number}") as server:
            worked = server.worked()
            shown = window.on(server).home()
            found.add("start_to_listening", server.listening - server.began)
            found.add("listening_to_home", shown - server.listening)
            found.add("start_to_home", shown - server.began)
            found.add("first_home_worked", server.worked() - worked)
        window.close()


def answer(server: Server, href: str, n: int) -> float:
    """The request of a page for one answer, without a browser."""
    event = {"do": ("retry", "check")[n % 2]}
    began = time.perf_counter()
    server.ask(f"practicum/api/{href}/{EXERCISE}", "POST", {"event": event, "n": n})
    return time.perf_counter() - began


def home(plan: Plan, window: Window, href: str, found: Found) -> None:
    window.home()
    window.server.ask("practicum/api/exchange")  # the page has it looked for once a minute, by a process of its own
    for _ in range(plan.warm):
        shown, sent = window.home_again()
        found.add("home_warm", shown)
        found.add("home_warm_request", sent)
    for n in range(plan.warm):
        found.add("answer_request", answer(window.server, href, n))
        found.add("home_after_answer", window.home_again()[0])


def in_turns(plan: Plan, window: Window, lessons: list[tuple[str, str]], found: Found, say: Say) -> None:
    """Each round opens and answers a lesson as a page, then another one, with the same in it, in JupyterLab."""
    hrefs = [f"lesson/{topic}/{name}" for topic, name in lessons]
    paths = [f"{topic}/{name}.ipynb" for topic, name in lessons]
    say("once without measuring")
    window.exercises(hrefs.pop())
    window.in_lab(paths.pop())
    window.leave()
    for number in range(plan.rounds):
        say(f"round {number + 1} of {plan.rounds}")
        found.rounds.append({})
        page, lab, open_lab = (3 * number + k for k in range(3))
        found.add("lesson_page", window.lesson(hrefs[page]))
        found.add("lesson_page_again", window.lesson(hrefs[page]))
        found.add("answer_page", *(window.answer(KIND) for _ in range(plan.answers)))
        found.add("lesson_lab", window.in_lab(paths[lab]))
        found.add("answer_lab", *(window.answer(KIND) for _ in range(plan.answers)))
        found.add("memory_kernel", *(one.memory_full_info().uss / MEGABYTE for one in window.server.kernels()))
        window.leave()
        found.add("lesson_open_lab", window.in_open_lab(paths[open_lab]))
        window.leave()


def memory(server: Server, lessons: list[tuple[str, str]], window: Window, found: Found) -> None:
    """What the server keeps of lessons that it has shown."""
    window.home()
    before = server.own_bytes()
    for topic, name in lessons:
        window.page.goto(server.url(f"practicum/lesson/{topic}/{name}"))
    found.add("memory_page", (server.own_bytes() - before) / len(lessons) / MEGABYTE)


def measure(quick: bool = False, say: Say = lambda _: None) -> dict:
    """Everything: `series` and `ratios` by name, each with median, low and high; `load` before and after.

    A series with a `target` says whether its median is below it (`reached`), and how many of its values are.
    """
    plan, found, load = QUICK if quick else Plan(), Found(), [quiet()]
    with tempfile.TemporaryDirectory(prefix="practicum-pages-") as folder, chromium() as browser:
        work = Path(folder)
        say("making a year of answers")
        root, lessons = year.make(work / "home"), year.lessons()
        starts(plan, root, work, browser, found, say)
        with running(root, work / "server") as server:
            window = Window(browser).on(server)
            say("home")
            home(plan, window, "lesson/{}/{}".format(*lessons[-5]), found)
            in_turns(plan, window, lessons[: 3 * plan.rounds + 1], found, say)
            say("memory")
            memory(server, lessons[16:24], window, found)
            window.close()
    return {"quick": quick, "load": [*load, quiet()], "series": series(found), "ratios": ratios(found)}


# ------------------------------------------------------------ figures


def spread(values: list[float]) -> dict:
    return {"median": statistics.median(values), "low": min(values), "high": max(values), "n": len(values)}


def series(found: Found) -> dict[str, dict]:
    made = {}
    for name, (what, unit, target) in SERIES.items():
        made[name] = {"what": what, "unit": unit, **spread(found.values[name]), "target": target}
        if target is not None:
            below = sum(value < target for value in found.values[name])
            made[name] |= {"reached": made[name]["median"] < target, "below_target": below}
    return made


def ratios(found: Found) -> dict[str, dict]:
    """How many times longer JupyterLab takes: of each round, by its medians. Memory: a kernel against a page."""
    made = {
        name: spread([statistics.median(r[theirs]) / statistics.median(r[ours]) for r in found.rounds])
        for name, (theirs, ours) in RATIOS.items()
    }
    page = max(found.values["memory_page"][0], 0.01)
    return {**made, "memory": spread([kernel / page for kernel in found.values["memory_kernel"]])}


def shown(value: float, unit: str) -> str:
    if unit == "MB":
        return f"{value:.1f} MB"
    return f"{value:.2f} s" if value >= 1 else f"{1000 * value:.0f} ms"


def tables(told: dict) -> list[Table]:
    table = Table(title="Pages and JupyterLab, 27 lessons and a year of answers", title_justify="left")
    for name in ("what", "median", "range", "of", "aimed at"):
        table.add_column(name, justify="left" if name == "what" else "right")
    for one in told["series"].values():
        unit, aim = one["unit"], "–"
        if one["target"] is not None:
            reached = "reached" if one["reached"] else "not reached"
            aim = f"< {shown(one['target'], unit)}: {reached}, {one['below_target']} times"
        span = f"{shown(one['low'], unit)} to {shown(one['high'], unit)}"
        table.add_row(one["what"], shown(one["median"], unit), span, str(one["n"]), aim)
    against = Table(title="JupyterLab against the page: median (range) of the ratio", title_justify="left")
    against.add_column("what")
    against.add_column("times", justify="right")
    for name, one in told["ratios"].items():
        against.add_row(name, f"{one['median']:.1f} ({one['low']:.1f} to {one['high']:.1f})")
    return [table, against]


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.pages", description="Measure lesson pages and home beside JupyterLab.",
        epilog="Example: python -m bench.pages --quick",
    )  # fmt: skip
    parser.add_argument("--quick", action="store_true", help="each thing once or a few times: to try it")
    parser.add_argument("--json", action="store_true", help="print the figures for a program")
    asked = parser.parse_args()
    progress = Console(stderr=True)
    told = measure(asked.quick, lambda what: progress.print(f"[dim]{what}[/dim]", highlight=False))
    if asked.json:
        print(json.dumps(told, indent=1))
    else:
        console = Console() if sys.stdout.isatty() else Console(width=150)
        console.print(*tables(told))
        console.print(f"Load {told['load'][0]} before, {told['load'][1]} after", highlight=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
