"""What the commands have in common."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated, Any

import typer

from practicum.learner_ids import shown

CourseOption = Annotated[
    Path | None,
    typer.Option("--course", help="The course's folder. Default: found upward from here.", show_default=False),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
LearnerOption = Annotated[str | None, typer.Option("--learner", help="Only this learner.", show_default=False)]
Topic = Annotated[str, typer.Argument(help="The topic area: a folder of modules/ and source/, such as ethics.")]


def root_of(course: Path | None) -> Path:
    from practicum.course import find_course

    root = find_course(course)
    if any((root / "gradebook").glob(".restore*")):  # a restore was killed
        from practicum.nbgrader_bridge.gradebook import swap_journal

        swap_journal.recover(root)
    return root


def say(text: str, err: bool = False) -> None:
    """Print one line. Every command says by this what it says: ids, names and files' names are strangers' text, and
    what would turn, colour or end a line of a terminal is shown as its escape."""
    typer.echo(shown(text), err=err)


def ask(question: str) -> bool:
    """A question to be answered by y or n."""
    return typer.confirm(shown(question))


def print_json(value: Any) -> None:
    """JSON that a program reads as it was, and in which no stranger's text moves a terminal."""
    text = json.dumps(value, ensure_ascii=False, indent=1, default=str)
    typer.echo(re.sub(r"[^\n -~]", lambda found: _in_json(found[0]), text))


def _in_json(character: str) -> str:
    if shown(character) == character:
        return character
    return json.dumps(character)[1:-1] if ord(character) > 127 else f"\\u{ord(character):04x}"


def first_names(names: list[str], most: int = 5) -> str:
    """The first ones of a list, and how many more there are. Strangers' names."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(shown(name) for name in names[:most]) + more


def plural(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
