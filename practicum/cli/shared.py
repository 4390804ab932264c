"""What the commands have in common."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Annotated, Any

import typer

CourseOption = Annotated[
    Path | None,
    typer.Option("--course", help="The course's folder. Default: found upward from here.", show_default=False),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
LearnerOption = Annotated[str | None, typer.Option("--learner", help="Only this learner.", show_default=False)]
Topic = Annotated[str, typer.Argument(help="The topic area: a folder of modules/ and source/, such as ethics.")]


def root_of(course: Path | None) -> Path:
    from practicum.course import find_course

    return find_course(course)


def print_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def when(at: datetime.datetime) -> str:
    """A time of this computer's, with its distance from UTC."""
    local = at.astimezone()
    zone = local.strftime("%z")
    return f"{local:%Y-%m-%d %H:%M} (UTC{zone[:3]}:{zone[3:5]})"


def plural(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
