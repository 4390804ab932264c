"""One submitted notebook, read within bounds: the answers inside it may be whole though it is damaged.

Grading uses little of what a learner sends: which released cells are there, what
was typed into them, what was added, and the copy of the answers in an output.
Nothing else is handed on, so nothing else can trouble what comes after.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

from practicum import answers
from practicum.bounded_json import DEEPEST, Refused, check_depth

from .damaged_json import loaded, text_of

LARGEST = 20_000_000  # bytes
# lists and dictionaries; a worked lesson has some thousands, and memory goes by these, not by bytes
MOST_PARTS = 60_000
MOST_PARTS_OLD = 6_000  # of a form that nbformat has to bring up, which takes it a hundred times as long
MOST_VALUES = 300_000  # by their commas, those in texts counted too
MOST_CELLS = 5_000  # a lesson has some dozens
DAMAGED = "The notebook was damaged and could not be read."
DAMAGED_IN_PART = "The notebook was damaged; what stands before the damage was read."
NOTHING_IN_IT = "The notebook was damaged: the file is empty."
TOO_LARGE = f"The notebook is larger than {LARGEST // 1_000_000} MB and was not read."
TOO_MANY_PARTS = "The notebook holds more lists and names than any lesson and was not read."
TOO_MANY_CELLS = f"The notebook has more than {MOST_CELLS:,} cells; the rest was not read."
LETTERS_LOST = "The notebook was not saved as UTF-8; some letters could not be read."
MISSING = "The notebook was not handed in."
RENAMED = "The notebook was handed in under the name '{name}'."
EMPTY: dict = {"cells": [], "metadata": {}}
KNOWN_MINORS = range(6)  # of the notebook format 4


class Odd(OSError):
    """What lies in the place of a file is none, in half a sentence: 'it is a link to another file'."""


def contents(path: Path, most: int) -> bytes:
    """The bytes of a plain file, at most `most` and one more. Raises OSError, and Odd for a link, a folder or a pipe.

    A link may point at another learner's answers or at the keys; a pipe would make the reader wait for ever.
    """
    mode = os.lstat(path).st_mode
    if not stat.S_ISREG(mode):
        what = "a link to another file" if stat.S_ISLNK(mode) else "a folder" if stat.S_ISDIR(mode) else "no plain file"
        raise Odd(f"it is {what}")
    with open(path, "rb") as file:
        return file.read(most + 1)


def at(path: Path) -> tuple[dict, list[str]]:
    """The notebook at `path` as far as it can be read, and what is to be said of that. Raises nothing."""
    try:
        data = contents(path, LARGEST)
    except Odd as odd:
        return EMPTY, [f"The notebook was not read: {odd}."]
    except OSError as error:
        return EMPTY, [f"The notebook could not be opened ({error.strerror})."]
    return read(data) if len(data) <= LARGEST else (EMPTY, [TOO_LARGE])


def read(data: bytes) -> tuple[dict, list[str]]:
    """The same of a file's bytes."""
    text, every_letter = text_of(data)
    if not text:
        return EMPTY, [NOTHING_IN_IT]
    if count_of_parts(text) > MOST_PARTS or text.count(",") > MOST_VALUES:  # before anything is made of it
        return EMPTY, [TOO_MANY_PARTS]
    notebook, notes = of(*loaded(text), text)
    return notebook, notes if every_letter or DAMAGED in notes else [*notes, LETTERS_LOST]


def count_of_parts(text: str) -> int:
    """About how many lists and dictionaries a JSON text holds; counting them is a thousand times as fast as reading."""
    return text.count("{") + text.count("[")


def of(found: Any, whole: bool, text: str = "") -> tuple[dict, list[str]]:
    """The same of what was read as JSON; `whole` is whether that is all that the file says. Raises nothing."""
    try:
        if not whole:
            cells = [_slim(cell) for cell in found["cells"][:MOST_CELLS]]
            return {"cells": cells, "metadata": {}}, [DAMAGED_IN_PART if cells else DAMAGED]
        if not is_present_form(found):
            if count_of_parts(text) > MOST_PARTS_OLD:
                return EMPTY, [TOO_MANY_PARTS]
            import nbformat  # here, for reports read the course's settings and no notebook

            found = nbformat.reads(text, as_version=4)  # an older form is brought up
        cells = _sound_cells(found)
        slim = {"cells": [_slim(cell) for cell in cells[:MOST_CELLS]], "metadata": {}}
        return slim, [TOO_MANY_CELLS] if len(cells) > MOST_CELLS else []
    except Exception:  # whatever a stranger put there
        bundle = answers.from_notebook(found)
        salvaged = [] if bundle is None else [{"metadata": {}, "source": "", **_carrying([bundle])}]
        return {"cells": salvaged, "metadata": {}}, [DAMAGED]


def is_present_form(notebook: Any) -> bool:
    """Whether it is so clearly of the present form that nbformat would change nothing of use."""
    return (
        isinstance(notebook, dict)
        and notebook.get("nbformat") == 4
        and type(notebook.get("nbformat_minor")) is int
        and notebook["nbformat_minor"] in KNOWN_MINORS
    )


def _sound_cells(notebook: dict) -> list[dict]:
    """The cells. Raises ValueError where this is no notebook."""
    cells = notebook.get("cells")
    if not isinstance(notebook.get("metadata"), dict) or not isinstance(cells, list):
        raise ValueError("no notebook")
    return cells


def _slim(cell: Any) -> dict:
    """What of a cell grading uses. Raises ValueError where it has not the form of one."""
    if not isinstance(cell, dict) or not isinstance(cell.get("metadata"), dict):
        raise ValueError("no cell")
    about = cell["metadata"]
    kept: dict[str, Any] = {"source": _text(cell.get("source")), "metadata": {}}
    if isinstance(cell.get("id"), str):
        kept["id"] = cell["id"]
    nbgrader, tags = about.get("nbgrader"), about.get("tags")
    if isinstance(nbgrader, dict) and isinstance(nbgrader.get("grade_id"), str):
        kept["metadata"]["nbgrader"] = {"grade_id": nbgrader["grade_id"]}
    if isinstance(tags, list):
        kept["metadata"]["tags"] = [tag for tag in tags if isinstance(tag, str)]
    if bundles := _bundles(cell.get("outputs")):
        kept |= _carrying(bundles)
    return kept


def _text(source: Any) -> str:
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        return "".join(source)
    if not isinstance(source, str):
        raise ValueError("no text")
    return source


def _bundles(outputs: Any) -> list[dict]:
    found = []
    for output in outputs if isinstance(outputs, list) else ():
        data = output.get("data") if isinstance(output, dict) else None
        bundle = data.get(answers.MIME) if isinstance(data, dict) else None
        if isinstance(bundle, dict):
            found.append(bundle)
    return found


def _carrying(bundles: list[dict]) -> dict:
    return {"outputs": [{"data": {answers.MIME: cut(bundle)}} for bundle in bundles]}


def cut(value: Any) -> Any:
    """A stranger's value without what lies far deeper than any sheet goes; what was too deep still is."""
    try:
        check_depth(value, DEEPEST + 1)
        return value
    except (Refused, RecursionError):
        return _cut(value, DEEPEST + 2)


def _cut(value: Any, levels: int) -> Any:
    if isinstance(value, dict):
        return {name: _cut(inner, levels - 1) for name, inner in value.items()} if levels else None
    if isinstance(value, list):
        return [_cut(inner, levels - 1) for inner in value] if levels else None
    return value
