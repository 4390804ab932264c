"""The language of conditions: what holds, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.content.conditions import ConditionError, State, parse

STATE = State({"risk": 7.0, "closing": 2.0}, {"state": "CA"}, frozenset({"hinted", "harmful"}), ("car.stop", "car.go"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("risk >= 7", True),
        ("risk > 7", False),
        ("risk < 7 or hinted", True),
        ("not hinted", False),
        ("not (risk < 7) and harmful", True),
        ("best or poor", False),
        ("chose(car.stop)", True),
        ("chose(car)", True),
        ("chose(car.stay)", False),
        ("state == CA", True),
        ("state != CA", False),
        ("closing == 2", True),
        ("unknown_number < 100", False),
        ("hinted and risk >= 9 or harmful", True),
        ("hinted and (risk >= 9 or best)", False),
    ],
)
def test_holds(text, expected):
    assert parse(text).holds(STATE) is expected


@pytest.mark.parametrize(
    "text",
    ["", "risk >=", "risk >= 7 7", "(risk > 1", "risk ** 2", "state < CA", "exec(car)", "and hinted", "'x'", "(" * 40],
)
def test_refused_in_one_sentence(text):
    with pytest.raises(ConditionError) as caught:
        parse(text)
    assert "\n" not in str(caught.value)


@given(st.text(max_size=60))
def test_any_text_is_parsed_or_refused(text):
    try:
        assert parse(text).holds(STATE) in (True, False)
    except ConditionError:
        pass


def test_names_are_known_to_the_checker():
    condition = parse("risk >= 7 and hinted and chose(car.stop) and state == CA and ended(out)")
    assert condition.numbers == {"risk"}
    assert condition.flags == {"hinted"}
    assert condition.choices == {"car.stop"}
    assert condition.words == {("state", "CA")}
    assert condition.endings == {"out"}
