"""What is the same for every learner of an assignment, worked out once: lessons, the gradebook's ids, nbgrader's settings."""

from __future__ import annotations

import datetime
import os
from dataclasses import dataclass
from pathlib import Path

from nbformat import from_dict
from nbgrader.api import Assignment as AssignmentRow
from nbgrader.api import BaseCell, Gradebook, Notebook
from nbgrader.converters import Autograde
from nbgrader.utils import compute_checksum
from sqlalchemy import Connection, select
from sqlalchemy.exc import OperationalError
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from practicum.course import CourseError, released

from ..feedback.pages import ignored
from ..gradebook import database
from ..grading import place_response
from ..marks import extensions
from ..marks.late_penalties import LatePenalties
from ..nbgrader_commands import course_directory, quiet, reason
from ..submission import hand_in_files, rebuild
from .lesson import Lesson, part

OURS = "practicum.nbgrader_bridge.submission.recover.Recover"


@dataclass(frozen=True)
class Ids:
    """The gradebook's rows of an assignment, which submissions hang on."""

    assignment: str
    due: datetime.datetime | None
    notebooks: dict[str, str]  # name -> id
    graded: dict[str, dict[str, str]]  # notebook -> cell -> id
    commented: dict[str, dict[str, str]]


@dataclass(frozen=True)
class Assignment:
    """A topic area about to be graded."""

    root: Path
    topic: str
    url: str
    ids: Ids
    lessons: dict[str, Lesson]
    until: dict[str, datetime.datetime]  # learner -> their own time
    penalties: LatePenalties
    patterns: tuple[str, ...]  # of files that are not copied
    course_files: dict[str, Path]  # from source/, which go before a learner's of the same name
    largest: int  # bytes of a file that is copied
    mode: int
    shared: bool
    create_students: bool
    left_out: frozenset[str]

    def place(self, step: str, learner: str) -> Path:
        return self.root / step / learner / self.topic


def ids(db: Connection, topic: str) -> Ids:
    """Raises CourseError where nbgrader knows no such assignment."""
    row = db.execute(select(AssignmentRow.id, AssignmentRow.duedate).where(AssignmentRow.name == topic)).first()
    if row is None:
        raise CourseError(f"The gradebook has no topic area '{topic}'; run `practicum release {topic}` first.")
    listed = db.execute(select(Notebook.name, Notebook.id).where(Notebook.assignment_id == row.id))
    notebooks: dict[str, str] = {name: key for name, key in listed}
    found = Ids(row.id, row.duedate, notebooks, {n: {} for n in notebooks}, {n: {} for n in notebooks})
    names, cells = {key: name for name, key in notebooks.items()}, BaseCell.__table__
    for cell in db.execute(select(cells).where(cells.c.notebook_id.in_(list(names)))):
        if cell.type in ("GradeCell", "TaskCell"):
            found.graded[names[cell.notebook_id]][cell.name] = cell.id
        if cell.type in ("SolutionCell", "TaskCell"):
            found.commented[names[cell.notebook_id]][cell.name] = cell.id
    return found


def known(root: Path, topic: str, settings: Config) -> Ids:
    """The same, with the gradebook and its course made where they are missing, as nbgrader makes them."""
    url = database.url_of(root)
    try:
        Gradebook(url, settings.CourseDirectory.get("course_id", "")).close()
        Gradebook(url).close()
        with database.engine(url).connect() as db:
            return ids(db, topic)
    except OperationalError as error:
        if database.on_server(url):
            raise CourseError(database.unreachable(url, error)) from error
        raise CourseError(f"The gradebook cannot be opened ({str(error.orig).splitlines()[0]}).") from error


def load(root: Path, topic: str, settings: Config, found: Ids) -> Assignment:
    """Everything that grading needs. Raises CourseError where release and gradebook do not fit each other."""
    coursedir = course_directory(root, topic)
    converter = Autograde(coursedir=coursedir, config=settings)
    with quiet(converter.log) as said:
        try:
            lessons = {name: lesson(converter, root, topic, name) for name in sorted(found.notebooks)}
        except Exception as error:
            raise CourseError(
                f"The release of {topic} and the gradebook do not fit each other ({reason(said, error)}); "
                f"run `practicum release {topic}` and score again."
            ) from error
    excluded = converter.exclude_overwriting.get(topic, [])
    return Assignment(
        root, topic, database.url_of(root), found, lessons, extensions.kept(root, topic),
        LatePenalties(parent=converter, config=settings), (*coursedir.ignore, "*.ipynb"),
        course_files(root / "source" / topic, (*coursedir.ignore, "*.ipynb"), excluded), coursedir.max_file_size * 1000,
        int(str(converter.permissions), 8), coursedir.groupshared, converter.create_student, frozenset(filter(None, coursedir.student_id_exclude.split(","))),
    )  # fmt: skip


def course_files(source: Path, patterns: tuple[str, ...], excluded: list[str]) -> dict[str, Path]:
    """What nbgrader puts beside every learner's notebooks."""
    if not source.is_dir():
        return {}
    names = [
        name
        for name in hand_in_files.look(source).files
        if not any(ignored(p, list(patterns)) for p in name.split("/"))
    ]
    return {name: source / name for name in names if name not in {os.path.normpath(one) for one in excluded}}


def lesson(converter: Autograde, root: Path, topic: str, name: str) -> Lesson:
    """A released lesson, with what nbgrader's own sanitizing makes of its cells."""
    as_released, keyed = released.notebook(root, topic, name), released.keyed(root, topic, name)
    content = released.cohort(root, topic, name)
    if as_released is None or keyed is None or content is None:
        raise CourseError(f"{name} of {topic} has not been released")
    clean = sanitized(converter, as_released, topic, name)
    parts = []
    for before, cell in zip(as_released["cells"], clean["cells"], strict=True):
        nothing = ""
        if rebuild.is_response(cell):
            nothing = compute_checksum(from_dict({**cell, "source": place_response.NOTHING}))
        parts.append(part(rebuild.identity(before) or "", before, cell, nothing))
        worth = cell["metadata"].get("nbgrader", {}).get("points")
        if (item := keyed["items"].get(parts[-1].item or "")) and float(item["points"]) > float(worth):
            raise CourseError(f"'{parts[-1].item}' of {name} has {worth:g} points in the gradebook")
    return Lesson(name, keyed, content, clean["metadata"], parts, frozenset(p.identity for p in parts))


def sanitized(converter: Autograde, as_released: dict, topic: str, name: str) -> dict:
    """The released notebook after every step of the sanitize pass but ours, which is about a learner's."""
    exporter = converter.exporter_class(parent=converter, config=converter.config)
    about = {"student": "", "assignment": topic, "notebook": name, "db_url": converter.coursedir.db_url}
    notebook, resources = from_dict(as_released), {"nbgrader": about}
    for step in converter.sanitize_preprocessors:
        if step != OURS:
            notebook, resources = import_item(step)(parent=exporter)(notebook, resources)
    return notebook
