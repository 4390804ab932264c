"""What a learner's folder holds of a lesson, under whatever name they handed it in.

nbgrader looks for notebooks by their released names alone: one that was renamed
scores nothing, and a sheet without its notebook is never read. The lesson is
named inside, so both are found here. All of it is a stranger's data.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from practicum import answers
from practicum.content.grammar import OPEN
from practicum.course import released

from . import marks, reading
from .mend import text_of
from .plaintext import cleaned

MOST_FILES = 10_000
DEEPEST = 20  # folders in one another
MOST_NOTEBOOKS = 50
LARGEST_IN_ALL = 60_000_000  # bytes of all notebooks under other names
NEVER = ".ipynb_checkpoints"

Copies = dict[str, list[tuple[Path, dict]]]  # lesson -> notebooks of it under other names, the one answered last first


@dataclass(frozen=True)
class Folder:
    """The files of a submission by their paths inside it, and what is there that is no plain file."""

    files: tuple[str, ...]
    odd: tuple[str, ...] = ()
    whole: bool = True  # False: there are more than were looked at


def look(folder: Path) -> Folder:
    """What lies in a folder and below, links not followed."""
    files: list[str] = []
    odd: list[str] = []
    for name, is_file in _entries(folder):
        if len(files) + len(odd) == MOST_FILES:
            return Folder(tuple(files), tuple(odd), False)
        (files if is_file else odd).append(name)
    return Folder(tuple(files), tuple(odd))


def _entries(folder: Path) -> Iterator[tuple[str, bool]]:
    """Every file by its path inside, and whether it is a plain one; of what is too deep or closed the folder."""
    todo = [("", 0)]
    while todo:
        inside, level = todo.pop()
        try:
            with os.scandir(os.path.join(folder, inside) if inside else folder) as found:
                for entry in found:
                    name = inside + entry.name
                    if not entry.is_dir(follow_symlinks=False):
                        yield name, entry.is_file(follow_symlinks=False)
                    elif level == DEEPEST:
                        yield name, False
                    elif entry.name != NEVER:
                        todo.append((f"{name}/", level + 1))
        except OSError:
            if not inside:
                raise
            yield inside, False


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


def copies(folder: Path, known: Collection[str], inside: Folder | None = None) -> Copies:
    """Notebooks under a name that is no lesson's, by the lesson that they open."""
    found: Copies = {}
    room = LARGEST_IN_ALL
    for name in _others((inside or look(folder)).files, known):
        try:
            data = reading.contents(folder / name, reading.LARGEST)
            notebook = json.loads(data.decode()) if len(data) <= min(room, reading.LARGEST) else None
        except (OSError, ValueError, RecursionError):
            continue
        room -= len(data)
        if (lesson := lesson_in(notebook)) in known:
            found.setdefault(lesson, []).append((folder / name, reading.read(data)[0]))
    for notebooks in found.values():
        notebooks.sort(key=lambda one: _saved(one[1]), reverse=True)
    return found


def _others(files: Collection[str], known: Collection[str]) -> list[str]:
    names = [name for name in files if name.endswith(".ipynb") and name.removesuffix(".ipynb") not in known]
    return sorted(names, key=lambda name: name.split("/"))[:MOST_NOTEBOOKS]


def _saved(notebook: dict) -> str:
    bundle = answers.from_notebook(notebook) or {}
    return bundle["saved"] if isinstance(bundle.get("saved"), str) else ""


def notebook_of(folder: Path, lesson: str, found: Copies) -> tuple[dict, list[str]]:
    """What was handed in as the notebook of a lesson, and what is to be said of that. Raises nothing."""
    path = folder / f"{lesson}.ipynb"
    if os.path.lexists(path):
        return reading.at(path)
    if lesson in found:
        other, notebook = found[lesson][0]
        return notebook, [reading.RENAMED.format(name=cleaned(str(other.relative_to(folder))))]
    return reading.EMPTY, [reading.MISSING]


def lies_there(folder: Path, lesson: str, found: Copies) -> bool:
    """Whether something of a lesson was handed in, though no notebook bears its name."""
    return lesson in found or answers.path_of(folder, lesson).is_file()


def add_missing(root: Path, assignment: str, student: str, notebooks: list[str]) -> None:
    """nbgrader's hook before autograding: lessons to grade though no notebook bears their name.

    A lesson counts as handed in when a renamed notebook or an answer sheet is there; and one that
    was graded before is graded as empty, for else an old mark would stand.
    """
    if not notebooks:
        return
    folder = Path(notebooks[0]).parent
    topic, learner = folder.name, folder.parent.name
    known = set(released.in_force(root, topic))
    found = copies(folder, known)
    for lesson in sorted(known):
        path = os.path.join(os.path.dirname(notebooks[0]), f"{lesson}.ipynb")
        if not os.path.lexists(path) and (lies_there(folder, lesson, found) or was_seen(root, topic, lesson, learner)):
            notebooks.append(path)


def was_seen(root: Path, topic: str, lesson: str, learner: str) -> bool:
    """Whether a response of this learner's, be it empty, lay before the markers at the last autograde."""
    written = (released.keyed(root, topic, lesson) or {}).get("written", {})
    with marks.store(root) as db:
        return any(marks.seen(db, marks.Place(topic, lesson, item, learner)) is not None for item in written)
