"""In one's own copy graded items answer back: key, explanation and source after an attempt; tries on record."""

from __future__ import annotations

import pytest

from practicum import exercises

NOW = "2026-11-23T12:00:00.000+00:00"


@pytest.fixture(scope="session")
def content(editions):
    return editions["dual_relationships"]["self_study"]


def single(content: dict) -> tuple[str, str, str]:
    """A graded single choice of the course: its id, a wrong option, the right one."""
    for name, item in content["items"].items():
        if item["use"] == "graded" and item["type"] == "single_choice":
            options = item["options"].values()
            wrong = next(o["opaque"] for o in options if not o["correct"] and not o.get("credit"))
            return name, wrong, next(o["opaque"] for o in options if o["correct"])
    raise AssertionError


def tried(content: dict, name: str, *responses: str):
    exercise = exercises.make(content, name, None, "ab", NOW)
    for n, response in enumerate(responses):
        exercise = exercise.respond({"do": "retry"}) if n else exercise
        exercise = exercise.respond({"do": "choose", "options": [response]}).respond({"do": "check"})
    return exercise


def test_before_an_attempt_a_graded_item_tells_nothing(content):
    name, wrong, _ = single(content)
    exercise = exercises.make(content, name, None, "ab", NOW)
    for shown in (exercise, exercise.respond({"do": "choose", "options": [wrong]})):
        assert not [o for o in shown.view()["options"] if o["feedback"]]


def test_after_an_attempt_it_tells_key_explanation_and_source(content):
    name, wrong, right = single(content)
    told = {o["id"]: o["feedback"] for o in tried(content, name, wrong).view()["options"] if o["feedback"]}
    assert set(told) == {wrong, right}
    assert told[wrong]["word"] == "Not this one"
    assert told[right]["word"] == "This was right"
    assert all(one["why"] and one["sources"] for one in told.values())


def test_practice_tells_only_what_was_chosen(content):
    item = content["items"]["barter_initiator"]
    wrong = next(n for n, o in item["options"].items() if not o["correct"] and not o.get("credit"))
    assert item["use"] == "practice"
    assert len([o for o in tried(content, "barter_initiator", wrong).view()["options"] if o["feedback"]]) == 1


def test_a_wrong_number_is_told_the_right_one(content):
    spec = {**content["items"]["hours_to_repay"], "use": "graded"}
    made = {**content, "items": {"hours_to_repay": spec}}
    exercise = exercises.make(made, "hours_to_repay", None, "ab", NOW)
    view = exercise.respond({"do": "answer", "response": "3"}).respond({"do": "check"}).view()
    assert view["key"]["word"].startswith(f"Right is {spec['answer']:g}")
    assert view["key"]["why"] == spec["right"]
    right = exercise.respond({"do": "answer", "response": f"{spec['answer']:g}"})
    assert right.view()["key"] is None
    assert right.respond({"do": "check"}).view()["key"] is None


def test_tries_are_told_and_the_first_answer_apart(content):
    name, wrong, right = single(content)
    points = exercises.words.points(content["items"][name]["points"])
    assert tried(content, name, right).view()["result"] == "Full points. First try."
    assert tried(content, name, wrong).view()["result"] == "Not yet. First try."
    third = tried(content, name, wrong, wrong, right)
    assert third.view()["result"] == f"Full points. Third try. First answer: 0 of {points}."
    assert third.tries == 3
    assert third.entry["first"]["response"] == wrong
    assert tried(content, name, *[right] * 11).view()["result"].startswith("Full points. Try 11. First answer: ")


def test_a_first_answer_to_another_question_is_not_held_against_this_one(content):
    name, wrong, right = single(content)
    entry = tried(content, name, wrong, right).entry
    entry = {**entry, "first": {**entry["first"], "version": "00"}}
    assert exercises.make(content, name, entry).view()["result"] == "Full points. Second try."


def test_a_decision_says_of_what_quality_the_first_was(content):
    spec = content["vignettes"]["valley"]
    best, poor = (next(n for n, o in spec["options"].items() if o["quality"] == q) for q in ("best", "poor"))
    assert tried(content, "valley", poor).view()["result"] == "First try."
    assert tried(content, "valley", poor, best).view()["result"] == "Second try. First decision: Poor."
