"""What a learner's folder holds of a lesson, under whatever name they handed it in.

nbgrader looks for notebooks by their released names alone: one that was renamed
scores nothing, and a sheet without its notebook is never read. The lesson is
named inside, so both are found here. All of it is a stranger's data.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from practicum import answers
from practicum.content.grammar import OPEN
from practicum.course import released

from . import marks
from .mend import text_of

MOST_NOTEBOOKS = 50
LARGEST = 20_000_000  # bytes


def lesson_in(notebook: Any) -> str | None:
    """The lesson that a notebook opens: by its metadata, by the cell that opens it, by its answers."""
    if not isinstance(notebook, dict):
        return None
    metadata = notebook.get("metadata")
    practicum = metadata.get("practicum") if isinstance(metadata, dict) else None
    if isinstance(practicum, dict) and isinstance(practicum.get("lesson"), str):
        return practicum["lesson"]
    cells = notebook.get("cells")
    for cell in cells if isinstance(cells, list) else []:
        if found := OPEN.fullmatch(text_of(cell).strip()):
            return found[1]
    bundle = answers.from_notebook(notebook)
    return bundle.get("lesson") if bundle and isinstance(bundle.get("lesson"), str) else None


def elsewhere(folder: Path, lesson: str, known: set[str]) -> list[tuple[Path, dict]]:
    """Notebooks of this lesson under a name that is no lesson's, the one answered last coming first."""
    found = []
    for path in sorted(folder.rglob("*.ipynb"))[:MOST_NOTEBOOKS]:
        if ".ipynb_checkpoints" in path.parts or (path.parent == folder and path.stem in known):
            continue
        try:
            if path.is_symlink() or path.stat().st_size > LARGEST:
                continue
            notebook = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError, RecursionError):
            continue
        if lesson_in(notebook) == lesson:
            found.append((path, notebook))
    return sorted(found, key=lambda one: _saved(one[1]), reverse=True)


def _saved(notebook: dict) -> str:
    bundle = answers.from_notebook(notebook) or {}
    return bundle["saved"] if isinstance(bundle.get("saved"), str) else ""


def add_missing(root: Path, assignment: str, student: str, notebooks: list[str]) -> None:
    """nbgrader's hook before autograding: lessons to grade though no notebook bears their name.

    A lesson counts as handed in when a renamed notebook or an answer sheet is there; and one whose
    response was marked before is graded as empty, for else the old mark would stand.
    """
    if not notebooks:
        return
    folder = Path(notebooks[0]).parent
    topic, learner = folder.name, folder.parent.name
    known = set(released.in_force(root, topic))
    for lesson in sorted(known):
        path = os.path.join(os.path.dirname(notebooks[0]), f"{lesson}.ipynb")
        if not os.path.lexists(path) and (
            answers.path_of(folder, lesson).is_file()
            or elsewhere(folder, lesson, known)
            or was_seen(root, topic, lesson, learner)
        ):
            notebooks.append(path)


def was_seen(root: Path, topic: str, lesson: str, learner: str) -> bool:
    """Whether a text of this learner's lay before the markers at the last autograde."""
    written = (released.keyed(root, topic, lesson) or {}).get("written", {})
    with marks.store(root) as db:
        return any(marks.seen(db, marks.Place(topic, lesson, item, learner)) for item in written)
