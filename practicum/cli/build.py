"""Commands that make files to give away: build self-study."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .shared import CourseOption, plural, root_of, say

build = typer.Typer(
    help="Make files to give away. Example: practicum build self-study --to practicum.zip", no_args_is_help=True
)
SYSTEMS = ("windows", "macos", "linux")


@build.callback()
def files() -> None:
    """Make files to give away. Example: practicum build self-study --to practicum.zip"""


@build.command("self-study")
def self_study(
    to: Annotated[
        Path | None, typer.Option(help="The ZIP file to write. Default: in build/.", show_default=False)
    ] = None,
    wheels: Annotated[
        list[str] | None,
        typer.Option(
            "--wheels",
            help="Put the packages for windows, macos or linux in, so that the first start needs no network. "
            "May be given more than once.",
            show_default=False,
        ),
    ] = None,
    course: CourseOption = None,
) -> None:
    """One archive for learners: lessons, program, and a start file to double-click on Windows, macOS and Linux.

    It carries answer keys, as self-study does: give it to nobody whom you grade.
    Example: practicum build self-study --to practicum.zip --wheels windows
    """
    root = root_of(course)
    from practicum import archive
    from practicum.course import CourseError

    systems = list(dict.fromkeys(wheels or []))
    if unknown := [name for name in systems if name not in SYSTEMS]:
        raise CourseError(f"'{unknown[0]}' is no system; take one of {', '.join(SYSTEMS)}.")
    place = to or root / "build" / f"practicum-self-study-{archive.version(root)}.zip"
    count = archive.build(root, place, systems)
    say(f"Wrote {plural(count, 'file')} ({place.stat().st_size / 1_000_000:.0f} MB) to {place}.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(build, name="build")
