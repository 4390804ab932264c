"""`practicum demo`: the whole way, on the real course, with invented learners.

check -> release -> learners work through the released notebook -> submit and
collect through nbgrader's exchange -> autograde -> mark -> feedback -> export
"""

from __future__ import annotations

import datetime
import glob
import multiprocessing
import shutil
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ..course import CourseError, find_course, released
from ..lint import check
from ..nbgrader_bridge import grade_cohort
from ..nbgrader_bridge.marks import marking
from ..nbgrader_bridge.release.release import release
from ..nbgrader_bridge.reports import grade_files
from ..nbgrader_bridge.reports import grade_rows as grades
from ..nbgrader_bridge.reports.item_rows import rows
from . import exchange, report
from .cohort import Standing, standings
from .learners import OWN, PREFIX, Learner, answers, learners, written_for
from .table import table

TOPIC = "ethics"
DUE = datetime.datetime(2026, 9, 30, 23, 59)  # UTC; fixed, so that every run gives the same result
WORKERS = 2


def run_demo(console: Console, start: Path | None = None) -> list[Standing]:
    """Run the demonstration in the course at or above `start`. Raises CourseError with one sentence; then nothing of anybody's is touched."""
    root = find_course(start)
    refuse_real_learners(root)
    people = learners()
    with Progress(
        TextColumn("{task.description:<34}"), BarColumn(bar_width=24), MofNCompleteColumn(), TimeElapsedColumn(),
        console=console,
    ) as progress:  # fmt: skip

        def step(name: str, work: Callable[[Callable[[], None]], object], total: int = 1) -> object:
            task = progress.add_task(name, total=total)
            done = work(lambda: progress.advance(task))
            progress.update(task, completed=total)
            return done

        step("Checking the course", lambda _: check_course(root))
        step("Clearing the last demonstration", lambda _: clear(root))
        step(f"Releasing {TOPIC}", lambda _: release(root, TOPIC, to_exchange=True))
        step("Enrolling invented learners", lambda _: exchange.enrol(root, TOPIC, people, DUE))
        step("Learners work through the lesson", lambda tick: work_through(root, people, tick), len(people))
        step("Handing in and collecting", lambda tick: hand_in(root, people, tick), len(people))
        step("Scoring", lambda tick: score(root, tick), len(people))
        waiting = sum(row.needs_mark for row in rows(root, TOPIC))
        console.print(f"  {waiting} written responses wait for a marker; the demonstration's marks are entered now.")
        step("Entering marks", lambda tick: enter_marks(root, people, tick), len(people))
        step("Writing feedback", lambda tick: write_feedback(root, tick), len(people))
        step("Exporting grades", lambda _: write_grades(root))
    found = standings(rows(root, TOPIC))
    page = root / "build" / "demo" / "report.html"
    page.write_text(
        report.html("Ethics and professional boundaries", found, datetime.date.today().isoformat()), "utf-8"
    )
    console.print()
    console.print(table(found))
    console.print()
    console.print(f"Report with a plot: {page}", soft_wrap=True, highlight=False, markup=False)
    for line in (
        "Open the lesson as a learner:        make learn",
        "Open the course as an instructor:    make instructor",
        f"Read one learner's feedback:         feedback/{people[0].id}/{TOPIC}/dual_relationships.html",
    ):
        console.print(line, highlight=False, soft_wrap=True, markup=False)
    return found


def refuse_real_learners(root: Path) -> None:
    """Raise CourseError where anybody but a demonstration learner is on record."""
    names = {Path(p).parent.name for step in ("submitted", "autograded", "feedback") for p in root.glob(f"{step}/*/*")}
    names |= {p.name.split("+")[0] for p in root.glob("exchange/*/inbound/*")}
    names |= exchange.enrolled(root)
    real = sorted(name for name in names if not name.startswith(PREFIX))
    if real:
        raise CourseError(
            f"The demonstration was not run: this course holds work of {real[0]}"
            + (f" and {len(real) - 1} more" if len(real) > 1 else "")
            + "; run it in a copy of the course without learners."
        )


