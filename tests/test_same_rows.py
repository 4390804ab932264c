"""Command, formgrader's button, Python API and stock execution: one cohort, the same rows."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from practicum.nbgrader_bridge.gradebook import database
from practicum.nbgrader_bridge.reports.item_rows import rows
from practicum.nbgrader_bridge.upkeep.move_gradebook import move

from . import postgres as servers
from .nbgrader_bridge.sameness import differences, files
from .nbgrader_bridge.sameness import rows as every_row

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
    return forget(place)


def forget(place: Path) -> Path:
    shutil.rmtree(place / "autograded")
    with database.engine(database.url_of(place)).begin() as db:
        db.execute(text("UPDATE grade SET auto_score = NULL"))
    return place


@pytest.fixture
def on_server(copy, postgres):
    """The same, its gradebook moved to a PostgreSQL server."""
    url = servers.another(postgres)
    line = move(copy, url).line
    with (copy / "nbgrader_config.py").open("a") as file:
        file.write(line + "\n")
    yield copy
    servers.drop(url)


@pytest.mark.stress
def test_stock_execution_in_place_of_our_scorer(demo_course, copy):
    with (copy / "nbgrader_config.py").open("a") as file:
        file.write(STOCK)
    done = subprocess.run(
        [Path(sys.executable).with_name("nbgrader"), "autograde", TOPIC, "--force"],
        cwd=copy, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert "Executing" in done.stderr or "kernel" in done.stderr.lower()
    # the demonstration was graded in one process: every row of every table is the one that stock nbgrader writes
    assert differences(every_row(demo_course[0]), every_row(copy)) == []


@pytest.mark.parametrize("place", ["copy", "on_server"])
def test_the_api_that_formgraders_button_calls(demo_course, place, request):
    copy = request.getfixturevalue(place)
    from nbgrader.apps.api import NbGraderAPI

    from practicum.nbgrader_bridge.setup.course_settings import nbgrader_settings

    api = NbGraderAPI(config=nbgrader_settings(copy))
    for learner in sorted(p.name for p in (copy / "submitted").iterdir()):
        done = api.autograde(TOPIC, learner)
        assert done["success"], done
    assert differences(every_row(demo_course[0]), every_row(copy)) == []
    assert differences(files(demo_course[0]), files(copy)) == []


@pytest.mark.parametrize("place", ["copy", "on_server"])
def test_the_notebook_alone_without_its_sheet_is_graded_in_full(demo_course, place, request):
    copy = request.getfixturevalue(place)
    sheets = [*(copy / "submitted").rglob(f"{LESSON}.answers.json")]  # the lesson that is answered in its notebook
    assert len(sheets) > 6
    for sheet in sheets:
        sheet.unlink()
    done = subprocess.run(
        [sys.executable, "-m", "practicum.cli", "autograde", TOPIC, "--again", "--json"],
        cwd=copy, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert [o["error"] for o in json.loads(done.stdout)] == [None] * 12
    assert graded(copy) == graded(demo_course[0])
