"""A cohort's answers put into the notebook beside their sheet, so that a notebook sent by itself carries them.

A lesson that is open in JupyterLab does this itself whenever it is saved. A page keeps the sheet alone, and who
then mails the notebook would hand in nothing.
"""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

from .. import answers, disk
from ..bounded_json import decoded, plain
from ..content.grammar import OPEN, source_of
from ..lesson_content import LARGEST_CONTENT, ContentProblem, read_content
from ..shapes.content import LessonContent


class Changed(OSError):
    """Somebody else wrote the notebook meanwhile; theirs stands."""


def put(folder: Path, lesson: str) -> bool:
    """Bring the notebook up to the sheet; whether it was written. Never raises.

    Nothing is written into a notebook that is not the released lesson, is a link or may not be written, or that holds
    answers of a version which this one cannot read. Who has it open must be asked before: JupyterLab would
    tell its reader that the file changed.
    """
    path = folder / f"{lesson}.ipynb"
    try:
        before = os.lstat(path)
        if not stat.S_ISREG(before.st_mode) or before.st_size > LARGEST_CONTENT or not os.access(path, os.W_OK):
            return False
        content = read_content(folder / f"{lesson}.content.json", lesson)
        sheet = answers.read(answers.path_of(folder, lesson), content) if content.get("edition") == "cohort" else None
        notebook = plain(decoded(path.read_bytes()))
        made = sheet and with_answers(notebook, sheet, content)
        if not made:
            return False
        data = json.dumps(made, ensure_ascii=False, indent=1).encode() + b"\n"

        def check() -> None:
            now = os.lstat(path)
            if (now.st_mtime_ns, now.st_size, now.st_ino) != (before.st_mtime_ns, before.st_size, before.st_ino):
                raise Changed

        disk.write_whole(path, data, check)
        return True
    except (OSError, ContentProblem, LookupError, TypeError, ValueError, AttributeError, RecursionError):
        return False  # the sheet has it all; a notebook that cannot be brought up costs nothing


def with_answers(notebook: dict, sheet: answers.Sheet, content: LessonContent) -> dict | None:
    """The notebook with the sheet's answers in the output of the cell that opens the lesson; None where it has them.

    What only the notebook holds is kept. Raises SheetError for answers inside that cannot be read, ValueError where
    no cell, or more than one, opens the lesson.
    """
    inside = answers.from_notebook(notebook)
    merged = answers.newer(sheet, None if inside is None else answers.validate(inside, content)).as_json()
    if inside is not None and {**inside, "seed": ""} == {**merged, "seed": ""}:
        return None
    opening = [n for n, cell in enumerate(notebook["cells"]) if _opens(cell, content["lesson"])]
    if len(opening) != 1:
        raise ValueError("no released lesson")
    cells = list(notebook["cells"])
    cells[opening[0]] = _with_output(cells[opening[0]], merged)
    return {**notebook, "cells": cells}


def _opens(cell: Any, lesson: str) -> bool:
    found = OPEN.fullmatch(source_of(cell).strip()) if cell.get("cell_type") == "code" else None
    return found is not None and found[1] == lesson


def _with_output(cell: dict, bundle: dict) -> dict:
    """The cell with the bundle as the lesson itself shows it (see lesson.Lesson.embed), in place of an older one."""
    data = {answers.MIME: bundle, "text/html": "<span hidden></span>", "text/plain": ""}
    others = [one for one in cell.get("outputs", []) if answers.MIME not in one.get("data", {})]
    return {**cell, "outputs": [*others, {"output_type": "display_data", "data": data, "metadata": {}}]}
