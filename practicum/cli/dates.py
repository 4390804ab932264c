"""The command for one learner's time: extend."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from .shared import CourseOption, JsonOption, Topic, print_json, root_of, say

if TYPE_CHECKING:
    from practicum.course.timezone import Zone
    from practicum.nbgrader_bridge.marks.extend import Extension


def extend(
    learner: Annotated[str, typer.Argument(help="Who gets more time: their name in the gradebook.")],
    topic: Topic,
    until: Annotated[
        str,
        typer.Argument(
            help="2026-10-05 (to the end of that day) or 2026-10-05T18:00, in the course's time "
            "zone; none takes an extension back, and the roster's accommodation counts again."
        ),
    ],
    course: CourseOption = None,
    json: JsonOption = False,
) -> None:
    """Give one learner more time for a topic area, before or after they handed in. Reports of lateness go by it.

    The lesson on their screen goes on showing everybody's date, so tell them.
    Example: practicum extend ann ethics 2026-10-05T18:00
    """
    root = root_of(course)
    from practicum.course import timezone
    from practicum.nbgrader_bridge.gradebook import due_dates
    from practicum.nbgrader_bridge.marks import extend

    zone = timezone.of(root)
    made = extend.extend(root, learner, topic, due_dates.moment_or_none(until, zone))
    if json:
        print_json(dataclasses.asdict(made))
        return
    for line in said(made, zone):
        say(line)
    for problem in made.problems:
        say(problem, err=True)


def said(made: Extension, zone: Zone) -> Iterator[str]:
    """What stands now, in lines."""
    when = zone.said_until
    learner, topic, roster = made.learner, made.topic, made.by_roster
    if made.until:
        yield f"{learner} has until {when(made.until)} for {topic}, which is due {when(made.due)}."
        if roster:
            more = "which is longer" if roster > made.until else "which is no longer"
            yield f"By the roster it would be {when(roster)}, {more}; what you gave here counts."
    elif roster:
        yield f"{learner} has no extension for {topic} any more; it is due {when(made.due)}."
        yield f"The roster's accommodation counts again: {learner} has until {when(roster)}."
    else:
        yield f"{learner} has no extension for {topic}; it is due {when(made.due)}."
    if made.until or roster:
        yield "Their lesson goes on showing everybody's date; tell them."
    if made.handed_in:
        late = f"{made.late_hours:g} hours late" if made.late_hours else "in time"
        yield f"They handed in {zone.said(made.handed_in)}: {late}."
    if made.late_penalty != made.penalty_before:
        yield f"Their penalty for lateness was {made.penalty_before:g} and is now {made.late_penalty:g}."
    elif made.late_penalty:
        yield f"Their penalty for lateness is {made.late_penalty:g}."


def add_to(app: typer.Typer) -> None:
    app.command()(extend)
