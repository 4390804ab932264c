"""The command for item analysis: items."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated

import typer

from .shared import CourseOption, JsonOption, Topic, plural, print_json, root_of, say


def items(
    topic: Topic,
    to: Annotated[
        Path | None, typer.Option(help="The folder for the page. Default: exports/ in the course.", show_default=False)
    ] = None,
    course: CourseOption = None,
    json: JsonOption = False,
) -> None:
    """How the items of a topic area did: difficulty, discrimination, options, reliability, ways through the cases.

    It writes a page with what to do about each item that stands out, and says nothing that too few learners
    can tell. The page names right answers and no learner.
    Example: practicum items ethics --to reports
    """
    root = root_of(course)
    from practicum.cohort import gather, page, report

    lessons = gather.read(root, topic)
    title = next(iter(lessons.values())).keyed.get("topic_title", topic)
    found = report.report(topic, title, lessons, datetime.date.today().isoformat())
    if json:
        print_json(found)
        return
    path = page.write(found, to or root / "exports")
    for lesson in found["lessons"]:
        told = sum(bool(item["remarks"]) for item in lesson["items"])
        if lesson["told"]:
            say(
                f"{lesson['lesson']}: {plural(lesson['learners'], 'learner')}, "
                f"{plural(told, 'item')} of {len(lesson['items'])} with something to do."
            )
        else:
            say(
                f"{lesson['lesson']}: {plural(lesson['learners'], 'learner')}, too few to tell; it takes {found['enough']}."
            )
    say(f"Wrote {path}")


def add_to(app: typer.Typer) -> None:
    app.command()(items)