def check_course(root: Path) -> None:
    if problems := check(root):
        raise CourseError(f"The course has {len(problems)} problems; run `practicum check`. The first: {problems[0]}")


def clear(root: Path) -> None:
    """Remove what the last demonstration left: only folders and rows of demonstration learners."""
    for step in ("submitted", "autograded", "feedback"):
        for folder in root.glob(f"{step}/{PREFIX}*"):
            shutil.rmtree(folder)
    for pattern in ("inbound", "feedback"):
        for folder in root.glob(f"exchange/*/{pattern}/{glob.escape(PREFIX)}*"):
            shutil.rmtree(folder)
    shutil.rmtree(root / "build" / "demo", ignore_errors=True)
    (root / "build" / "demo").mkdir(parents=True)
    exchange.remove_learners(root, PREFIX)


def desk(root: Path, learner: Learner) -> Path:
    """The folder in which a learner works, as their own computer would have it."""
    return root / "build" / "demo" / "desks" / learner.id


def work_through(root: Path, people: list[Learner], tick: Callable[[], None]) -> None:
    """Each learner fetches the assignment and works through it; papermill executes the first lesson's notebook."""
    keyed = released.keyed_in_force(root, TOPIC)
    # the one first that the learners have responses of their own for: it is worked in its notebook
    lessons = dict(sorted(keyed.items(), key=lambda one: OWN not in one[1]["written"]))
    for learner in people:
        exchange.fetch(root, TOPIC, desk(root, learner), learner.id)
    # Processes, because papermill changes the working directory; spawned, because threads of ours are running.
    with ProcessPoolExecutor(WORKERS, multiprocessing.get_context("spawn"), exchange.say_nothing) as workers:
        at_work = [
            workers.submit(
                exchange.work, desk(root, learner) / TOPIC, {n: answers(learner, k) for n, k in lessons.items()}
            )
            for learner in people
        ]
        for one in as_completed(at_work):
            one.result()
            tick()


def hand_in(root: Path, people: list[Learner], tick: Callable[[], None]) -> None:
    for number, learner in enumerate(people):
        early = datetime.timedelta(hours=30 - number)
        at = DUE + datetime.timedelta(hours=learner.late_hours) if learner.late_hours else DUE - early
        exchange.submit(root, TOPIC, desk(root, learner), learner.id, at)
        tick()
    exchange.collect(root, TOPIC)


def _ticking(tick: Callable[[], None]) -> Callable[[int, int, str], None]:
    return lambda done, of, learner: tick() if done else None


def _all_well(outcomes: list[grade_cohort.Outcome]) -> None:
    for outcome in outcomes:
        if outcome.error:
            raise CourseError(f"{outcome.learner}: {outcome.error}")


def score(root: Path, tick: Callable[[], None]) -> None:
    _all_well(grade_cohort.autograde(root, TOPIC, again=True, progress=_ticking(tick)))


def enter_marks(root: Path, people: list[Learner], tick: Callable[[], None]) -> None:
    """The marks that the authors of the demonstration gave, through nbgrader's own API."""
    waiting = [row for row in rows(root, TOPIC) if row.needs_mark]
    keyed = released.keyed_in_force(root, TOPIC)
    for learner in people:
        for row in (row for row in waiting if row.learner == learner.id):
            reply = written_for(learner, row.item, keyed[row.lesson]["written"][row.item])
            if reply.marks:
                marking.mark(
                    root, learner.id, TOPIC, row.lesson, row.item, reply.marks, reply.comment, "demo_marker",
                    keep_backup=False,
                )  # fmt: skip
        tick()


def write_feedback(root: Path, tick: Callable[[], None]) -> None:
    _all_well(grade_cohort.feedback(root, TOPIC, progress=_ticking(tick)))


def write_grades(root: Path) -> Path:
    path = root / "build" / "demo" / "grades.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        grade_files.write_csv(grades.rows(root, TOPIC), file)
    return path
