"""`practicum items`: from graded copies and gradebook to the page, without a name and without small cells."""

from __future__ import annotations

import json

import pytest

from practicum.course import CourseError
from practicum.nbgrader_bridge import grade_cohort

from .made_up import TOPIC


def hand_in(course, learners: int, blank: int = 0) -> None:
    """Learners who know more the later they come: the last two thirds know the scarf, the last half both signs."""
    key, flat, glad = course.opaque("scarf", "ask_meaning", "refuse_flatly", "accept_gladly")
    value, timing, colour = course.opaque("signs", "its_value", "its_timing", "its_colour")
    for n in range(learners):
        scarf = key if n >= learners / 3 else glad if n % 2 else flat
        signs = sorted([value, timing]) if n >= learners / 2 else [colour] if n % 4 == 0 else [value]
        answers = {"scarf": scarf, "signs": None if n == 0 else signs, "watch": "talk" if n % 3 else "take"}
        course.hand_in(f"maria_{n:03d}", course.sheet(**answers))
    for n in range(blank):
        course.hand_in(f"blank_{n}")
    assert all(o.error is None for o in grade_cohort.autograde(course.root, TOPIC))


@pytest.fixture
def course(released_course):
    hand_in(released_course, 60, blank=2)
    return released_course


def test_figures_of_a_cohort(course, run):
    found = json.loads(run(course, "items", TOPIC, "--json"))
    gifts, touch = found["lessons"]
    assert (gifts["lesson"], gifts["learners"], gifts["blank"], gifts["told"]) == ("gifts", 60, 2, True)
    scarf, signs = gifts["items"]
    # 40 of 60 know it; 10 took what earns a quarter of the points, 10 what earns nothing
    assert scarf["difficulty"] == pytest.approx((40 + 10 * 0.25) / 60)
    assert scarf["partial"] and scarf["points"] == 2
    shares = {part["label"]: part["share"] for part in scarf["parts"]}
    assert shares == pytest.approx(
        {"Ask what it means to her": 40 / 60, "Refuse at once": 10 / 60, "Thank her and say nothing": 10 / 60}
    )
    # the strongest 27 % are 16 of the 30 who tie at the top, all with the key
    assert scarf["parts"][0]["strong"] == pytest.approx(1)
    assert signs["discrimination"] > 0.5 and signs["upper_lower"] > 0.5
    assert [one["name"] for one in gifts["reliability"]] == ["Coefficient alpha"]
    (watch,) = gifts["cases"]
    assert {c["name"]: c["share"] for c in watch["scenes"][0]["choices"]} == pytest.approx(
        {"talk": 40 / 60, "take": 20 / 60, "later": 0}
    )
    assert (touch["learners"], touch["told"], touch["items"]) == (0, False, [])


def test_what_few_did_is_hidden_and_what_would_tell_it(course, run):
    gifts = json.loads(run(course, "items", TOPIC, "--json"))["lessons"][0]
    assert gifts["items"][1]["omitted"] is None  # one learner left it out
    assert gifts["items"][0]["omitted"] == 0


def test_the_page_names_nobody_and_is_for_its_owner_alone(course, run, tmp_path):
    said = run(course, "items", TOPIC, "--to", str(tmp_path / "reports"))
    assert "gifts: 60 learners" in said and "touch: 0 learners, too few to tell; it takes 30." in said
    page = tmp_path / "reports" / f"items-{TOPIC}.html"
    text = page.read_text("utf-8")
    assert page.stat().st_mode & 0o777 == 0o600
    assert "maria" not in text and "blank_" not in text
    assert "maria" not in run(course, "items", TOPIC, "--json")
    assert "Ask what it means to her (right)" in text and "Coefficient alpha" in text
    assert "http://" not in text and "https://" not in text and "<script" not in text
    run(course, "items", TOPIC)
    assert (course.root / "exports" / page.name).is_file()


def test_a_score_that_a_marker_typed_does_not_change_what_the_key_gave(course, run):
    before = run(course, "items", TOPIC, "--json")
    with course.gradebook() as gradebook:
        for n in range(0, 60, 2):
            gradebook.find_grade("scarf", "gifts", TOPIC, f"maria_{n:03d}").manual_score = 2
        gradebook.db.commit()
    assert run(course, "items", TOPIC, "--json") == before


def test_too_few_learners_are_told_nothing_but_that(released_course, run):
    hand_in(released_course, 29)
    (gifts, _) = json.loads(run(released_course, "items", TOPIC, "--json"))["lessons"]
    assert (gifts["learners"], gifts["told"], gifts["items"], gifts["reliability"]) == (29, False, [], [])
    assert gifts["cases"][0]["told"] is False and "scenes" not in gifts["cases"][0]
    run(released_course, "items", TOPIC)
    text = (released_course.root / "exports" / f"items-{TOPIC}.html").read_text("utf-8")
    assert "29 learners have answered, which is too few to tell how items do; it takes 30." in text
    assert "Linacre (1994" in text and "<table" not in text


def test_without_grades_there_is_one_sentence(released_course, course_without, run):
    with pytest.raises(CourseError, match="has not been released"):
        run(course_without, "items", TOPIC)
    with pytest.raises(CourseError, match="Nothing of boundaries has been graded"):
        run(released_course, "items", TOPIC)


@pytest.fixture
def course_without(unreleased):
    from .conftest import Course

    return Course(unreleased)
