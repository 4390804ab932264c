"""Scoring what was handed in: by every road alike, without running it, whatever state it is in."""

from __future__ import annotations

import json

from .made_up import FULL, NOTHING, REPLY, REPO, TOPIC, cell, notes


def test_full_answers_earn_full_points_and_an_untouched_lesson_none(released_course):
    released_course.hand_in("ann", released_course.full_sheet(reply=REPLY))
    released_course.hand_in("bob")
    released_course.autograde()
    assert released_course.rows("ann") == FULL
    assert released_course.rows("bob") == NOTHING
    assert "No answers were handed in." in notes(released_course, "bob")


def test_partial_credit(released_course):
    half = released_course.opaque("signs", "its_value")
    released_course.hand_in(
        "ann", released_course.sheet(scarf=released_course.opaque("scarf", "accept_gladly")[0], signs=half)
    )
    released_course.autograde()
    assert released_course.rows("ann")["scarf"] == (0.5, None, False)
    assert released_course.rows("ann")["signs"] == (1.5, None, False)


def test_every_output_is_a_float_that_nbgrader_takes(released_course):
    released_course.hand_in("ann", released_course.full_sheet())
    released_course.autograde()
    for name in ("scarf", "signs"):
        (output,) = cell(released_course.autograded("ann"), name)["outputs"]
        assert output["output_type"] == "execute_result"
        assert isinstance(json.loads("".join(output["data"]["text/plain"])), float)


def test_command_api_and_cli_give_the_same_rows(released_course):
    from practicum.nbgrader_bridge.grade_cohort import autograde

    for learner in ("ann", "bob", "cat"):
        released_course.hand_in(learner, released_course.full_sheet(reply=REPLY))
    released_course.nbgrader("autograde", TOPIC, "--student", "ann")
    released_course.autograde("bob")
    (outcome,) = autograde(released_course.root, TOPIC, "cat")
    assert outcome.error is None
    assert released_course.rows("ann") == released_course.rows("bob") == released_course.rows("cat") == FULL


def test_stock_execute_gives_the_same_rows(released_course, monkeypatch):
    """Our scorer out, nbgrader's Execute in; everything else as it is."""
    from nbgrader.apps.api import NbGraderAPI

    from practicum.nbgrader_bridge.setup import course_settings as course_folder

    monkeypatch.setenv("PYTHONPATH", str(REPO))
    part = released_course.sheet(scarf=released_course.opaque("scarf", "accept_gladly")[0], reply=REPLY)
    released_course.hand_in("ann", released_course.full_sheet(reply=REPLY))
    released_course.hand_in("bob", bundle=part)
    released_course.hand_in("cat")
    for path in released_course.root.glob("submitted/*/*/touch.ipynb"):
        path.unlink()  # a kernel less each
    released_course.autograde()
    ours = {name: released_course.rows(name) for name in ("ann", "bob", "cat")}
    settings = course_folder.nbgrader_settings(released_course.root)
    stock = "nbgrader.preprocessors.Execute"
    parts = [p for p in settings.Autograde.autograde_preprocessors if not p.endswith("ExecuteLabs")]
    settings.Autograde.autograde_preprocessors = [stock if p.endswith(".Score") else p for p in parts]
    result = NbGraderAPI(config=settings).autograde(TOPIC, "*")
    assert result["success"], result["error"]
    assert cell(released_course.autograded("ann"), "scarf")["outputs"][0]["data"].keys() == {"text/plain"}
    assert {name: released_course.rows(name) for name in ours} == ours


def test_the_notebook_alone_is_graded_in_full(released_course):
    folder = released_course.hand_in("ann", bundle=released_course.full_sheet(reply=REPLY))
    assert not (folder / "gifts.answers.json").exists()
    released_course.autograde()
    assert released_course.rows("ann") == FULL
    kept = json.loads((released_course.root / "autograded" / "ann" / TOPIC / "gifts.answers.json").read_text())
    assert kept["answers"]["reply"]["response"] == REPLY


def test_the_later_answer_counts(released_course):
    right, wrong = released_course.opaque("scarf", "ask_meaning", "refuse_flatly")
    early, late = "2026-11-01T10:00:00+00:00", "2026-11-01T11:00:00+00:00"
    released_course.hand_in(
        "ann", released_course.sheet(scarf=wrong, saved=early), released_course.sheet(scarf=right, saved=late)
    )
    released_course.hand_in(
        "bob", released_course.sheet(scarf=right, saved=late), released_course.sheet(scarf=wrong, saved=early)
    )
    released_course.autograde()
    assert released_course.rows("ann")["scarf"][0] == released_course.rows("bob")["scarf"][0] == 2


