"""Commands for those who write the course: check; and demo, which shows it all."""

from __future__ import annotations

import typer

from .shared import CourseOption, JsonOption, plural, print_json, root_of


def check(course: CourseOption = None, json: JsonOption = False) -> None:
    """Look at every file of modules/ and source/, and say at once all that is wrong, where, and how to mend it.

    Example: practicum check --json
    """
    root = root_of(course)
    from practicum.lint import check as problems_of

    problems = problems_of(root)
    if json:
        print_json([{"file": p.file, "line": p.line, "what": p.what} for p in problems])
    else:
        for problem in problems:
            typer.echo(str(problem))
        typer.echo(f"{plural(len(problems), 'problem')}." if problems else "The course is clean.")
    if problems:
        raise typer.Exit(1)


def demo() -> None:
    """Run a whole cohort of twelve invented learners, from release to feedback and report.

    It refuses where the gradebook holds anybody but its own learners. Example: practicum demo
    """
    from rich.console import Console

    from practicum.demo.run import run_demo

    run_demo(Console())


def add_to(app: typer.Typer) -> None:
    app.command()(check)
    app.command()(demo)
