"""Links and the like put straight into submitted/, and graded by each road."""

from __future__ import annotations

import json
import os
import socket

import pytest

from practicum.nbgrader_bridge import grade_cohort

from ..nbgrader_bridge.conftest import copied
from ..nbgrader_bridge.made_up import TOPIC
from .handed_in import holds

KEY = "OF-THE-INSTRUCTOR-ALONE"
ROADS = ["practicum autograde", "formgrader's button", "nbgrader autograde"]


def furnish(course) -> None:
    keys = course.root / "gradebook" / "released" / "private.json"
    keys.write_text(json.dumps({"secret": KEY}))
    course.hand_in("ann", course.full_sheet())
    half = course.hand_in("half", course.full_sheet())
    for name in ("page.html", "gifts.html", "a b.json", "[x]*.txt", "more.ipynb", "submission_secret.txt"):
        (half / name).symlink_to(keys)
    (half / "touch.ipynb").unlink()
    (half / "touch.ipynb").symlink_to(course.root / "submitted" / "ann" / TOPIC / "touch.ipynb")
    (half / "folder").symlink_to(course.root / "gradebook")
    os.mkfifo(half / "pipe.txt")
    (half / "below").mkdir()
    os.mkfifo(half / "below" / "pipe.ipynb")
    (half / "below" / "deep.html").symlink_to(keys)
    (half / "zero.txt").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as bound:
        before = os.getcwd()
        os.chdir(half)
        bound.bind("s.sock")
        os.chdir(before)
    timed = course.hand_in("timed", course.full_sheet())
    (timed / "timestamp.txt").unlink()
    os.mkfifo(timed / "timestamp.txt")
    sheet = course.hand_in("sheet", course.full_sheet())
    (sheet / "gifts.answers.json").unlink()
    (sheet / "gifts.answers.json").symlink_to(course.root / "submitted" / "ann" / TOPIC / "gifts.answers.json")
    whole = course.root / "submitted" / "whole"
    whole.mkdir()
    (whole / TOPIC).symlink_to(course.root / "submitted" / "ann" / TOPIC)
    (course.root / "submitted" / "alias").symlink_to(course.root / "submitted" / "ann")
    course.hand_in("\x1b[2Jred\nx", course.full_sheet())


@pytest.fixture(scope="module", params=ROADS)
def graded(request, published_once, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        course = copied(published_once, tmp_path_factory.mktemp("submitted"))
        patch.setenv("PRACTICUM_COURSE", str(course.root))
        patch.delenv("PRACTICUM_EXCHANGE", raising=False)
        course.param = request.param
        furnish(course)
        if request.param == ROADS[0]:
            found = grade_cohort.autograde(course.root, TOPIC)
            course.said = "\n".join(f"{one.learner}: {one.error} {one.notes}" for one in found)
        elif request.param == ROADS[1]:
            course.said = course.api().autograde(TOPIC, "*")["log"]
        else:
            course.said = course.nbgrader("autograde", TOPIC, ok=False)
        grade_cohort.feedback(course.root, TOPIC, to_exchange=True)
        yield course


def test_nothing_that_a_link_points_to_is_copied_on(graded):
    """To a key, a device, a folder; with odd names; beside the notebooks and in a folder below."""
    for step in ("autograded", "feedback", "exchange"):
        place = graded.root / step
        assert holds(place, KEY) == []
        assert not [p for p in place.rglob("*") if p.is_symlink() or not (p.is_file() or p.is_dir())]


def test_everybody_is_graded_by_their_own(graded):
    assert graded.rows("ann")["scarf"][0] == graded.rows("half")["scarf"][0] == 2.0
    assert graded.rows("sheet")["scarf"][0] == 0.0


@pytest.mark.parametrize("learner", ["whole", "alias", "timed"])
def test_a_folder_that_is_a_link_and_a_time_that_is_a_pipe_are_said(graded, learner):
    assert not (graded.root / "autograded" / learner / TOPIC).exists()
    why = "is a link to another folder" if learner != "timed" else "timestamp.txt cannot be used"
    assert f"submitted/{learner}/{TOPIC}" in graded.said and why in graded.said


def test_no_name_moves_a_terminal_or_passes_for_a_line(graded):
    """nbgrader logs each path; what our own command prints is tried in test_names_at_the_command.py."""
    if graded.param == ROADS[2]:
        assert r"\x1b[2Jred" in graded.said and "\x1b" not in graded.said
