"""What a learner's folder holds of a lesson, under whatever name they handed it in.

nbgrader looks for notebooks by their released names alone: one that was renamed
scores nothing, and a sheet without its notebook is never read. The lesson is
named inside, so both are found here. All of it is a stranger's data.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from practicum import answers
from practicum.course import released

from ..gradebook import our_tables
from ..marks import mark_history
from . import notebook_reading
from .plain_text import cleaned
from .renamed_files import Found, search, some

MOST_FILES = 10_000
DEEPEST = 20  # folders in one another
NEVER = ".ipynb_checkpoints"


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


_last: list[tuple[Any, Found]] = [(None, Found())]  # nbgrader's steps ask for the same folder again and again


def found_in(folder: Path, known: Collection[str]) -> Found:
    """Notebooks and answer sheets under names that are no lesson's, by the lesson that they belong to."""
    files = look(folder).files
    key = (str(folder), tuple(sorted(known)), tuple((name, *_stamp(folder, name)) for name in files))
    before, found = _last[0]
    if before != key:
        found = search(folder, files, known)
        _last[0] = (key, found)
    return found


def _stamp(folder: Path, name: str) -> tuple[int, int]:
    try:
        about = os.lstat(os.path.join(folder, name))
        return about.st_mtime_ns, about.st_size
    except OSError:
        return 0, 0


def notebook_of(folder: Path, lesson: str, found: Found) -> tuple[dict, list[str]]:
    """What was handed in as the notebook of a lesson, and what is to be said of that. Raises nothing."""
    path = folder / f"{lesson}.ipynb"
    if os.path.lexists(path):
        return notebook_reading.at(path)
    if lesson in found.notebooks:
        name, notebook = found.notebooks[lesson][0]
        damaged = [notebook_reading.DAMAGED_IN_PART] if name in found.damaged else []
        return notebook, [notebook_reading.RENAMED.format(name=cleaned(name)), *damaged]
    return notebook_reading.EMPTY, [notebook_reading.MISSING]


def lies_there(folder: Path, lesson: str, found: Found) -> bool:
    """Whether something of a lesson was handed in, though no notebook bears its name."""
    return lesson in found or os.path.lexists(answers.path_of(folder, lesson))


def came(folder: Path, known: Collection[str], found: Found) -> set[str]:
    """The lessons of which anything was handed in, under whatever name."""
    return {one for one in known if os.path.lexists(folder / f"{one}.ipynb") or lies_there(folder, one, found)}


def nothing(learner: str, topic: str, inside: Folder) -> str:
    """The sentence on a folder in which no lesson was found."""
    there = sorted(name for name in (*inside.files, *inside.odd) if name != "timestamp.txt")
    if not there:
        return f"{learner} handed in an empty folder for {topic}; ask for the notebook and the answers."
    return (
        f"{learner} handed in no lesson of {topic}, only {some(there)}; ask for the right file. "
        "An archive other than a zip is to be unpacked first."
    )


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
    found = found_in(folder, known)
    for lesson in sorted(known):
        path = os.path.join(os.path.dirname(notebooks[0]), f"{lesson}.ipynb")
        if path in notebooks:
            continue
        if not os.path.lexists(path) and (lies_there(folder, lesson, found) or was_seen(root, topic, lesson, learner)):
            notebooks.append(path)


def was_seen(root: Path, topic: str, lesson: str, learner: str) -> bool:
    """Whether a response of this learner's, be it empty, lay before the markers at the last autograde."""
    keyed = released.keyed(root, topic, lesson)
    written = keyed["written"] if keyed else {}
    with our_tables.store(root) as db:
        return any(
            mark_history.seen(db, mark_history.Place(topic, lesson, item, learner)) is not None for item in written
        )
