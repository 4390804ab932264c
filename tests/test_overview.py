"""The pages made from the course are current, and nobody passes by looks."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest

from practicum.content.load import load_course
from practicum.overview import guessing, texts

from .conftest import ROOT

LOADED, _ = load_course(ROOT)
FOUND = guessing.questions(LOADED)
RESULTS = guessing.results(FOUND, guessing.questions(LOADED, ("graded", "practice", "check")))


@pytest.mark.parametrize("name", texts(LOADED))
def test_the_page_is_current(name):
    path = ROOT / "docs" / name
    assert path.is_file() and path.read_text("utf-8") == texts(LOADED)[name], "run `practicum overview`"


@pytest.mark.parametrize("result", RESULTS, ids=lambda r: r.solver)
def test_a_solver_who_knows_nothing_is_near_chance(result):
    assert result.near_chance, f"{result.solver} earns {result.earned:.1f} of {result.points}"


def question(texts_: tuple[str, ...], keys: set[int], multiple: bool = False, lesson: str = "one") -> guessing.Question:
    wrong = len(texts_) - len(keys)
    worth = tuple(Fraction(1, len(keys)) if n in keys else -Fraction(1, wrong) * multiple for n in range(len(texts_)))
    return guessing.Question(lesson, "q", Fraction(1), texts_, worth, multiple)


LEAKY = [question(("short", "the longest of all of them", "brief"), {1}, lesson=name) for name in ("one", "two") * 6]


def test_a_telling_length_is_seen():
    found = {result.solver: result for result in guessing.results(LEAKY, LEAKY)}
    assert not found["the longest option"].near_chance
    assert not found["a bag of words"].near_chance
    assert found["the shortest option"].near_chance
    assert found["the middle number"].items == 0


def test_careful_words_and_middle_numbers_are_seen():
    careful = question(("Refuse", "Consult and document it together"), {1})
    assert guessing.careful(careful) == [0, 3]
    assert guessing.chosen(question(("8 hours", "3 hours", "40 hours"), {0}), [0, -1, -1]) == [(0,)]
    scores = guessing.middle_number(question(("8 hours", "3 hours", "40 hours"), {0}))
    assert guessing.chosen(question(("8 hours", "3 hours", "40 hours"), {0}), scores) == [(0,)]
    assert guessing.middle_number(question(("8 hours", "soon"), {0})) is None


def test_ties_are_shared():
    tied = question(("aa", "bb", "c"), {0})
    assert guessing.mean(tied, guessing.chosen(tied, guessing.longest(tied))) == Fraction(1, 2)


def test_blind_guessing_is_worked_out_exactly():
    found = [question(("a", "b", "c"), {0}), question(("a", "b", "c", "d"), {0, 1}, multiple=True)]
    sums = guessing.chance(found)
    drawn = [a.earns(x) + b.earns(y) for a, b in [found] for x, y in product(a.ways(), b.ways())]
    assert sum(sums.values()) == 1
    assert all(sums[total] == Fraction(drawn.count(total), len(drawn)) for total in set(drawn))
    assert guessing.reached({Fraction(0): Fraction(9, 10), Fraction(5): Fraction(1, 10)}) == 5
    assert guessing.reached({Fraction(0): Fraction(96, 100), Fraction(5): Fraction(4, 100)}) == 0
