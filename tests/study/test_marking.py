"""Marking one's own written response: first oneself, then the examples, then oneself again; never in a cohort."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum import answers, exercises, words
from practicum.exercises import BadEvent, marking

NAME, LESSON = "ending_the_trade", "dual_relationships"
NOW, LATER = "2026-11-23T12:00:00.000+00:00", "2026-11-24T12:00:00.000+00:00"
ENOUGH = "I should not have asked you. " * 15  # 90 words, of the 250 aimed at


@pytest.fixture(scope="session")
def content(editions):
    return editions[LESSON]["self_study"]


@pytest.fixture(scope="session")
def rubric(content):
    return list(content["written"][NAME]["criteria"])


def written(content, text: str = ENOUGH, now: str = NOW):
    return exercises.make(content, NAME, None, "ab", now).respond({"do": "write", "fields": {"words": text}})


def marked(exercise, rubric, *levels: int):
    for criterion, level in zip(rubric, levels, strict=True):
        exercise = exercise.respond({"do": "mark", "criterion": criterion, "level": level})
    return exercise


def test_there_is_nothing_to_mark_before_there_is_something_written(content, rubric):
    for text in ("", "Too little."):
        view = written(content, text).view()
        assert (view["marking"]["stage"], view["marking"]["criteria"]) == ("closed", [])
        assert len(view["rubric"]) == 4
        (action,) = view["actions"]
        assert action["disabled"] and action["why_disabled"] == words.say("marks_closed", words=62)
        for event in ({"do": "compare"}, {"do": "mark", "criterion": rubric[0], "level": 3}):
            with pytest.raises(BadEvent):
                written(content, text).respond(event)


def test_the_whole_way(content, rubric):
    exercise = written(content)
    view = exercise.view()
    assert view["marking"]["stage"] == "before"
    assert view["examples"] == [] and view["rubric"] == []
    assert [len(c["levels"]) for c in view["marking"]["criteria"]] == [4, 4, 4, 4]
    with pytest.raises(BadEvent, match="4 to go"):
        exercise.respond({"do": "compare"})

    exercise = marked(exercise, rubric, 4, 3, 3, 2)
    assert [c["chosen"] for c in exercise.view()["marking"]["criteria"]] == [4, 3, 3, 2]
    assert exercise.view()["marking"]["summary"] is None
    exercise = exercise.respond({"do": "compare"})
    view = exercise.view()
    assert view["marking"]["stage"] == "after" and len(view["examples"]) >= 4
    assert all(score["text"] for example in view["examples"] for score in example["scores"])
    first = view["marking"]["criteria"][0]
    assert (first["chosen"], first["before_text"]) == (None, "Before: 4 points")
    with pytest.raises(BadEvent):
        exercise.respond({"do": "compare"})

    exercise = marked(exercise, rubric, 3, 3, 3, 1)
    said = exercise.view()["marking"]
    assert [c["differs"] for c in said["criteria"]] == [True, False, False, True]
    titles = [c["title"] for c in said["criteria"]]
    assert said["summary"] == (
        f"Your marks: 12 of 16 points before the examples, 10 of 16 after. They differ on: {titles[0]}, {titles[3]}."
    )
    assert exercise.entry["marks"]["before"] == dict(zip(rubric, (4, 3, 3, 2), strict=True))
    agreed = marked(exercise, rubric, 4, 3, 3, 2).view()["marking"]["summary"]
    assert agreed.endswith("They agree on every criterion.")


def test_the_first_marks_stand_when_the_text_is_mended(content, rubric):
    exercise = marked(marked(written(content), rubric, 4, 4, 4, 4).respond({"do": "compare"}), rubric, 1, 1, 1, 1)
    first = exercise.entry["first"]
    mended = exercise.respond({"do": "write", "fields": {"words": "Short now."}})
    assert mended.entry["marks"] == exercise.entry["marks"]
    assert mended.entry["first"] == first
    assert mended.view()["marking"]["stage"] == "after"


@pytest.mark.parametrize(
    "event",
    [
        {}, {"criterion": "no_such", "level": 3}, {"level": 3}, {"criterion": "responsibility"},
        {"criterion": "responsibility", "level": 9}, {"criterion": "responsibility", "level": "3"},
        {"criterion": "responsibility", "level": True}, {"criterion": "responsibility", "level": 3.0},
        {"criterion": ["responsibility"], "level": 3}, {"criterion": "responsibility", "level": {}},
    ],
)  # fmt: skip
def test_a_mark_that_the_rubric_does_not_have_changes_nothing(content, event):
    with pytest.raises(BadEvent):
        written(content).respond({"do": "mark", **event})


def test_a_cohort_has_neither_marking_nor_examples(editions, rubric):
    exercise = written(editions[LESSON]["cohort"])
    view = exercise.view()
    assert view["marking"] is None and view["examples"] == [] and view["actions"] == []
    assert len(view["rubric"]) == 4
    for event in ({"do": "compare"}, {"do": "mark", "criterion": rubric[0], "level": 3}):
        with pytest.raises(BadEvent):
            exercise.respond(event)
    entry = {**exercise.entry, "marks": {"before": dict.fromkeys(rubric, 3)}, "checked": True}
    raw = {"schema": 1, "lesson": LESSON, "answers": {NAME: entry}}
    assert "marks" not in answers.validate(raw, editions[LESSON]["cohort"]).answers[NAME]


def test_marks_come_back_from_the_sheet(content, rubric, tmp_path):
    entry = marked(written(content), rubric, 4, 3, 2, 1).entry
    path = tmp_path / "s.json"
    answers.write(path, answers.Sheet(LESSON, answers={NAME: entry}))
    assert answers.read(path, content).answers[NAME] == entry


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
STAGE = st.dictionaries(
    st.sampled_from(["ends_the_arrangement", "responsibility", "x"]), JSON | st.integers(0, 5), max_size=3
)


@given(JSON | st.dictionaries(st.sampled_from(["before", "after", "x"]), JSON | STAGE, max_size=3))
def test_whatever_a_sheet_says_of_marks_is_marks_or_nothing(content, raw):
    entry = {**written(content).entry, "marks": raw}
    found = answers.validate({"schema": 1, "lesson": LESSON, "answers": {NAME: entry}}, content).answers[NAME]
    json.dumps(exercises.make(content, NAME, found).view(), allow_nan=False)
    spec = content["written"][NAME]
    for stage, marks in found.get("marks", {}).items():
        assert stage in marking.STAGES
        for criterion, level in marks.items():
            assert str(level) in spec["criteria"][criterion]["levels"] and type(level) is int


MARKS = st.dictionaries(
    st.sampled_from(["before", "after"]),
    st.dictionaries(st.sampled_from(["ends_the_arrangement", "responsibility"]), st.integers(1, 4), min_size=1),
)


@given(MARKS, MARKS)
def test_two_windows_lose_no_mark(content, early, late):
    """The later window's marks stand, and those that only the earlier one had are there too."""
    entry = written(content).entry
    sheets = [
        answers.Sheet(LESSON, answers={NAME: {**entry, "at": at, **({"marks": marks} if marks else {})}})
        for at, marks in ((NOW, early), (LATER, late))
    ]
    for one, other in (sheets, reversed(sheets)):
        merged = answers.newer(one, other).answers[NAME].get("marks", {})
        for stage in {*early, *late}:
            assert merged[stage] == {**early.get(stage, {}), **late.get(stage, {})}
        assert set(merged) == {*early, *late}
