"""Releasing so that a refused release loses nothing.

nbgrader's own `generate_assignment --force` deletes release/<assignment> before
it knows whether the new one can be made. Here the new one is made aside, with
the same preprocessors, and put in place when it is whole; where it fails, the
gradebook and the name of the release in force are as they were.
"""

from __future__ import annotations

import datetime
import shutil
from dataclasses import dataclass
from pathlib import Path

from practicum.course import CourseError, released

from ..gradebook import assignment_rows, due_dates
from ..gradebook.backups import backup
from ..gradebook.due_dates import Due
from ..marks import lateness
from ..nbgrader_commands import convert, course_directory, exchange
from ..setup import course_lock

ASIDE = "build/release-being-made"  # a folder a topic area; build/ is never committed


@dataclass(frozen=True)
class Release:
    """What was released."""

    topic: str
    folder: Path
    lessons: dict[str, str]  # lesson -> hash
    due: datetime.datetime | None = None
    problems: tuple[str, ...] = ()  # penalties that could not be worked out again


@course_lock.locked_topic
def release(
    course_root: Path | str, topic: str, force: bool = True, to_exchange: bool = False, due: Due = "as it is"
) -> Release:
    """Release a topic area, or release it again. Raises CourseError with one sentence; then the due date is as it was too."""
    root = Path(course_root).resolve()
    place = root / "release" / topic
    if not (root / "source" / topic).is_dir():
        raise CourseError(f"There is no folder source/{topic}; make it, with one notebook for each lesson.")
    if place.exists() and not force:
        raise CourseError(f"{topic} has been released already; say --force to release it again.")
    before, db_url = released.in_force(root, topic), course_directory(root, topic).db_url
    backup(root)
    account = assignment_rows.account(root, topic)
    aside = f"{ASIDE}/{topic}"
    shutil.rmtree(root / aside, ignore_errors=True)
    try:
        if due != "as it is":
            due_dates.put(db_url, topic, due)
        convert("GenerateAssignment", root, topic, release_directory=aside)
        swap(root / aside / topic, place)
    except BaseException:
        released.put_in_force(root, topic, before)
        assignment_rows.put_back(root, topic, account)
        raise
    finally:
        shutil.rmtree(root / aside, ignore_errors=True)
    problems = lateness.settle(root, topic)  # the due date may have moved
    if to_exchange:
        exchange("ReleaseAssignment", root, topic)
    lessons = {p.stem for p in place.glob("*.ipynb")}
    in_force = {n: h for n, h in released.in_force(root, topic).items() if n in lessons}
    return Release(topic, place, in_force, due_dates.of(db_url, topic), tuple(problems.values()))


def swap(made: Path, place: Path) -> None:
    """Put the new folder where the old one is; the old one goes when the new one stands."""
    place.parent.mkdir(parents=True, exist_ok=True)
    old = place.with_name(f".{place.name}-before")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    try:
        made.rename(place)
    except OSError:
        if old.exists():
            old.rename(place)
        raise
    shutil.rmtree(old, ignore_errors=True)
