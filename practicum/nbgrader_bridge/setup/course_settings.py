"""The course folder as nbgrader sees it: its configuration, and the commands that nbgrader calls."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path


def put_environment_on_path() -> None:
    """nbgrader runs `alembic` as a command when it creates a gradebook; an unactivated venv hides it."""
    folder = str(Path(sys.executable).parent)
    parts = os.environ.get("PATH", "").split(os.pathsep)
    if folder not in parts:
        os.environ["PATH"] = os.pathsep.join([folder, *parts])


def nbgrader_settings(root: Path):
    """The course's nbgrader configuration: its nbgrader_config.py, or ours where it has none."""
    from traitlets.config import Config
    from traitlets.config.loader import PyFileConfigLoader

    if (root / "nbgrader_config.py").is_file():
        return PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    settings = Config()
    # It names every part of this package and so stands above them; a course's own file reaches it by name too.
    import_module("practicum.nbgrader_bridge.config").configure(settings, root)
    return settings


def coursedir_of(part):
    """The course directory of the converter that a preprocessor or exporter runs in."""
    while part is not None and not hasattr(part, "coursedir"):
        part = part.parent
    return part.coursedir if part is not None else None


def root_of(part) -> Path:
    found = coursedir_of(part)
    return Path(found.root if found is not None else ".").resolve()
