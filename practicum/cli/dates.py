"""The command for one learner's time: extend."""

from __future__ import annotations

import dataclasses
from typing import Annotated

import typer

from .shared import CourseOption, JsonOption, Topic, print_json, root_of, say, when


def extend(
    learner: Annotated[str, typer.Argument(help="Who gets more time: their name in the gradebook.")],
    topic: Topic,
    until: Annotated[
        str,
        typer.Argument(
            help="2026-10-05 (to the end of that day) or 2026-10-05T18:00, in this computer's time; "
            "none takes an extension back."
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
    from practicum.nbgrader_bridge import duedate, extensions

    made = extensions.extend(root, learner, topic, duedate.moment_or_none(until))
    if json:
        print_json(dataclasses.asdict(made))
        return
    if made.until is None:
        say(f"{learner} has no extension for {topic}; it is due {when(made.due)}.")
    else:
        say(f"{learner} has until {when(made.until)} for {topic}, which is due {when(made.due)}.")
        say("Their lesson goes on showing everybody's date; tell them.")
    if made.handed_in:
        late = f"{made.late_hours:g} hours late" if made.late_hours else "in time"
        say(f"They handed in {when(made.handed_in)}: {late}.")
    if made.late_penalty:
        say(
            f"Their penalty of {made.late_penalty:g} for lateness stands until you run: "
            f"practicum autograde {topic} --learner {learner} --again"
        )


def add_to(app: typer.Typer) -> None:
    app.command()(extend)
