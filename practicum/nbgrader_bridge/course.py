"""The course folder: where it is, its gradebook's backups, errors in one sentence."""

from __future__ import annotations

import datetime
import os
import sqlite3
import sys
from pathlib import Path

KEEP_BACKUPS = 20
DATABASES = ("gradebook.db", "marks.db")


def backup(root: Path, now: datetime.datetime | None = None) -> list[Path]:
    """Copy the gradebook's databases to gradebook/backups/, keep the newest, return what was written.

    SQLite's own backup is used, so a copy taken while somebody grades is whole.
    """
    stamp = (now or datetime.datetime.now(datetime.UTC)).strftime("%Y%m%dT%H%M%S%fZ")
    folder = root / "gradebook" / "backups"
    written = []
    for name in DATABASES:
        source = root / "gradebook" / name
        if source.is_file():
            folder.mkdir(parents=True, exist_ok=True)
            written.append(copy_database(source, folder / f"{stamp}-{name}"))
        for old in sorted(folder.glob(f"*-{name}"))[:-KEEP_BACKUPS]:
            old.unlink()
    return written


def copy_database(source: Path, target: Path) -> Path:
    """One SQLite database copied over another, consistent even while in use."""
    with sqlite3.connect(source) as old, sqlite3.connect(target) as new:
        old.backup(new)
    old.close()
    new.close()
    return target


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
