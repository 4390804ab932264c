"""Who is late, and what that costs, worked out again: from dates, extensions and scores as they are now.

nbgrader works a penalty out once, at autograding, and stores it. Marks, dates, extensions and scores typed in
formgrader change later. So every command that changes or reads grades settles lateness first; what is right already
is only looked at, in one query a topic area.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from sqlalchemy import Connection, Table, bindparam, func, select
from sqlalchemy.exc import DBAPIError

from practicum.course import CourseError

from ..gradebook import database
from ..gradebook.nbgrader_tables import (
    assignment,
    base_cell,
    grade,
    lessons,
    notebook,
    score,
    submitted_assignment,
    submitted_notebook,
)
from ..setup import course_lock
from ..setup.course_settings import nbgrader_settings
from . import extensions

AT_ONCE = 500  # lessons a query
POLICIES = {"plugin_class", "penalty_method"}  # without one of them in nbgrader_config.py, lateness costs nothing


def seconds_late(
    handed_in: datetime.datetime | None, due: datetime.datetime | None, more: datetime.timedelta | None
) -> float:
    """By nbgrader's rule. Without a due date nobody is late, whatever extension was given before it was taken away."""
    if handed_in is None or due is None:
        return 0.0
    return max(0.0, (handed_in - due - (more or datetime.timedelta())).total_seconds())


def hours(seconds: float) -> float:
    """As reports have it; who is late at all is never said to be 0 hours late."""
    return max(0.01, round(seconds / 3600, 2)) if seconds > 0 else 0.0


class Policy:
    """What lateness costs in this course; nbgrader is asked only where its settings name something."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def _settings(self):
        return nbgrader_settings(self.root)

    @cached_property
    def _step(self):
        from . import late_penalties  # imports nbgrader, which takes longer than most reports

        return late_penalties.step_of(self._settings)

    @cached_property
    def costs(self) -> bool:
        """Whether anything can be taken off at all."""
        return bool(POLICIES & set(_names(self._settings))) and self._step is not None

    @cached_property
    def ours(self) -> bool:
        """Whether stored penalties are those of nbgrader's step; a course that took it out has its own, which stay."""
        steps = self._settings.Autograde.get("autograde_preprocessors", [])
        return any(str(step).endswith(".LatePenalties") for step in steps) or self._step is not None

    def penalty(self, learner: str, points: float, seconds: float) -> float | None:
        from . import late_penalties

        return late_penalties.asked(self._step, learner, points, seconds)


def _names(settings: dict) -> Iterator[str]:
    for name, value in settings.items():
        yield name
        if isinstance(value, dict):
            yield from _names(value)


@dataclass
class Changes:
    """What is to be written: row -> value."""

    extensions: dict[str, datetime.timedelta | None] = field(default_factory=dict)
    penalties: dict[str, float | None] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)  # learner -> why it could not be worked out


def settle(root: Path, topic: str | None = None, learners: list[str] | None = None) -> dict[str, str]:
    """Bring extensions and penalties up to date, of a topic area or of all. Gives who could not be, and a sentence."""
    if not database.exists(root):
        return {}
    policy = Policy(root)
    problems: dict[str, str] = {}
    with database.engine(database.url_of(root)).connect() as db:
        dues = dict(db.execute(select(assignment.c.name, assignment.c.duedate)).all())
    for name, due in sorted(dues.items()):
        if topic in (None, name):
            problems |= _settle(root, policy, name, due, learners)
    return problems


def after_score(root: Path, topic: str, learner: str) -> str:
    """A score was typed in formgrader: its penalty is brought up to date. Gives a sentence where it could not be."""
    try:
        return settle(root, topic, [learner]).get(learner, "")
    except (CourseError, DBAPIError) as error:  # the next command of ours counts it
        return f"The late penalty of {learner} was not worked out: {error}"


def withdraw(root: Path, hours: dict[str, float]) -> None:
    """Take out of nbgrader's gradebook the accommodations that the roster had and has no more; other time stays."""
    if not hours or not database.exists(root):
        return
    by_roster = {who: datetime.timedelta(hours=more) for who, more in hours.items()}
    with database.engine(database.url_of(root)).begin() as db:
        rows = db.execute(select(submitted_assignment).where(submitted_assignment.c.student_id.in_(list(hours)))).all()
        gone = {row.id: None for row in rows if row.extension == by_roster[row.student_id]}
        _write(db, submitted_assignment, "extension", gone)  # what was given besides is entered again by `settle`


