"""The minimal source notebook made into the one that a reader gets. Knows no nbgrader.

A source notebook holds prose and three kinds of code cells; everything else
(filled slots, citations, figures, points, locks) is put in here, so that
authors never edit metadata.
"""

from __future__ import annotations

import base64
import re
from pathlib import Path

from practicum.content import kinds
from practicum.content.grammar import OPEN, PARAMETERS, PROGRESS, SHOW, source_of
from practicum.content.prose import FIGURE, render_prose

from ..shapes.content import LessonContent
from . import CourseError

RESPONSE_TAG = "practicum-response"  # the stylesheet hides cells with this tag's mark
FIGURE_TYPES = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}


def is_lesson(notebook: dict) -> bool:
    """Whether a source notebook is a lesson; anything else (a lab) is nbgrader's own affair."""
    return isinstance(notebook.get("metadata", {}).get("practicum"), dict)


def build(notebook: dict, content: LessonContent, figures_folder: Path, graded: bool) -> dict:
    """The reader's notebook. `graded` adds what nbgrader needs; self-study goes without."""
    lesson = content["lesson"]
    whole = "\n\n".join(source_of(c) for c in notebook["cells"] if c["cell_type"] == "markdown")
    cells: list[dict] = []
    prose = 0
    for number, cell in enumerate(notebook["cells"], 1):
        if cell["cell_type"] == "markdown":
            prose += 1
            cells.append(prose_cell(source_of(cell), f"prose-{prose:02d}", content, whole, figures_folder, graded))
        elif cell["cell_type"] == "code":
            cells += code_cells(source_of(cell).strip(), number, content, graded)
        else:
            raise CourseError(
                f"Cell {number} of source/{content['topic']}/{lesson}.ipynb is neither text nor code; remove it."
            )
    check_ids(cells, content, graded)
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "language_info": {"name": "python"},
            "practicum": {"lesson": lesson, "autorun": True},
        },
        "cells": cells,
    }


def picture(name: str, content: LessonContent, folder: Path) -> str:
    """A figure as Markdown that carries its drawing: JupyterLab shows no SVG attachments, but this it shows."""
    known = content.get("figures", {})
    if name not in known:
        raise CourseError(
            f"The figure '{name}' is not described in lesson.yml of {content['lesson']}; add it under `figures`."
        )
    file = folder / known[name]["file"]
    kind = FIGURE_TYPES.get(file.suffix.lower())
    if kind is None or not file.is_file():
        raise CourseError(f"The drawing {file.name} of figure '{name}' is missing or neither SVG, PNG nor JPEG.")
    alt = re.sub(r"([\[\]\\])", r"\\\1", " ".join(known[name]["alt"].split()))
    return f"![{alt}](data:{kind};base64,{base64.b64encode(file.read_bytes()).decode('ascii')})"


def prose_cell(text: str, name: str, content: LessonContent, whole: str, folder: Path, graded: bool) -> dict:
    """One cell of reading, with its slots, citations and figures filled in."""
    source = FIGURE.sub(lambda match: picture(match[1], content, folder), render_prose(text, content, whole))
    return {"cell_type": "markdown", "id": name, "metadata": locked(name, "markdown", graded), "source": source}


def code_cells(source: str, number: int, content: LessonContent, graded: bool) -> list[dict]:
    """One source code cell as the cells that a reader gets."""
    if source == PARAMETERS:
        return [code_cell("parameters", source, locked("parameters", "code", graded), ["parameters"])]
    if found := OPEN.fullmatch(source):
        if found[1] != content["lesson"]:
            raise CourseError(
                f"Cell {number} opens the lesson '{found[1]}', but this notebook is '{content['lesson']}'."
            )
        return [code_cell("lesson", source, locked("lesson", "code", graded))]
    if source == PROGRESS:
        return [code_cell("progress", source, locked("progress", "code", graded))]
    if found := SHOW.fullmatch(source):
        return exercise_cells(found[1], found[2], source, number, content, graded)
    raise CourseError(
        f"Cell {number} of the notebook {content['lesson']} holds code that a lesson does not know: {source.splitlines()[0] if source else 'nothing'}; "
        'lessons use here.item("…"), here.vignette("…"), here.written("…") and here.progress().'
    )


def exercise_cells(kind: str, name: str, source: str, number: int, content: LessonContent, graded: bool) -> list[dict]:
    """The cell that shows an exercise; a written response has a cell for the marker after it."""
    if name not in content[kinds.GROUPS[kind][0]]:
        raise CourseError(
            f"Cell {number} of the notebook {content['lesson']} shows {kind} '{name}', which modules/ does not have."
        )
    if kind == "written":
        shown = code_cell(f"written-{name}", source, locked(f"written-{name}", "code", graded))
        return [shown, response_cell(name, content["written"][name]["points"])] if graded else [shown]
    if graded and kind == "item" and (item := content["items"][name])["use"] == "graded":
        return [code_cell(name, source, grade_metadata(name, "code", item["points"], solution=False))]
    return [code_cell(name, source, locked(name, "code", graded))]


def code_cell(name: str, source: str, metadata: dict, tags: list[str] | None = None) -> dict:
    metadata = {**metadata, "tags": tags} if tags else metadata
    return {
        "cell_type": "code", "id": name, "metadata": metadata,
        "execution_count": None, "outputs": [], "source": source,
    }  # fmt: skip


def response_cell(name: str, points: float) -> dict:
    """nbgrader's manually graded cell; hidden in the lesson, filled in at autograding."""
    metadata = grade_metadata(name, "markdown", points, solution=True) | {"tags": [RESPONSE_TAG]}
    return {"cell_type": "markdown", "id": f"response-{name}", "metadata": metadata, "source": ""}


def grade_metadata(name: str, cell_type: str, points: float, solution: bool) -> dict:
    return {
        "nbgrader": {
            "schema_version": 3, "grade": True, "solution": solution, "locked": not solution, "task": False,
            "grade_id": name, "points": points, "cell_type": cell_type,
        }
    }  # fmt: skip


def locked(name: str, cell_type: str, graded: bool) -> dict:
    """Read-only in both editions: in nbgrader's terms for a cohort, in Jupyter's for self-study."""
    if not graded:
        return {"editable": False, "deletable": False}
    return {
        "nbgrader": {
            "schema_version": 3, "grade": False, "solution": False, "locked": True, "task": False,
            "grade_id": name, "cell_type": cell_type,
        }
    }  # fmt: skip


def check_ids(cells: list[dict], content: LessonContent, graded: bool) -> None:
    """Every graded thing shown once, and no two cells of one name."""
    lesson, names = content["lesson"], [name_of(cell) for cell in cells]
    for name in names:
        if names.count(name) > 1:
            raise CourseError(
                f"'{name}' stands twice in the notebook {lesson}; each exercise is shown once, under an id of its own."
            )
    if not graded:
        return
    for name in [n for n, i in content["items"].items() if i["use"] == "graded"] + list(content["written"]):
        if name not in names:
            raise CourseError(
                f"The notebook {lesson} does not show '{name}', which modules/ says is graded; add a cell for it."
            )


def name_of(cell: dict) -> str:
    """What a cell is known by in the gradebook: the marker's cell bears the written response's name."""
    return cell["id"].removeprefix("response-")
