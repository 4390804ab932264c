"""What needs one topic area reads one: a mistake in another keeps nobody from it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from practicum.content.load import in_the_way, load_course
from practicum.lesson_content import ContentProblem, find_content

from ..lint.small_course import write


@pytest.fixture
def two_topics(tmp_path) -> Path:
    """A small course of two topic areas; the glossary of the second is broken."""
    write(tmp_path)
    shutil.copytree(tmp_path / "modules" / "ethics", tmp_path / "modules" / "trauma")
    course = tmp_path / "modules" / "course.yml"
    course.write_text(course.read_text("utf-8").replace("[ethics]", "[ethics, trauma]"), "utf-8")
    (tmp_path / "modules" / "trauma" / "glossary.yml").write_text("terms: {one: two: three}\n", "utf-8")
    return tmp_path


def test_a_lesson_opens_in_source_whatever_another_topic_area_holds(two_topics):
    assert find_content("sitter", two_topics / "source" / "ethics")["topic"] == "ethics"


def test_its_own_topic_areas_mistake_is_said(two_topics):
    (two_topics / "source" / "trauma").mkdir()
    with pytest.raises(ContentProblem, match=r"modules/trauma/glossary\.yml:1"):
        find_content("sitter", two_topics / "source" / "trauma")


def test_a_mistake_of_the_competencies_is_in_nobodys_way(two_topics):
    (two_topics / "modules" / "competencies.yml").write_text("bodies: 3\n", "utf-8")
    loaded, problems = load_course(two_topics, "ethics")
    assert list(loaded.modules) == ["ethics"]
    assert [p.file for p in problems] == ["modules/competencies.yml"]
    assert not in_the_way(problems, "ethics")
