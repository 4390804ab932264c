"""The home's model: what is done, begun and due, where to go on, and the first answers apart from later ones."""

from __future__ import annotations

import datetime
import json
import shutil

import pytest

from practicum.study import home
from practicum.study.progress_counts import Tally
from practicum.study.shelf import Place, Shelf

from .conftest import LESSON, content_of, give, right, sheet_at, wrong

NOW = datetime.datetime(2026, 11, 23, 12, tzinfo=datetime.UTC)


def model(folder) -> dict:
    return home.model(Shelf(folder), NOW)


def row(folder) -> dict:
    return model(folder)["topics"][0]["lessons"][0]


def place(name: str, answered: str = "", order: str = "abc", last: str | None = None, at: str = "", **more) -> Place:
    figures = Tally(tuple(order), frozenset(answered), frozenset(more.pop("graded", "")), last=last, last_at=at)
    return Place("t", name, None, "t", "T", name.capitalize(), minutes=60, tally=figures, **more)


def test_a_year_is_told_in_teaching_order_and_plain_values(a_year):
    told = model(a_year)
    assert [t["id"] for t in told["topics"]] == [
        "ethics",
        "trauma",
        "risk",
        "assessment",
        "alliance",
        "culture",
        "research",
    ]
    assert [r["id"] for r in told["topics"][0]["lessons"]] == ["ethics_1", "ethics_2", "ethics_3", "ethics_4"]
    states = [r["state"] for topic in told["topics"] for r in topic["lessons"]]
    assert states == ["done"] * 24 + ["new"] * 3
    assert told["hours"] == {
        "done_text": "About 48 of 54 hours done", "lessons_text": "24 of 27 lessons done",
        "done_minutes": 2880, "all_minutes": 3240,
    }  # fmt: skip
    assert told["resume"]["href"] == "lesson/research/research_1"
    json.dumps(told)


def test_a_fresh_folder_begins_with_the_first_lesson(folder):
    told = model(folder)
    assert told["resume"] == {
        "title": "Begin", "href": f"lesson/ethics/{LESSON}",
        "text": "Dual relationships and conflicts of interest. About 120 minutes.",
    }  # fmt: skip
    assert told["first"] is None
    assert row(folder)["state"] == "new"
    assert len(row(folder)["objectives"]) == 4


def test_an_empty_folder_says_so(tmp_path):
    told = model(tmp_path)
    assert told["empty"] and told["resume"] is None and told["topics"] == []


def test_one_goes_on_at_the_very_exercise(folder):
    order = Shelf(folder).lessons[0].tally.order
    give(folder, "barter_initiator", right, "2026-11-20T10:00:00.000+00:00")
    give(folder, "yes_is_not_consent", right, "2026-11-21T10:00:00.000+00:00")
    after = order[order.index("yes_is_not_consent") + 1]
    assert model(folder)["resume"]["href"] == f"lesson/ethics/{LESSON}#exercise-{after}"
    assert row(folder)["state"] == "begun"


def test_the_first_answers_stand_apart_from_later_ones(folder):
    give(folder, "yes_is_not_consent", wrong)
    assert model(folder)["first"] == {"first_text": "Right at the first try: 0 of 1", "now_text": None}
    give(folder, "yes_is_not_consent", right)
    give(folder, "barter_initiator", right)
    told = model(folder)
    assert told["first"] == {
        "first_text": "Right at the first try: 1 of 2", "now_text": "Right now, after more tries: 2 of 2",
    }  # fmt: skip
    assert row(folder)["first_text"] == told["first"]["first_text"]


def test_a_first_answer_to_another_question_is_not_counted(folder):
    give(folder, "yes_is_not_consent", wrong)
    path = folder / "ethics" / f"{LESSON}.content.json"
    content = content_of(folder)
    content["items"]["yes_is_not_consent"]["version"] = "0" * 12
    path.write_text(json.dumps(content))
    told = model(folder)
    assert told["first"] is None
    assert row(folder)["changed_text"] == "One question was changed after you answered it."
    assert row(folder)["answered"] == 1
    assert sheet_at(folder).answers["yes_is_not_consent"]["tries"] == 1


