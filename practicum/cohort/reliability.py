"""How far a lesson's items agree: KR-20 for right-or-wrong items, coefficient alpha for points.

KR-20 (Kuder & Richardson, 1937) is coefficient alpha (Cronbach, 1951) of items
scored 0 or 1; with other points, or partial credit, alpha is the name.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .intervals import Interval, of_alpha
from .items import Item


@dataclass(frozen=True)
class Reliability:
    """One coefficient and what it was computed of."""

    name: str  # KR-20 or coefficient alpha
    of: str
    value: float
    interval: Interval
    items: int
    error: float  # standard error of measurement, in points of the same scale
    without: dict[str, float]  # item -> the coefficient of the others


def alpha(table: np.ndarray) -> float | None:
    """Coefficient alpha of a table of scores, a row a learner; None where it is not defined."""
    items = table.shape[1]
    if items < 2 or len(table) < 2:
        return None
    whole = table.sum(axis=1).var(ddof=1)
    return float(items / (items - 1) * (1 - table.var(axis=0, ddof=1).sum() / whole)) if whole > 0 else None


def coefficients(items: list[Item]) -> list[Reliability]:
    """KR-20 of the right-or-wrong items, and alpha of all where that says more."""
    plain = [item for item in items if not item.partial]
    found = []
    if len(plain) >= 2:
        binary = np.column_stack([item.scores >= item.points for item in plain]).astype(float)
        found.append(_of("KR-20", "the items that are right or wrong, one point each", plain, binary))
    if len(plain) < len(items) or len({item.points for item in items}) > 1:
        points = np.column_stack([item.scores for item in items])
        found.append(_of("Coefficient alpha", "all items, by their points", items, points))
    return [one for one in found if one]


def _of(name: str, of: str, items: list[Item], table: np.ndarray) -> Reliability | None:
    value = alpha(table)
    if value is None:
        return None
    spread = float(table.sum(axis=1).std(ddof=1))
    others = {item.name: alpha(np.delete(table, n, axis=1)) for n, item in enumerate(items)}
    return Reliability(
        name, of, value, of_alpha(value, table.shape[1], len(table)), table.shape[1],
        spread * float(np.sqrt(max(0.0, 1 - value))), {k: v for k, v in others.items() if v is not None},
    )  # fmt: skip
