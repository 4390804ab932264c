"""The whole of the code that a lesson's notebook may hold.

Anything else is not the course's own: it is never run on opening, and the
checker refuses it in source/.
"""

from __future__ import annotations

import re

PARAMETERS = "answers = {}"
OPEN = re.compile(r'from practicum import lesson\nhere = lesson\("([a-z][a-z0-9_]*)"(?:, answers)?\)')
SHOW = re.compile(r'here\.(item|vignette|written)\("([a-z][a-z0-9_]*)"\)')
PROGRESS = "here.progress()"


def source_of(cell: dict) -> str:
    """A cell's source as one text, however the file holds it."""
    source = cell.get("source", "")
    return "".join(source) if isinstance(source, list) else source


def fits(source: str) -> bool:
    """Whether a code cell is one that a lesson may hold."""
    source = source.strip()
    return source in (PARAMETERS, PROGRESS) or bool(OPEN.fullmatch(source) or SHOW.fullmatch(source))


def shown(notebook: dict) -> list[tuple[int, str, str]]:
    """(cell number from 1, method, exercise id) of every exercise that a notebook shows, in order."""
    found = []
    for number, cell in enumerate(notebook.get("cells", []), 1):
        match = SHOW.fullmatch(source_of(cell).strip()) if cell.get("cell_type") == "code" else None
        if match:
            found.append((number, match[1], match[2]))
    return found
