"""The command, as a person or a program calls it."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from practicum import cli
from practicum.course import CourseError

from .made_up import REPO, TOPIC

REPLY = {"words": "Dear Mrs Ono", "why": "It matters."}


@pytest.fixture
def run(monkeypatch):
    def call(course, *words: str, code: int = 0) -> str:
        monkeypatch.chdir(course.root / "source")  # found upward
        done = CliRunner().invoke(cli.app, list(words))
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == code, done.output
        return done.stdout

    return call


def test_importing_the_command_imports_no_nbgrader():
    code = "import sys, practicum.cli; print([m for m in sys.modules if m.split('.')[0] in ('nbgrader', 'nbconvert', 'pydantic', 'sqlalchemy')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=REPO, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "command",
    "check schema overview new preview demo learn answers release autograde mark feedback export status record forget "
    "backup restore".split(),
)
def test_every_command_has_an_example(command):
    assert f"practicum {command}" in CliRunner().invoke(cli.app, [command, "--help"]).output


def test_a_cohort_from_release_to_export(course, run):
    assert "Released boundaries with 2 lessons: gifts, touch." in run(course, "release", TOPIC)
    course.hand_in("ann", course.full_sheet(reply=REPLY))
    course.hand_in("bob", "{cut short")
    said = run(course, "autograde", TOPIC)
    assert "1 written response waits for a marker." in said and "Scored boundaries for 2 learners." in said
    assert "bob, gifts: The answer sheet could not be used: it is cut short or no JSON." in said
    assert "ann, touch" not in said  # one lesson handed in of two is nothing wrong
    assert json.loads(run(course, "mark", "--json")) == [
        {"topic": TOPIC, "lesson": "gifts", "item": "reply", "learner": "ann"}
    ]
    assert "boundaries gifts ann  (reply)" in run(course, "mark")
    said = run(course, "mark", TOPIC, "gifts", "ann", "warmth=4", "reason=2", "--comment", "Clear.", "--marker", "meg")
    assert said == "Marked ann's reply: 6 points.\n"
    assert json.loads(run(course, "mark", "--json")) == []
    assert "Wrote feedback on boundaries for 2 learners." in run(course, "feedback", TOPIC)
    rows = list(csv.DictReader(io.StringIO(run(course, "export"))))
    assert [(r["learner"], r["lesson"], r["score"], r["max_score"]) for r in rows] == [
        ("ann", "gifts", "11.0", "11.0"), ("ann", "touch", "0.0", "1.0"),
        ("bob", "gifts", "0.0", "11.0"), ("bob", "touch", "0.0", "1.0"),
    ]  # fmt: skip
    path = course.root / "exports" / "grades.csv"
    assert "Wrote 4 lines" in run(course, "export", TOPIC, "--to", str(path))
    assert json.loads(run(course, "export", "--json"))[0]["written_score"] == 6
    assert list((course.root / "gradebook" / "backups").iterdir())


def test_json_for_programs(course, run):
    made = json.loads(run(course, "release", TOPIC, "--json"))
    assert set(made["lessons"]) == {"gifts", "touch"}
    course.hand_in("ann", course.full_sheet())
    (outcome,) = json.loads(run(course, "autograde", TOPIC, "--json"))
    assert (outcome["learner"], outcome["error"]) == ("ann", None)
    (outcome,) = json.loads(run(course, "feedback", TOPIC, "--json"))
    assert outcome["error"] is None
    checked = json.loads(run(course, "check", "--json", code=1))
    assert {"file", "line", "what"} == set(checked["problems"][0])
    assert [m["lesson"] for m in checked["lessons"]] == ["gifts", "touch"]


def test_only_new_work_is_scored_again_unless_asked(released_course, run):
    released_course.hand_in("ann", released_course.full_sheet())
    run(released_course, "autograde", TOPIC)
    path = released_course.root / "autograded" / "ann" / TOPIC / "gifts.ipynb"
    before = path.stat().st_mtime_ns
    run(released_course, "autograde", TOPIC)
    assert path.stat().st_mtime_ns == before
    run(released_course, "autograde", TOPIC, "--again")
    assert path.stat().st_mtime_ns > before


def test_one_broken_folder_stops_nobody_else(released_course, run):
    released_course.hand_in("ann", released_course.full_sheet())
    folder = released_course.hand_in("bob", released_course.full_sheet())
    for path in folder.glob("*.*"):
        path.unlink()
    (folder / "notes.txt").write_text("I forgot my lessons")
    said = run(released_course, "autograde", TOPIC, "--json", code=1)
    errors = {o["learner"]: o["error"] for o in json.loads(said)}
    assert errors["ann"] is None and "\n" not in errors["bob"]
    assert released_course.rows("ann")["scarf"][0] == 2


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["release", "nowhere"], "There is no folder source/nowhere"),
        (["autograde", TOPIC], "has not been released"),
        (["feedback", TOPIC], "Nothing of boundaries has been graded"),
        (["mark", TOPIC, "gifts", "ann", "warmth=4"], "has not been released"),
        (["learn", "nothing"], "There is no lesson 'nothing'"),
        (["export", "nowhere"], "The gradebook has no topic area 'nowhere'"),
    ],
)
def test_errors_are_one_sentence(course, run, words, sentence):
    with pytest.raises(CourseError, match=sentence) as error:
        run(course, *words)
    assert "\n" not in str(error.value)


def test_main_prints_the_sentence_alone(tmp_path):
    command = [sys.executable, "-m", "practicum.cli", "check", "--course", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=REPO)
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.startswith("No course was found at") and done.stderr.count("\n") == 1


@pytest.fixture
def documents(tmp_path, monkeypatch):
    """Where a learner's folder is while a test runs."""
    monkeypatch.setenv("PRACTICUM_FOLDER", str(tmp_path / "documents"))
    return tmp_path / "documents"


