"""Releasing, inside nbgrader: the command, formgrader's button and the API all pass here.

`Assign` comes first and makes the reader's notebook; `KeepReleased` comes last
and keeps what was released, with its keys, where scoring finds it.
"""

from __future__ import annotations

import fnmatch
from pathlib import Path
from typing import cast

import nbformat
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.exchange.default import Exchange
from nbgrader.preprocessors import NbGraderPreprocessor

from practicum.content.edition import edition
from practicum.content.load import in_the_way, load_course
from practicum.course import CourseError, coursemap, notebook, released, timezone
from practicum.shapes.content import LessonContent

from ..gradebook import due_dates
from ..setup.course_settings import coursedir_of, root_of
from . import changes

NEVER_RELEASED = ("*.answers.json", "*.content.json", "*.answers.json.*", "*.answers.*.json")


def topic_area(root: Path, topic: str):
    """The content of one topic area, or one sentence with the first problem of this topic area."""
    loaded, problems = load_course(root, topic)
    ours = in_the_way(problems, topic)
    if loaded is None or ours:
        raise CourseError(f"{topic} was not released; run `practicum check` and mend {len(ours)} of these: {ours[0]}")
    if topic not in loaded.modules:
        raise CourseError(
            f"There is no topic area '{topic}' in modules/; its name must be that of the folder in source/."
        )
    return loaded


def inbound_of(part) -> Path:
    """Where the configured exchange keeps what was handed in to this course and not collected yet."""
    course = coursedir_of(part).course_id
    return Path(Exchange(config=part.config).root) / course / "inbound"


def submissions_exist(root: Path, topic: str, db_url: str, inbound: Path) -> bool:
    """Whether answers were handed in, by the gradebook or by the folders."""
    with Gradebook(db_url) as gradebook:
        try:
            known = len(gradebook.find_assignment(topic).submissions) > 0
        except MissingEntry:
            known = False
    return known or changes.handed_in(root, topic, inbound)


def drop_strays(release: Path, source: Path) -> None:
    """Take out of a release what nbgrader copied from source/ and no learner should get.

    An author who opens the source notebook leaves an answer sheet beside it. nbgrader's
    own ignore list cannot be used: it also rules what learners hand in.
    """
    lessons = {p.stem for p in source.glob("*.ipynb")}
    for path in release.rglob("*"):
        ours = path.name.removesuffix(".content.json") in lessons and path.parent == release
        if path.is_file() and not ours and any(fnmatch.fnmatch(path.name, p) for p in NEVER_RELEASED):
            path.unlink()


class Assign(NbGraderPreprocessor):
    """The minimal source notebook -> the released one, with its content file beside it."""

    def preprocess(self, nb, resources):
        if not notebook.is_lesson(nb):
            return nb, resources
        root = root_of(self)
        topic, name = resources["nbgrader"]["assignment"], resources["nbgrader"]["notebook"]
        loaded = topic_area(root, topic)
        if name not in loaded.modules[topic].lessons:
            raise CourseError(
                f"The notebook source/{topic}/{name}.ipynb has no lesson of that name in modules/{topic}/."
            )
        keyed = edition(loaded, topic, name, "keyed", released.salt(root))
        cohort = edition(loaded, topic, name, "cohort", released.salt(root))
        folder = loaded.modules[topic].lessons[name].folder / "figures"
        made = notebook.build(nb, cohort, folder, graded=True)
        db_url = resources["nbgrader"]["db_url"]
        submissions = submissions_exist(root, topic, db_url, inbound_of(self))
        changes.refuse_change(root, topic, name, keyed, made, submissions)
        coursedir = coursedir_of(self)
        release = coursedir.format_path(coursedir.release_directory, ".", topic)
        drop_strays(Path(release), root / "source" / topic)
        if due := due_dates.of(db_url, topic):
            cohort["due"] = due.isoformat()  # beside the hash, which names what is taught and not when
            if (zone := timezone.of(root)).name:  # learners' computers need not have the hours of every zone
                cohort["due_zone"] = {"place": zone.place, "offset": zone.offset(due)}
        cohort |= cast(LessonContent, coursemap.beside(loaded, topic, name))
        outputs = resources.get("outputs") or {}
        resources["outputs"] = {**outputs, f"{name}.content.json": released.as_json(cohort).encode()}
        resources["practicum"] = {"keyed": keyed, "cohort": cohort}
        return nbformat.from_dict(made), resources


class KeepReleased(NbGraderPreprocessor):
    """Last of the list: whatever got here is being released, so it is kept with its keys."""

    def preprocess(self, nb, resources):
        if kept := resources.pop("practicum", None):
            topic, name = resources["nbgrader"]["assignment"], resources["nbgrader"]["notebook"]
            text = nbformat.writes(nb)
            released.keep(root_of(self), topic, name, kept["keyed"], kept["cohort"], text)
        return nb, resources
