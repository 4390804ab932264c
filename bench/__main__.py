"""`make bench`: stock nbgrader and Practicum side by side; a table on the screen, bench/results.json for a program."""

from __future__ import annotations

import argparse
import dataclasses
import datetime
import json
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from . import course_size, pages, report, work
from .measure import ROOT, Failed
from .places import copy_course


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description=__doc__,
        epilog="Example: python -m bench --quick --to /tmp/results.json",
    )  # fmt: skip
    parser.add_argument(
        "--quick", action="store_true", help="a few submissions, once: to try it; its figures mean little"
    )
    parser.add_argument(
        "--to", type=Path, help="the file for the results; default: bench/results.json, with --quick none"
    )
    parser.add_argument("--largest", type=int, help="leave out larger cohorts than this")
    return parser.parse_args()


def seconds(found: dict | None) -> str:
    if found is None:
        return "–"
    value = found["median"]
    return f"{value:.2f} s" if value >= 0.1 else f"{1000 * value:.2f} ms"


def times(ratio: dict | None) -> str:
    return f"{ratio['median']:.1f} ({ratio['low']:.1f} to {ratio['high']:.1f})" if ratio else "–"


def ratio_table(ratios: list[dict]) -> Table:
    table = Table(title="Against nbgrader: median (range) of the ratio", title_justify="left")
    for name in ("task", "against", "of", "theirs", "ours", "times faster", "by work done", "target"):
        table.add_column(name, justify="left" if name in ("task", "against", "of") else "right")
    for r in ratios:
        shown, worked = times(r["ratio"]), times(r["ratio_busy"])
        target = "–" if r["target"] is None else f"{r['target']}: {'reached' if r['reached'] else 'not reached'}"
        table.add_row(r["task"], r["against"], r["of"], seconds(r["theirs"]), seconds(r["ours"]), shown, worked, target)
    return table


def growth_table(growth: list[dict]) -> Table:
    table = Table(title="By the size of the cohort, each command in a fresh process", title_justify="left")
    for name in ("task", "submissions", "seconds", "a further one", "peak memory", "times the floor"):
        table.add_column(name, justify="left" if name == "task" else "right")
    for g in growth:
        more, floor = g["each_further_ms"], g["times_floor"]
        table.add_row(
            g["task"], f"{g['n']:,}", f"{g['seconds']:.2f}", "–" if more is None else f"{more:.2f} ms",
            f"{g['megabytes']:.0f} MB", "–" if floor is None else f"{floor:.2f}",
        )  # fmt: skip
    return table


def plan_of(quick: bool, largest: int | None, path: Path | None = None) -> work.Plan:
    plan = work.QUICK if quick else work.Plan()
    return dataclasses.replace(plan, scale=tuple(n for n in plan.scale if largest is None or n <= largest), path=path)


def results(plan: work.Plan, where: dict, side: list[dict], program: list[dict], scale: list[dict]) -> dict:
    return {
        "when": datetime.date.today().isoformat(), "quick": plan.rounds == work.QUICK.rounds, "machine": where,
        "versions": report.versions(), "program": str(plan.size),
        "ratios": report.ratios(side, program, scale), "growth": report.growth(scale),
        "times_the_floor_without_starting": report.floor_of_the_work(scale), "measured": [*side, *program, *scale],
    }  # fmt: skip


def show(found: dict, console: Console) -> None:
    console.print(ratio_table(found["ratios"]), growth_table(found["growth"]))
    where, times = found["machine"], found["times_the_floor_without_starting"]
    if times is not None:
        console.print(f"Autograding without starting up: {times} times the floor.", highlight=False)
    console.print(f"{where['processor']}, {where['cores']} cores, load {where['load']} at the start.", highlight=False)


def main() -> int:
    told, console = arguments(), Console()
    if not console.is_terminal:
        console = Console(width=160)
    kept = ROOT / "build" / f"bench-{datetime.datetime.now():%Y%m%dT%H%M%S}.jsonl"
    kept.parent.mkdir(exist_ok=True)
    plan, began, where = plan_of(told.quick, told.largest, kept), time.monotonic(), report.machine()
    done: list[list[dict]] = []

    def say(what: str) -> None:
        console.print(f"[dim]{time.monotonic() - began:6.0f} s[/dim]  {what}", highlight=False)

    with tempfile.TemporaryDirectory(prefix="practicum-bench-") as folder:
        place = Path(folder)
        say("releasing the course")
        (place / "released").mkdir()
        released = copy_course(place / "released")
        try:
            for part in (work.side_by_side, work.program, work.scale):
                done.append(part(plan, released, place, say))
        except Failed as error:
            console.print(f"It was not measured to the end: {error}", highlight=False)
            console.print(f"What was measured until then is in {plan.path}.", highlight=False)
            return 1
        sizes = course_size.measure_sizes(1 if told.quick else course_size.ROUNDS, place / "sizes", say)
    found = results(plan, where, *done) | {"course_size": sizes}
    say("lesson pages beside JupyterLab")
    found["pages"] = pages.measure(told.quick, say)
    show(found, console)
    console.print(course_size.table(found["course_size"]))
    console.print(*pages.tables(found["pages"]))
    to = told.to or (None if told.quick else ROOT / "bench" / "results.json")
    if to:
        to.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
        console.print(f"Wrote {to}", highlight=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
