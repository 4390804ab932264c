"""Marking a written response by its rubric: the mark into the history, its total into nbgrader's gradebook."""

from __future__ import annotations

import datetime
from pathlib import Path

from sqlalchemy import update

from practicum.course import CourseError, released
from practicum.shapes.content import WrittenSpec

from ..gradebook import database
from ..gradebook.backups import backup
from ..gradebook.our_tables import store, turn
from ..setup import course_lock
from . import formgrader_scores, lateness
from .current_text import lying_text
from .mark_history import FORMGRADER, Mark, Place, add, differs, open_round, see, standing


def check_levels(written: WrittenSpec, levels: dict[str, int]) -> float:
    """The total of the levels given. Raises CourseError where they don't fit the rubric."""
    criteria = written["criteria"]
    for name in levels:
        if name not in criteria:
            raise CourseError(f"'{name}' is not a criterion of this rubric; it has {', '.join(criteria)}.")
    for name, criterion in criteria.items():
        known = sorted(int(level) for level in criterion["levels"])
        if levels.get(name) not in known or isinstance(levels[name], bool):
            raise CourseError(f"Give '{name}' one of the levels {', '.join(map(str, known))}.")
    return float(sum(levels.values()))


def returned(written: WrittenSpec, levels: dict[str, int]) -> list[str]:
    """Titles of the criteria below what must be reached: the response goes back, whatever the total."""
    return [
        criterion["title"]
        for name, criterion in written["criteria"].items()
        if criterion.get("must_reach") is not None and name in levels and levels[name] < criterion["must_reach"]
    ]


def mark(
    course: Path | str, learner: str, topic: str, lesson: str, item: str,
    levels: dict[str, int], comment: str, marker: str, now: datetime.datetime | None = None, keep_backup: bool = True,
) -> Mark:  # fmt: skip
    """Mark one written response: kept with its history here, its total and comment in nbgrader's gradebook."""
    return mark_over(course, learner, topic, lesson, item, levels, comment, marker, now, keep_backup)[0]


@course_lock.locked_course(course_lock.beside)
def mark_over(
    course: Path | str, learner: str, topic: str, lesson: str, item: str,
    levels: dict[str, int], comment: str, marker: str, now: datetime.datetime | None = None, keep_backup: bool = True,
) -> tuple[Mark, Mark | None]:  # fmt: skip
    """The same; gives also what formgrader had for this text, if its score counted until now."""
    root, place = Path(course), Place(topic, lesson, item, learner)
    keyed = released.keyed(root, topic, lesson)
    if keyed is None or item not in keyed["written"]:
        raise CourseError(f"No written response '{item}' of {topic}/{lesson} has been released.")
    total = check_levels(keyed["written"][item], levels)
    if marker == FORMGRADER:
        raise CourseError(f"'{FORMGRADER}' names the scores that are typed there; say with --marker who you are.")
    with store(root) as db:
        lying_text(root, db, place)
    if keep_backup:
        backup(root)
    # in a transaction of its own: what gives way is in the history before it does
    formgrader_scores.keep(root, topic, [learner])
    at = (now or datetime.datetime.now(datetime.UTC)).isoformat(timespec="seconds")
    with store(root) as db:
        turn(db, topic)
        text = lying_text(root, db, place)
        last = standing(db, place, text)
        made = Mark(text, marker, dict(levels), total, comment, at, open_round(last))
        add(db, place, made)
        see(db, place, made.text_hash)
        enter(root, place, total, comment, last)  # inside: if nbgrader refuses, ours is not kept either
    lateness.settle(root, topic, [learner])
    return made, last if last and last.marker == FORMGRADER else None


def enter(root: Path, place: Place, total: float, comment: str, last: Mark | None = None) -> None:
    """The total and the comment into nbgrader's gradebook, where nothing but the `last` mark stands."""
    from nbgrader.api import Gradebook, MissingEntry

    with Gradebook(database.url_of(root)) as gradebook:
        try:
            grade = gradebook.find_grade(place.item, place.notebook, place.assignment, place.learner)
            note = gradebook.find_comment(place.item, place.notebook, place.assignment, place.learner)
        except MissingEntry as error:
            raise CourseError(
                f"nbgrader's gradebook has no '{place.item}' of {place.learner}; autograde first."
            ) from error
        hold(gradebook, grade)
        gradebook.db.refresh(note, ["manual_comment"])
        if grade.manual_score is not None and differs(last, grade.manual_score, note.manual_comment):
            raise CourseError(
                f"{place.learner}'s '{place.item}' was given {grade.manual_score:g} points in formgrader just now; "
                "look at that, then mark it again if need be."
            )
        grade.manual_score = total
        grade.needs_manual_grade = False
        note.manual_comment = comment or None
        gradebook.db.commit()


def hold(gradebook, grade) -> None:
    """Read a grade anew and let nobody write to it until the commit: a score typed just now goes to history too."""
    from nbgrader.api import Grade

    row = Grade.__table__
    same = update(row).where(row.c.id == grade.id).values(manual_score=row.c.manual_score)
    gradebook.db.execute(same)
    gradebook.db.refresh(grade, ["manual_score", "needs_manual_grade"])
