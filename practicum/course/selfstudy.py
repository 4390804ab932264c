"""A lesson's self-study edition: the same notebook without nbgrader's part. Imports no nbgrader."""

from __future__ import annotations

import json
from pathlib import Path

from practicum.content.edition import edition
from practicum.content.load import load_course

from . import CourseError, notebook, released

FOLDER = Path("build") / "self-study"


def _loaded(root: Path):
    loaded, problems = load_course(root)
    if loaded is None or problems:
        raise CourseError(f"The course has problems; run `practicum check`. The first: {problems[0]}")
    return loaded


def first_lesson(root: Path) -> str:
    """The first lesson in teaching order."""
    for module in _loaded(root).modules.values():
        for name in module.lessons:
            return name
    raise CourseError("The course has no lessons yet; add one to `lessons` in a module.yml.")


def build_lesson(root: Path, name: str) -> Path:
    """Write the notebook and its content file; a notebook that is up to date keeps its outputs."""
    loaded = _loaded(root)
    try:
        module, lesson = loaded.lesson(name)
    except KeyError as error:
        raise CourseError(f"{str(error.args[0]).capitalize()}.") from error
    source = root / "source" / module.name / f"{name}.ipynb"
    if not source.is_file():
        raise CourseError(f"The notebook source/{module.name}/{name}.ipynb is missing.")
    content = edition(loaded, module.name, name, "self_study")
    made = notebook.build(json.loads(source.read_text("utf-8")), content, lesson.folder / "figures", graded=False)
    place = root / FOLDER
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"{name}.ipynb"
    if not _same_cells(path, made):
        released.write(path, released.as_json(made))
    released.write(place / f"{name}.content.json", released.as_json(content))
    return path


def _same_cells(path: Path, made: dict) -> bool:
    """Whether a notebook built earlier says the same: its outputs carry answers, so it stays."""
    try:
        kept = json.loads(path.read_text("utf-8"))["cells"]
        return [_gist(c) for c in kept] == [_gist(c) for c in made["cells"]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def _gist(cell: dict) -> tuple:
    return cell.get("id"), notebook.source_of(cell), cell.get("attachments")
