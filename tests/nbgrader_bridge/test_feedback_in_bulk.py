"""Feedback for a whole cohort in one process: the same files as nbgrader's own command."""

from __future__ import annotations

import os
import stat

import pytest

from practicum.nbgrader_bridge import grade_cohort
from practicum.nbgrader_bridge.feedback import pages
from practicum.nbgrader_bridge.marks.marking import mark

from .made_up import TOPIC

REPLY = {"words": "Dear Mrs Ono", "why": "It matters."}


def files(root) -> dict[str, tuple[bytes, int]]:
    """Every file below feedback/ with its permissions."""
    found = [path for path in (root / "feedback").rglob("*") if path.is_file()]
    return {str(p.relative_to(root)): (p.read_bytes(), stat.S_IMODE(os.stat(p).st_mode)) for p in found}


@pytest.fixture
def graded(released_course):
    course = released_course
    course.hand_in("ann", course.full_sheet(reply=REPLY))
    course.hand_in("bob", course.sheet(reply={"words": "Hello", "why": ""}))
    course.hand_in("cat")
    for name in ("ann", "bob"):
        folder = course.root / "submitted" / name / TOPIC
        (folder / "notes").mkdir()
        (folder / "notes" / "mine.txt").write_text("a file of my own", "utf-8")
        (folder / "left.pyc").write_text("ignored", "utf-8")
        (folder / ".hidden~").write_text("not ignored: glob passes over it", "utf-8")
    course.autograde()
    mark(course.root, "ann", TOPIC, "gifts", "reply", {"warmth": 4, "reason": 1}, "Warm, and clear.", "meg")
    return course


def test_the_same_files_as_by_nbgrader(graded):
    graded.nbgrader("generate_feedback", TOPIC)
    stock = files(graded.root)
    assert any(name.endswith("mine.txt") for name in stock) and not any(name.endswith(".pyc") for name in stock)
    for name in stock:
        (graded.root / name).unlink()
    outcomes = grade_cohort.feedback(graded.root, TOPIC)
    assert [(o.learner, o.error) for o in outcomes] == [("ann", None), ("bob", None), ("cat", None)]
    assert files(graded.root) == stock


def test_a_learner_whose_work_cannot_be_read_stops_nobody_and_keeps_the_old_pages(graded):
    grade_cohort.feedback(graded.root, TOPIC)
    before = files(graded.root)
    damaged = graded.root / "autograded" / "bob" / TOPIC / "gifts.ipynb"
    damaged.unlink()  # a graded copy may not be written to, whoever is not root
    damaged.write_text("{", "utf-8")
    outcomes = {o.learner: o.error for o in grade_cohort.feedback(graded.root, TOPIC)}
    assert outcomes["ann"] is None and outcomes["cat"] is None
    assert "autograded/bob/" in outcomes["bob"] and "practicum autograde" in outcomes["bob"]
    assert files(graded.root) == before


def test_what_is_no_lesson_goes_nbgraders_way(graded):
    """A course that names a converter of its own is not second-guessed."""
    config = graded.root / "nbgrader_config.py"
    assert pages.written_here(graded.root)
    with config.open("a", encoding="utf-8") as file:
        file.write("\nc.GenerateFeedback.preprocessors = ['nbgrader.preprocessors.GetGrades']\n")
    assert not pages.written_here(graded.root)
    assert [o.error for o in grade_cohort.feedback(graded.root, TOPIC, "ann")] == [None]
    assert (graded.root / "feedback" / "ann" / TOPIC / "gifts.html").is_file()
