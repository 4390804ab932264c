"""nbgrader's exporter, which for a lesson reads what it can. Labs are read as strictly as ever."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbgrader.converters import Autograde

from practicum.course import released

from ..setup.course_settings import root_of
from ..submission import hand_in_files, regular_files
from ..submission.renamed_files import Found
from . import stock_autograde


class TolerantNotebook(NotebookExporter):
    """Reads the notebook of a lesson, and in the place of a missing one what lies there of it."""

    export_from_notebook = ""  # not an entry in Jupyter's export menu

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        if isinstance(self.parent, Autograde):
            stock_autograde.begin(self.parent)
            regular_files.guard(self.parent)  # last, so that it looks first

    def from_filename(self, filename, resources=None, **kw):
        converter: Any = self.parent
        path, about = Path(filename), (resources or {}).get("nbgrader", {})
        known = released.in_force(root_of(self), about["assignment"]) if about else {}
        if path.stem not in known or not converter._sanitizing:  # the second pass reads what the first has written
            regular_files.refuse_odd_file(path)
            return super().from_filename(filename, resources=resources, **kw)
        found = Found() if os.path.lexists(path) else hand_in_files.found_in(path.parent, known)
        notebook, notes = hand_in_files.notebook_of(path.parent, path.stem, found)
        resources["metadata"] = {"name": path.stem, "path": str(path.parent)}
        resources["practicum_notes"] = notes
        # of a form in which cells need no ids; Recover puts the released notebook in its place
        made = nbformat.from_dict({"nbformat": 4, "nbformat_minor": 4, **notebook})
        return self.from_notebook_node(made, resources=resources, **kw)
