"""The command `practicum`. Importing it imports neither nbgrader nor the course's checker."""

from __future__ import annotations

import sys
from typing import Any

import typer
import typer.core

from . import authors, autograding, build, cohort, dates, exports, items, learners, moving, records, trouble
from .shared import say

EPILOG = """Examples:  practicum check  ·  practicum release ethics  ·  practicum autograde ethics --collect  ·
practicum mark ethics dual_relationships ann responsibility=3 repair=2 --comment "Clear."  ·
practicum feedback ethics --publish  ·  practicum export --to grades.csv"""


class Commands(typer.core.TyperGroup):
    """All commands, any of which may find a database locked, gone or damaged, or the disk full."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as error:
            if said := trouble.sentence(error):
                from practicum.course import CourseError

                raise CourseError(said) from error
            raise


app = typer.Typer(
    cls=Commands,
    name="practicum",
    help="Training for therapists on Jupyter: check the course, release it, grade it, or learn from it. "
    "Works in the course's folder or anywhere below it.",
    epilog=EPILOG,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for part in (authors, learners, build, autograding, cohort, dates, exports, items, moving, records):
    part.add_to(app)


def main() -> None:
    """Run the command; whatever a person can mend is one sentence on standard error."""
    # jsonschema, which nbformat and so nbgrader load, builds grammars with this package to check IRIs that nobody here
    # writes; it does without where the package is missing. That was half the time in which any of our commands starts.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # None: not to be found; the stubs know modules alone

    from practicum.course import CourseError

    try:
        app()
    except CourseError as error:
        say(str(error), err=True)
        sys.exit(1)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("nbgrader", "nh3", "papermill", "scipy", "sqlalchemy"):
            raise
        # not by the package's name alone: a registry could hold a stranger's package of that name
        say(
            f"This needs {error.name}, which the learners' install leaves out; "
            "in the course's folder run: pip install -e '.[instructor]'",
            err=True,
        )
        sys.exit(1)
