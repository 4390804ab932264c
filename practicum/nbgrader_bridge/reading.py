"""Reading a submitted notebook that is damaged: the lesson's answers may be whole all the same."""

from __future__ import annotations

import json
import os
from pathlib import Path

import nbformat
from nbconvert.exporters import NotebookExporter

from practicum import answers
from practicum.course import released

from .assign import root_of
from .handedin import elsewhere
from .plaintext import cleaned

DAMAGED = "The notebook was damaged and could not be read."
MISSING = "The notebook was not handed in."
RENAMED = "The notebook was handed in under the name '{name}'."


def is_sound(notebook) -> bool:
    """Whether nbgrader's preprocessors can walk through it."""
    cells = notebook.get("cells")
    return isinstance(notebook.get("metadata"), dict) and isinstance(cells, list) and all(
        isinstance(c, dict) and isinstance(c.get("metadata"), dict) and isinstance(c.get("source"), str) for c in cells
    )  # fmt: skip


def salvaged(text: str):
    """A notebook that holds nothing but the answers found in a damaged one."""
    made = nbformat.v4.new_notebook()
    try:
        bundle = answers.from_notebook(json.loads(text))
    except (ValueError, RecursionError):
        bundle = None
    if bundle is not None:
        output = nbformat.v4.new_output("display_data", data={answers.MIME: bundle})
        made.cells = [nbformat.v4.new_code_cell(outputs=[output])]
    return made


def tolerant(text: str) -> tuple[nbformat.NotebookNode, list[str]]:
    """A notebook as far as it can be read, and what is to be said of that."""
    try:
        notebook = nbformat.reads(text, as_version=4)
        if not is_sound(notebook):
            raise ValueError("cells of another form")
    except Exception:  # whatever a stranger put there
        return salvaged(text), [DAMAGED]
    return notebook, []


class TolerantNotebook(NotebookExporter):
    """nbgrader's exporter, which for a lesson reads what it can. Labs are read as strictly as ever."""

    export_from_notebook = ""  # not an entry in Jupyter's export menu

    def from_filename(self, filename, resources=None, **kw):
        if os.path.lexists(filename):
            return super().from_filename(filename, resources=resources, **kw)
        path, about = Path(filename), resources["nbgrader"]  # of those that handedin.add_missing added
        found = elsewhere(path.parent, path.stem, set(released.in_force(root_of(self), about["assignment"])))
        notebook, notes = salvaged(""), [MISSING]
        if found:
            notebook, notes = tolerant(json.dumps(found[0][1]))
            notes.append(RENAMED.format(name=cleaned(str(found[0][0].relative_to(path.parent)))))
        resources["metadata"] = {"name": path.stem, "path": str(path.parent)}
        resources["practicum_notes"] = notes
        return self.from_notebook_node(notebook, resources=resources, **kw)

    def from_file(self, file_stream, resources=None, **kw):
        about = (resources or {}).get("nbgrader", {})
        lesson = about and released.in_force(root_of(self), about["assignment"]).get(about["notebook"])
        if not lesson:
            return super().from_file(file_stream, resources=resources, **kw)
        try:
            text = file_stream.read()
        except ValueError:  # no UTF-8
            text = ""
        notebook, resources["practicum_notes"] = tolerant(text)
        return self.from_notebook_node(notebook, resources=resources, **kw)
