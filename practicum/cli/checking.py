"""What `practicum check` adds to the checker: what was frozen by a release, and how long lessons take."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from pathlib import Path

from practicum.content import timing
from practicum.content.edition import edition
from practicum.content.load import Loaded, LoadedLesson, LoadedModule, load_course
from practicum.content.prose import markdown_of
from practicum.content.source import Problem
from practicum.course import CourseError, released
from practicum.demo.learners import PREFIX
from practicum.lint import notebook as notebooks
from practicum.lint import problems_of
from practicum.nbgrader_bridge.release import changes


def _at(lesson: LoadedLesson, what: str) -> tuple[str | None, int]:
    """File and line of the thing that a sentence on a frozen change names."""
    named = re.search(r"'([^']+)'", what)
    name = named[1] if named else ""
    for part, at in (("items", ("items", name)), ("rubric", ("id",))):
        source = lesson.sources.get(part)
        if source and (part == "items" or name in lesson.written):
            return source.name, source.line(*at)
    return None, 1


def _frozen_in(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    name = f"gradebook/released/{module.name}.json"
    try:
        old = released.keyed(loaded.root, module.name, lesson.name)
        what = old and changes.change(old, edition(loaded, module.name, lesson.name, "keyed"))
    except (CourseError, OSError, ValueError, KeyError, TypeError) as error:
        yield Problem(name, 1, f"what was released of {lesson.name} cannot be read: {str(error).splitlines()[0]}")
        return
    if what:
        file, line = _at(lesson, what)
        yield Problem(
            file or name, line,
            f"{what}, but answers to {module.name}/{lesson.name} have been handed in; undo it "
            "(wording may change): `practicum release` will refuse it",
        )  # fmt: skip


def _handed_in(root: Path, topic: str) -> bool:
    """Whether anybody real handed in; `practicum demo` clears its own learners before it releases."""
    names = {path.parent.name for path in root.glob(f"submitted/*/{topic}")}
    names |= {path.name.split("+")[0] for path in root.glob(f"exchange/*/inbound/*+{topic}+*")}
    return any(not name.startswith(PREFIX) for name in names)


def frozen_changes(loaded: Loaded) -> list[Problem]:
    """Ids, keys and points that changed after somebody handed in. Reads released JSON and folders, no gradebook."""
    return [
        problem
        for module in loaded.modules.values()
        if _handed_in(loaded.root, module.name)
        for lesson in module.lessons.values()
        if not lesson.broken
        for problem in _frozen_in(loaded, module, lesson)
    ]


def measures(loaded: Loaded) -> list[dict]:
    """Minutes, words and points of each lesson that can be read."""
    found = []
    for module in loaded.modules.values():
        for lesson in module.lessons.values():
            notebook = notebooks.read(notebooks.path_of(loaded, module, lesson))
            if notebook is None or lesson.broken:
                continue
            prose, content = markdown_of(notebook), edition(loaded, module.name, lesson.name, "self_study")
            read = timing.words(prose, content)
            found.append({
                "topic": module.name,
                "lesson": lesson.name,
                "minutes": timing.minutes(prose, content, read),
                "ce_minutes": timing.ce_minutes(prose, content, loaded.course.difficulty, read),
                "words": read,
                "graded_points": timing.graded_points(content),
            })  # fmt: skip
    return found


def all_of(root: Path, today: datetime.date) -> tuple[list[Problem], list[dict]]:
    """Every problem of the course, and what its lessons measure."""
    loaded, problems = load_course(root)
    if loaded is None:
        return problems, []
    return sorted({*problems, *problems_of(loaded, today), *frozen_changes(loaded)}), measures(loaded)


def sentence(measure: dict) -> str:
    """One lesson's line."""
    return (
        f"{measure['topic']}/{measure['lesson']}: about {measure['minutes']} minutes for learners, "
        f"{measure['ce_minutes']} minutes by the rules of continuing education, "
        f"{measure['words']:,} words, {measure['graded_points']:g} graded points"
    )


def write_schemas(root: Path) -> list[str]:
    """Write modules/schema/ anew; the names of the files that changed."""
    from practicum.content import schema

    changed = []
    for name, text in schema.texts().items():
        path = root / schema.FOLDER / name
        if not path.is_file() or path.read_text("utf-8") != text:
            released.write(path, text)
            changed.append(f"{schema.FOLDER}/{name}")
    return changed
