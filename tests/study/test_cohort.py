"""What a cohort's learner has of the map: each released lesson carries its topic's part of it."""

from __future__ import annotations

import datetime
import json
import re

import pytest

from practicum.course import released
from practicum.nbgrader_bridge.release.release import release
from practicum.study import glossary, home
from practicum.study.shelf import Shelf

from ..conftest import copy_lesson
from .conftest import LESSON

DUE = datetime.datetime(2026, 12, 4, 17, tzinfo=datetime.UTC)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    place = copy_lesson(tmp_path_factory.mktemp("course"))
    release(place, "ethics", due=DUE)
    return place


def test_a_released_lesson_tells_the_home_all_it_needs(course):
    shelf = Shelf(course / "release")  # as a learner's folder after fetching
    told = home.model(shelf, datetime.datetime(2026, 11, 23, tzinfo=datetime.UTC))
    (topic,) = told["topics"]
    (row,) = topic["lessons"]
    assert (told["title"], told["self_study"], topic["title"]) == (
        "Practicum",
        False,
        "Ethics and professional boundaries",
    )
    assert topic["summary"]
    assert (row["minutes"], row["all"], row["state"]) == (120, 33, "new")
    assert row["due_text"].startswith("Due Friday, 4 December 2026")
    assert len(glossary.model(shelf)["terms"]) >= 25
    assert {path.name for path in (course / "release" / "ethics").iterdir()} == {
        f"{LESSON}.ipynb",
        f"{LESSON}.content.json",
    }


def test_the_map_is_no_part_of_what_is_taught(course):
    """Another lesson in the topic, or a word of the glossary, is no new version of this one."""
    kept = json.loads((course / "release" / "ethics" / f"{LESSON}.content.json").read_text())
    module = course / "modules" / "ethics" / "module.yml"
    module.write_text(re.sub(r"^summary: .*$", "summary: Other.", module.read_text("utf-8"), flags=re.M), "utf-8")
    glossary_file = course / "modules" / "ethics" / "glossary.yml"
    glossary_file.write_text(glossary_file.read_text("utf-8").replace("term: repair", "term: putting right"), "utf-8")
    release(course, "ethics", due=DUE)
    again = json.loads((course / "release" / "ethics" / f"{LESSON}.content.json").read_text())
    assert again["map"] != kept["map"]
    assert again["hash"] == kept["hash"] == released.in_force(course, "ethics")[LESSON]
