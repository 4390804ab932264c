"""Commands for those who run a cohort: release, mark, feedback."""

from __future__ import annotations

import dataclasses
import getpass
import importlib
from pathlib import Path
from typing import Annotated

import typer

from .outcomes import progress, report, say_left_out
from .shared import CourseOption, JsonOption, LearnerOption, Topic, plural, print_json, root_of, say


def release(
    topic: Topic,
    publish: Annotated[
        bool, typer.Option("--publish", help="Also put it into the exchange, where learners fetch it.")
    ] = False,
    force: Annotated[bool, typer.Option(help="Release again what has been released before.")] = True,
    due: Annotated[
        str | None,
        typer.Option(
            help="When it is due: 2026-10-05 (to the end of that day) or 2026-10-05T18:00, in the course's time "
            "zone; none takes the date away. Without it, the gradebook's date stays.",
            show_default=False,
        ),
    ] = None,
    course: CourseOption = None,
    json: JsonOption = False,
) -> None:
    """Make the learners' copies of a topic area in release/. What learners see changes only if all of it worked.

    Once answers were handed in, wording and the due date may change; items, keys and points may not.
    The lesson shows the date; who fetched it before sees the date of their copy.
    Example: practicum release ethics --due 2026-10-05T18:00 --publish
    """
    root = root_of(course)
    from practicum.course import timezone
    from practicum.nbgrader_bridge.gradebook import due_dates
    from practicum.nbgrader_bridge.release.release import release as make

    zone = timezone.of(root)
    until = "as it is" if due is None else due_dates.moment_or_none(due, zone)
    made = make(root, topic, force=force, to_exchange=publish, due=until)
    if json:
        print_json(
            {"topic": topic, "folder": str(made.folder), "lessons": made.lessons, "published": publish, "due": made.due}
        )
        return
    say(f"Released {topic} with {plural(len(made.lessons), 'lesson')}: {', '.join(made.lessons)}.")
    if made.due:
        say(f"It is due {zone.said_until(made.due)}.")
        if not zone.name:
            say("That is this computer's time; `time_zone: America/New_York` in modules/course.yml names another.")
    say("Learners can fetch it." if publish else f"Look at release/{topic}; --publish lets learners fetch it.")
    for problem in made.problems:
        say(problem, err=True)


def parse_levels(pairs: list[str]) -> dict[str, int]:
    """`responsibility=3` and so on as a dictionary."""
    from practicum.course import CourseError

    levels = {}
    for pair in pairs:
        name, equals, level = pair.partition("=")
        if not equals or not level.strip().isdigit():
            raise CourseError(f"'{pair}' is not a level; write it like responsibility=3.")
        levels[name.strip()] = int(level)
    return levels


def mark(
    topic: Annotated[str | None, typer.Argument(help="The topic area.", show_default=False)] = None,
    lesson: Annotated[str | None, typer.Argument(help="The lesson.", show_default=False)] = None,
    learner: Annotated[str | None, typer.Argument(help="Whose response.", show_default=False)] = None,
    levels: Annotated[
        list[str] | None, typer.Argument(help="The level on each criterion, like responsibility=3.", show_default=False)
    ] = None,
    item: Annotated[
        str | None, typer.Option(help="Which written response, where a lesson has several.", show_default=False)
    ] = None,
    comment: Annotated[str, typer.Option(help="What you say to the learner.")] = "",
    marker: Annotated[
        str | None, typer.Option(help="Who marks. Default: your name on this computer.", show_default=False)
    ] = None,
    course: CourseOption = None,
    json: JsonOption = False,
) -> None:
    """Mark one written response by the rubric; without a learner, list those that wait.

    Examples: practicum mark ethics · practicum mark ethics dual_relationships ann responsibility=3 repair=2 --comment "Clear."
    """
    root = root_of(course)
    if learner is None or topic is None or lesson is None:
        list_waiting(root, topic, lesson, json)
        return
    from practicum.nbgrader_bridge.marks import marking

    name = item or only_response(root, topic, lesson)
    made, typed = marking.mark_over(
        root, learner, topic, lesson, name, parse_levels(levels or []), comment, marker or getpass.getuser()
    )
    if json:
        print_json({**dataclasses.asdict(made), "formgrader_had": typed and dataclasses.asdict(typed)})
        return
    say(f"Marked {learner}'s {name}: {made.total:g} points.")
    if typed:
        said = f' with the comment "{typed.comment}"' if typed.comment.strip() else ""
        say(f"formgrader had {typed.total:g} points{said}; it is in the history.")


def list_waiting(root: Path, topic: str | None, lesson: str | None, json: bool) -> None:
    from practicum.nbgrader_bridge.marks import formgrader_scores
    from practicum.nbgrader_bridge.reports import grade_rows as exporting

    found = [w for w in exporting.waiting(root, topic) if lesson in (None, w["lesson"])]
    if json:
        print_json(found)
        return
    for w in found:
        say(f"{w['topic']} {w['lesson']} {w['learner']}  ({w['item']})")
    say(f"{plural(len(found), 'written response waits', 'written responses wait')} for a marker.")
    for name in exporting.topics(root, topic):
        for one in formgrader_scores.over_marks(root, name):
            if lesson in (None, one.place.notebook):
                say(
                    f"{name} {one.place.notebook} {one.place.learner}  ({one.place.item}): {one.score:g} points from "
                    f"formgrader count; {one.mark.marker}'s mark by the rubric, {one.mark.total:g}, is in the history."
                )


def only_response(root: Path, topic: str, lesson: str) -> str:
    """The lesson's one written response."""
    from practicum.course import CourseError, released

    keyed = released.keyed(root, topic, lesson)
    if keyed is None:
        raise CourseError(f"{topic}/{lesson} has not been released.")
    names = list(keyed["written"])
    if len(names) != 1:
        raise CourseError(f"{lesson} has {len(names)} written responses; name one with --item.")
    return names[0]


def feedback(
    topic: Topic,
    learner: LearnerOption = None,
    publish: Annotated[
        bool, typer.Option("--publish", help="Also put it into the exchange, where learners fetch it.")
    ] = False,
    course: CourseOption = None,
    json: JsonOption = False,
) -> None:
    """Write each learner's feedback pages in feedback/.

    Example: practicum feedback ethics --publish
    """
    root = root_of(course)
    from practicum.nbgrader_bridge import grade_cohort
    from practicum.nbgrader_bridge.reports import left_out

    with progress("Writing feedback", not json) as shown:
        outcomes = grade_cohort.feedback(root, topic, learner, publish, shown)
    if not json:
        missing = [one for one in outcomes if one.state in (left_out.NOT_GRADED, left_out.NO_COPY)]
        say_left_out([left_out.LeftOut(one.learner, topic, one.state) for one in missing], "Without feedback")
        outcomes = [one for one in outcomes if one not in missing]
    report(outcomes, f"Wrote feedback on {topic} for", json)


def instructor(
    browser: Annotated[bool, typer.Option(help="Open the browser; without it, the address is printed.")] = True,
    course: CourseOption = None,
) -> None:
    """Open the course in JupyterLab, with formgrader in its Nbgrader menu.

    Example: practicum instructor
    """
    root = root_of(course)
    importlib.import_module("nbgrader")  # a missing one is said before JupyterLab starts

    from . import lab

    raise typer.Exit(lab.run(root, "/lab", browser, root / "build"))


def add_to(app: typer.Typer) -> None:
    for command in (instructor, release, mark, feedback):
        app.command()(command)
