"""Reading a submitted notebook that is damaged: the lesson's answers may be whole all the same."""

from __future__ import annotations

import json

import nbformat
from nbconvert.exporters import NotebookExporter

from practicum import answers

from . import released
from .assign import root_of


def is_sound(notebook) -> bool:
    """Whether nbgrader's preprocessors can walk through it."""
    cells = notebook.get("cells")
    return isinstance(notebook.get("metadata"), dict) and isinstance(cells, list) and all(
        isinstance(c, dict) and isinstance(c.get("metadata"), dict) and isinstance(c.get("source"), str) for c in cells
    )  # fmt: skip


def salvaged(text: str):
    """A notebook that holds nothing but the answers found in a damaged one."""
    note = "The notebook was damaged and could not be read."
    made = nbformat.v4.new_notebook(metadata={"practicum_unreadable": [note]})
    try:
        bundle = answers.from_notebook(json.loads(text))
    except (ValueError, RecursionError):
        bundle = None
    if bundle is not None:
        output = nbformat.v4.new_output("display_data", data={answers.MIME: bundle})
        made.cells = [nbformat.v4.new_code_cell(outputs=[output])]
    return made


class TolerantNotebook(NotebookExporter):
    """nbgrader's exporter, which for a lesson reads what it can. Labs are read as strictly as ever."""

    export_from_notebook = ""  # not an entry in Jupyter's export menu

    def from_file(self, file_stream, resources=None, **kw):
        about = (resources or {}).get("nbgrader", {})
        lesson = about and released.in_force(root_of(self), about["assignment"]).get(about["notebook"])
        if not lesson:
            return super().from_file(file_stream, resources=resources, **kw)
        text = ""
        try:
            text = file_stream.read()
            notebook = nbformat.reads(text, as_version=4)
            if not is_sound(notebook):
                raise ValueError("cells of another form")
        except Exception:  # whatever a stranger put there
            notebook = salvaged(text)
        return self.from_notebook_node(notebook, resources=resources, **kw)
