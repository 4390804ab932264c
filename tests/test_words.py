"""Dates, numbers and counts are said as the language of words.json says them."""

from __future__ import annotations

import datetime

import pytest

from practicum import words


@pytest.fixture
def polish(monkeypatch):
    """A language with four forms for a count, a comma for decimals and months that are bent."""
    table = {
        "lang": "pl", "place": "{count} miejsca", "place_one": "{count} miejsce", "place_few": "{count} miejsca",
        "place_many": "{count} miejsc", "date_long": "d MMMM y, HH:mm", "moment": "{date} ({zone})",
        "zone_of_place": "{place}, {zone}",
    }  # fmt: skip
    monkeypatch.setattr(words, "_all", lambda: table)
    words._locale.cache_clear()
    yield
    words._locale.cache_clear()


def test_a_count_has_the_form_of_its_language(polish):
    said = [words.say_count("place", n) for n in (1, 2, 5, 22)]
    assert said == ["1 miejsce", "2 miejsca", "5 miejsc", "22 miejsca"]
    assert words.forms("place") == ["place", "place_one", "place_few", "place_many"]


def test_numbers_and_dates_are_those_of_the_language(polish):
    assert words.number(1.5) == "1,5" and words.number(2.0) == "2"
    assert words.large(20_000) == "20\xa0000"
    at = datetime.datetime(2026, 10, 5, 22, tzinfo=datetime.UTC)
    assert words.moment(at, {"place": "Warszawa", "offset": 120}) == "6 października 2026, 00:00 (Warszawa, UTC+2)"


@pytest.mark.parametrize(
    ("value", "said"),
    [(1, "1 point"), (1.0, "1 point"), (2, "2 points"), (0, "0 points"), (1.001, "1 point"), (1.333, "1.33 points")],
)
def test_points(value, said):
    assert words.points(value) == said


def test_a_time_on_a_screen():
    at = datetime.datetime(2026, 10, 5, 22, tzinfo=datetime.UTC)
    assert (
        words.moment(at, {"place": "New York", "offset": -240})
        == "Monday, 5 October 2026, 18:00 (New York time, UTC−4)"
    )
    assert words.clock_time("2026-10-05T08:03:00+00:00", "2026-10-05T09:00:00+00:00").endswith(":03")
    assert "October, " in words.clock_time("2026-10-05T12:03:00+00:00", "2026-10-09T09:00:00+00:00")


def test_every_form_of_a_word_reaches_the_browser():
    assert {"word_count", "word_count_one", "level_points", "level_points_one", "lang"} <= set(words.for_screen())
