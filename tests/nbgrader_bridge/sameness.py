"""All that grading leaves behind, without the ids that differ at every run: to hold two ways of it against each other."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import nbformat
from nbgrader.api import Base, BaseCell
from sqlalchemy import select

from practicum.nbgrader_bridge import database, marks, markstore

PASSING = {"at"}  # when a mark went to history: another moment at every run


def rows(root: Path) -> dict[str, list[str]]:
    """Every row of nbgrader's tables and of ours. An id stands as the names that lead to it."""
    tables = Base.metadata.sorted_tables
    with database.engine(database.url_of(root)).connect() as db:
        found = {table.name: [dict(row) for row in db.execute(select(table)).mappings()] for table in tables}
    names = {
        "assignment": ["name"],
        "notebook": ["assignment_id", "name"],
        "base_cell": ["notebook_id", "type", "name"],
    }
    names |= {
        "submitted_assignment": ["assignment_id", "student_id"],
        "submitted_notebook": ["assignment_id", "notebook_id"],
    }
    known = {row["id"]: (table, row) for table, columns in names.items() for row in found[table]}

    def spoken(value: object) -> object:
        if value not in known:
            return value
        table, row = known[value]
        return "/".join(str(spoken(row[column])) for column in names[table])

    owned = {"student", "course"}
    for table, its in found.items():
        kept = [
            {
                n: spoken(v)
                for n, v in row.items()
                if n != "id" or table in owned or (table in BaseCell.metadata.tables and table.endswith("_cells"))
            }
            for row in its
        ]
        found[table] = sorted(map(repr, kept))
    with marks.store(root) as db:
        for table in markstore.OURS_ALONE.mark.metadata.sorted_tables:
            its = getattr(markstore.of(db), table.name)
            kept = [{n: v for n, v in row.items() if n not in PASSING} for row in db.execute(select(its)).mappings()]
            found[f"our {table.name}"] = sorted(repr({n: v for n, v in row.items() if n != "id"}) for row in kept)
    return found


def files(root: Path) -> dict[str, object]:
    """Everything in autograded/: notebooks and JSON by what they say, others by their bytes, each with its permissions."""
    found = {}
    for path in sorted((root / "autograded").glob("*/*/**/*")):
        name = str(path.relative_to(root / "autograded"))
        if path.is_dir():
            found[name] = "a folder"
        else:
            found[name] = (content(path), oct(stat.S_IMODE(path.stat().st_mode)))
    return found


def content(path: Path) -> object:
    if path.suffix == ".ipynb":
        return nbformat.read(path, as_version=4)
    if path.suffix == ".json":
        return json.loads(path.read_text("utf-8"))
    return path.read_bytes()


def differences(one: dict, other: dict) -> list[str]:
    """What differs, in lines that a person can read."""
    said = []
    for name in sorted(one.keys() | other.keys()):
        if one.get(name) != other.get(name):
            ours, theirs = one.get(name), other.get(name)
            if isinstance(ours, list) and isinstance(theirs, list):
                said += [f"- {name}: {line}" for line in ours if line not in theirs]
                said += [f"+ {name}: {line}" for line in theirs if line not in ours]
                said += [f"{name}: as many as {len(ours)} and {len(theirs)}"]
            else:
                said.append(f"{name}: {str(ours)[:1500]}\n  not {str(theirs)[:1500]}")
    return said
