"""What is not on record is said, not guessed; one learner's missing stamp stops nobody."""

from __future__ import annotations

import pytest

from practicum.course import CourseError, released
from practicum.nbgrader_bridge import grading


def test_a_lesson_whose_keys_are_lost_is_not_scored(tmp_path):
    place = tmp_path / "release" / "ethics"
    place.mkdir(parents=True)
    (place / "gifts.content.json").write_text("{}")
    assert grading.unreleased(tmp_path, "ethics") == ["gifts"]
    with pytest.raises(CourseError, match="gifts is not on record"):
        grading.autograde(tmp_path, "ethics", again=True)
    released.put_in_force(tmp_path, "ethics", {"gifts": "0" * 16})
    assert grading.unreleased(tmp_path, "ethics") == []


def test_feedback_without_a_stamp_gets_one_and_a_stamp_stands(tmp_path):
    for name in ("ann", "bo"):
        (tmp_path / "feedback" / name / "ethics").mkdir(parents=True)
    (tmp_path / "feedback" / "ann" / "ethics" / "timestamp.txt").write_text("2026-09-01 10:00:00 UTC")
    grading.stamp_missing(tmp_path, "ethics")
    stamps = [(tmp_path / "feedback" / n / "ethics" / "timestamp.txt").read_text() for n in ("ann", "bo")]
    assert stamps[0].startswith("2026-09-01")
    assert stamps[1].startswith("1970-01-01")
