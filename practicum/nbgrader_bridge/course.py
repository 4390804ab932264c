"""The course folder as nbgrader sees it: its configuration, and the commands that nbgrader calls."""

from __future__ import annotations

import os
import sys
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

    from .config import configure

    if (root / "nbgrader_config.py").is_file():
        return PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    settings = Config()
    configure(settings, root)
    return settings
