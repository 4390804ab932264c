"""The command for those who learn by themselves: learn."""

from __future__ import annotations

from typing import Annotated

import typer

from . import lab
from .shared import CourseOption, root_of


def learn(
    lesson: Annotated[
        str | None, typer.Argument(help="The lesson; without it, the first one.", show_default=False)
    ] = None,
    browser: Annotated[bool, typer.Option(help="Open the browser; without it, the address is printed.")] = True,
    build_only: Annotated[bool, typer.Option("--build-only", help="Only build the lesson's files.")] = False,
    course: CourseOption = None,
) -> None:
    """Open a lesson to study by yourself. Your answers stay in build/self-study/ on this computer.

    Example: practicum learn dual_relationships
    """
    from practicum.course.selfstudy import build_lesson, first_lesson

    root = root_of(course)
    name = lesson or first_lesson(root)
    path = build_lesson(root, name)
    if build_only:
        typer.echo(str(path))
        return
    raise typer.Exit(lab.run(path.parent, f"/doc/tree/{path.name}", browser, root / "build"))


def add_to(app: typer.Typer) -> None:
    app.command()(learn)
