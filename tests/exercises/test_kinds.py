"""Ordering, matching, numeric, transcript: scores, states, and that a learner's copy tells nothing."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum import exercises
from practicum.content import keys
from practicum.exercises import BadEvent, behaviour
from practicum.exercises.numeric import number_in
from practicum.exercises.review import in_words, review

BASE = {"use": "graded", "points": 4, "stem": "Which?", "objective": "o", "principle": "p", "references": ["r"]}
ORDER = {
    **BASE, "type": "ordering",
    "steps": {n: {"text": n.title(), "feedback": f"Why {n}.", "references": []} for n in ("name", "weigh", "act", "look")},
}  # fmt: skip
MATCH = {
    **BASE, "type": "matching", "categories": {"crossing": "Crossing", "violation": "Violation", "none": "No issue"},
    "cases": {
        "handshake": {"text": "A handshake", "category": "none", "feedback": "Usual.", "references": []},
        "loan": {"text": "A loan", "category": "violation", "feedback": "It binds.", "references": []},
        "cookies": {"text": "Cookies", "category": "crossing", "feedback": "It departs a little.", "references": []},
    },
}  # fmt: skip
NUMBER = {
    **BASE, "type": "numeric", "answer": 24, "unit": "hours", "tolerance": 0.5, "right": "So it is.", "feedback": "No.",
    "near": {"one_session": {"value": 6, "credit": 0.25, "feedback": "That is one session.", "references": []}},
}  # fmt: skip
THREAD = {
    **BASE, "type": "transcript", "codes": {"N": "Need leads", "S": "Secrecy"},
    "lines": [
        {"who": "T", "text": "You would save me.", "codes": ["N"], "feedback": "Your need."},
        {"who": "C", "text": "Sure.", "codes": [], "scored": False},
        {"who": "T", "text": "Tell nobody; I need this.", "codes": ["N", "S"], "feedback": "Both."},
        {"who": "T", "text": "Thursday at ten.", "codes": []},
    ],
}  # fmt: skip
KEYS = [
    (ORDER, ["name", "weigh", "act", "look"]),
    (MATCH, {"handshake": "none", "loan": "violation", "cookies": "crossing"}),
    (NUMBER, "24"),
    (THREAD, {"1": ["N"], "3": ["N", "S"]}),
]


def score(spec: dict, response: object) -> float:
    return exercises.score({"items": {"x": spec}, "vignettes": {}, "written": {}}, "x", response)


def exercise(spec: dict, entry: dict | None = None):
    content = {"items": {"x": spec}, "vignettes": {}, "written": {}, "references": {"r": {"full": "A source."}}}
    return exercises.make(content, "x", entry, "seed", "2026-11-23T10:00:00+00:00")


@pytest.mark.parametrize(("spec", "key"), KEYS, ids=lambda v: v.get("type") if "type" in v else "")
def test_the_key_earns_everything_and_a_blank_nothing(spec, key):
    assert score(spec, key) == 4
    assert score(spec, None) == 0


def test_ordering_counts_pairs():
    assert score(ORDER, ["weigh", "name", "act", "look"]) == round(4 * (5 - 1) / 6, 2)
    assert score(ORDER, ["look", "act", "weigh", "name"]) == 0
    assert score(ORDER, ["name", "weigh", "act"]) == 0
    assert score(ORDER, ["name", "name", "act", "look"]) == 0


def test_matching_counts_cases():
    assert score(MATCH, {"handshake": "none", "loan": "crossing"}) == 1.33
    assert score(MATCH, {"handshake": "nowhere"}) == 0


@pytest.mark.parametrize(
    ("given_text", "points"),
    [
        ("24", 4),
        ("24 hours", 4),
        (" 24.5 ", 4),
        ("23,5", 4),
        ("6", 1),
        ("25", 0),
        ("twenty-four", 0),
        ("", 0),
        ("24 24", 0),
    ],
)
def test_numeric_reads_what_people_write(given_text, points):
    assert score(NUMBER, given_text) == points


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,200", 1200), ("1,200.5", Fraction("1200.5")), ("1,5", Fraction("1.5")), ("-3", -3), ("−3", -3), ("$480", 480),
     ("1,20,3", None), ("1e9", None), ("0x10", None), ("12,000,000", 12_000_000), (".5", Fraction("0.5"))],
)  # fmt: skip
def test_numbers(text, value):
    assert number_in(text, "$") == value


def test_transcript_takes_off_what_the_key_does_not_have():
    assert score(THREAD, {"1": ["N"], "3": ["N"]}) == 2.67
    assert score(THREAD, {"1": ["N", "S"], "3": ["N", "S"]}) == 2.67
    assert score(THREAD, {"1": ["N", "S"], "3": ["N", "S"], "4": ["N", "S"]}) == 0
    assert score(THREAD, {"2": ["N"]}) == 0  # a line that does not count


ANY = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=6) | st.sampled_from(["name", "loan", "1", "N", "24"]),
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from("1 3 4 loan x".split()), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(ANY, st.sampled_from([spec for spec, _ in KEYS]))
def test_anything_scores_within_bounds_and_is_reviewed(response, spec):
    got = score(spec, response)
    assert type(got) is float
    assert 0 <= got <= 4
    for show_key in (True, False):
        assert all(part.text for part in review(spec, response, show_key))
    assert in_words(spec, response)


@pytest.mark.parametrize(("spec", "key"), KEYS, ids=lambda v: v.get("type") if "type" in v else "")
def test_a_learners_copy_tells_nothing(spec, key):
    named = keys.with_opaque_names("x", spec, "salt")
    copy = keys.without_key(named)
    text = json.dumps(copy)
    for secret in keys.secrets(named):
        assert secret not in text
    assert copy["keyless"] is True
    if spec["type"] == "ordering":
        assert list(copy["steps"]) == sorted(copy["steps"])
        assert not set(copy["steps"]) & set(spec["steps"])
    view = json.dumps(exercise(copy).view())
    assert 'feedback": {' not in view


@pytest.mark.parametrize(("spec", "key"), KEYS, ids=lambda v: v.get("type") if "type" in v else "")
def test_a_graded_answer_of_a_learners_copy_scores_with_the_key(spec, key):
    named = keys.with_opaque_names("x", spec, "salt")
    opaque = {name: part["opaque"] for name, part in keys.parts(named).items()}
    if isinstance(key, list):
        key = [opaque[name] for name in key]
    elif spec["type"] == "matching":
        key = {opaque[name]: category for name, category in key.items()}
    kept = exercise(keys.without_key(named)).respond({"do": "answer", "response": key})
    assert kept.entry["tries"] == 1
    assert kept.view()["result"].startswith("Kept")
    assert score(named, kept.response) == 4


@pytest.mark.parametrize(("spec", "key"), KEYS, ids=lambda v: v.get("type") if "type" in v else "")
def test_practice_is_checked_explained_and_tried_again(spec, key):
    practice = {**spec, "use": "practice"}
    checked = exercise(practice).respond({"do": "answer", "response": key}).respond({"do": "check"})
    assert checked.view()["stage"] == "feedback"
    assert "A source." in json.dumps(checked.view())
    with pytest.raises(BadEvent):
        checked.respond({"do": "answer", "response": key})
    again = checked.respond({"do": "retry"})
    assert again.view()["stage"] == "open"
    assert again.entry["first"]["response"] == checked.response
    stands = behaviour(spec["type"]).stands_on_retry
    assert again.response == (checked.response if stands else None)


@pytest.mark.parametrize(("spec", "key"), KEYS, ids=lambda v: v.get("type") if "type" in v else "")
def test_a_review_without_the_key_explains_only_what_was_answered_right_or_was_ones_own(spec, key):
    assert review(spec, None, False) == []
    assert review(spec, None, True)
    assert {part.mark for part in review(spec, key, False)} == {"right"}


def test_the_order_first_shown_is_not_the_right_one():
    practice = {**ORDER, "use": "practice"}
    for seed in "abcdefghij":
        content = {"items": {"x": practice}, "vignettes": {}, "written": {}, "references": {}}
        shown = [s["id"] for s in exercises.make(content, "x", None, seed).view()["steps"]]
        assert shown != list(ORDER["steps"])
        assert sorted(shown) == sorted(ORDER["steps"])


def test_the_scoring_of_an_item_is_told_apart_from_its_wording():
    for spec, _ in KEYS:
        reworded = json.loads(json.dumps(spec).replace("Why", "How").replace("stem", "stem"))
        assert keys.scoring(reworded) == keys.scoring(spec)
    changed = [
        {**ORDER, "steps": dict(reversed(ORDER["steps"].items()))},
        {**MATCH, "cases": {**MATCH["cases"], "loan": {**MATCH["cases"]["loan"], "category": "none"}}},
        {**NUMBER, "tolerance": 1},
        {**THREAD, "lines": [*THREAD["lines"][:3], {**THREAD["lines"][3], "codes": ["S"]}]},
    ]
    for (spec, _), other in zip(KEYS, changed, strict=True):
        assert keys.scoring(other) != keys.scoring(spec)


def test_a_sheet_that_calls_a_text_checked_is_shown_as_wrong():
    """A sheet is a stranger's: what no screen would have checked may say that it was."""
    entry = {"response": "twenty-four", "at": "2026-10-01T08:00:00.000+00:00", "tries": 1, "checked": True}
    content = {"items": {"x": {**NUMBER, "use": "practice"}}, "vignettes": {}, "written": {}, "references": {}}
    assert exercises.make(content, "x", entry).view()["feedback"]["mark"] == "wrong"
