"""What `practicum check` adds to the checker: minutes, and what a release froze."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from practicum.cli import checking
from practicum.content import timing
from practicum.content.edition import edition
from practicum.content.load import load_course
from practicum.course import released

from ..lint.small_course import FILES, HERE

ITEMS, BOOK = HERE + "items.yml", "source/ethics/sitter.ipynb"


def content_of(place: Path) -> dict:
    return edition(load_course(place)[0], "ethics", "sitter", "self_study")


def test_minutes_by_the_stated_rules(course):
    content = content_of(course)
    assert timing.words_of(["one two", {"a": "three | --- four"}, 5]) == 4
    assert timing.mergener(6000, 20, 3) == pytest.approx(0.9 * (-22.3 + 12.54 + 55.6 + 46.5))
    prose = "word " * 6000
    read = timing.words(prose, content)
    assert read > 6000
    # easy and short of questions, so Mergener is the lower; hard, so the reading rate is
    assert timing.ce_minutes(prose, content, 1) == int(timing.mergener(read, 8, 1))
    assert timing.ce_minutes(prose, content, 5) == int(read / 100)
    assert timing.ce_minutes("", {**content, "items": {}, "vignettes": {}, "written": {}}, 1) == 0
    assert timing.minutes(prose, content) % 5 == 0
    assert timing.graded_points(content) == 8 + 5


def test_check_items_take_no_time_of_the_lesson(course):
    content = content_of(course)
    without = {**content, "items": {n: i for n, i in content["items"].items() if n != "barter_facts"}}
    content["items"]["barter_facts"]["use"] = "check"
    for of in (timing.words, timing.minutes, timing.ce_minutes):
        assert of("a b", content) == of("a b", without)


def test_check_ends_with_each_lessons_measures(course, run):
    said = run("check").splitlines()
    assert re.fullmatch(
        r"ethics/sitter: about \d+ minutes for learners, \d+ minutes by the rules of continuing education, "
        r"\d+ words, 13 graded points",
        said[0],
    )
    assert said[1:] == ["The course is clean."]
    told = json.loads(run("check", "--json"))
    assert told["problems"] == []
    (measure,) = told["lessons"]
    assert set(measure) == {"topic", "lesson", "minutes", "ce_minutes", "words", "graded_points"}
    (course / "modules/course.yml").write_text(FILES["modules/course.yml"] + "difficulty: 1\n")
    assert json.loads(run("check", "--json"))["lessons"][0]["ce_minutes"] <= measure["ce_minutes"]
    (course / BOOK).unlink()
    assert json.loads(run("check", "--json", code=1))["lessons"] == []


def test_a_lessons_measures_in_one_sentence():
    measure = dict(topic="a", lesson="b", minutes=90, ce_minutes=61, words=7421, graded_points=12.5)
    assert checking.sentence(measure) == (
        "a/b: about 90 minutes for learners, 61 minutes by the rules of continuing education, 7,421 words, "
        "12.5 graded points"
    )


def keep_release(place: Path, learner: str) -> None:
    content = edition(load_course(place)[0], "ethics", "sitter", "keyed", "salt")
    released.keep(place, "ethics", "sitter", content, {}, "{}")
    (place / "submitted" / learner / "ethics").mkdir(parents=True)


@pytest.mark.parametrize(
    ("right", "wrong", "line", "says"),
    [
        ("  graded_2:", "  graded_two:", 1, "the graded item 'graded_2' is gone"),
        ("    stem: What do you say first, the 3.", "    points: 2\n    stem: What do you say first, the 3.", 35, "the points of 'graded_3' changed from 1 to 2"),
        ("use: practice", "use: graded", 2, "the graded item 'barter_facts' is new"),
    ],
)  # fmt: skip
def test_what_a_release_froze_is_said_by_the_checker(course, run, right, wrong, line, says):
    text = FILES[ITEMS].replace(right, wrong, 1)
    (course / ITEMS).write_text(FILES[ITEMS])
    keep_release(course, "ann")
    assert "The course is clean." in run("check")
    (course / ITEMS).write_text(text)
    (found,) = [p for p in json.loads(run("check", "--json", code=1))["problems"] if "handed in" in p["what"]]
    assert (found["file"], found["line"]) == (ITEMS, line)
    assert found["what"].startswith(f"{says}, but answers to ethics/sitter have been handed in; undo it")


def test_wording_may_change_and_the_demonstrations_learners_freeze_nothing(course, run):
    keep_release(course, "ann")
    (course / ITEMS).write_text(FILES[ITEMS].replace("It owns the request.", "It says whose it was."))
    assert "The course is clean." in run("check")
    (course / "submitted" / "ann").rename(course / "submitted" / "demo_ann")
    (course / ITEMS).write_text(
        FILES[ITEMS].replace("    stem: What do you", "    points: 2\n    stem: What do you", 1)
    )
    assert "The course is clean." in run("check")


def test_a_damaged_release_is_one_sentence(course, run):
    keep_release(course, "ann")
    (course / "gradebook/released/ethics.json").write_text("{")
    assert "what was released of sitter cannot be read" in run("check", code=1)
