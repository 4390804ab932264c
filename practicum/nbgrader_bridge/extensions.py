"""More time for one learner.

nbgrader keeps an extension as so many hours with a submission, so it can give
none to who has not handed in yet, and moves it when the due date moves. Here
the moment itself is kept, in gradebook/marks.db, and entered into nbgrader's
gradebook at once and at every autograde and release. It is no part of what
learners fetch.
"""

from __future__ import annotations

import datetime
import difflib
import glob
from dataclasses import dataclass
from pathlib import Path

from practicum.course import CourseError

from . import duedate, marks
from .course import backup, nbgrader_settings
from .run import course_directory

TABLE = """
CREATE TABLE IF NOT EXISTS extension (
    assignment TEXT NOT NULL, learner TEXT NOT NULL, until TEXT NOT NULL, PRIMARY KEY (assignment, learner)
)
"""


@dataclass(frozen=True)
class Extension:
    """One learner's time for one topic area, and what it means for what they handed in."""

    learner: str
    topic: str
    due: datetime.datetime
    until: datetime.datetime | None
    handed_in: datetime.datetime | None
    late_hours: float
    late_penalty: float  # as autograding stored it; nbgrader does not compute it again


def kept(root: Path, topic: str) -> dict[str, datetime.datetime]:
    """Who has until when."""
    with marks.store(root) as db:
        db.execute(TABLE)
        found = db.execute("SELECT learner, until FROM extension WHERE assignment = ?", (topic,)).fetchall()
    return {learner: datetime.datetime.fromisoformat(until) for learner, until in found}


def keep(root: Path, topic: str, learner: str, until: datetime.datetime | None) -> None:
    with marks.store(root) as db:
        db.execute(TABLE)
        db.execute("DELETE FROM extension WHERE assignment = ? AND learner = ?", (topic, learner))
        if until:
            db.execute("INSERT INTO extension VALUES (?, ?, ?)", (topic, learner, until.isoformat()))


def enter(gradebook, topic: str, learner: str, until: datetime.datetime | None) -> None:
    """Into nbgrader's gradebook, where there is a submission."""
    from nbgrader.api import MissingEntry

    due = duedate.aware(gradebook.find_assignment(topic).duedate)
    more = (until - due).total_seconds() / 60 if until and due and until > due else 0
    try:
        gradebook.grant_extension(topic, learner, minutes=more)
    except MissingEntry:
        return  # entered at autograding, once there is one


def enter_all(root: Path, topic: str) -> None:
    """Every extension anew, for the due date may have moved."""
    from nbgrader.api import Gradebook

    if found := kept(root, topic):
        with Gradebook(course_directory(root, topic).db_url) as gradebook:
            for learner, until in found.items():
                enter(gradebook, topic, learner, until)


def extend(root: Path, learner: str, topic: str, until: datetime.datetime | None) -> Extension:
    """Give a learner until then, or with None as long as everybody. Raises CourseError with one sentence."""
    from nbgrader.api import Gradebook, MissingEntry

    if not (root / "gradebook" / "gradebook.db").is_file():
        raise CourseError(f"There is no gradebook yet; run `practicum release {topic}` first.")
    with Gradebook(course_directory(root, topic).db_url) as gradebook:
        try:
            due = duedate.aware(gradebook.find_assignment(topic).duedate)
        except MissingEntry as error:
            names = ", ".join(sorted(a.name for a in gradebook.assignments)) or "none"
            raise CourseError(f"The gradebook has no topic area '{topic}'; it has {names}.") from error
        if due is None:
            raise CourseError(
                f"{topic} has no due date to extend; set one with `practicum release {topic} --due 2026-10-05T18:00`."
            )
        refuse_unknown(root, topic, learner, {student.id for student in gradebook.students})
        if until is not None and until <= due:
            raise CourseError(f"{topic} is due {due.astimezone():%Y-%m-%d %H:%M}; an extension must end after that.")
        backup(root)
        keep(root, topic, learner, until)
        enter(gradebook, topic, learner, until)
        return standing(gradebook, topic, learner, due, until)


def standing(gradebook, topic: str, learner: str, due: datetime.datetime, until: datetime.datetime | None) -> Extension:
    """What the gradebook says of this learner now."""
    from nbgrader.api import MissingEntry

    try:
        found = gradebook.find_submission(topic, learner)
    except MissingEntry:
        return Extension(learner, topic, due, until, None, 0.0, 0.0)
    penalty = sum(n.late_submission_penalty or 0.0 for n in found.notebooks)
    late = round(found.total_seconds_late / 3600, 2) if found.timestamp else 0.0
    return Extension(learner, topic, due, until, duedate.aware(found.timestamp), late, penalty)


def refuse_unknown(root: Path, topic: str, learner: str, enrolled: set[str]) -> None:
    """Raise CourseError where nobody of this name is in the gradebook or has handed in."""
    known = enrolled | {p.parent.name for p in root.glob(f"submitted/*/{glob.escape(topic)}")}
    known |= {p.name.split("+")[0] for p in inbound(root).glob(f"*+{glob.escape(topic)}+*")}
    if learner in known:
        return
    near = difflib.get_close_matches(learner, sorted(known), 1)
    hint = f"did you mean '{near[0]}'?" if near else f"`nbgrader db student add {learner}` adds them."
    raise CourseError(f"Nobody named '{learner}' is in the gradebook; {hint}")


def inbound(root: Path) -> Path:
    from nbgrader.exchange.default import Exchange

    settings = nbgrader_settings(root)
    return Path(Exchange(config=settings).root) / course_directory(root, "").course_id / "inbound"
