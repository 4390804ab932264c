"""Commands on who is in the cohort and what is kept of them: cohort, record, forget, backup, restore."""

from __future__ import annotations

import dataclasses
import datetime
from pathlib import Path
from typing import Annotated

import typer

from .shared import CourseOption, JsonOption, ask, first_names, plural, print_json, root_of, say

Learner = Annotated[str, typer.Argument(help="The learner's id, as in the gradebook.")]
cohort = typer.Typer(help="Who is in the cohort: the roster.", no_args_is_help=True, rich_markup_mode=None)


@cohort.command("import")
def import_roster(
    roster: Annotated[Path, typer.Argument(help="A CSV file: id, name, and if you like section, accommodation.")],
    course: CourseOption = None,
    json: JsonOption = False,
) -> None:
    """Put a roster's learners into the gradebook, with section and accommodation.

    An accommodation such as "+48 hours" or "+3 days" is more time for every topic area with a due date; other text
    is kept as a note. Learners who are not in the file stay as they are. Example: practicum cohort import roster.csv
    """
    root = root_of(course)
    from practicum.course import CourseError
    from practicum.nbgrader_bridge.marks import roster_file, roster_import

    try:
        data = roster.read_bytes()
    except OSError as error:
        raise CourseError(f"{roster} cannot be read ({error.strerror}).") from error
    entries = roster_file.parse(data, roster.name)
    new, known = roster_import.keep(root, entries)
    if json:
        print_json({"new": new, "known": known, "learners": [dataclasses.asdict(entry) for entry in entries]})
        return
    more = sum(entry.more_hours > 0 for entry in entries)
    say(f"{plural(new, 'learner')} added, {known} brought up to date; {more} with more time.")


@cohort.command("list")
def list_roster(course: CourseOption = None, json: JsonOption = False) -> None:
    """Everybody in the gradebook, with section and accommodation. Example: practicum cohort list"""
    root = root_of(course)
    from practicum.nbgrader_bridge.marks import roster

    found = roster.listed(root)
    if json:
        print_json([dataclasses.asdict(entry) for entry in found])
        return
    for entry in found:
        say("  ".join(filter(None, (entry.learner, entry.name, entry.section, entry.accommodation))))
    say(f"{plural(len(found), 'learner')}.")


def record(
    learner: Learner,
    to: Annotated[
        Path | None,
        typer.Option(
            help="The ZIP file to write; without it, only the databases' part is printed.", show_default=False
        ),
    ] = None,
    course: CourseOption = None,
) -> None:
    """All that is kept of one learner: scores, marks with their history, comments, and with --to the files.

    Example: practicum record ann --to ann.zip
    """
    root = root_of(course)
    from practicum.nbgrader_bridge.reports import learner_records

    if to is None:
        print_json(learner_records.record(root, learner))
        return
    names = learner_records.write_record(root, learner, to)
    say(f"Wrote {plural(len(names), 'file')} to {to}.")


def forget(
    learner: Learner,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
    course: CourseOption = None,
    json: JsonOption = False,
) -> None:
    """Remove a learner from the gradebook, the marks, the folders, the exchange and the backups. It cannot be undone.

    Example: practicum record ann --to ann.zip, then: practicum forget ann
    """
    root = root_of(course)
    from practicum.course import CourseError
    from practicum.nbgrader_bridge.reports import learner_records

    learner_records.known(root, learner)
    if not yes and not ask(f"Remove everything that is kept of {learner}? It cannot be undone"):
        raise CourseError("Nothing was removed.")
    done = learner_records.forget(root, learner)
    if json:
        print_json(dataclasses.asdict(done))
        return
    say(f"Removed {learner} from: {', '.join(done.removed)}.")
    if done.left:
        say(f"Not changed, and may still name {learner}: {', '.join(done.left)}. Remove them if need be.")


def backup(
    to: Annotated[
        Path | None,
        typer.Option(help="The ZIP file to write. Default: gradebook/backups/, with the time.", show_default=False),
    ] = None,
    course: CourseOption = None,
) -> None:
    """Save the gradebook, the marks, what was released and what was handed in, in one file.

    It holds answer keys and student records: keep it where only you can read it. Example: practicum backup --to course.zip
    """
    root = root_of(course)
    from practicum.nbgrader_bridge.upkeep import backup_archive

    now = datetime.datetime.now(datetime.UTC)
    place = to or root / "gradebook" / "backups" / f"{now:%Y%m%dT%H%M%SZ}.zip"
    saved = backup_archive.save(root, place, now)
    say(f"Saved {plural(saved.count, 'file')} in {place}.")
    if saved.left_out:
        say(f"Left out, for no archive can hold their names: {first_names(saved.left_out)}.")


def restore(
    archive: Annotated[Path, typer.Argument(help="A file that `practicum backup` wrote.")],
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
    course: CourseOption = None,
) -> None:
    """Put a backup in the place of the present records. The databases as they are go to gradebook/backups/ first.

    Example: practicum restore course.zip
    """
    root = root_of(course)
    from practicum.course import CourseError
    from practicum.nbgrader_bridge.upkeep import backup_archive

    if not yes and not ask(f"Replace the present gradebook, releases and submissions by {archive.name}?"):
        raise CourseError("Nothing was changed.")
    count = backup_archive.restore(root, archive)
    say(f"Restored {plural(count, 'file')} from {archive.name}.")


def add_to(app: typer.Typer) -> None:
    app.add_typer(cohort, name="cohort")
    for command in (record, forget, backup, restore):
        app.command()(command)
