"""The scorers' partial-credit rules, by example and by property."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from practicum import exercises
from practicum.exercises.choice import Choice

fraction = Choice.fraction

SINGLE = {
    "type": "single_choice",
    "points": 2,
    "options": {"a": {"correct": True}, "b": {"correct": False, "credit": 0.5}, "c": {"correct": False}},
}
MULTIPLE = {
    "type": "multiple_choice",
    "points": 3,
    "options": {n: {"correct": n in "abc"} for n in "abcde"},
}


def content(spec: dict) -> dict:
    return {"items": {"x": spec}, "vignettes": {}, "written": {}}


def test_single_choice():
    assert [exercises.score(content(SINGLE), "x", r) for r in ("a", "b", "c", None)] == [2, 1, 0, 0]


def test_multiple_choice_gains_a_share_for_right_and_loses_one_for_wrong():
    score = lambda r: exercises.score(content(MULTIPLE), "x", r)  # noqa: E731
    assert score(["a", "b", "c"]) == 3
    assert score(["a", "b"]) == 2
    assert score(["a", "d"]) == 0  # 1/3 - 1/2
    assert score(["a", "b", "d"]) == 0.5  # 2/3 - 1/2
    assert score(["a", "b", "c", "d", "e"]) == 0
    assert score([]) == 0
    assert score(None) == 0


@given(st.sets(st.sampled_from("abcde")), st.sampled_from("abcde"))
def test_a_right_option_more_never_loses_and_a_wrong_one_never_gains(chosen, more):
    before, after = fraction(MULTIPLE, list(chosen)), fraction(MULTIPLE, list(chosen | {more}))
    assert (after >= before) if MULTIPLE["options"][more]["correct"] else (after <= before or more in chosen)
    assert Fraction(0) <= after <= 1


ANY = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.sampled_from("abcde"),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=10,
)


@given(ANY, st.sampled_from([SINGLE, MULTIPLE]))
def test_a_strangers_response_scores_within_bounds(response, spec):
    got = exercises.score(content(spec), "x", response)
    assert type(got) is float
    assert 0 <= got <= spec["points"]


def test_opaque_names_are_scored_as_their_options():
    spec = {**SINGLE, "options": {n: {**o, "opaque": f"o{n}"} for n, o in SINGLE["options"].items()}}
    assert exercises.score(content(spec), "x", "oa") == 2
    assert exercises.score(content(spec), "x", "a") == 0
