"""Whom feedback and an export do not reach: named in a line, and in JSON."""

from __future__ import annotations

import json
import shutil

import pytest

from practicum.nbgrader_bridge import grade_cohort

from ..nbgrader_bridge.made_up import REPLY, TOPIC

MANY = [f"late_{number}" for number in range(7)]


@pytest.fixture
def partly(cohort):
    """ann is graded; bob's graded copy vanished; cat's work could not be graded; seven came after the grading."""
    for learner in ("ann", "bob"):
        cohort.hand_in(learner, cohort.full_sheet(reply=REPLY))
    cohort.hand_in("cat", change=lambda _: "{")
    for name in ("gifts.ipynb", "gifts.answers.json", "touch.ipynb"):
        (cohort.root / "submitted" / "cat" / TOPIC / name).unlink(missing_ok=True)
    grade_cohort.autograde(cohort.root, TOPIC)
    shutil.rmtree(cohort.root / "autograded" / "bob")
    for learner in MANY:
        cohort.hand_in(learner, cohort.full_sheet(reply=REPLY))
    return cohort


def test_feedback_names_whom_it_does_not_reach(partly, run):
    said = run(partly, "feedback", TOPIC)
    assert f"Without feedback ({TOPIC}, grades without a graded copy) 1 learner: bob" in said
    assert f"({TOPIC}, handed in, not graded) 8 learners: cat, late_0, late_1, late_2, late_3 and 3 more" in said
    assert (
        f"run `practicum autograde {TOPIC} --again`" in said and "Wrote feedback on boundaries for 1 learner." in said
    )
    states = {one["learner"]: one["state"] for one in json.loads(run(partly, "feedback", TOPIC, "--json"))}
    assert states == {
        "ann": "scored", "bob": "grades without a graded copy", "cat": "handed in, not graded",
        **dict.fromkeys(MANY, "handed in, not graded"),
    }  # fmt: skip


def test_an_export_names_whom_it_does_not_hold(partly, run, tmp_path):
    said = run(partly, "export", "--to", str(tmp_path / "grades.csv"))
    assert f"Not in it ({TOPIC}, handed in, not graded) 8 learners: cat, late_0" in said
    assert f"In it, with what the gradebook has ({TOPIC}, grades without a graded copy) 1 learner: bob" in said
    assert "late_0" not in (tmp_path / "grades.csv").read_text("utf-8")
    assert "late_0" not in run(partly, "export"), "what is printed for a spreadsheet holds rows alone"
    rows = json.loads(run(partly, "export", "--json"))
    assert {row["learner"]: row["left_out"] for row in rows} == {
        "ann": None, "bob": "grades without a graded copy", "cat": "handed in, not graded",
        **dict.fromkeys(MANY, "handed in, not graded"),
    }  # fmt: skip
    assert {row["score"] for row in rows if row["left_out"] == "handed in, not graded"} == {None}


def test_nobody_left_out_is_not_mentioned(partly, run):
    run(partly, "feedback", TOPIC, "--learner", "ann")
    shutil.rmtree(partly.root / "submitted" / "cat")
    grade_cohort.autograde(partly.root, TOPIC)
    assert "Without feedback" not in run(partly, "feedback", TOPIC)
    assert {row["left_out"] for row in json.loads(run(partly, "export", "--json"))} == {None}
