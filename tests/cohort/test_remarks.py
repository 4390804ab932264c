"""What is said of an item: the right thing where it is sure, nothing where it is not."""

from __future__ import annotations

import numpy as np
import pytest

from practicum.cohort import advice
from practicum.cohort.cells import hidden, known
from practicum.cohort.items import Item, Part, analyse


def cohort(n: int) -> tuple[np.ndarray, np.random.Generator]:
    """Abilities from weak to strong, the same at every run."""
    return np.linspace(-2, 2, n), np.random.default_rng(7)


def good(ability: np.ndarray, chance: np.random.Generator, hard: float = 0.0, steep: float = 1.8) -> np.ndarray:
    return (chance.uniform(size=len(ability)) < 1 / (1 + np.exp(-steep * (ability - hard)))).astype(float)


def remarks(scores: np.ndarray, n: int, parts=(), kind: str = "single_choice", omitted=None) -> list[str]:
    """What is said of an item among eight good ones."""
    ability, chance = cohort(n)
    zeros = np.zeros(n)
    others = [Item(f"good_{k}", "", "single_choice", 1.0, good(ability, chance, k / 4 - 1), zeros) for k in range(8)]
    item = Item("it", "", kind, 1.0, scores, zeros if omitted is None else omitted, list(parts))
    return [remark.what for remark in advice.of_item(analyse([*others, item])[-1])]


def options(*taken: np.ndarray) -> list[Part]:
    """The key first."""
    return [Part(f"option {n}", n == 0, t) for n, t in enumerate(taken)]


def test_a_good_item_is_left_in_peace():
    ability, _ = cohort(200)
    key = good(ability, np.random.default_rng(3))
    first = (1 - key) * (np.arange(200) % 2)
    assert remarks(key, 200, options(key, first, 1 - key - first)) == []


def test_a_miskeyed_item_is_found_by_its_key():
    ability, _ = cohort(120)
    really_right = good(ability, np.random.default_rng(3))
    keyed = (1 - really_right) * (np.arange(120) % 2)
    said = remarks(keyed, 120, options(keyed, really_right, 1 - really_right - keyed))
    assert said[0] == "Possible miskey: of the strongest more take “option 1” than the key."
    assert said[1].startswith("Negative discrimination")


def test_an_option_that_the_strong_take_is_named_though_the_key_still_wins():
    ability, chance = cohort(400)
    strong = ability > 0.5
    tempted = (strong & (np.arange(400) % 3 == 0)).astype(float)
    key = good(ability, chance) * (1 - tempted)
    said = remarks(key, 400, options(key, tempted, 1 - key - tempted))
    assert "The strong take the wrong option “option 1” more often than the weak." in said
    assert not any("miskey" in one for one in said)


def test_a_right_option_that_the_strong_leave_out():
    ability, chance = cohort(200)
    key, doubtful = good(ability, chance), (ability < 0).astype(float)
    parts = [Part("sure", True, key), Part("doubtful", True, doubtful), Part("wrong", False, np.zeros(200))]
    said = remarks((key + doubtful) / 2, 200, parts, "multiple_choice")
    assert "The strong leave out the right option “doubtful”." in said


def test_very_easy_and_very_hard():
    _, chance = cohort(200)
    nearly_all, hardly_any = (chance.uniform(size=(2, 200)) < [[0.97], [0.1]]).astype(float)
    assert remarks(nearly_all, 200)[0].startswith("Very easy")
    assert any(said.startswith("Very hard") for said in remarks(hardly_any, 200))


def test_low_discrimination():
    assert remarks((np.arange(300) % 2).astype(float), 300) == [
        "Low discrimination: it hardly agrees with the other items."
    ]


def test_left_out():
    ability, chance = cohort(200)
    omitted = (np.arange(200) % 5 == 0).astype(float)
    assert "Often left out." in remarks(good(ability, chance) * (1 - omitted), 200, omitted=omitted)


def test_an_option_that_nobody_takes_needs_73_learners_to_be_told():
    """The upper end of Wilson's interval for none of n is z²/(n + z²), below 5 % from 73 on."""
    for n, told in ((72, False), (73, True)):
        key = good(*cohort(n))
        said = remarks(key, n, options(key, 1 - key, np.zeros(n)))
        assert said == (["Hardly anybody takes “option 2”."] if told else [])


def test_a_small_cohort_draws_no_remark_from_chance():
    """Of 40 learners and fair items, whose discrimination is below .20 in every third sample, by forty throws of the dice."""
    low = remarked = 0
    for seed in range(40):
        ability, chance = np.linspace(-2, 2, 40), np.random.default_rng(seed)
        scores = [good(ability, chance, k / 4 - 1, steep=0.7) for k in range(8)]
        found = analyse([Item(f"i{k}", "", "single_choice", 1.0, one, np.zeros(40)) for k, one in enumerate(scores)])
        low += sum(item.discrimination < 0.2 for item in found)
        remarked += sum(bool(advice.of_item(item)) for item in found)
    assert low >= 90
    assert remarked <= 3  # of 320


def test_what_everybody_does_alike_has_no_correlation():
    assert remarks(np.ones(50), 50) == ["Very easy: nearly everybody earns it."]


def test_no_remark_hangs_on_fewer_than_five():
    """Three of 200 are wrong, and they are the three strongest; that says nothing of the item."""
    scores = np.ones(200)
    scores[-3:] = 0
    assert remarks(scores, 200) == ["Very easy: nearly everybody earns it."]


# ------------------------------------------------------------ small cells


@pytest.mark.parametrize(
    ("counts", "told", "expected"),
    [
        ([20, 10, 6], (), [False, False, False]),
        ([20, 10, 0], (), [False, False, False]),  # nobody points at no one
        ([20, 10, 3], (), [False, True, True]),  # one alone would follow from the rest
        ([20, 10, 3, 2], (), [False, False, True, True]),
        ([8, 10, 3], (0,), [False, True, True]),  # the first is told elsewhere: hiding it hides nothing
        ([1], (), [True]),
    ],
)
def test_small_cells_are_hidden_with_what_would_tell_them(counts, told, expected):
    assert hidden(counts, told) == expected


def test_a_share_is_known_where_neither_side_is_few():
    assert [known(count, 30) for count in (0, 3, 5, 25, 27, 30)] == [True, False, True, True, False, True]
