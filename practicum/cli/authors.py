"""Commands for those who write the course: check, schema, overview, new, preview; and demo, which shows it all."""

from __future__ import annotations

import datetime

import typer

from . import new, preview
from .shared import CourseOption, JsonOption, plural, print_json, root_of, say


def check(course: CourseOption = None, json: JsonOption = False) -> None:
    """Look at every file of modules/ and source/, and say at once all that is wrong, where, and how to mend it.

    Then how long each lesson takes, computed. Example: practicum check --json
    """
    root = root_of(course)
    from practicum.content.load import no_collecting

    from . import checking

    with no_collecting():
        problems, measures = checking.all_of(root, datetime.date.today())
    if json:
        listed = [{"file": p.file, "line": p.line, "what": p.what} for p in problems]
        print_json({"problems": listed, "lessons": measures})
    else:
        for line in [*problems, *map(checking.sentence, measures)]:
            say(str(line))
        say(f"{plural(len(problems), 'problem')}." if problems else "The course is clean.")
    if problems:
        raise typer.Exit(1)


def schema(course: CourseOption = None) -> None:
    """Write modules/schema/: what each file may hold, for editors that help while typing.

    Needed after a change of practicum/content/model/ alone. Example: practicum schema
    """
    root = root_of(course)
    from . import checking

    changed = checking.write_schemas(root)
    say(f"Wrote {', '.join(changed)}." if changed else "modules/schema/ is current.")


def overview(course: CourseOption = None) -> None:
    """Write docs/coverage.md, docs/unchecked.md and docs/item-quality.md from the course's files.

    Needed after a change of modules/ or source/; a test says when they are out of date. Example: practicum overview
    """
    root = root_of(course)
    from practicum.content.load import load_course
    from practicum.course import CourseError
    from practicum.overview import texts

    loaded, problems = load_course(root)
    if loaded is None or problems:
        raise CourseError(f"The course has problems; run `practicum check`. The first: {problems[0]}")
    changed = []
    for name, text in texts(loaded).items():
        path = root / "docs" / name
        if not path.is_file() or path.read_text("utf-8") != text:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
            changed.append(f"docs/{name}")
    say(f"Wrote {', '.join(changed)}." if changed else "The pages are current.")


def demo() -> None:
    """Run a whole cohort of twelve invented learners, from release to feedback and report.

    It refuses where the gradebook holds anybody but its own learners. Example: practicum demo
    """
    from rich.console import Console

    from practicum.demo.run import run_demo

    run_demo(Console())


def add_to(app: typer.Typer) -> None:
    app.command()(check)
    app.command()(schema)
    app.command()(overview)
    new.add_to(app)
    preview.add_to(app)
    app.command()(demo)
