"""Commands for those who run a cohort: release, autograde, mark, feedback, export."""

from __future__ import annotations

import contextlib
import dataclasses
import getpass
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from .shared import CourseOption, JsonOption, Topic, plural, print_json, root_of, when

LearnerOption = Annotated[str | None, typer.Option("--learner", help="Only this learner.", show_default=False)]


def release(
    topic: Topic,
    publish: Annotated[
        bool, typer.Option("--publish", help="Also put it into the exchange, where learners fetch it.")
    ] = False,
    force: Annotated[bool, typer.Option(help="Release again what has been released before.")] = True,
    due: Annotated[
        str | None,
        typer.Option(
            help="When it is due: 2026-10-05 (to the end of that day) or 2026-10-05T18:00, in this computer's time; "
            "none takes the date away. Without it, the gradebook's date stays.",
            show_default=False,
        ),
    ] = None,
    course: CourseOption = None,
    json: JsonOption = False,
) -> None:
    """Make the learners' copies of a topic area in release/. What learners see changes only if all of it worked.

    Once answers were handed in, wording and the due date may change; items, keys and points may not.
    The lesson shows the date; who fetched it before sees the date of their copy.
    Example: practicum release ethics --due 2026-10-05T18:00 --publish
    """
    root = root_of(course)
    from practicum.nbgrader_bridge import duedate
    from practicum.nbgrader_bridge.release import release as make

    until = "as it is" if due is None else duedate.moment_or_none(due)
    made = make(root, topic, force=force, to_exchange=publish, due=until)
    if json:
        print_json(
            {"topic": topic, "folder": str(made.folder), "lessons": made.lessons, "published": publish, "due": made.due}
        )
        return
    typer.echo(f"Released {topic} with {plural(len(made.lessons), 'lesson')}: {', '.join(made.lessons)}.")
    if made.due:
        typer.echo(f"It is due {when(made.due)}.")
    typer.echo("Learners can fetch it." if publish else f"Look at release/{topic}; --publish lets learners fetch it.")


@contextlib.contextmanager
def progress(what: str, shown: bool) -> Iterator:
    """A bar on a terminal, nothing elsewhere."""
    if not (shown and sys.stderr.isatty()):
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, of, learner: bar.update(task, completed=done, total=of, description=f"{what} {learner}")


def report(outcomes: list, done: str, json: bool) -> None:
    """Say what became of each learner; end with an error where one failed."""
    failed = [o for o in outcomes if o.error]
    if json:
        print_json([dataclasses.asdict(o) for o in outcomes])
    else:
        for outcome in outcomes:
            for lesson, notes in outcome.notes.items():
                typer.echo(f"{outcome.learner}, {lesson}: {' '.join(notes)}")
        for outcome in failed:
            typer.echo(f"{outcome.learner}: {outcome.error}", err=True)
        typer.echo(
            f"{done} {plural(len(outcomes) - len(failed), 'learner')}." + (f" {len(failed)} failed." if failed else "")
        )
    if failed:
        raise typer.Exit(1)


def autograde(
    topic: Topic,
    learner: LearnerOption = None,
    again: Annotated[bool, typer.Option("--again", help="Also what was graded before.")] = False,
    collect: Annotated[
        bool, typer.Option("--collect", help="First fetch what was handed in from the exchange.")
    ] = False,
    course: CourseOption = None,
    json: JsonOption = False,
) -> None:
    """Score what was handed in, without running it; written responses go to the markers.

    Example: practicum autograde ethics --collect
    """
    root = root_of(course)
    from practicum.nbgrader_bridge import export as exporting
    from practicum.nbgrader_bridge import grading

    with progress("Scoring", not json) as shown:
        outcomes = grading.autograde(root, topic, learner, again, collect, shown)
    if not json:
        waiting = len(exporting.waiting(root, topic))
        typer.echo(f"{plural(waiting, 'written response waits', 'written responses wait')} for a marker.")
    report(outcomes, f"Scored {topic} for", json)


def parse_levels(pairs: list[str]) -> dict[str, int]:
    """`responsibility=3` and so on as a dictionary."""
    from practicum.course import CourseError

    levels = {}
    for pair in pairs:
        name, equals, level = pair.partition("=")
        if not equals or not level.strip().isdigit():
            raise CourseError(f"'{pair}' is not a level; write it like responsibility=3.")
        levels[name.strip()] = int(level)
    return levels


