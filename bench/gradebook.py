"""A program's gradebook, full of rows: 500 learners with 7 topic areas of 4 lessons, nobody's real work."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Base, Gradebook, new_uuid
from sqlalchemy import Connection

from practicum.nbgrader_bridge.gradebook import database

ITEMS, POINTS = 7, 2.0  # a lesson; the eighth cell of each is a written response
RESPONSE_POINTS = 16.0
DUE = datetime.datetime(2026, 9, 30, 23, 59)
HANDED_IN = datetime.datetime(2026, 9, 20)
AT_ONCE = 5000


@dataclass(frozen=True)
class Size:
    learners: int = 500
    topics: int = 7
    lessons: int = 4

    def __str__(self) -> str:
        return f"{self.learners} learners x {self.topics} topic areas x {self.lessons} lessons"


class Rows:
    """Rows of nbgrader's tables, put in many at a time."""

    def __init__(self, db: Connection):
        self.db, self.waiting = db, {}

    def add(self, table: str, **row) -> str:
        row.setdefault("id", new_uuid())
        rows = self.waiting.setdefault(table, [])
        rows.append(row)
        if len(rows) >= AT_ONCE:
            self.put()
        return row["id"]

    def put(self) -> None:
        """In the order that foreign keys ask for."""
        for table in Base.metadata.sorted_tables:
            if rows := self.waiting.pop(table.name, None):
                self.db.execute(table.insert(), rows)


def fill(root: Path, size: Size, seed: int = 0) -> None:
    """Fill an empty gradebook, and make the folders that formgrader looks for."""
    url, chance = database.url_of(root), random.Random(seed)
    Gradebook(url).close()  # nbgrader makes its tables, and its default course
    with database.engine(url).begin() as db:
        rows = Rows(db)
        learners = [
            rows.add(
                "student", id=f"learner{n:05d}", first_name="Learner", last_name=str(n), email="", lms_user_id=None
            )
            for n in range(size.learners)
        ]
        for number in range(size.topics):
            _topic(rows, f"topic{number}", size, learners, chance)
        rows.put()
    for learner in learners:
        for number in range(size.topics):
            _folders(root, learner, f"topic{number}", size)


def handed_in(learner: str) -> datetime.datetime:
    """The same in the gradebook and in timestamp.txt; some learners are late."""
    return HANDED_IN + datetime.timedelta(hours=int(learner[-5:]) % 300)


def _topic(rows: Rows, topic: str, size: Size, learners: list[str], chance: random.Random) -> None:
    assignment = rows.add("assignment", name=topic, duedate=DUE, course_id="default_course")
    notebooks = {}
    for number in range(size.lessons):
        notebook = rows.add("notebook", name=f"lesson{number}", assignment_id=assignment, kernelspec="{}")
        notebooks[notebook] = ([_cell(rows, notebook, n) for n in range(ITEMS + 1)], _twin(rows, notebook))
    for learner in learners:
        at = handed_in(learner)
        submission = rows.add(
            "submitted_assignment", assignment_id=assignment, student_id=learner, timestamp=at, extension=None
        )
        for notebook, (cells, twin) in notebooks.items():
            of = rows.add(
                "submitted_notebook", assignment_id=submission, notebook_id=notebook, flagged=False,
                late_submission_penalty=0.0,
            )  # fmt: skip
            for n, cell in enumerate(cells):
                written, marked = n == ITEMS, chance.random() < 0.7
                rows.add(
                    "grade", cell_id=cell, notebook_id=of, extra_credit=None,
                    auto_score=None if written else chance.choice((0.0, 0.5, 1.0, 2.0)),
                    manual_score=float(chance.randint(4, 16)) if written and marked else None,
                    needs_manual_grade=written and not marked,
                )  # fmt: skip
            rows.add("comment", cell_id=twin, notebook_id=of, auto_comment=None, manual_comment="Clear.")


def _cell(rows: Rows, notebook: str, number: int) -> str:
    written = number == ITEMS
    kind, name = ("markdown", "reply") if written else ("code", f"item{number}")
    cell = rows.add("base_cell", name=name, notebook_id=notebook, type="GradeCell")
    rows.add("grade_cells", id=cell, max_score=RESPONSE_POINTS if written else POINTS, cell_type=kind)
    return cell


def _twin(rows: Rows, notebook: str) -> str:
    """nbgrader keeps a response as two cells: one that is graded, one that comments belong to."""
    return rows.add("solution_cells", id=rows.add("base_cell", name="reply", notebook_id=notebook, type="SolutionCell"))


def _folders(root: Path, learner: str, topic: str, size: Size) -> None:
    for step in ("submitted", "autograded"):
        folder = root / step / learner / topic
        folder.mkdir(parents=True)
        (folder / "timestamp.txt").write_text(f"{handed_in(learner):%Y-%m-%d %H:%M:%S} UTC")
        for number in range(size.lessons):
            (folder / f"lesson{number}.ipynb").write_bytes(b"")
