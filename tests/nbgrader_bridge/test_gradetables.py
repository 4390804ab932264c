"""The tables that reports read are nbgrader's own, column by column, and the score is the one that nbgrader counts."""

from __future__ import annotations

import itertools

import pytest
from nbgrader.api import Base, Grade
from sqlalchemy import create_engine, select

from practicum.nbgrader_bridge.gradebook import nbgrader_tables

OURS = {table.name: table for table in nbgrader_tables._tables.tables.values()}


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_column_is_there_and_of_its_type(name):
    theirs = Base.metadata.tables[name]
    for column in OURS[name].columns:
        assert type(column.type) is type(theirs.columns[column.name].type), column
    if name == "grade_cells":
        assert nbgrader_tables.CELL_TYPE.name == theirs.columns["cell_type"].type.name
        assert nbgrader_tables.CELL_TYPE.enums == theirs.columns["cell_type"].type.enums


def test_the_score_is_nbgraders_whatever_is_filled_in():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    values = (None, 0.0, 1.5)
    rows = [
        {"id": str(n), "notebook_id": "n", "cell_id": str(n), "auto_score": auto, "manual_score": manual,
         "extra_credit": extra, "needs_manual_grade": False}
        for n, (auto, manual, extra) in enumerate(itertools.product(values, repeat=3))
    ]  # fmt: skip
    with engine.begin() as db:
        db.execute(Base.metadata.tables["grade"].insert(), rows)
        ours = db.execute(select(nbgrader_tables.grade.c.id, nbgrader_tables.score)).all()
        assert len(ours) == 27
        assert dict(ours) == dict(db.execute(select(Grade.id, Grade.score)).all())


def test_reports_do_not_import_nbgrader():
    """Importing it takes longer than most reports."""
    import subprocess
    import sys

    code = "import sys, practicum.nbgrader_bridge.reports.status, practicum.nbgrader_bridge.reports.grade_files; print('nbgrader' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr
