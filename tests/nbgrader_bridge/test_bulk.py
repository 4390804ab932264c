"""A cohort graded in one process: row for row and file for file what nbgrader's own converter leaves."""

from __future__ import annotations

import datetime
import gc
import json
import tracemalloc

import pytest

from practicum.demo import crowd
from practicum.nbgrader_bridge import grade_cohort
from practicum.nbgrader_bridge.bulk import assignment
from practicum.nbgrader_bridge.bulk import run as bulk
from practicum.nbgrader_bridge.gradebook import due_dates
from practicum.nbgrader_bridge.marks import extensions
from practicum.nbgrader_bridge.setup.course_settings import nbgrader_settings

from ..killing import in_child
from .conftest import copied
from .formgrader import Server
from .made_up import TOPIC
from .oddities import FAILED_ALIKE, GRADED_ALIKE, STRANGE_FILES
from .sameness import differences, files, rows
from .twins import DUE, assert_same, by_us, furnish, hand_in


@pytest.fixture
def twins(published_once, tmp_path, monkeypatch):
    """nbgrader grades the first copy, we the second."""
    monkeypatch.setenv("PRACTICUM_COURSE", "")
    monkeypatch.delenv("PRACTICUM_EXCHANGE", raising=False)
    monkeypatch.syspath_prepend(str(tmp_path))  # puts the path back, to which the configuration adds
    for name in ("nbgraders", "ours"):
        (tmp_path / name).mkdir()
    return [furnish(copied(published_once, tmp_path / name)) for name in ("nbgraders", "ours")]


@pytest.fixture
def ours(twins):
    return twins[1]


def test_whatever_learners_hand_in(twins):
    for course in twins:
        names = hand_in(course, [None, None, None, *GRADED_ALIKE, *FAILED_ALIKE])
        extensions.keep(course.root, TOPIC, names[3], DUE + datetime.timedelta(hours=2))
        with course.gradebook() as gradebook:
            gradebook.add_student(names[5], first_name="Ann", email="ann@example.org")
    said = assert_same(twins)
    failed = {name: error for name, error in said.items() if error}
    assert sorted(failed) == names[-3:]
    assert "timestamp.txt holds 'last Tuesday', which is no time" in failed[names[-3]]
    assert "handed in no lesson of boundaries, only essay.ipynb" in failed[names[-2]]
    assert "handed in no lesson of boundaries, only essay.pdf" in failed[names[-1]]
    found = rows(twins[1].root)
    assert len([line for line in found["submitted_notebook"] if "'late_submission_penalty': None" not in line]) > 5
    assert len([line for line in found["submitted_assignment"] if "'extension': None" not in line]) == 1


def test_without_a_due_date_nobody_is_late(twins):
    for course in twins:
        hand_in(course, [None, GRADED_ALIKE[0]])
        due_dates.put(course.url, TOPIC, None)
    assert_same(twins)


def test_nothing_newer_is_left_alone(ours):
    names = hand_in(ours, [None, None])
    by_us(ours)
    before = {path: path.stat().st_mtime_ns for path in (ours.root / "autograded").rglob("*")}
    assert [one.state for one in grade_cohort.autograde(ours.root, TOPIC)] == ["as before", "as before"]
    assert {path: path.stat().st_mtime_ns for path in (ours.root / "autograded").rglob("*")} == before
    (ours.root / "submitted" / names[0] / TOPIC / "timestamp.txt").write_text("2027-01-01 10:00:00 UTC")
    assert [one.state for one in grade_cohort.autograde(ours.root, TOPIC)] == ["scored", "as before"]


@pytest.mark.parametrize("strange", STRANGE_FILES, ids=lambda f: f.__name__)
def test_where_nbgrader_gives_up_or_follows_links_we_grade_what_is_there(ours, strange):
    (ann,) = hand_in(ours, [None])
    by_us(ours)
    before = rows(ours.root)
    strange(ours.root / "submitted" / ann / TOPIC)
    (one,) = grade_cohort.autograde(ours.root, TOPIC, again=True)
    assert one.error is None and list(one.notes) in ([TOPIC], ["gifts"], ["gifts", TOPIC])
    assert differences(before, rows(ours.root)) == []  # sheet or notebook, one of the two is whole
    kept = ours.root / "autograded" / ann / TOPIC
    assert not [path for path in kept.rglob("*") if path.is_symlink() or not (path.is_file() or path.is_dir())]
    everything = b"".join(path.read_bytes() for path in kept.rglob("*") if path.is_file())
    assert b"KEYFEEDBACK" not in everything
    assert sum(path.stat().st_size for path in kept.rglob("*")) < 5_000_000


def test_memory_does_not_grow_with_the_cohort(ours, monkeypatch):
    monkeypatch.setattr(bulk, "AT_ONCE", 5)
    names = crowd.hand_in(ours.root, TOPIC, 60)
    settings = nbgrader_settings(ours.root)
    known = assignment.load(ours.root, TOPIC, settings, assignment.known(ours.root, TOPIC, settings))

    def work() -> list[list[int]]:
        held, peaks = [], []
        tracemalloc.start()
        for start in (0, 20, 40):
            for _ in bulk.grade(known, names[start : start + 20], False):
                pass
            gc.collect()  # between two runs nobody's answers are in hand, which are long or short as they come
            held.append(tracemalloc.get_traced_memory()[0])
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.reset_peak()
        return [held, peaks]

    held, peaks = in_child(work)  # where no thread of another test's browser or server takes memory meanwhile
    assert held[2] - held[1] < 30_000, "what 20 learners leave behind; their scores alone would be 40,000"
    assert peaks[2] < 1.1 * peaks[1], "what 20 learners need at most"


def test_formgrader_and_feedback_take_the_graded_copies(ours, tmp_path):
    ann, bob = hand_in(ours, [None, GRADED_ALIKE[-1]])
    by_us(ours)
    (tmp_path / "home").mkdir()
    server = Server(ours.root, tmp_path / "home")
    try:
        server.wait()
        notebooks = json.loads(server.call(f"/formgrader/api/student_notebook_submissions/{ann}/{TOPIC}"))
        gifts = next(one for one in notebooks if one["name"] == "gifts")
        shown = server.call(f"/formgrader/submissions/{gifts['id']}/")
        listed = json.loads(server.call(f"/formgrader/api/submissions/{TOPIC}"))
    finally:
        server.stop()
    assert "How it is marked" in shown and "of 2 points)" in shown
    assert {one["student"]: one["autograded"] for one in listed} == {ann: True, bob: True}
    ours.nbgrader("generate_feedback", TOPIC)
    assert "Feedback: Gifts" in (ours.root / "feedback" / ann / TOPIC / "gifts.html").read_text("utf-8")


def test_what_nbgrader_graded_we_take_up_and_the_other_way_round(twins):
    for course in twins:
        hand_in(course, [None, GRADED_ALIKE[0]])
    assert_same(twins)
    twins.reverse()
    assert_same(twins, again=True)
    assert [one.state for one in grade_cohort.autograde(twins[0].root, TOPIC)] == ["as before"] * 2
    assert files(twins[0].root)
