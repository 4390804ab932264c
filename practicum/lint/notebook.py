"""The source notebook: only the course's own code, every exercise shown once, every citation known."""

from __future__ import annotations

import functools
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..content import grammar
from ..content.citations import cited
from ..content.load import Loaded, LoadedLesson, LoadedModule
from ..content.prose import figures
from ..content.source import Problem
from ..disk import Stamp, stamp
from .names import nearest


def path_of(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Path:
    return loaded.root / "source" / module.name / f"{lesson.name}.ipynb"


def read(path: Path) -> dict | None:
    """A notebook with cells, or None. Each rule reads it; look, don't change."""
    at = stamp(path)
    return _read(path, at) if at else None


@functools.lru_cache(maxsize=64)
def _read(path: Path, at: Stamp) -> dict | None:
    try:
        notebook = json.loads(path.read_text("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return None
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    return notebook if isinstance(cells, list) and all(isinstance(cell, dict) for cell in cells) else None


def problem_in(loaded: Loaded, path: Path, notebook: dict | None, number: int, what: str) -> Problem:
    """A problem in a cell, at the line of the file on which the cell's id stands; `number` from 1, 0 for the whole."""
    name = path.relative_to(loaded.root).as_posix()
    cell = notebook["cells"][number - 1].get("id", "") if notebook and number else ""
    lines = path.read_text("utf-8-sig").splitlines()
    line = next((n for n, text in enumerate(lines, 1) if cell and f'"id": "{cell}"' in text), 1)
    return Problem(name, line, f"cell {number}: {what}" if number else what)


def cells_fit(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    path = path_of(loaded, module, lesson)
    notebook = read(path)
    if notebook is None:
        name = path.relative_to(loaded.root).as_posix()
        yield Problem(name, 1, "this lesson has no notebook that can be read; write its prose there")
        return
    for number, cell in enumerate(notebook["cells"], 1):
        source = grammar.source_of(cell).strip()
        if cell.get("cell_type") == "code" and not grammar.fits(source):
            yield problem_in(
                loaded, path, notebook, number,
                "a lesson holds no code of its own; write here.item(\"…\"), here.vignette(\"…\"), "
                "here.written(\"…\") or here.progress()",
            )  # fmt: skip
        opened = grammar.OPEN.fullmatch(source)
        if opened and opened[1] != lesson.name:
            yield problem_in(
                loaded, path, notebook, number, f"it opens '{opened[1]}'; write lesson(\"{lesson.name}\", answers)"
            )


def exercises_are_shown(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    path = path_of(loaded, module, lesson)
    notebook = read(path)
    if notebook is None:
        return
    known: dict[str, dict[str, Any]] = {"item": lesson.items, "vignette": lesson.vignettes, "written": lesson.written}
    shown = grammar.shown(notebook)
    home = {"item": "items", "written": "rubric"}
    for number, method, name in shown:
        if home.get(method, f"vignettes/{name}") in lesson.broken:
            continue  # its file has a problem of its own, said already
        if name not in known[method]:
            yield problem_in(
                loaded, path, notebook, number, f"there is no {method} '{name}'; {nearest(name, known[method])}"
            )
    counts = Counter(name for _, _, name in shown)
    for number, _, name in shown:
        if counts[name] > 1:
            yield problem_in(loaded, path, notebook, number, f"'{name}' is shown more than once; show it in one place")
    for method, names in known.items():
        for name in names:
            check_only = method == "item" and names[name].use == "check"
            if counts[name] == 0 and not check_only:
                yield problem_in(
                    loaded, path, notebook, 0, f"'{name}' is shown nowhere; add a cell here.{method}(\"{name}\")"
                )


def citations_known(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    path = path_of(loaded, module, lesson)
    notebook = read(path)
    for number, cell in enumerate(notebook["cells"] if notebook else [], 1):
        if cell.get("cell_type") != "markdown":
            continue
        text = grammar.source_of(cell)
        for key in cited(text):
            if key not in module.references and not module.broken:
                yield problem_in(
                    loaded, path, notebook, number,
                    f"the reference '{key}' is not in references.yml; {nearest(key, module.references)}",
                )  # fmt: skip
        for name in figures(text):
            if name not in lesson.head.figures:
                yield problem_in(
                    loaded, path, notebook, number,
                    f"the figure '{name}' is not in lesson.yml; {nearest(name, lesson.head.figures)}",
                )  # fmt: skip