def mark(
    topic: Annotated[str | None, typer.Argument(help="The topic area.", show_default=False)] = None,
    lesson: Annotated[str | None, typer.Argument(help="The lesson.", show_default=False)] = None,
    learner: Annotated[str | None, typer.Argument(help="Whose response.", show_default=False)] = None,
    levels: Annotated[
        list[str] | None, typer.Argument(help="The level on each criterion, like responsibility=3.", show_default=False)
    ] = None,
    item: Annotated[
        str | None, typer.Option(help="Which written response, where a lesson has several.", show_default=False)
    ] = None,
    comment: Annotated[str, typer.Option(help="What you say to the learner.")] = "",
    marker: Annotated[
        str | None, typer.Option(help="Who marks. Default: your name on this computer.", show_default=False)
    ] = None,
    course: CourseOption = None,
    json: JsonOption = False,
) -> None:
    """Mark one written response by the rubric; without a learner, list those that wait.

    Examples: practicum mark ethics · practicum mark ethics dual_relationships ann responsibility=3 repair=2 --comment "Clear."
    """
    root = root_of(course)
    if learner is None:
        list_waiting(root, topic, lesson, json)
        return
    from practicum.nbgrader_bridge import marks

    name = item or only_response(root, topic, lesson)
    made = marks.mark(
        root, learner, topic, lesson, name, parse_levels(levels or []), comment, marker or getpass.getuser()
    )
    if json:
        print_json(dataclasses.asdict(made))
    else:
        typer.echo(f"Marked {learner}'s {name}: {made.total:g} points.")


def list_waiting(root: Path, topic: str | None, lesson: str | None, json: bool) -> None:
    from practicum.nbgrader_bridge import export as exporting

    found = [w for w in exporting.waiting(root, topic) if lesson in (None, w["lesson"])]
    if json:
        print_json(found)
        return
    for w in found:
        typer.echo(f"{w['topic']} {w['lesson']} {w['learner']}  ({w['item']})")
    typer.echo(f"{plural(len(found), 'written response waits', 'written responses wait')} for a marker.")


def only_response(root: Path, topic: str, lesson: str) -> str:
    """The lesson's one written response."""
    from practicum.course import CourseError, released

    keyed = released.keyed(root, topic, lesson)
    if keyed is None:
        raise CourseError(f"{topic}/{lesson} has not been released.")
    names = list(keyed["written"])
    if len(names) != 1:
        raise CourseError(f"{lesson} has {len(names)} written responses; name one with --item.")
    return names[0]


def feedback(
    topic: Topic,
    learner: LearnerOption = None,
    publish: Annotated[
        bool, typer.Option("--publish", help="Also put it into the exchange, where learners fetch it.")
    ] = False,
    course: CourseOption = None,
    json: JsonOption = False,
) -> None:
    """Write each learner's feedback pages in feedback/.

    Example: practicum feedback ethics --publish
    """
    root = root_of(course)
    from practicum.nbgrader_bridge import grading

    with progress("Writing feedback", not json) as shown:
        outcomes = grading.feedback(root, topic, learner, publish, shown)
    report(outcomes, f"Wrote feedback on {topic} for", json)


def export(
    topic: Annotated[str | None, typer.Argument(help="Only this topic area.", show_default=False)] = None,
    to: Annotated[
        Path | None, typer.Option(help="The file to write; without it, it is printed.", show_default=False)
    ] = None,
    course: CourseOption = None,
    json: JsonOption = False,
) -> None:
    """Everybody's grades, a line for each learner and lesson, as CSV for a spreadsheet.

    Example: practicum export ethics --to grades.csv
    """
    root = root_of(course)
    from practicum.nbgrader_bridge import export as exporting

    found = exporting.rows(root, topic)
    if json:
        print_json([dataclasses.asdict(row) for row in found])
    elif to is None:
        exporting.write_csv(found, sys.stdout)
    else:
        to.parent.mkdir(parents=True, exist_ok=True)
        with to.open("w", encoding="utf-8-sig", newline="") as file:  # the mark tells Excel that it is UTF-8
            exporting.write_csv(found, file)
        typer.echo(f"Wrote {plural(len(found), 'line')} to {to}.")


def instructor(
    browser: Annotated[bool, typer.Option(help="Open the browser; without it, the address is printed.")] = True,
    course: CourseOption = None,
) -> None:
    """Open the course in JupyterLab, with formgrader in its Nbgrader menu.

    Example: practicum instructor
    """
    root = root_of(course)
    importlib.import_module("nbgrader")  # a missing one is said before JupyterLab starts

    from . import lab

    raise typer.Exit(lab.run(root, "/lab", browser, root / "build"))


def add_to(app: typer.Typer) -> None:
    for command in (instructor, release, autograde, mark, feedback, export):
        app.command()(command)