def test_self_study_has_everything_and_no_nbgrader_cells(course, run, documents):
    path = documents / "boundaries" / "gifts.ipynb"
    assert run(course, "learn", "gifts", "--build-only").strip() == str(path)
    notebook = json.loads(path.read_text())
    content = json.loads(path.with_name("gifts.content.json").read_text())
    assert content["edition"] == "self_study"
    assert content["items"]["scarf"]["options"]["ask_meaning"]["correct"] is True
    assert all("nbgrader" not in c["metadata"] for c in notebook["cells"])
    assert not [c for c in notebook["cells"] if c["id"].startswith("response-")]
    assert all(c["metadata"]["editable"] is False for c in notebook["cells"])


def test_a_self_study_notebook_that_is_up_to_date_keeps_its_outputs(course, run, documents):
    path = documents / "boundaries" / "gifts.ipynb"
    run(course, "learn", "gifts", "--build-only")
    notebook = json.loads(path.read_text())
    notebook["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "kept"}]
    path.write_text(json.dumps(notebook))
    run(course, "learn", "gifts", "--build-only")
    assert json.loads(path.read_text())["cells"][1]["outputs"]


@pytest.mark.parametrize(
    ("words", "url"),
    [(("learn", "gifts"), "/doc/tree/boundaries/gifts.ipynb"), (("learn",), "/practicum/"), (("instructor",), "/lab")],
)
def test_jupyterlab_opens_where_it_should_and_asks_nobody_outside(course, run, documents, monkeypatch, words, url):
    from practicum.cli import lab

    called = []
    monkeypatch.setattr(lab.subprocess, "call", lambda command, **more: called.append((command, more)) or 0)
    run(course, *words, "--no-browser")
    ((command, more),) = called
    assert f"--LabApp.default_url={url}" in command
    assert "--no-browser" in command
    assert lab.offline() in command
    assert more["env"]["PYTHONSAFEPATH"] == "1"
    assert more["env"]["JUPYTER_CONFIG_PATH"].startswith(str(course.root / "build"))


def test_no_cell_of_an_export_is_a_formula():
    from practicum.nbgrader_bridge.reports.grade_files import safe

    assert [safe(v) for v in ("=1+1", "@x", "-2", "ann", 3.0)] == ["'=1+1", "'@x", "'-2", "ann", 3.0]
