"""The command that gives an author a commented file to begin with: new."""

from __future__ import annotations

import dataclasses
from enum import StrEnum
from typing import Annotated

import typer

from ..content import kinds
from .shared import CourseOption, JsonOption, print_json, root_of, say


class Kind(StrEnum):
    lesson = "lesson"
    vignette = "vignette"
    item = "item"
    rubric = "rubric"
    glossary = "glossary"


# mypy wants the names written out; they are those of the entries
ItemType = StrEnum("ItemType", {kind.name: kind.name for kind in kinds.of_group("item")})  # type: ignore[misc]
SINGLE = ItemType("single_choice")


def new(
    kind: Annotated[Kind, typer.Argument(help="What to begin.")],
    where: Annotated[str, typer.Argument(help="TOPIC for a lesson or a glossary, TOPIC/LESSON for the others.")],
    name: Annotated[
        str | None,
        typer.Argument(
            help="Its name, a word such as declines_gift; a rubric and a glossary can go without.", show_default=False
        ),
    ] = None,
    branching: Annotated[bool, typer.Option("--branching", help="A vignette with scenes and endings.")] = False,
    type_: Annotated[ItemType, typer.Option("--type", help="The kind of item.")] = SINGLE,
    course: CourseOption = None,
    json: JsonOption = False,
) -> None:
    """Begin a lesson, vignette, item, rubric or glossary from a commented template, and say what is still to be written.

    Nothing that is there is overwritten. Examples: practicum new lesson ethics gifts ·
    practicum new vignette ethics/gifts the_scarf --branching · practicum new item ethics/gifts scarf --type ordering ·
    practicum new rubric ethics/gifts · practicum new glossary ethics
    """
    root = root_of(course)
    from . import from_template as make

    match kind:
        case Kind.lesson:
            made = make.new_lesson(root, where, name)
        case Kind.vignette:
            made = make.new_vignette(root, where, name, branching)
        case Kind.item:
            made = make.new_item(root, where, name, type_.value)
        case Kind.rubric:
            made = make.new_rubric(root, where, name)
        case Kind.glossary:
            made = make.new_glossary(root, where)
    if json:
        print_json(dataclasses.asdict(made))
        return
    say(f"Made {', '.join(made.files)}. Still to be written:" if kind != Kind.item else "Still to be written:")
    for file, fields in made.to_write.items():
        say(f"  {file}: {', '.join(fields)}")
    for step in made.steps:
        say(step)
    say("`practicum check` names everything that is left, with its line.")


def add_to(app: typer.Typer) -> None:
    app.command()(new)
