"""How each item of a lesson did: pure functions of a table of scores.

Difficulty is the share of right answers, or the mean share of the points where
an item gives partial credit. Discrimination is the correlation of the item with
the points of all other items: corrected, for an item always agrees with itself.
Beside it stands D, the difference between the strongest and the weakest 27 % by
total score (Kelley, 1939, "The selection of upper and lower groups for the
validation of test items", Journal of Educational Psychology 30). Learners who
tie at the edge of a group share its last places, so that no order decides.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .intervals import Interval, of_correlation, of_mean, of_share

TAIL = 0.27


@dataclass(frozen=True)
class Part:
    """Something that a learner may have chosen or done in an item: an option, a step in its place."""

    label: str
    right: bool
    taken: np.ndarray  # a learner each: 1 or 0


@dataclass(frozen=True)
class Item:
    """One item and everybody's answers to it."""

    name: str
    stem: str
    kind: str
    points: float
    scores: np.ndarray  # points, a learner each
    omitted: np.ndarray  # 1 where a learner left it out
    parts: list[Part] = field(default_factory=list)
    partial: bool = False  # whether anything between nothing and all its points can be earned


@dataclass(frozen=True)
class PartStatistics:
    """One option: who took it. `with_rest` is its correlation with the points of the other items."""

    label: str
    right: bool
    count: float
    share: float
    interval: Interval
    strong: float
    weak: float
    with_rest: float | None
    with_rest_interval: Interval | None


@dataclass(frozen=True)
class ItemStatistics:
    """One item. A correlation is None where everybody, or all but everybody, did alike."""

    name: str
    stem: str
    kind: str
    points: float
    partial: bool
    n: int
    right: int  # learners with all its points
    difficulty: float
    difficulty_interval: Interval
    discrimination: float | None
    discrimination_interval: Interval | None
    upper_lower: float
    omitted: int
    omitted_interval: Interval
    parts: list[PartStatistics]


def analyse(items: list[Item]) -> list[ItemStatistics]:
    """Every item against the others. Needs two learners and two items."""
    table = np.column_stack([item.scores for item in items])
    totals = table.sum(axis=1)
    strong, weak = group(totals), group(-totals)
    return [_item(item, totals - table[:, n], strong, weak) for n, item in enumerate(items)]


def group(totals: np.ndarray, tail: float = TAIL) -> np.ndarray:
    """How much of each learner belongs to the group with the highest totals: 1, 0, or a part where a tie is cut."""
    places = max(1, round(len(totals) * tail))
    edge = np.sort(totals)[::-1][places - 1]
    above, at = totals > edge, totals == edge
    return above + at * ((places - above.sum()) / at.sum())


def _item(item: Item, rest: np.ndarray, strong: np.ndarray, weak: np.ndarray) -> ItemStatistics:
    n, shares = len(rest), item.scores / item.points
    right = int((shares >= 1).sum())
    r, r_interval = correlated(item.scores, rest)
    return ItemStatistics(
        item.name, item.stem, item.kind, item.points, item.partial, n, right,
        difficulty=float(shares.mean()),
        difficulty_interval=of_mean(shares) if item.partial else of_share(right, n),
        discrimination=r, discrimination_interval=r_interval,
        upper_lower=_in(strong, shares) - _in(weak, shares),
        omitted=int(item.omitted.sum()), omitted_interval=of_share(int(item.omitted.sum()), n),
        parts=[_part(part, rest, strong, weak) for part in item.parts],
    )  # fmt: skip


def _part(part: Part, rest: np.ndarray, strong: np.ndarray, weak: np.ndarray) -> PartStatistics:
    count, n = float(part.taken.sum()), len(rest)
    r, r_interval = correlated(part.taken, rest)
    return PartStatistics(
        part.label, part.right, count, count / n, of_share(count, n),
        _in(strong, part.taken), _in(weak, part.taken), r, r_interval,
    )  # fmt: skip


def _in(members: np.ndarray, values: np.ndarray) -> float:
    return float((members * values).sum() / members.sum())


def correlated(one: np.ndarray, other: np.ndarray) -> tuple[float | None, Interval | None]:
    """Pearson's correlation (point-biserial where one is right or wrong) with its interval; None for a constant."""
    if len(one) < 4 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return None, None
    r = float(np.corrcoef(one, other)[0, 1])
    return r, of_correlation(r, len(one))
