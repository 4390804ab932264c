"""What these tests share: a folder after a year of learning, and small ones that may be changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench import pages_year as year
from practicum import answers, exercises
from practicum.content import keys
from practicum.content.kinds import named
from practicum.course import selfstudy
from practicum.study import place as places
from practicum.study.shelf import Shelf

from ..conftest import copy_lesson

LESSON = "dual_relationships"
NOW = "2026-11-23T12:00:00.000+00:00"


@pytest.fixture(scope="session")
def a_year(tmp_path_factory) -> Path:
    """Read it, do not change it."""
    return year.make(tmp_path_factory.mktemp("year"))


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> dict[str, str]:
    """The files of the self-study edition of one real lesson."""
    return selfstudy.files(copy_lesson(tmp_path_factory.mktemp("course")))


@pytest.fixture
def folder(tmp_path, built) -> Path:
    """A learner's folder with a real lesson in it, and nothing answered."""
    place = tmp_path / "Documents" / "Practicum"
    places.renew(place, built, "0", NOW)
    return place


@pytest.fixture
def course(tmp_path) -> Path:
    """The real course with one lesson, to be changed."""
    return copy_lesson(tmp_path / "course")


def right(content: dict, name: str) -> object:
    """The answer that earns all points."""
    return keys.full_marks(content["items"][name])


def wrong(content: dict, name: str) -> str:
    """An option of a single choice that earns none."""
    options = named(content["items"][name]["options"]).items()
    return next(n for n, option in options if not option["correct"] and not option.get("credit"))


def content_of(place: Path, lesson: str = LESSON, topic: str = "ethics") -> dict:
    return json.loads((place / topic / f"{lesson}.content.json").read_text("utf-8"))


def give(place: Path, name: str, response: object, at: str = NOW, lesson: str = LESSON) -> dict:
    """Answer an exercise of the real lesson, and have it checked; returns the entry of the sheet."""
    content, path = content_of(place, lesson), answers.path_of(place / "ethics", lesson)
    response = response(content, name) if callable(response) else response
    sheet = answers.read(path, content) or answers.Sheet(lesson, content["hash"], "ab12")
    made = exercises.make(content, name, sheet.answers.get(name), "ab12", at)
    sheet.answers[name] = made.keep(exercises.clean(content, name, response), attempt=True, checked=True).entry
    sheet.saved = at
    answers.write(path, sheet)
    return sheet.answers[name]


def sheet_at(place: Path, lesson: str = LESSON, topic: str = "ethics") -> answers.Sheet | None:
    """The sheet of a lesson as its present content reads it."""
    return answers.read(answers.path_of(place / topic, lesson), content_of(place, lesson, topic))


def only(place: Path):
    """The one lesson on a shelf."""
    (found,) = Shelf(place).lessons
    return found
