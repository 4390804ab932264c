"""Rubric marks: gradebook/marks.db keeps each with its history; totals go to nbgrader's gradebook.

A mark belongs to the text that was marked, known by its hash: the same text
keeps its mark through any number of autograde runs, a changed text does not.
nbgrader deletes and recreates its own rows on a re-release, so ours hang on
names: assignment, notebook, item, learner, text hash.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from practicum.course import CourseError, released

from .course import backup

TABLES = """
CREATE TABLE IF NOT EXISTS mark (
    id INTEGER PRIMARY KEY,
    assignment TEXT NOT NULL, notebook TEXT NOT NULL, item TEXT NOT NULL, learner TEXT NOT NULL,
    text_hash TEXT NOT NULL, marker TEXT NOT NULL, levels TEXT NOT NULL, total REAL NOT NULL,
    comment TEXT NOT NULL, at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS mark_of ON mark (assignment, notebook, item, learner);
CREATE TABLE IF NOT EXISTS seen (
    assignment TEXT NOT NULL, notebook TEXT NOT NULL, item TEXT NOT NULL, learner TEXT NOT NULL,
    text_hash TEXT NOT NULL, PRIMARY KEY (assignment, notebook, item, learner)
);
"""


@dataclass(frozen=True)
class Place:
    """Which response of whom."""

    assignment: str
    notebook: str
    item: str
    learner: str

    @property
    def key(self) -> tuple[str, str, str, str]:
        return (self.assignment, self.notebook, self.item, self.learner)


@dataclass(frozen=True)
class Mark:
    """One marker's mark of one text."""

    text_hash: str
    marker: str
    levels: dict[str, int]
    total: float
    comment: str
    at: str


def text_hash(parts: list[tuple[str, str]]) -> str:
    """What a mark hangs on. Spaces at the ends of lines don't make another text; nothing written is ''."""
    tidy = [[label, [line.rstrip() for line in text.strip().splitlines()]] for label, text in parts if text.strip()]
    return (
        hashlib.sha256(json.dumps(tidy, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()[:32] if tidy else ""
    )


@contextlib.contextmanager
def store(root: Path) -> Iterator[sqlite3.Connection]:
    """The database of marks; committed at the end, closed in any case."""
    path = root / "gradebook" / "marks.db"
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=30)
    try:
        connection.executescript(TABLES)
        with connection:
            yield connection
    finally:
        connection.close()


def add(db: sqlite3.Connection, place: Place, mark: Mark) -> None:
    db.execute(
        "INSERT INTO mark (assignment, notebook, item, learner, text_hash, marker, levels, total, comment, at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*place.key, mark.text_hash, mark.marker, json.dumps(mark.levels), mark.total, mark.comment, mark.at),
    )


def history(db: sqlite3.Connection, place: Place) -> list[Mark]:
    """Every mark that this response ever got, the newest last."""
    rows = db.execute(
        "SELECT text_hash, marker, levels, total, comment, at FROM mark "
        "WHERE assignment = ? AND notebook = ? AND item = ? AND learner = ? ORDER BY id",
        place.key,
    )
    return [Mark(t, m, json.loads(levels), total, comment, at) for t, m, levels, total, comment, at in rows]


def standing(db: sqlite3.Connection, place: Place, text: str) -> Mark | None:
    """The newest mark of exactly this text."""
    return next((m for m in reversed(history(db, place)) if m.text_hash == text), None)


def seen(db: sqlite3.Connection, place: Place) -> str | None:
    """The hash of the text at the last autograde."""
    row = db.execute(
        "SELECT text_hash FROM seen WHERE assignment = ? AND notebook = ? AND item = ? AND learner = ?", place.key
    ).fetchone()
    return row[0] if row else None


def see(db: sqlite3.Connection, place: Place, text: str) -> None:
    db.execute("INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?)", (*place.key, text))


def check_levels(written: dict, levels: dict[str, int]) -> float:
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


def returned(written: dict, levels: dict[str, int]) -> list[str]:
    """Titles of the criteria below what must be reached: the response goes back, whatever the total."""
    return [
        criterion["title"]
        for name, criterion in written["criteria"].items()
        if criterion.get("must_reach") is not None and name in levels and levels[name] < criterion["must_reach"]
    ]


def present_text(root: Path, place: Place) -> str:
    """The hash of the response that autograding last placed before the markers."""
    path = root / "autograded" / place.learner / place.assignment / f"{place.notebook}.ipynb"
    if not path.is_file():
        raise CourseError(
            f"{place.learner} has no graded copy of {place.assignment}/{place.notebook}; run `practicum autograde {place.assignment}` first."
        )
    kept = json.loads(path.read_text("utf-8"))["metadata"].get("practicum", {}).get("submitted", {})
    return kept.get("texts", {}).get(place.item, "")


def mark(
    course: Path | str, learner: str, topic: str, lesson: str, item: str,
    levels: dict[str, int], comment: str, marker: str, now: datetime.datetime | None = None, keep_backup: bool = True,
) -> Mark:  # fmt: skip
    """Mark one written response: kept with its history here, its total and comment in nbgrader's gradebook."""
    root, place = Path(course), Place(topic, lesson, item, learner)
    keyed = released.keyed(root, topic, lesson)
    if keyed is None or item not in keyed["written"]:
        raise CourseError(f"No written response '{item}' of {topic}/{lesson} has been released.")
    total = check_levels(keyed["written"][item], levels)
    text = present_text(root, place)
    if not text:
        raise CourseError(f"{learner} wrote nothing for '{item}', which scores 0; there is nothing to mark.")
    if keep_backup:
        backup(root)
    at = (now or datetime.datetime.now(datetime.UTC)).isoformat(timespec="seconds")
    made = Mark(text, marker, dict(levels), total, comment, at)
    with store(root) as db:
        add(db, place, made)
        see(db, place, text)
        enter(root, place, total, comment)  # inside: if nbgrader refuses, ours is not kept either
    return made


def enter(root: Path, place: Place, total: float, comment: str) -> None:
    """The total and the comment into nbgrader's gradebook."""
    from nbgrader.api import Gradebook, MissingEntry
    from nbgrader.coursedir import CourseDirectory

    from .course import nbgrader_settings

    url = CourseDirectory(config=nbgrader_settings(root)).db_url
    with Gradebook(url) as gradebook:
        try:
            grade = gradebook.find_grade(place.item, place.notebook, place.assignment, place.learner)
            note = gradebook.find_comment(place.item, place.notebook, place.assignment, place.learner)
        except MissingEntry as error:
            raise CourseError(
                f"nbgrader's gradebook has no '{place.item}' of {place.learner}; autograde first."
            ) from error
        grade.manual_score = total
        grade.needs_manual_grade = False
        note.manual_comment = comment or None
        gradebook.db.commit()
