"""The command for those who learn by themselves: learn."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

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
    from practicum.nbgrader_bridge.selfstudy import build_lesson, first_lesson

    root = root_of(course)
    name = lesson or first_lesson(root)
    path = build_lesson(root, name)
    if build_only:
        typer.echo(str(path))
        return
    raise typer.Exit(subprocess.call(jupyterlab(path, browser)))


def jupyterlab(path: Path, browser: bool) -> list[str]:
    """JupyterLab with nothing but the lesson in sight; it opens the default browser or prints the address."""
    command = [
        sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={path.parent}",
        f"--LabApp.default_url=/doc/tree/{path.name}",
    ]  # fmt: skip
    if not browser:
        command.append("--no-browser")
    if getattr(os, "geteuid", lambda: 1)() == 0:
        command.append("--allow-root")  # in a container there is often nobody else
    return command


def add_to(app: typer.Typer) -> None:
    app.command()(learn)