@pytest.mark.parametrize(
    ("places", "title", "href"),
    [
        ([place("one", "a", last="a", at="2"), place("two", "ab", last="b", at="3")], "home_resume", "two#exercise-c"),
        ([place("one", "ac", last="c", at="2")], "home_resume", "one#exercise-b"),  # round to the one left out
        ([place("one", "a", last="z", at="2")], "home_resume", "one#exercise-b"),
        ([place("one", "abc", last="c", at="2"), place("two")], "home_next", "two"),
        ([place("one"), place("two", "abc", last="c", at="2")], "home_next", "one"),
        ([place("one", "abc", last="a", at="2"), place("two", "a", last="a", at="1")], "home_next", "two#exercise-b"),
        ([place("one", "abc", last="a", at="2")], "home_all_done", None),
        ([place("one", problem="damaged"), place("two")], "home_begin", "two"),
    ],
)  # fmt: skip
def test_where_one_goes_on(places, title, href):
    found = home.resume(places)
    assert found["title"] == home.words.say(title)
    assert found["href"] == (f"lesson/t/{href}" if href else None)


def test_a_cohorts_lesson_is_done_when_what_is_handed_in_is_answered():
    assert home.state(place("one", "ab", graded="ab", edition="cohort")) == "done"
    assert home.state(place("one", "ab", graded="ab", edition="self_study")) == "begun"
    assert home.state(place("one", "c", graded="ab", edition="cohort")) == "begun"
    assert home.state(place("one", "", order="", edition="cohort")) == "new"


@pytest.mark.parametrize(
    ("due", "answered", "begins", "late"),
    [
        ("2026-11-30T18:00:00+00:00", "", "Due ", False),
        ("2026-11-20T18:00:00+00:00", "", "Was due ", True),
        ("2026-11-20T18:00:00+00:00", "abc", "Was due ", False),
        ("", "", None, False),
        ("soon", "", None, False),
        ("0001-01-01T00:00:00+14:00", "", None, False),
    ],
)
def test_when_it_is_due(due, answered, begins, late):
    text, is_late = home.due(place("one", answered, due=due), NOW)
    assert (text.startswith(begins) if begins else text is None) and is_late is late


def test_hours_are_what_is_answered_of_the_lessons_minutes():
    assert home.hours([place("one", "a"), place("two")])["done_text"] == "About 0.5 of 2 hours done"
    assert home.hours([place("one", "abc")])["done_text"] == "About 60 of 60 minutes done"
    assert home.hours([])["done_text"] is None


def test_lessons_that_no_map_knows_come_last_under_their_own_topic(a_year, tmp_path):
    shutil.copytree(a_year / "ethics", tmp_path / "ethics")
    told = model(tmp_path)  # without course.json
    assert [(t["id"], len(t["lessons"])) for t in told["topics"]] == [("ethics", 4)]
    assert told["title"] == "Your course"


HOSTILE = [
    "[]", "3", '{"topics": 3}', '{"topics": [3, {"id": 3}, {"id": "ethics", "lessons": {"a": 1}}]}', "{" * 50_000,
    '{"title": {"a": 1}, "topics": [{"id": "ethics", "title": ["x"], "order": "first", "lessons": [{"id": null}]}]}',
    json.dumps({"title": "x" * 100_000, "topics": [{"id": f"t{n}", "lessons": []} for n in range(5000)]}),
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_map_leaves_the_lessons(folder, text):
    (folder / "course.json").write_text(text)
    told = model(folder)
    assert [r["id"] for t in told["topics"] for r in t["lessons"]] == [LESSON]
    assert len(json.dumps(told)) < 30_000


def test_a_cohorts_lesson_carries_its_part_of_the_map(folder):
    """Without course.json, as it is fetched."""
    course = json.loads((folder / "course.json").read_text())
    content = content_of(folder) | {"edition": "cohort", "map": course, "due": "2026-11-30T18:00:00+00:00"}
    (folder / "course.json").unlink()
    (folder / "ethics" / f"{LESSON}.content.json").write_text(json.dumps(content))
    told = model(folder)
    assert told["title"] == "Practicum"
    assert told["topics"][0]["title"] == "Ethics and professional boundaries"
    assert told["topics"][0]["lessons"][0]["due_text"].startswith("Due Monday, 30 November 2026")
