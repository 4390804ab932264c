"""The released notebook with what a learner wrote into it, whatever they did to its cells.

Scores come from the answer sheet, so nothing of a learner's notebook needs to
run, and nothing of it is trusted: cells that were deleted, changed or doubled
come back as released, and what the learner added is kept as plain text.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Collection
from typing import Any

from practicum.course.notebook import source_of

from .plain_text import inert

MOST_EXTRA_CELLS = 100
MOST_PARAMETERS = 5  # cells looked at as papermill's own: reading Python takes long, and there is one such cell
LONGEST_TEXT = 20_000


def identity(cell: Any) -> str | None:
    """The name by which a released cell is known, if this cell claims one."""
    if not isinstance(cell, dict):
        return None
    metadata = cell.get("metadata")
    nbgrader = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    name = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    return name if isinstance(name, str) else cell.get("id") if isinstance(cell.get("id"), str) else None


def text_of(cell: Any) -> str:
    """A stranger's cell source as text of bounded length."""
    source = cell.get("source") if isinstance(cell, dict) else None
    if isinstance(source, list):
        source = "".join(part for part in source if isinstance(part, str))
    if not isinstance(source, str):
        return ""
    return source if len(source) <= LONGEST_TEXT else source[:LONGEST_TEXT] + " … (the rest was cut off)"


def is_response(cell: dict) -> bool:
    """Whether a released cell is the one that a marker grades."""
    nbgrader = cell.get("metadata", {}).get("nbgrader", {})
    return bool(nbgrader.get("grade") and nbgrader.get("solution"))


def typed(released_cell: dict, submitted_cell: Any) -> str:
    """What a learner typed into the response cell itself, without the text that it was released with."""
    released, found = source_of(released_cell).strip(), text_of(submitted_cell)
    return "" if found.strip() == released else found.replace(released, "").strip()


def is_tagged(cell: Any) -> bool:
    """Whether a cell says that papermill put it there."""
    metadata = cell.get("metadata") if isinstance(cell, dict) else None
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    return isinstance(tags, list) and "injected-parameters" in tags


def is_parameters(cell: Any) -> bool:
    """papermill's own cell `answers = {…}`: the sheet has all that it says."""
    try:
        body = ast.parse(text_of(cell)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return all(isinstance(s, ast.Assign) and ast.unparse(s.targets[0]) == "answers" for s in body)


def added_cell(cell: Any, number: int) -> dict | None:
    """A cell that the learner added, as text that does nothing."""
    text = text_of(cell)
    if not text.strip():
        return None
    source = f"*Added by the learner:*\n\n{inert(text)}"
    return {"cell_type": "markdown", "id": f"added-{number}", "metadata": {}, "source": source}


def placed(names: Collection[str], submitted_cells: Any) -> tuple[dict[str, Any], dict[str | None, list[dict]]]:
    """The submitted cell that claims each released name; and what was added, by the released cell that it follows."""
    claimed: dict[str, Any] = {}
    extras: dict[str | None, list[dict]] = {}
    after, count, parameters = None, 0, 0
    for cell in submitted_cells if isinstance(submitted_cells, list) else []:
        name = identity(cell)
        if name is not None and name in names and name not in claimed:
            claimed[name] = cell
            after = name
            continue
        if parameters < MOST_PARAMETERS and is_tagged(cell):
            parameters += 1
            if is_parameters(cell):
                continue
        if count < MOST_EXTRA_CELLS and (extra := added_cell(cell, count + 1)):
            count += 1
            extras.setdefault(after, []).append(extra)
    return claimed, extras


def mend(released: dict, submitted_cells: Any) -> tuple[list[dict], dict[str, str]]:
    """The cells to grade, and what was typed into response cells, by their name."""
    names = [identity(cell) or "" for cell in released["cells"]]
    claimed, extras = placed(set(names), submitted_cells)
    cells = list(extras.get(None, []))
    responses = {}
    for name, cell in zip(names, released["cells"], strict=True):
        cells += [copy.deepcopy(cell), *extras.get(name, [])]
        if is_response(cell) and name in claimed:
            responses[name] = typed(cell, claimed[name])
    return cells, responses
