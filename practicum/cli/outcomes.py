"""What commands over many learners show while they work, and say when they are done."""

from __future__ import annotations

import contextlib
import dataclasses
import sys
from collections.abc import Callable, Iterator

import typer

from practicum.learner_ids import shown

from .shared import first_names, plural, print_json, say


@contextlib.contextmanager
def progress(what: str, on: bool) -> Iterator[Callable[[int, int, str], None] | None]:
    """A bar with counts on a terminal, nothing elsewhere; gives what is called with (done, of, learner)."""
    if not (on and sys.stderr.isatty()):
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, of, learner: bar.update(
            task,
            completed=done,
            total=of,
            description=shown(f"{what} {learner}"),  # a name is a stranger's text
        )


def say_left_out(missing: list, what: str, err: bool = False) -> None:
    """A line for each topic area and reason. `missing` are left_out.LeftOut."""
    from practicum.nbgrader_bridge.reports import left_out

    groups: dict[tuple[str, str], list[str]] = {}
    for one in missing:
        groups.setdefault((one.topic, one.why), []).append(one.learner)
    for (topic, why), whom in groups.items():
        who = f"{plural(len(whom), 'learner')}: {first_names(whom)}"
        say(f"{what} ({topic}, {why}) {who}; {left_out.remedy(why, topic)}.", err=err)


def report(outcomes: list, done: str, json: bool) -> None:
    """Say what became of each learner; end with an error where one failed."""
    failed = [o for o in outcomes if o.error]
    left = sum(o.state == "as before" for o in outcomes)
    refused = sum(o.state == "refused" for o in outcomes)
    aside = refused + sum(
        o.state == "at the exchange" for o in outcomes
    )  # said of the exchange, and no learner's outcome
    if json:
        print_json([dataclasses.asdict(o) for o in outcomes])
    else:
        for outcome in outcomes:
            for lesson, notes in outcome.notes.items():
                who = f"{outcome.learner}, " if outcome.learner else ""
                say(f"{who}{lesson}: {' '.join(notes)}")
        for outcome in failed:
            say(f"{outcome.learner}: {outcome.error}", err=True)
        said = [f"{done} {plural(len(outcomes) - len(failed) - left - aside, 'learner')}."]
        said += [f"{plural(left, 'learner')} had nothing newer."] if left else []
        said += [f"Refused at the exchange: {refused} (`practicum status` lists them)."] if refused else []
        said += [f"{len(failed)} failed."] if failed else []
        say(" ".join(said))
    if failed:
        raise typer.Exit(1)
