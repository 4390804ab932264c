"""Which changes of an authors' file make another question of it, and what a learner sees of that."""

from __future__ import annotations

import copy
import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.pages_year import response
from practicum import answers, exercises, words
from practicum.content.edition import edition
from practicum.content.versions import asked, version

from .conftest import NOW

ITEM, DECISION, BRANCHING, WRITTEN = "barter_initiator", "valley", "friday_sitter", "ending_the_trade"


@pytest.fixture(scope="session")
def content(editions):
    return editions["dual_relationships"]["self_study"]


def changed(content: dict, name: str, *where: str, to: object) -> bool:
    """Whether another value at that place makes another question."""
    _, spec = exercises.identify(content, name)
    other = copy.deepcopy(spec)
    holder = other
    for step in where[:-1]:
        holder = holder[step]
    assert holder.get(where[-1]) != to
    holder[where[-1]] = to
    return version(other) != version(spec)


@pytest.mark.parametrize(
    ("name", "where", "to"),
    [
        (ITEM, ("stem",), "Another question?"),
        (ITEM, ("points",), 5.0),
        (ITEM, ("options", "aca", "text"), "Another option"),
        (ITEM, ("options", "aca", "correct"), True),
        (ITEM, ("options", "aca", "credit"), 0.5),
        ("sort_contacts", ("categories", "crossing"), "Another word"),
        ("hours_to_repay", ("answer",), 25.0),
        ("hours_to_repay", ("unit",), "minutes"),
        (DECISION, ("text",), "Another moment"),
        (DECISION, ("options", "open_talk", "quality"), "poor"),
        (BRANCHING, ("text",), "Another client"),
        (BRANCHING, ("meters", "risk", "start"), 1.0),
        (WRITTEN, ("prompt",), "Another task"),
        (WRITTEN, ("criteria", "ends_the_arrangement", "levels", "4"), "Another level"),
    ],
)
def test_what_is_asked_makes_a_version(content, name, where, to):
    assert changed(content, name, *where, to=to)


@pytest.mark.parametrize(
    ("name", "where", "to"),
    [
        (ITEM, ("options", "aca", "feedback"), "Another explanation"),
        (ITEM, ("references",), ["zur_barter"]),
        (ITEM, ("objective",), "another"),
        (ITEM, ("use",), "graded"),
        ("hours_to_repay", ("right",), "Another explanation"),
        (DECISION, ("options", "open_talk", "why"), "Another reason"),
        (DECISION, ("options", "open_talk", "then"), "Another end"),
        (BRANCHING, ("references",), []),
        (WRITTEN, ("examples",), {}),
        (WRITTEN, ("common_weaknesses",), []),
    ],
)
def test_mending_an_explanation_changes_no_question(content, name, where, to):
    assert not changed(content, name, *where, to=to)


def test_every_edition_names_the_same_version_and_no_key_can_be_tried_out(loaded, content):
    salted = {kind: edition(loaded, "ethics", "dual_relationships", kind, "salt") for kind in ("keyed", "cohort")}
    for part in ("items", "vignettes", "written"):
        for name, spec in salted["cohort"][part].items():
            assert spec["version"] == salted["keyed"][part][name]["version"]
            assert spec["version"] != content[part][name]["version"]  # made with the secret salt
            assert len(spec["version"]) == 12
    versions = [spec["version"] for part in ("items", "vignettes", "written") for spec in content[part].values()]
    assert len(set(versions)) == len(versions)


@given(st.lists(st.sampled_from([" ", "\n", "  ", "\n "]), min_size=1, max_size=4))
def test_line_breaks_change_no_question(gaps):
    item = {"type": "numeric", "points": 1, "answer": 2, "stem": "How many hours?", "case": "A B"}
    assert version({**item, "case": "A" + "".join(gaps) + "B"}) == version(item)


def test_the_order_of_steps_is_asked_and_that_of_options_is_not(content):
    steps = content["items"]["five_steps"]
    assert asked({**steps, "steps": dict(reversed(steps["steps"].items()))}) != asked(steps)
    item = content["items"][ITEM]
    turned = {**item, "options": dict(reversed(item["options"].items()))}
    assert version(turned) == version(item)


# ------------------------------------------------------------ what a learner sees


def answered(content: dict, name: str):
    """Every kind of exercise, with an answer given to an earlier version."""
    made = exercises.make(content, name, None, "ab", NOW)
    given_now = exercises.clean(content, name, response(content, name, random.Random(1)))
    entry = made.keep(given_now, attempt=True, checked=name not in content["written"]).entry
    return {**entry, "version": "0123456789ab"}


@pytest.mark.parametrize(
    "name", [ITEM, "sort_contacts", "hours_to_repay", "five_steps", "text_to_dana", DECISION, BRANCHING, WRITTEN]
)
def test_a_changed_question_says_so_in_every_kind_and_the_answer_stands(content, name):
    exercise = exercises.make(content, name, answered(content, name), "ab", NOW)
    view = exercise.view()
    assert view["changed"] == words.say("changed")
    assert view["actions"][-1]["do"] == "confirm"
    assert exercise.answered
    later = "2026-11-24T12:00:00.000+00:00"
    confirmed = exercises.make(content, name, exercise.entry, "ab", later).respond({"do": "confirm"})
    assert confirmed.view()["changed"] is None
    assert confirmed.response == exercise.response
    assert confirmed.entry["at"] == later  # or another copy of the sheet would bring the mark back
    assert confirmed.tries == exercise.tries


def test_answering_again_answers_the_question_as_it_is_now(content):
    entry = answered(content, ITEM) | {"checked": False}
    exercise = exercises.make(content, ITEM, entry, "ab", NOW).respond({"do": "choose", "options": ["aca"]})
    assert exercise.view()["changed"] is None
    assert exercise.entry["version"] == content["items"][ITEM]["version"]


@pytest.mark.parametrize("entry", [None, {"response": None, "at": NOW, "tries": 0, "checked": False, "version": "00"}])
def test_what_is_not_answered_is_not_changed(content, entry):
    exercise = exercises.make(content, ITEM, entry, "ab", NOW)
    assert exercise.view()["changed"] is None
    with pytest.raises(exercises.BadEvent):
        exercise.respond({"do": "confirm"})


def test_an_older_sheet_without_versions_reads_and_is_not_called_changed(content):
    entry = answered(content, ITEM)
    del entry["version"]
    raw = {"schema": 1, "lesson": "dual_relationships", "answers": {ITEM: entry}}
    sheet = answers.validate(raw, content)
    assert exercises.make(content, ITEM, sheet.answers[ITEM]).view()["changed"] is None


@pytest.mark.parametrize("version", [3, "x" * 12, "0" * 99, {"a": 1}, None])
def test_a_strangers_version_is_a_version_or_none(content, version):
    entry = {**answered(content, ITEM), "version": version}
    sheet = answers.validate({"schema": 1, "lesson": "dual_relationships", "answers": {ITEM: entry}}, content)
    assert "version" not in sheet.answers[ITEM]
    json.dumps(sheet.as_json())


def test_versions_come_back_from_the_file_and_from_merging(content, tmp_path):
    entry = answered(content, ITEM)
    sheet = answers.Sheet("dual_relationships", answers={ITEM: entry})
    path = tmp_path / "s.json"
    answers.write(path, sheet)
    assert answers.read(path, content).answers == sheet.answers
    older = {**entry, "at": "2020-01-01T00:00:00.000+00:00", "version": "ff"}
    merged = answers.newer(answers.Sheet("dual_relationships", answers={ITEM: older}), sheet)
    assert merged.answers[ITEM]["version"] == "0123456789ab"