def _settle(
    root: Path, policy: Policy, topic: str, due: datetime.datetime | None, learners: list[str] | None
) -> dict[str, str]:
    more = extensions.expected(root, topic, due)
    engine = database.engine(database.url_of(root))
    with engine.connect() as db:
        found = _changes(db, policy, topic, more, learners)
    if not (found.extensions or found.penalties):
        return found.problems
    with course_lock.beside(root), engine.begin() as db:  # once more, with nobody else writing
        if db.dialect.name == "sqlite":
            db.exec_driver_sql("BEGIN IMMEDIATE")
        found = _changes(db, policy, topic, more, learners, alone=True)
        _write(db, submitted_assignment, "extension", found.extensions)
        _write(db, submitted_notebook, "late_submission_penalty", found.penalties)
    return found.problems


def _write(db: Connection, table: Table, column: str, values: dict) -> None:
    if values:
        put = table.update().where(table.c.id == bindparam("of")).values({column: bindparam("value")})
        db.execute(put, [{"of": key, "value": value} for key, value in values.items()])


def _changes(
    db: Connection, policy: Policy, topic: str, more: extensions.Expected, learners: list[str] | None, alone: bool = False
) -> Changes:  # fmt: skip
    """What differs from what should be stored. `alone`: nobody else writes these rows until the transaction ends."""
    found = Changes()
    seconds: dict[str, float] = {}
    query = (
        select(submitted_assignment, assignment.c.duedate)
        .join(assignment, assignment.c.id == submitted_assignment.c.assignment_id)
        .where(assignment.c.name == topic)
        .order_by(submitted_assignment.c.id)
    )
    for row in db.execute(_chosen(query, learners, alone and submitted_assignment)):
        extension = more.get(row.student_id, row.extension)
        if extension != row.extension:
            found.extensions[row.id] = extension
        if over := seconds_late(row.timestamp, row.duedate, extension):
            seconds[row.id] = over
    stored = _stored(db, topic, learners, alone, bool(seconds))
    stored = [one for one in stored if one.assignment_id in seconds or one.late_submission_penalty]
    if not stored or not policy.ours:
        return found
    late = {one.id for one in stored if one.assignment_id in seconds} if policy.costs else set()
    points = _points(db, topic, sorted(late)) if late else {}
    for one in stored:
        try:
            off = None
            if one.id in late:
                off = policy.penalty(one.student_id, points.get(one.id, 0.0), seconds[one.assignment_id])
        except Exception as error:  # the course's own code
            found.problems[one.student_id] = (
                f"The late penalty of {one.student_id} could not be worked out ({type(error).__name__}: {error})."
            )
            continue
        if (off or 0.0) != (one.late_submission_penalty or 0.0):
            found.penalties[one.id] = off
    return found


def _chosen(query, learners: list[str] | None, lock: Table | bool):
    if learners is not None:
        query = query.where(submitted_assignment.c.student_id.in_(learners))
    return query.with_for_update(of=lock) if isinstance(lock, Table) else query


def _stored(db: Connection, topic: str, learners: list[str] | None, alone: bool, all_of_them: bool) -> list:
    """The learners' lessons with their penalties as they are; or only those with a penalty, where nobody is late."""
    query = (
        select(submitted_notebook, submitted_assignment.c.student_id)
        .select_from(lessons)
        .where(assignment.c.name == topic)
        .order_by(submitted_notebook.c.id)
    )
    if not all_of_them:
        query = query.where(submitted_notebook.c.late_submission_penalty != 0)
    return list(db.execute(_chosen(query, learners, alone and submitted_notebook)))


def _points(db: Connection, topic: str, ids: list[str]) -> dict[str, float]:
    """What these lessons score by nbgrader's rule, before any penalty."""
    cells = select(base_cell.c.id).join(notebook, notebook.c.id == base_cell.c.notebook_id)
    cells = cells.join(assignment, assignment.c.id == notebook.c.assignment_id).where(assignment.c.name == topic)
    found: dict[str, float] = {}
    for start in range(0, len(ids), AT_ONCE):
        query = select(grade.c.notebook_id, func.sum(score)).group_by(grade.c.notebook_id)
        part = ids[start : start + AT_ONCE]
        found |= dict(db.execute(query.where(grade.c.cell_id.in_(cells), grade.c.notebook_id.in_(part))).all())
    return found
