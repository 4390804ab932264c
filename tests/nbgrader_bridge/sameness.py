"""All that grading leaves behind, without the ids that differ at every run: to hold two ways of it against each other."""

from __future__ import annotations

import dataclasses
import json
import stat
from pathlib import Path

import nbformat
from nbgrader.api import Base
from sqlalchemy import select

from practicum.nbgrader_bridge.gradebook import database, our_tables

PASSING = {"id", "at"}  # of a mark: the moment at which it went to history is another one at every run


# What a row of nbgrader's is known by instead of its id.
NAMED = {
    "assignment": ["name"], "notebook": ["assignment_id", "name"], "base_cell": ["notebook_id", "type", "name"],
    "submitted_assignment": ["assignment_id", "student_id"], "submitted_notebook": ["assignment_id", "notebook_id"],
    "source_cell": ["notebook_id", "name"], "grade": ["notebook_id", "cell_id"], "comment": ["notebook_id", "cell_id"],
}  # fmt: skip


def rows(root: Path) -> dict[str, list[str]]:
    """Every row of nbgrader's tables and of ours, as text. An id stands as the names that lead to it."""
    with database.engine(database.url_of(root)).connect() as db:
        tables = Base.metadata.sorted_tables
        found = {table.name: [dict(row) for row in db.execute(select(table)).mappings()] for table in tables}
    known = {row["id"]: (table, row) for table in NAMED for row in found[table]}

    def spoken(value: object) -> object:
        if value not in known:
            return value
        table, row = known[value]
        return "/".join(str(spoken(row[column])) for column in NAMED[table])

    said = {table: [{n: spoken(v) for n, v in row.items()} for row in its] for table, its in found.items()}
    with our_tables.store(root) as db:
        for field in dataclasses.fields(our_tables.Tables):
            its = db.execute(select(getattr(our_tables.of(db), field.name))).mappings()
            said[f"our {field.name}"] = [{n: v for n, v in row.items() if n not in PASSING} for row in its]
    return {table: sorted(map(repr, its)) for table, its in said.items()}


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
