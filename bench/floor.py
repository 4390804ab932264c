"""The least that grading can cost: read sheet and notebook, score, write the rows and the notebook with json.

It validates nothing, keeps no marks, copies no file, survives no kill. Grading is measured against it.
"""

from __future__ import annotations

import json
import sqlite3
import uuid
from pathlib import Path

from practicum import exercises
from practicum.course import released

ROWS = """
CREATE TABLE submission (id TEXT PRIMARY KEY, learner TEXT UNIQUE, at TEXT);
CREATE TABLE notebook (id TEXT PRIMARY KEY, submission TEXT, lesson TEXT, UNIQUE (submission, lesson));
CREATE TABLE grade (id TEXT PRIMARY KEY, notebook TEXT, cell TEXT, auto REAL, manual REAL, waits INTEGER, UNIQUE (notebook, cell));
CREATE TABLE comment (id TEXT PRIMARY KEY, notebook TEXT, cell TEXT, said TEXT, UNIQUE (notebook, cell));
"""
AT_ONCE = 100  # submissions a transaction


def floor(root: Path, topic: str, learners: list[str], to: Path) -> None:
    """Grade these learners' submissions of one course into the folder `to`, as cheaply as can be."""
    lessons = {name: released.keyed(root, topic, name) for name in released.in_force(root, topic)}
    to.mkdir(parents=True)
    with sqlite3.connect(to / "rows.db") as db:
        db.executescript(ROWS)
        for number, learner in enumerate(learners, 1):
            one(db, root / "submitted" / learner / topic, lessons, learner, to / learner)
            if number % AT_ONCE == 0:
                db.commit()
    db.close()


def one(db: sqlite3.Connection, folder: Path, lessons: dict[str, dict], learner: str, to: Path) -> None:
    to.mkdir()
    submission = uuid.uuid4().hex
    db.execute("INSERT INTO submission VALUES (?, ?, ?)", (submission, learner, (folder / "timestamp.txt").read_text()))
    for name, keyed in lessons.items():
        given = json.loads((folder / f"{name}.answers.json").read_bytes())["answers"]
        notebook = json.loads((folder / f"{name}.ipynb").read_bytes())
        at, grades, comments = uuid.uuid4().hex, [], []
        for cell in notebook["cells"]:
            about = cell["metadata"].get("nbgrader", {})
            if about.get("grade"):
                item = about["grade_id"]
                response = given.get(item, {}).get("response")
                if item in keyed["items"]:
                    points = exercises.score(keyed, item, response)
                    data = {"text/plain": [repr(points)]}
                    cell["outputs"] = [
                        {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1}
                    ]
                    grades.append((uuid.uuid4().hex, at, item, points, None, False))
                else:
                    cell["source"] = "\n\n".join(response.values()) if response else ""
                    grades.append((uuid.uuid4().hex, at, item, None if response else 0.0, None, bool(response)))
                    comments.append((uuid.uuid4().hex, at, item, None))
        db.execute("INSERT INTO notebook VALUES (?, ?, ?)", (at, submission, name))
        db.executemany("INSERT INTO grade VALUES (?, ?, ?, ?, ?, ?)", grades)
        db.executemany("INSERT INTO comment VALUES (?, ?, ?, ?)", comments)
        (to / f"{name}.ipynb").write_text(json.dumps(notebook, ensure_ascii=False), "utf-8")
