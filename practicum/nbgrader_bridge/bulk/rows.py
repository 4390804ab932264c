"""The gradebook's rows of some learners: read under a lock, changed in memory as nbgrader would, written in a few statements."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from nbgrader.api import Comment, Grade, Student, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import Connection, Table, bindparam, func, select

from .assignment import Ids


def lock(db: Connection) -> None:
    """From here to the commit nobody else writes: SQLite as a whole, PostgreSQL what `read` reads."""
    if db.dialect.name == "sqlite":
        db.exec_driver_sql("BEGIN IMMEDIATE")


class Rows:
    """Rows of one table by what they hang on; knows which are new and which were changed."""

    def __init__(self, table: Table, key: tuple[str, ...], changing: tuple[str, ...]) -> None:
        self.table, self.key, self.changing = table, key, changing
        self.rows: dict[tuple, dict[str, Any]] = {}
        self.before: dict[tuple, tuple] = {}

    def read(self, db: Connection, **chosen: Iterable) -> None:
        """Read the rows with one of these values in each of these columns.

        nbgrader has an index for the columns of a key together and none for one alone, so all are given: else
        the whole table would be looked through for each batch.
        """
        where = [self.table.c[name].in_(list(values)) for name, values in chosen.items()]
        for row in db.execute(select(self.table).where(*where).order_by(self.table.c.id).with_for_update()).mappings():
            key = tuple(row[name] for name in self.key)
            self.rows[key] = dict(row)
            self.before[key] = self._state(row)

    def _state(self, row) -> tuple:
        return tuple(row[name] for name in self.changing)

    def add(self, **row: Any) -> dict[str, Any]:
        made = {"id": uuid.uuid4().hex, **row}  # random: formgrader's order by id hides whose a submission is
        self.rows[tuple(made[name] for name in self.key)] = made
        return made

    def write(self, db: Connection) -> None:
        """New rows and changed ones, each kind in one statement."""
        new = [row for key, row in self.rows.items() if key not in self.before]
        changed = [row for key, row in self.rows.items() if key in self.before and self.before[key] != self._state(row)]
        if new:
            db.execute(self.table.insert(), new)
        if changed:
            values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in self.changing}
            put = self.table.update().where(self.table.c.id == bindparam("of")).values(values)
            db.execute(put, [{"of": row["id"]} | {f"new_{n}": row[n] for n in self.changing} for row in changed])
        self.before = {key: self._state(row) for key, row in self.rows.items()}


class Account:
    """What the gradebook holds of some learners for one assignment."""

    def __init__(self, db: Connection, ids: Ids, learners: list[str]) -> None:
        self.ids = ids
        self.students = Rows(Student.__table__, ("id",), ())
        self.submissions = Rows(
            SubmittedAssignment.__table__, ("assignment_id", "student_id"), ("timestamp", "extension")
        )
        self.notebooks = Rows(
            SubmittedNotebook.__table__, ("assignment_id", "notebook_id"), ("late_submission_penalty",)
        )
        marked = ("auto_score", "manual_score", "needs_manual_grade")
        self.grades = Rows(Grade.__table__, ("notebook_id", "cell_id"), marked)
        self.comments = Rows(Comment.__table__, ("notebook_id", "cell_id"), ("auto_comment", "manual_comment"))
        self.students.read(db, id=learners)
        self.submissions.read(db, assignment_id=[ids.assignment], student_id=learners)
        self.notebooks.read(db, notebook_id=ids.notebooks.values(), assignment_id=self._ids(self.submissions))
        graded, commented = ([k for cells in of.values() for k in cells.values()] for of in (ids.graded, ids.commented))
        self.grades.read(db, cell_id=graded, notebook_id=self._ids(self.notebooks))
        self.comments.read(db, cell_id=commented, notebook_id=self._ids(self.notebooks))

    @staticmethod
    def _ids(rows: Rows) -> list[str]:
        return [row["id"] for row in rows.rows.values()]

    def enrol(self, learner: str) -> None:
        if (learner,) not in self.students.rows:
            blank = dict.fromkeys(column.name for column in self.students.table.columns)
            self.students.add(**{**blank, "id": learner})

    def submission(self, learner: str) -> dict[str, Any]:
        """The learner's submission; a new one mirrors the assignment, with every score still to come."""
        found = self.submissions.rows.get((self.ids.assignment, learner))
        if found is None:
            found = self.submissions.add(
                assignment_id=self.ids.assignment, student_id=learner, timestamp=None, extension=None
            )
            for notebook in self.ids.notebooks:
                self._mirror(found["id"], notebook)
        return found

    def _mirror(self, submission: str, notebook: str) -> None:
        made = self.notebooks.add(
            assignment_id=submission,
            notebook_id=self.ids.notebooks[notebook],
            flagged=False,
            late_submission_penalty=None,
        )
        unmarked = {"auto_score": None, "manual_score": None, "extra_credit": None, "needs_manual_grade": True}
        for cell in self.ids.graded[notebook].values():
            self.grades.add(notebook_id=made["id"], cell_id=cell, **unmarked)
        for cell in self.ids.commented[notebook].values():
            self.comments.add(notebook_id=made["id"], cell_id=cell, auto_comment=None, manual_comment=None)

    def notebook(self, submission: dict, name: str) -> dict[str, Any]:
        return self.notebooks.rows[submission["id"], self.ids.notebooks[name]]

    def grade(self, notebook: dict, name: str, cell: str) -> dict[str, Any]:
        return self.grades.rows[notebook["id"], self.ids.graded[name][cell]]

    def comment(self, notebook: dict, name: str, cell: str) -> dict[str, Any]:
        return self.comments.rows[notebook["id"], self.ids.commented[name][cell]]

    def write(self, db: Connection) -> None:
        for rows in (self.students, self.submissions, self.notebooks, self.grades, self.comments):
            rows.write(db)


def scores(db: Connection, ids: Ids, notebooks: list[str]) -> dict[str, float]:
    """What submitted notebooks score by nbgrader's own rule; those without a grade are left out."""
    cells = [key for cells in ids.graded.values() for key in cells.values()]  # for the index, as in Rows.read
    query = select(Grade.notebook_id, func.coalesce(func.sum(Grade.score), 0.0)).group_by(Grade.notebook_id)
    return dict(db.execute(query.where(Grade.cell_id.in_(cells), Grade.notebook_id.in_(notebooks))).all())
