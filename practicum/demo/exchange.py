"""The learners' side of nbgrader's exchange, for invented learners, and their rows in the gradebook."""

from __future__ import annotations

import contextlib
import datetime
import logging
import os
import re
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from traitlets.config import Config

from ..course import CourseError
from ..exercises.perform import events
from ..lesson_content import find_content
from ..lesson_session import LessonSession
from ..nbgrader_bridge import nbgrader_commands
from ..nbgrader_bridge.exchange import arrivals
from ..nbgrader_bridge.gradebook import database
from ..nbgrader_bridge.setup.course_settings import nbgrader_settings
from ..study import notebook_copy
from .learners import Learner

START = 30  # seconds for a kernel to answer; it takes one or two
NEVER_ANSWERED = re.compile("didn't respond|died before replying")


@contextlib.contextmanager
def gradebook(root: Path) -> Iterator:
    from nbgrader.api import Gradebook
    from nbgrader.coursedir import CourseDirectory

    directory = CourseDirectory(config=nbgrader_settings(root))
    with Gradebook(directory.db_url, directory.course_id) as opened:
        yield opened


def enrolled(root: Path) -> set[str]:
    """Ids of everybody in the gradebook; nobody where there is none yet."""
    if not database.exists(root):
        return set()
    with gradebook(root) as opened:
        return {student.id for student in opened.students}


def remove_learners(root: Path, prefix: str) -> None:
    """Take everybody whose id begins with `prefix` out of the gradebook, with their submissions."""
    if not database.exists(root):
        return
    with gradebook(root) as opened:
        for student in [s.id for s in opened.students if s.id.startswith(prefix)]:
            opened.remove_student(student)


def enrol(root: Path, topic: str, people: list[Learner], due: datetime.datetime) -> None:
    with gradebook(root) as opened:
        opened.update_or_create_assignment(topic, duedate=due)
        for learner in people:
            first, _, last = learner.name.partition(" ")
            opened.update_or_create_student(learner.id, first_name=first, last_name=last)


def _run(step: type, root: Path, topic: str, folder: Path, learner: str, **more: object) -> Any:
    from nbgrader.auth import Authenticator

    settings = nbgrader_settings(root)
    made = step(
        coursedir=nbgrader_commands.course_directory(root, topic, learner), authenticator=Authenticator(config=settings),
        config=settings,
    )  # fmt: skip
    made.assignment_dir = str(folder)
    made.cache = str(folder / ".cache")
    for name, value in more.items():
        setattr(made, name, value)
    with nbgrader_commands.quiet(made.log) as kept:
        try:
            made.start()
        except (Exception, SystemExit) as error:
            raise CourseError(nbgrader_commands.reason(kept, error)) from error
    return made


def fetch(root: Path, topic: str, folder: Path, learner: str) -> None:
    """Fetch an assignment into a learner's folder."""
    from nbgrader.exchange.default import ExchangeFetchAssignment

    folder.mkdir(parents=True, exist_ok=True)
    _run(ExchangeFetchAssignment, root, topic, folder, learner)


def submit(root: Path, topic: str, folder: Path, learner: str, at: datetime.datetime) -> None:
    """Hand in, with the clock at `at` (UTC), so that a run today and one next year give the same result.

    The course's own records say that this time counts; else collecting would take that of the exchange's files.
    """
    from nbgrader.exchange.default import ExchangeSubmit

    class SubmitAt(ExchangeSubmit):
        def set_timestamp(self) -> None:
            self.timestamp = at.replace(tzinfo=datetime.UTC).strftime(self.timestamp_format)

    made = _run(SubmitAt, root, topic, folder, learner)
    arrivals.date(root, topic, learner, made.assignment_filename, at.replace(tzinfo=None))


def collect(root: Path, topic: str) -> None:
    nbgrader_commands.exchange("Collect", root, topic)


def say_nothing() -> None:
    """Send what kernels print to nowhere: they warn about connections that never leave this machine."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def work(folder: Path, lessons: dict[str, dict[str, object]]) -> None:
    """Work through an assignment in a learner's folder: the first lesson in its notebook, the others as pages.

    A notebook takes a kernel and seconds, a page neither; both keep the same sheet.
    """
    for number, (lesson, answers) in enumerate(lessons.items()):
        if number:
            answer(folder, lesson, answers)
        else:
            execute(folder / f"{lesson}.ipynb", answers)


def answer(folder: Path, lesson: str, answers: dict[str, object]) -> None:
    """Answer a lesson event by event, as its page does. Raises CourseError where an answer could not be kept."""
    here = LessonSession(lesson, folder, find_content(lesson, folder))
    for exercise, response in answers.items():
        for event in events(here.exercise(exercise), response):
            here.take(exercise, event)
    if here.saved["state"] == "failed":
        raise CourseError(here.saved["text"])
    notebook_copy.put(folder, lesson)  # as the page's server does some seconds later


def execute(notebook: Path, answers: dict[str, object], to: Path | None = None, tries: int = 3) -> None:
    """Execute a learner's notebook, in place or `to` another file; papermill's parameters are the learner's answers.

    A kernel that never answers, or dies before it does, has run nothing of the notebook and is started again.
    """
    import papermill

    logging.getLogger("papermill").setLevel(logging.ERROR)
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(prefix="k") as place:
        warnings.simplefilter("ignore")
        try:
            papermill.execute_notebook(
                str(notebook), str(to or notebook), {"answers": answers}, cwd=str(notebook.parent), progress_bar=False,
                store_widget_state=False, log_output=False, start_timeout=START, config=_connection(Path(place)),
            )  # fmt: skip
        except RuntimeError as error:
            if tries <= 1 or not NEVER_ANSWERED.search(str(error)):
                raise
            execute(notebook, answers, to, tries - 1)


def _connection(place: Path) -> Config:
    """Sockets in a folder of the kernel's own: of two kernels that start at one moment both may be given one port."""
    if os.name == "nt":  # which has no such sockets
        return Config()
    return Config(KernelManager={"transport": "ipc", "connection_file": str(place / "k.json")})
