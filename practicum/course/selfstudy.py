"""The self-study edition of the course: every lesson's notebook and content, and the map. Imports no nbgrader.

<topic>/<lesson>.ipynb          the notebook without nbgrader's part
<topic>/<lesson>.content.json   its content, keys and examples with it
course.json                     the map of the course
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

from practicum.content.edition import edition
from practicum.content.load import Loaded, load_course
from practicum.content.prose import markdown_of
from practicum.content.timing import minutes
from practicum.disk import stamp

from . import CourseError, coursemap, notebook, released

FOLDER = Path("build") / "self-study"
CODE = ("content", "course")  # parts of the package that decide what is built


def _loaded(root: Path) -> Loaded:
    loaded, problems = load_course(root)
    if loaded is None or problems:
        raise CourseError(f"The course has problems; run `practicum check`. The first: {problems[0]}")
    if not any(module.lessons for module in loaded.modules.values()):
        raise CourseError("The course has no lessons yet; add one to `lessons` in a module.yml.")
    return loaded


def _lesson(loaded: Loaded, topic: str, name: str) -> tuple[dict[str, str], int]:
    """A lesson's files, and its minutes."""
    source = coursemap.source_notebook(loaded.root, topic, name)
    if source is None:
        raise CourseError(f"The notebook source/{topic}/{name}.ipynb is missing or cannot be read.")
    content = edition(loaded, topic, name, "self_study")
    content["minutes"] = minutes(markdown_of(source), content)
    figures = loaded.modules[topic].lessons[name].folder / "figures"
    made = notebook.build(source, content, figures, graded=False)
    files = {
        f"{topic}/{name}.content.json": released.as_json(content),
        f"{topic}/{name}.ipynb": released.as_json(made),
    }
    return files, content["minutes"]


def files(root: Path, say: Callable[[int, int], None] = lambda done, all: None) -> dict[str, str]:
    """Every file of the edition by its path. `say` hears how many lessons are done, and of how many."""
    loaded = _loaded(root)
    lessons = [(module.name, name) for module in loaded.modules.values() for name in module.lessons]
    made: dict[str, str] = {}
    minutes_of: dict[tuple[str, str], int] = {}
    for number, (topic, name) in enumerate(lessons):
        say(number, len(lessons))
        of_lesson, minutes_of[topic, name] = _lesson(loaded, topic, name)
        made |= of_lesson
    say(len(lessons), len(lessons))
    return {**made, coursemap.NAME: released.as_json(coursemap.whole(loaded, minutes_of))}


def build(root: Path, place: Path | None = None) -> Path:
    """Write the edition into a folder of its own; for answers it has no care, so nobody's should be there."""
    place = place or root / FOLDER
    for name, text in files(root).items():
        released.write(place / name, text)
    return place


def fingerprint(root: Path) -> str:
    """A name for the course's files as they are now: where it is the same, the same is built."""
    told: list[tuple[str, str | int, int]] = [("practicum", version("practicum"), 0)]
    for path in _made_from(root):
        if at := stamp(path):
            told.append((str(path), *at[:2]))  # without the inode: unpacked anew, it is the same
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def _made_from(root: Path) -> Iterator[Path]:
    for part in ("modules", "source"):
        yield from sorted(p for p in (root / part).rglob("*") if p.is_file() and not p.name.startswith("."))
    package = Path(__file__).parent.parent
    for part in CODE:
        yield from sorted((package / part).rglob("*.py"))