def test_nothing_that_a_learner_sent_is_run(released_course, tmp_path):
    flag = tmp_path / "ran"
    code = f"open({str(flag)!r}, 'w').write('x')"

    def change(notebook):
        new = {
            "cell_type": "code",
            "id": "mine",
            "metadata": {},
            "source": code,
            "execution_count": None,
            "outputs": [],
        }
        notebook["cells"].insert(1, new)
        cell(notebook, "lesson")["source"] = code

    folder = released_course.hand_in("ann", released_course.full_sheet(), change=change)
    for name in ("practicum.py", "sitecustomize.py", "json.py"):
        (folder / name).write_text(code)
    released_course.nbgrader("autograde", TOPIC)
    assert not flag.exists()
    assert released_course.rows("ann")["scarf"][0] == 2
    added = [c for c in released_course.autograded("ann")["cells"] if c["id"].startswith("added-")]
    assert [c["cell_type"] for c in added] == ["markdown"]


def test_papermills_own_cell_is_not_shown_as_the_learners(released_course):
    def change(notebook):
        made = {
            "cell_type": "code", "id": "pm", "metadata": {"tags": ["injected-parameters"]},
            "source": '# Parameters\nanswers = {"scarf": "x"}\n', "execution_count": None, "outputs": [],
        }  # fmt: skip
        notebook["cells"].insert(2, made)

    released_course.hand_in("ann", released_course.full_sheet(), change=change)
    released_course.autograde()
    assert not [c for c in released_course.autograded("ann")["cells"] if c["id"].startswith("added-")]


def test_the_content_that_a_learner_names_is_not_used(released_course):
    folder = released_course.hand_in(
        "ann", released_course.sheet(scarf=released_course.opaque("scarf", "refuse_flatly")[0])
    )
    content = json.loads((folder / "gifts.content.json").read_text())
    for option in content["items"]["scarf"]["options"].values():
        option["correct"] = True
    (folder / "gifts.content.json").write_text(json.dumps(content))
    released_course.autograde()
    assert released_course.rows("ann")["scarf"][0] == 0
    beside = json.loads((released_course.root / "autograded" / "ann" / TOPIC / "gifts.content.json").read_text())
    assert "correct" not in json.dumps(beside["items"]["scarf"])


def test_a_grade_cell_that_nobody_can_score_gets_an_error_not_full_points(released_course):
    from practicum.course import released

    in_force = released.in_force(released_course.root, TOPIC)["gifts"]
    path = released.folder(released_course.root) / in_force / TOPIC / "gifts.json"
    keyed = json.loads(path.read_text())
    keyed["items"]["signs"]["type"] = "unheard_of"
    del keyed["items"]["scarf"]
    path.write_text(json.dumps(keyed))
    released_course.hand_in("ann", released_course.sheet())
    released_course.autograde()
    assert released_course.rows("ann")["signs"] == released_course.rows("ann")["scarf"] == (0.0, None, False)
    for name in ("signs", "scarf"):
        assert cell(released_course.autograded("ann"), name)["outputs"][0]["output_type"] == "error"


def test_a_missing_lesson_stops_nothing(released_course):
    folder = released_course.hand_in("ann", released_course.full_sheet())
    (folder / "touch.ipynb").unlink()
    released_course.autograde()
    assert released_course.rows("ann")["scarf"][0] == 2
    assert released_course.rows("ann", "touch") == {"hug": (0.0, None, False)}


def test_labs_are_executed_as_ever(course, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(REPO))
    about = {
        "schema_version": 3,
        "grade": True,
        "solution": False,
        "locked": True,
        "task": False,
        "grade_id": "sums",
        "points": 4,
    }
    made = {
        "nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        "cells": [{"cell_type": "code", "id": "sums", "metadata": {"nbgrader": about}, "source": "assert 1 + 1 == 3",
                   "execution_count": None, "outputs": []}],
    }  # fmt: skip
    source = course.root / "source" / "lab_sums"
    source.mkdir()
    (source / "sums.ipynb").write_text(json.dumps(made))
    assert course.api().generate_assignment("lab_sums")["success"]
    folder = course.root / "submitted" / "ann" / "lab_sums"
    folder.mkdir(parents=True)
    (folder / "sums.ipynb").write_bytes((course.root / "release" / "lab_sums" / "sums.ipynb").read_bytes())
    assert course.api().autograde("lab_sums", "ann")["success"]
    with course.gradebook() as gradebook:
        (grade,) = gradebook.find_submission_notebook("sums", "lab_sums", "ann").grades
        assert grade.auto_score == 0  # not full points for a cell that never ran
    assert course.api().generate_feedback("lab_sums", "ann")["success"]
    assert "AssertionError" in (course.root / "feedback" / "ann" / "lab_sums" / "sums.html").read_text()
