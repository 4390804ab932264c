"""The command that moves a gradebook to a server: move-gradebook."""

from __future__ import annotations

import dataclasses
from typing import Annotated

import typer

from .shared import CourseOption, JsonOption, plural, print_json, root_of, say


def move_gradebook(
    to: Annotated[
        str,
        typer.Argument(help="An empty PostgreSQL database: postgresql+psycopg://user@host/name.", show_default=False),
    ],
    course: CourseOption = None,
    json: JsonOption = False,
) -> None:
    """Copy grades and marks from gradebook/ into a PostgreSQL server. The files stay as they are.

    Do it while nobody grades or marks, and then put the line that it prints into nbgrader_config.py.
    A password belongs into ~/.pgpass rather than into the address: configuration files are copied about.
    Example: practicum move-gradebook postgresql+psycopg://practicum@localhost/practicum
    """
    root = root_of(course)
    from practicum.nbgrader_bridge.upkeep.move_gradebook import move

    from .cohort import progress

    with progress("Copying", not json) as shown:
        moved = move(root, to, shown)
    if json:
        print_json(dataclasses.asdict(moved))
        return
    learners, grades, marks = (moved.rows[name] for name in ("student", "grade", "mark"))
    say(f"Copied {plural(learners, 'learner')}, {plural(grades, 'grade')} and {plural(marks, 'mark')}.")
    if moved.left_out:
        say(f"{plural(moved.left_out, 'row')} belonged to nothing and stayed behind.")
    say("Now put this line into nbgrader_config.py, below configure(…):")
    say(moved.line)


def add_to(app: typer.Typer) -> None:
    app.command("move-gradebook")(move_gradebook)
