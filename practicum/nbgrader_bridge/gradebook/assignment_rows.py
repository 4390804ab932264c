"""What nbgrader's gradebook says of an assignment itself, to be put back where a release fails.

Row by row and in one transaction, not the whole database: marks that somebody
entered meanwhile stay, on SQLite and on a server alike.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Table, select

from . import database

Rows = dict[str, dict[str, dict]]  # table -> id -> row
OF_A_NOTEBOOK = ("source_cell", "base_cell")
KINDS_OF_CELL = ("grade_cells", "solution_cells", "task_cells")  # each row belongs to the base cell of its id
TABLES = ("assignment", "notebook", *OF_A_NOTEBOOK, *KINDS_OF_CELL)  # a row after the one it hangs on
AT_ONCE = 500


def _table(name: str) -> Table:
    from nbgrader.api import Base

    return Base.metadata.tables[name]


def account(root: Path, topic: str) -> Rows:
    """The rows of the assignment, its notebooks and their cells; none of what learners handed in."""
    if not database.exists(root):
        return {name: {} for name in TABLES}
    with database.engine(database.url_of(root)).connect() as db:
        return _account(db, topic)


def _account(db: Connection, topic: str) -> Rows:
    assignment, notebook = _table("assignment"), _table("notebook")
    notebooks = select(notebook.c.id).join(assignment).where(assignment.c.name == topic)
    cells = select(_table("base_cell").c.id).where(_table("base_cell").c.notebook_id.in_(notebooks))
    chosen = {"assignment": assignment.c.name == topic, "notebook": notebook.c.id.in_(notebooks)}
    chosen |= {name: _table(name).c.notebook_id.in_(notebooks) for name in OF_A_NOTEBOOK}
    chosen |= {name: _table(name).c.id.in_(cells) for name in KINDS_OF_CELL}
    found = {name: db.execute(select(_table(name)).where(chosen[name])).mappings() for name in TABLES}
    return {name: {row["id"]: dict(row) for row in rows} for name, rows in found.items()}


def put_back(root: Path, topic: str, before: Rows) -> None:
    """Make the account what it was."""
    if not database.exists(root):
        return
    with database.engine(database.url_of(root)).begin() as db:
        now = _account(db, topic)
        for name in reversed(TABLES):
            table, new = _table(name), sorted(now[name].keys() - before[name].keys())
            for start in range(0, len(new), AT_ONCE):
                db.execute(table.delete().where(table.c.id.in_(new[start : start + AT_ONCE])))
        for name in TABLES:
            table = _table(name)
            if gone := [row for key, row in before[name].items() if key not in now[name]]:
                db.execute(table.insert(), gone)
            for key, row in before[name].items():
                if key in now[name] and now[name][key] != row:
                    db.execute(table.update().where(table.c.id == key).values(row))
