"""Command, formgrader's button, Python API and stock execution: one cohort, the same rows."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from practicum.nbgrader_bridge.gradebook import rows

TOPIC, LESSON = "ethics", "dual_relationships"
STOCK = """
ours = c.Autograde.autograde_preprocessors
c.Autograde.autograde_preprocessors = [
    "nbgrader.preprocessors.Execute" if p.endswith("score.Score") else p for p in ours if not p.endswith("ExecuteLabs")
]
"""


def graded(place: Path) -> list[tuple]:
    return [(r.learner, r.lesson, r.item, r.score, r.max_score, r.needs_mark) for r in rows(place, TOPIC)]


@pytest.fixture
def copy(demo_course, tmp_path):
    """The demonstration with every score forgotten."""
    place = tmp_path / "course"
    shutil.copytree(demo_course[0], place)
    shutil.rmtree(place / "autograded")
    with sqlite3.connect(place / "gradebook" / "gradebook.db") as db:
        db.execute("UPDATE grade SET auto_score = NULL")
    db.close()
    return place


def test_stock_execution_in_place_of_our_scorer(demo_course, copy):
    with (copy / "nbgrader_config.py").open("a") as file:
        file.write(STOCK)
    done = subprocess.run(
        [Path(sys.executable).with_name("nbgrader"), "autograde", TOPIC, "--force"],
        cwd=copy, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert "Executing" in done.stderr or "kernel" in done.stderr.lower()
    assert graded(copy) == graded(demo_course[0])


def test_the_api_that_formgraders_button_calls(demo_course, copy):
    from nbgrader.apps.api import NbGraderAPI

    from practicum.nbgrader_bridge.course import nbgrader_settings

    api = NbGraderAPI(config=nbgrader_settings(copy))
    for learner in sorted(p.name for p in (copy / "submitted").iterdir()):
        done = api.autograde(TOPIC, learner)
        assert done["success"], done
    assert graded(copy) == graded(demo_course[0])


def test_the_notebook_alone_without_its_sheet_is_graded_in_full(demo_course, copy):
    for sheet in (copy / "submitted").rglob("*.answers.json"):
        sheet.unlink()
    done = subprocess.run(
        [sys.executable, "-m", "practicum.cli", "autograde", TOPIC, "--again", "--json"],
        cwd=copy, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert [o["error"] for o in json.loads(done.stdout)] == [None] * 12
    assert graded(copy) == graded(demo_course[0])
