"""Feedback pages for a whole cohort in one process: the same files that `nbgrader generate_feedback` writes.

Stock nbgrader starts a converter a learner and asks the gradebook once a cell. Here the gradebook
is asked some hundred learners at a time, and the page is nbgrader_bridge.feedback.page_exporter's own. Whatever is
no lesson of ours (a lab), or a course with its own converters, goes nbgrader's way.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path

from practicum.course import CourseError, released

from ..gradebook import database, lesson_scores, our_tables
from ..marks import mark_history
from ..nbgrader_commands import convert, course_directory
from ..setup.course_settings import nbgrader_settings
from ..submission import graded_copies
from ..submission.recover import submitted
from . import page_exporter

OUR_PAGE = "practicum.nbgrader_bridge.feedback.page_exporter.FeedbackPage"


def write(root: Path, topic: str, learners: list[str]) -> Iterator[tuple[str, str | None]]:
    """Write each learner's pages; gives the learner, and what went wrong or None."""
    ours = written_here(root)
    lessons = {name: released.keyed(root, topic, name) for name in released.in_force(root, topic)} if ours else {}
    patterns = [*course_directory(root, topic).ignore, "*.ipynb"]
    mode = int(str(nbgrader_settings(root).GenerateFeedback.get("permissions", 644)), 8)
    one = partial(write_one, root, topic, lessons=lessons, patterns=patterns, mode=mode)
    url = database.url_of(root)
    for names in lesson_scores.batches(learners):
        with database.engine(url).connect() as db, our_tables.store(root) as kept:
            said, history = lesson_scores.read(db, topic, names), mark_history.history_of(kept, topic, names)
        for name in names:
            try:
                if not ours or not one(name, said.get(name, {}), history):
                    convert("GenerateFeedback", root, topic, name)
                yield name, None
            except (CourseError, OSError, ValueError, KeyError) as error:
                yield name, sentence(topic, name, error)


def sentence(topic: str, learner: str, error: Exception) -> str:
    if isinstance(error, CourseError):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.filename or 'A file'} could not be read or written ({error.strerror})."
    return (
        f"autograded/{learner}/{topic} and the gradebook do not fit each other ({type(error).__name__}: {error}); "
        f"run `practicum autograde {topic} --learner {learner} --again`."
    )


def written_here(root: Path) -> bool:
    """Whether the course leaves feedback to us: our page, nbgrader's own steps, files of one owner."""
    named = nbgrader_settings(root).GenerateFeedback
    plain = set(named) <= {"exporter_class", "permissions"} and named.get("exporter_class") == OUR_PAGE
    return plain and not course_directory(root, "").groupshared


def write_one(
    root: Path, topic: str, learner: str, said: lesson_scores.Learner, history: dict,
    lessons: dict, patterns: list[str], mode: int,
) -> bool:  # fmt: skip
    """One learner's folder in feedback/, put in its place when it is whole. False: it holds more than lessons."""
    source, target = (root / step / learner / topic for step in ("autograded", "feedback"))
    notebooks = {path: json.loads(path.read_bytes()) for path in sorted(source.glob("*.ipynb"))}
    if not all(path.stem in lessons and submitted(nb) for path, nb in notebooks.items()):
        return False
    pages = {}
    for path, nb in notebooks.items():
        place = page_exporter.Place(topic, path.stem, learner)
        shown = page_exporter.page(lessons[path.stem], nb, place, said[path.stem], partial(given, history, place))
        pages[f"{path.stem}.html"] = page_exporter.render(shown)
    with swapped(target) as folder:
        for file in copied(source, patterns):
            to = folder / file.relative_to(source)
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, to)
        for name, page in pages.items():
            (folder / name).write_text(page, "utf-8")
        settle(folder, mode)
    return True


def given(history: dict, place: page_exporter.Place, name: str, text: str) -> list[mark_history.Mark]:
    key = mark_history.Place(place.topic, place.lesson, name, place.learner)
    return mark_history.of_text(history.get(key, []), text)


@contextlib.contextmanager
def swapped(target: Path) -> Iterator[Path]:
    """A folder beside `target` to fill, which takes its place at the end; on an error nothing changes."""
    with graded_copies.run() as run:
        new = graded_copies.begin(target, run, shared=False)
        try:
            yield Path(new)
            graded_copies.put(target, run)
        finally:
            graded_copies.tidy(target, run)


def copied(source: Path, patterns: list[str]) -> Iterator[Path]:
    """The files of a folder that nbgrader copies: all but those that `CourseDirectory.ignore` names."""
    for folder, below, names in os.walk(source):
        below[:] = [name for name in below if not ignored(name, patterns)]
        yield from (Path(folder) / name for name in names if not ignored(name, patterns))


def ignored(name: str, patterns: list[str]) -> bool:
    """As glob has it: a pattern names a hidden file only if it begins with a dot itself."""
    return any(fnmatchcase(name, p) for p in patterns if p.startswith(".") or not name.startswith("."))


def settle(folder: Path, mode: int) -> None:
    """The permissions that nbgrader gives to feedback."""
    for place, _, names in os.walk(folder):
        for name in names:
            os.chmod(os.path.join(place, name), mode)
