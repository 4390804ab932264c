"""Commands that hand grades on: export, status."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from practicum.learner_ids import shown

from .outcomes import say_left_out
from .shared import CourseOption, JsonOption, plural, print_json, root_of, say

if TYPE_CHECKING:
    from rich.table import Table

TopicOption = Annotated[str | None, typer.Argument(help="Only this topic area.", show_default=False)]
SectionOption = Annotated[
    str | None, typer.Option("--section", help="Only learners of this section of the roster.", show_default=False)
]
FORMS = ("csv", "xlsx", "canvas", "moodle", "blackboard")


def export(
    topic: TopicOption = None,
    to: Annotated[
        Path | None, typer.Option(help="The file to write; without it, it is printed.", show_default=False)
    ] = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--for",
            help="csv or xlsx: a line for each learner and lesson. canvas, moodle, blackboard: what that system imports, "
            "a line for each learner. Default: by the file's ending, else csv.",
            show_default=False,
        ),
    ] = None,
    section: SectionOption = None,
    course: CourseOption = None,
    json: JsonOption = False,
) -> None:
    """Everybody's grades: for a spreadsheet, or for a learning management system.

    Examples: practicum export ethics --to grades.xlsx · practicum export --for canvas --to canvas.csv
    """
    root = root_of(course)
    from practicum.nbgrader_bridge.reports import grade_rows as exporting
    from practicum.nbgrader_bridge.reports import left_out

    chosen = chosen_form(form, to)
    problems: list[str] = []
    found = exporting.rows(root, topic, section, problems)
    for problem in problems:
        say(problem, err=True)
    missing = left_out.found(root, topic, section, found)
    if json:
        blank = {field.name: None for field in dataclasses.fields(exporting.Row)}
        ungraded = [one for one in missing if one.why == left_out.NOT_GRADED]
        without = {(one.topic, one.learner): one.why for one in missing}
        rows = [{**dataclasses.asdict(row), "left_out": without.get((row.topic, row.learner))} for row in found]
        rows += [{**blank, "learner": one.learner, "topic": one.topic, "left_out": one.why} for one in ungraded]
        print_json(rows)
        return
    write(chosen, found, to)
    for why, what in ((left_out.NOT_GRADED, "Not in it"), (left_out.NO_COPY, "In it, with what the gradebook has")):
        say_left_out([one for one in missing if one.why == why], what, err=to is None)
    if to is not None:
        lines = len(found) if chosen in ("csv", "xlsx") else len({row.learner for row in found})
        say(f"Wrote {plural(lines, 'line')} to {to}.")
        if waiting := sum(row.waiting for row in found):
            say(f"{plural(waiting, 'written response waits', 'written responses wait')} for a marker; "
                       "in a file for a learning management system their topic area is left blank.")  # fmt: skip


def chosen_form(form: str | None, to: Path | None) -> str:
    from practicum.course import CourseError

    chosen = form or ("xlsx" if to is not None and to.suffix.lower() == ".xlsx" else "csv")
    if chosen not in FORMS:
        raise CourseError(f"'{chosen}' is no form of export; take one of {', '.join(FORMS)}.")
    if chosen == "xlsx" and to is None:
        raise CourseError("A workbook needs a file; add --to grades.xlsx.")
    return chosen


def write(chosen: str, found: list, to: Path | None) -> None:
    """Into the file, or printed; a file is there whole or not at all."""
    from practicum.nbgrader_bridge.reports import grade_files

    def lines(out: TextIO) -> None:
        grade_files.write_csv(found, out) if chosen == "csv" else grade_files.write_for(chosen, found, out)

    if to is None:
        lines(sys.stdout)
        return
    to.parent.mkdir(parents=True, exist_ok=True)
    unfinished = to.with_name(f".{to.name}.part")
    try:
        if chosen == "xlsx":
            grade_files.write_xlsx(found, unfinished)
        else:
            # the mark tells Excel that it is UTF-8; the systems' own files come without it
            encoding = "utf-8-sig" if chosen == "csv" else "utf-8"
            with unfinished.open("w", encoding=encoding, newline="") as file:
                lines(file)
        unfinished.replace(to)
    finally:
        unfinished.unlink(missing_ok=True)


def status(
    topic: TopicOption = None,
    section: SectionOption = None,
    learners: Annotated[bool, typer.Option("--learners", help="A line for each learner as well.")] = False,
    dealt_with: Annotated[
        str | None,
        typer.Option(
            "--dealt-with",
            show_default=False,
            help="Say no more of what was odd at the exchange about this learner, or this folder of inbound.",
        ),
    ] = None,
    course: CourseOption = None,
    json: JsonOption = False,
) -> None:
    """Who handed in, what is graded, what waits for a marker, who is late; and what was refused or odd at the exchange.

    Examples: practicum status ethics --learners · practicum status --dealt-with ann
    """
    root = root_of(course)
    from practicum.course import timezone
    from practicum.nbgrader_bridge.reports import grade_rows as exporting
    from practicum.nbgrader_bridge.reports import status as standing

    if dealt_with is not None:
        deal_with(root, topic, dealt_with)
    found = standing.standings(root, topic, section)
    counted, at_the_exchange = standing.summary(found), standing.at_the_exchange(root, topic, section)
    dues, zone = exporting.dues(root, topic), timezone.of(root)
    if json:
        odd = [
            {"topic": o.topic, "learner": o.learner, "folder": o.folder, "state": o.state, "why": list(o.said)}
            for o in at_the_exchange
        ]
        due = {name: zone.local(at).isoformat() for name, at in dues.items()}
        people = [dataclasses.asdict(one) for one in found]
        print_json({"topics": counted, "due": due, "learners": people, "at_the_exchange": odd})
        return
    from rich.console import Console

    console = Console()
    console.print(overview(counted))
    for name, at in dues.items():
        say(f"{name} is due {zone.said_until(at)}.")
    if learners:
        for line in by_learner(found):
            say(line)
    if at_the_exchange:
        say("At the exchange, until you have seen to it (then `practicum status --dealt-with`, with the id):")
    for one in at_the_exchange:
        say(f"{one.topic}  {one.learner or 'nobody known'}  {' '.join(one.said)}")


def deal_with(root: Path, topic: str | None, who: str) -> None:
    from practicum.course import CourseError
    from practicum.learner_ids import shown
    from practicum.nbgrader_bridge.exchange import arrivals

    if not arrivals.deal_with(root, who, topic):
        raise CourseError(f"Nothing at the exchange waits to be dealt with for '{shown(who, 60)}'.")


def overview(counted: list[dict]) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(title="Topic areas", title_justify="left")
    table.add_column("Topic area")
    states = ("Nothing\nyet", "Handed\nin", "New\nwork", "Waiting for\na marker", "Graded")
    for name in ("Learners", *states, "Late", "No\nanswers"):
        table.add_column(name, justify="right")
    for one in counted:
        keys = ("nothing_yet", "handed_in", "new_work", "waiting_for_a_marker", "graded", "late", "no_answers")
        table.add_row(Text(shown(one["topic"])), *(str(one[key]) for key in ("learners", *keys)))
    return table


def by_learner(found: list) -> Iterator[str]:
    """One line a learner, as wide as it needs to be."""
    for one in found:
        name = one.name if one.name != one.learner else ""
        graded = f"{one.score:g} of {one.max_score:g} points, lessons: {one.lessons}" if one.lessons else ""
        waiting = f"{one.waiting} waiting" if one.waiting else ""
        late = f"{one.late_hours:g} h late" if one.late_hours else ""
        empty = f"no answers in {one.unanswered} of {one.lessons} lessons" if one.unanswered else ""
        parts = [one.topic, one.learner, name, one.section, one.state, graded, empty, waiting, late]
        yield "  ".join(filter(None, parts))


def add_to(app: typer.Typer) -> None:
    for command in (export, status):
        app.command()(command)
