"""The command that scores what was handed in: autograde."""

from __future__ import annotations

from typing import Annotated

import typer

from .outcomes import progress, report
from .shared import CourseOption, JsonOption, LearnerOption, Topic, plural, root_of, say

INTERRUPTED = 130  # what a shell expects of a program that Ctrl-C ended


def autograde(
    topic: Topic,
    learner: LearnerOption = None,
    again: Annotated[bool, typer.Option("--again", help="Also what was graded before.")] = False,
    collect: Annotated[
        bool, typer.Option("--collect", help="First fetch what was handed in from the exchange.")
    ] = False,
    course: CourseOption = None,
    json: JsonOption = False,
) -> None:
    """Score what was handed in, without running it; written responses go to the markers.

    The whole cohort is scored in one process, as nbgrader would. One learner's broken folder stops nobody else.
    It may be stopped at any time; the same command completes what was begun.
    Example: practicum autograde ethics --collect
    """
    root = root_of(course)
    from practicum.nbgrader_bridge import grade_cohort

    with progress("Scoring", not json) as shown:
        try:
            outcomes = grade_cohort.autograde(root, topic, learner, again, collect, shown)
        except grade_cohort.Stopped as stopped:
            say(str(stopped), err=True)
            raise typer.Exit(INTERRUPTED) from None
    if not json:
        if why := next((o.nbgrader for o in outcomes if o.nbgrader), None):
            say(f"nbgrader graded this topic area learner by learner: {why}.")
        waiting = grade_cohort.waiting(root, topic)
        say(f"{plural(waiting, 'written response waits', 'written responses wait')} for a marker.")
    report(outcomes, f"Scored {topic} for", json)


def add_to(app: typer.Typer) -> None:
    app.command()(autograde)
