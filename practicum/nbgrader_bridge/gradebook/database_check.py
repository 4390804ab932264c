"""Whether a file of SQLite is whole and is what it should be: nbgrader's gradebook, or our marks."""

from __future__ import annotations

import contextlib
import importlib.util
import re
import sqlite3
from functools import lru_cache
from pathlib import Path

from . import nbgrader_tables, our_tables, table_versions

TABLES = ("assignment", "notebook", "student", "submitted_assignment", "submitted_notebook", "grade", "comment")
REVISION = re.compile(r"""^(down_)?revision\s*(?::.*)?=\s*['"](\w+)['"]""", re.MULTILINE)


def problem_of_gradebook(path: Path) -> str | None:
    """What is wrong with it, in half a sentence; None where it is nbgrader's, of a version that this one knows."""
    return _problem(path, _gradebook)


def problem_of_marks(path: Path) -> str | None:
    return _problem(path, _marks)


def is_damaged(path: Path, patience: float) -> bool:
    """Whether SQLite cannot read one of our own, which others may be using. Raises sqlite3.OperationalError."""
    try:
        with contextlib.closing(sqlite3.connect(path, timeout=patience)) as db:
            return db.execute("PRAGMA integrity_check(1)").fetchall() != [("ok",)]
    except sqlite3.OperationalError:  # locked, or the disk does not answer: nothing that a copy would mend
        raise
    except sqlite3.DatabaseError:
        return True


def _problem(path: Path, look) -> str | None:
    try:
        # not as one that may be written: a journal beside a stranger's file would be played into it
        with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as db:
            db.execute("PRAGMA trusted_schema = OFF")
            db.execute("PRAGMA cell_size_check = ON")
            found = [row[0] for row in db.execute("PRAGMA integrity_check(1)")]
            if found != ["ok"]:
                return f"is damaged ({str(found[0]).splitlines()[-1][:100] if found else 'SQLite says nothing'})"
            kinds = dict(db.execute("SELECT name, type FROM sqlite_master WHERE type <> 'index'").fetchall())
            if odd := sorted(str(name) for name, kind in kinds.items() if kind != "table"):
                return f"holds what no gradebook holds ({odd[0][:40]!r})"
            return look(set(kinds), db)
    except (sqlite3.Error, UnicodeError, ValueError, TypeError) as error:
        return f"is damaged ({str(error)[:100]})"


def _columns(db: sqlite3.Connection, table: str) -> set[str]:
    return {row[1] for row in db.execute(f'PRAGMA table_info("{table}")')}


def _gradebook(tables: set[str], db: sqlite3.Connection) -> str | None:
    if missing := [name for name in (*TABLES, "alembic_version") if name not in tables]:
        return f"is no gradebook of nbgrader's (it has no table '{missing[0]}')"
    versions = [row[0] for row in db.execute("SELECT version_num FROM alembic_version")]
    known, newest = revisions()
    if len(versions) != 1 or versions[0] not in known:
        return "was made by a version of nbgrader that this one does not know"
    if versions == [newest]:
        for table in nbgrader_tables.assignment.metadata.sorted_tables:
            if lacking := {column.name for column in table.columns} - _columns(db, table.name):
                return f"is no gradebook of nbgrader's ('{table.name}' has no column '{min(lacking)}')"
    return None


def _marks(tables: set[str], db: sqlite3.Connection) -> str | None:
    """An earlier form will do, for the first who opens it brings it up; it has to be what that one was."""
    if "mark" not in tables:
        return "holds no marks"
    numbered = table_versions.VERSION_TABLE in tables
    found = [row[0] for row in db.execute(table_versions.LOOK)] if numbered else [table_versions.VERSIONS[0]]
    if len(found) != 1 or found[0] not in table_versions.VERSIONS:
        return "was made by a newer version of Practicum"
    for table in our_tables.OURS_ALONE.mark.metadata.sorted_tables:
        if table.name not in tables:
            if numbered and not _since(table) > found[0]:
                return f"holds no marks (it has no table '{table.name}')"
            continue
        has, later = _columns(db, table.name), {c.name for c in table.columns if _since(c) > found[0]}
        if missing := {column.name for column in table.columns} - later - has:
            return f"holds no marks ('{table.name}' has no column '{min(missing)}')"
        if later & has:
            return f"holds no marks ('{table.name}' has '{min(later & has)}', which came later)"
    return None


def _since(part) -> str:
    """The form with which a table or a column of ours came."""
    return part.info.get("since", table_versions.VERSIONS[0])


@lru_cache(maxsize=1)
def revisions() -> tuple[frozenset[str], str]:
    """The versions of a gradebook that the installed nbgrader knows, and the newest; found without importing it."""
    found_at = importlib.util.find_spec("nbgrader")
    if found_at is None or found_at.submodule_search_locations is None:
        raise ModuleNotFoundError("nbgrader")
    (place,) = found_at.submodule_search_locations
    texts = [path.read_text("utf-8") for path in sorted(Path(place, "alembic", "versions").glob("*.py"))]
    found = [match for text in texts for match in REVISION.findall(text)]
    known = {number for down, number in found if not down}
    (newest,) = known - {number for down, number in found if down}
    return frozenset(known), newest
