"""What is not on record is said, not guessed."""

from __future__ import annotations

import pytest

from practicum.course import CourseError, released
from practicum.nbgrader_bridge import grade_cohort


def test_a_lesson_whose_keys_are_lost_is_not_scored(tmp_path):
    place = tmp_path / "release" / "ethics"
    place.mkdir(parents=True)
    (place / "gifts.content.json").write_text("{}")
    assert grade_cohort.unreleased(tmp_path, "ethics") == ["gifts"]
    with pytest.raises(CourseError, match="gifts is not on record"):
        grade_cohort.autograde(tmp_path, "ethics", again=True)
    released.put_in_force(tmp_path, "ethics", {"gifts": "0" * 16})
    assert grade_cohort.unreleased(tmp_path, "ethics") == []
