"""The figures of item analysis against published ones."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from practicum.cohort import intervals
from practicum.cohort.items import Item, analyse, group
from practicum.cohort.reliability import alpha, coefficients

# Section 6 of the Law School Admission Test, 1,000 learners, five items: how many gave each pattern of right (1) and
# wrong (0) answers, from 00000 to 11111. R. D. Bock & M. Lieberman (1970), "Fitting a response model for n
# dichotomously scored items", Psychometrika 35, 179-197; also D. Thissen (1982), Psychometrika 47, 175-186.
LSAT_6 = [
    3,
    6,
    2,
    11,
    1,
    1,
    3,
    4,
    1,
    8,
    0,
    16,
    0,
    3,
    2,
    15,
    10,
    29,
    14,
    81,
    3,
    28,
    15,
    80,
    16,
    56,
    21,
    173,
    11,
    61,
    28,
    298,
]
# What is published of it: R. P. Chalmers (2012), "mirt", Journal of Statistical Software 48(6), reference manual,
# LSAT6: share right, correlation with the total of the others, alpha without the item. The same coefficients without
# an item to four decimals: D. Rizopoulos (2006), "ltm", Journal of Statistical Software 17(5).
PUBLISHED = [
    (0.924, 0.113, 0.275), (0.709, 0.153, 0.238), (0.553, 0.173, 0.217), (0.763, 0.144, 0.246), (0.870, 0.122, 0.266),
]  # fmt: skip


@pytest.fixture(scope="module")
def lsat() -> list[Item]:
    rows = [[int(bit) for bit in f"{pattern:05b}"] for pattern, count in enumerate(LSAT_6) for _ in range(count)]
    table = np.array(rows, dtype=float)
    return [Item(f"item_{n}", "", "single_choice", 1.0, table[:, n], np.zeros(len(table))) for n in range(5)]


def test_difficulty_and_corrected_point_biserial(lsat):
    for found, (difficulty, discrimination, _) in zip(analyse(lsat), PUBLISHED, strict=True):
        assert found.difficulty == pytest.approx(difficulty, abs=5e-4)
        assert found.discrimination == pytest.approx(discrimination, abs=5e-4)


def test_kr_20_with_its_standard_error_and_without_each_item(lsat):
    (found,) = coefficients(lsat)
    assert (found.name, found.items) == ("KR-20", 5)
    assert found.value == pytest.approx(0.295, abs=5e-4)
    assert found.error == pytest.approx(0.869, abs=5e-4)
    for name, (*_, without) in zip(found.without, PUBLISHED, strict=True):
        assert found.without[name] == pytest.approx(without, abs=5e-4)


def test_kuder_and_richardsons_own_formula_gives_the_same(lsat):
    table = np.column_stack([item.scores for item in lsat])
    right = table.mean(axis=0)
    by_formula = 5 / 4 * (1 - (right * (1 - right)).sum() / table.sum(axis=1).var())
    assert coefficients(lsat)[0].value == pytest.approx(by_formula)


def test_alpha_of_partial_credit_is_that_of_hoyts_analysis_of_variance():
    """C. Hoyt (1941), "Test reliability estimated by analysis of variance", Psychometrika 6: another way to the same."""
    table = np.array([[2, 3, 1.5], [1, 2, 2], [0, 0.5, 1], [2, 2.5, 3], [1.5, 1, 0], [0.5, 3, 2]])
    learners, items = table.shape
    mean = table.mean()
    between = items * ((table.mean(axis=1) - mean) ** 2).sum() / (learners - 1)
    rest = table - table.mean(axis=1, keepdims=True) - table.mean(axis=0) + mean
    error = (rest**2).sum() / ((learners - 1) * (items - 1))
    assert alpha(table) == pytest.approx(1 - error / between)


def test_each_coefficient_bears_its_name():
    chance = np.random.default_rng(1)
    zeros, plain = np.zeros(40), [chance.integers(0, 2, 40) * 1.0 for _ in range(3)]
    items = [Item(f"i{n}", "", "single_choice", 1.0, scores, zeros) for n, scores in enumerate(plain)]
    part = Item("part", "", "matching", 2.0, chance.uniform(0, 2, 40), zeros, partial=True)
    assert [c.name for c in coefficients(items)] == ["KR-20"]
    assert [(c.name, c.items) for c in coefficients([*items, part])] == [("KR-20", 3), ("Coefficient alpha", 4)]
    assert [c.name for c in coefficients([items[0], part])] == ["Coefficient alpha"]


def test_feldts_interval():
    """An example with its result by C. Evans, MRC Cognition and Brain Sciences Unit, statistics wiki, "cafun"."""
    assert intervals.of_alpha(0.913, 20, 873) == pytest.approx((0.9044024, 0.9211588), abs=1e-7)


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilsons_interval(count, n, low, high):
    """R. G. Newcombe (1998), "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17, table I."""
    assert intervals.of_share(count, n) == pytest.approx((low, high), abs=6e-5)


def test_fishers_interval_and_that_of_a_mean_are_scipys():
    chance = np.random.default_rng(2)
    one, other = chance.normal(size=50), chance.uniform(size=50)
    r = stats.pearsonr(one, other)
    assert intervals.of_correlation(float(r.statistic), 50) == pytest.approx(tuple(r.confidence_interval(0.95)))
    expected = stats.ttest_1samp(other, 0).confidence_interval(0.95)
    assert intervals.of_mean(other) == pytest.approx((expected.low, expected.high))


def test_upper_and_lower_group_share_a_tie():
    """Eleven learners, so three places: two are taken by 10 and 9, the third is shared by the two who have 8."""
    totals = np.array([10, 9, 8, 8, 7, 6, 5, 4, 3, 2, 2.0])
    assert group(totals).tolist() == [1, 1, 0.5, 0.5, 0, 0, 0, 0, 0, 0, 0]
    assert group(-totals).tolist() == [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1]


def test_the_upper_lower_difference_by_hand():
    """Of eleven learners the upper three got 3, 3 and 2 (or 3) right of what the lower three got none of."""
    right = np.array([1, 1, 1, 0, 1, 0, 0, 1, 0, 0, 0.0])
    rest = np.array([9, 8, 7, 8, 6, 6, 5, 3, 3, 2, 2.0])
    items = [
        Item("one", "", "single_choice", 1.0, right, np.zeros(11)),
        Item("rest", "", "numeric", 9.0, rest, np.zeros(11)),
    ]
    assert analyse(items)[0].upper_lower == pytest.approx(2.5 / 3 - 0)
