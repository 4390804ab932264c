"""`practicum learn` with the real course: a new version of it comes into the folder, and answers stay."""

from __future__ import annotations

import json
import os
import time

import pytest
from typer.testing import CliRunner

from practicum.cli import app
from practicum.course import CourseError, selfstudy
from practicum.study import home
from practicum.study.shelf import Shelf

from .conftest import LESSON, content_of, give, right, sheet_at

ITEM = "yes_is_not_consent"


@pytest.fixture
def learn(course, tmp_path):
    """The command with a folder of the learner's; gives what it printed."""

    def call(*words: str, folder=tmp_path / "mine") -> str:
        done = CliRunner().invoke(
            app, ["learn", "--build-only", "--course", str(course), "--folder", str(folder), *words]
        )
        if isinstance(done.exception, CourseError):
            raise done.exception
        assert done.exit_code == 0, done.output
        return done.stdout.strip()

    return call


def change(course, right: str, wrong: str) -> None:
    """Another wording in items.yml, surely seen as another file."""
    path = course / "modules" / "ethics" / LESSON / "items.yml"
    text = path.read_text("utf-8")
    assert text.count(right) == 1
    path.write_text(text.replace(right, wrong), "utf-8")
    later = time.time_ns() + 10**9
    os.utime(path, ns=(later, later))


def test_a_new_version_of_the_course_keeps_answers_and_shows_what_changed(course, learn, tmp_path):
    mine = tmp_path / "mine"
    assert learn(LESSON) == str(mine / "ethics" / f"{LESSON}.ipynb")
    assert learn() == str(mine)
    kept = [give(mine, name, right) for name in (ITEM, "barter_initiator")]
    before = content_of(mine)["items"]
    change(course, before[ITEM]["stem"], "A wording that is new. What do you say?")
    change(
        course,
        "The counselors' code does ask: the client's request is one of its conditions",
        "An explanation that is new",
    )
    learn()
    content = content_of(mine)["items"]
    assert content[ITEM]["stem"] == "A wording that is new. What do you say?"
    assert "An explanation that is new" in json.dumps(content["barter_initiator"])
    assert list(sheet_at(mine).answers.values()) == kept
    (place,) = Shelf(mine).lessons
    assert place.tally.changed == {ITEM}  # a mended explanation changes no question
    assert home.lesson_row(place, None)["changed_text"] == "One question was changed after you answered it."


def test_an_unchanged_course_is_not_built_again(learn, tmp_path, monkeypatch):
    learn()
    monkeypatch.setattr(selfstudy, "files", lambda *given: pytest.fail("built again"))
    learn()


def test_answers_of_earlier_versions_come_over(course, learn, tmp_path):
    learn()
    give(tmp_path / "mine", ITEM, right)
    old = course / "build" / "self-study"
    old.mkdir(parents=True)
    (tmp_path / "mine" / "ethics" / f"{LESSON}.answers.json").rename(old / f"{LESSON}.answers.json")
    learn()
    assert set(sheet_at(tmp_path / "mine").answers) == {ITEM}


def test_what_cannot_be_is_said_in_a_sentence(course, learn, tmp_path):
    with pytest.raises(CourseError, match="is the course itself"):
        learn(folder=course)
    with pytest.raises(CourseError, match="There is no lesson 'gifts'; the lessons are: dual_relationships"):
        learn("gifts")
    (tmp_path / "file").write_text("x")
    with pytest.raises(CourseError, match="Nothing can be written in"):
        learn(folder=tmp_path / "file")
    change(course, "text: AAMFT, 8.5", "txet: AAMFT, 8.5")
    with pytest.raises(CourseError, match="The course has problems"):
        learn()
