"""nbgrader's own steps, called in this process, with one sentence where one of them fails."""

from __future__ import annotations

import contextlib
import glob
import logging
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from practicum.course import CourseError

from .gradebook import database
from .setup.course_settings import nbgrader_settings

OUR_ERROR = re.compile(r"^\s*(?:[\w.]+\.)?CourseError: (.+)$", re.MULTILINE)
LAST_LINE = re.compile(r"^\s*[\w.]+(?:Error|Exception|Exist): (.+)$", re.MULTILINE)


class Kept(logging.Handler):
    """Keeps what nbgrader logs instead of printing it."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: list[tuple[int, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append((record.levelno, record.getMessage()))


@contextlib.contextmanager
def quiet(log: logging.Logger) -> Iterator[Kept]:
    """nbgrader's log into a list, and SQLAlchemy's warnings about nbgrader's own models nowhere."""
    handler, before = Kept(), (log.handlers[:], log.level, log.propagate)
    log.handlers, log.propagate = [handler], False
    log.setLevel(logging.INFO)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Object of type <Submitted")
            yield handler
    finally:
        log.handlers, level, log.propagate = before
        log.setLevel(level)


def reason(kept: Kept, error: BaseException) -> str:
    """The one sentence that says why a step failed: ours if there is one, else nbgrader's own."""
    for one in (error, error.__cause__, error.__context__):
        if one is not None and (said := database.sentence(one)):
            return said
    text = "\n".join(line for _, line in kept.lines)
    if found := OUR_ERROR.findall(text):
        return found[-1]
    if isinstance(error, CourseError):
        return str(error)
    if found := LAST_LINE.findall(text):
        return f"nbgrader says: {found[-1]}"
    errors = [line for level, line in kept.lines if level >= logging.ERROR]
    return f"nbgrader says: {(errors or [str(error)])[0].splitlines()[0]}"


def course_directory(root: Path, topic: str, learner: str | None = None, **more):
    """nbgrader's course directory for one topic area, and for one learner where one is named."""
    from nbgrader.coursedir import CourseDirectory

    made = CourseDirectory(config=nbgrader_settings(root))
    made.assignment_id = topic
    if learner is not None:
        made.student_id = glob.escape(learner)
    for name, value in more.items():
        setattr(made, name, value)
    return made


def convert(step: str, root: Path, topic: str, learner: str | None = None, force: bool = True, **more) -> Kept:
    """Run GenerateAssignment, Autograde or GenerateFeedback. Raises CourseError with one sentence."""
    from nbgrader import converters

    settings = nbgrader_settings(root)
    made = getattr(converters, step)(coursedir=course_directory(root, topic, learner, **more), config=settings)
    return start(made, force)


def autograde(root: Path, topic: str, learner: str, lessons: list[str], force: bool) -> Kept:
    """nbgrader's Autograde for one learner, of whom `lessons` came. Raises CourseError with one sentence."""
    from .without_notebook import Autograde

    settings = nbgrader_settings(root)
    made = Autograde(coursedir=course_directory(root, topic, learner), config=settings)
    made.folder, made.lessons = made.coursedir.format_path("submitted", learner, topic), lessons
    return start(made, force)


def start(converter: Any, force: bool) -> Kept:
    """Run one of nbgrader's converters. Raises CourseError with one sentence."""
    converter.force = force
    with quiet(converter.log) as kept:
        try:
            converter.start()
        except (Exception, SystemExit) as error:  # nbgrader's command raises SystemExit where its API would not
            raise CourseError(reason(kept, error)) from error
    return kept


def exchange(step: str, root: Path, topic: str, **more) -> Any:
    """Run one of the exchange's steps: ReleaseAssignment, Collect, ReleaseFeedback. Gives what ran."""
    from nbgrader.auth import Authenticator
    from nbgrader.exchange import ExchangeFactory

    settings = nbgrader_settings(root)
    coursedir = course_directory(root, topic)
    made = getattr(ExchangeFactory(config=settings), step)(
        coursedir=coursedir, authenticator=Authenticator(config=settings), config=settings
    )
    if step == "Collect":
        made.update = True
    if step == "ReleaseAssignment":
        made.force = True
    for name, value in more.items():
        setattr(made, name, value)
    with quiet(made.log) as kept:
        try:
            made.start()
        except (Exception, SystemExit) as error:
            raise CourseError(reason(kept, error)) from error
    return made


def learners(root: Path, topic: str, step: str = "submitted") -> list[str]:
    """Learners with a folder for this topic area."""
    return sorted(p.parent.name for p in (root / step).glob(f"*/{glob.escape(topic)}") if p.is_dir())
