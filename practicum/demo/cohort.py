"""What became of the demonstration cohort: rows for the table, figures for the report."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

from ..nbgrader_bridge.reports.item_rows import ItemRow


@dataclass(frozen=True)
class Standing:
    """One learner's points in an assignment. `written` is None while it waits for a marker or was not given."""

    learner: str
    name: str
    lessons: dict[str, tuple[float, float]]  # lesson -> (points of scored items, points possible)
    written: float | None
    written_of: float
    late_hours: float

    @property
    def total(self) -> float:
        return sum(got for got, _ in self.lessons.values()) + (self.written or 0)

    @property
    def possible(self) -> float:
        return sum(of for _, of in self.lessons.values()) + self.written_of


def standings(rows: list[ItemRow]) -> list[Standing]:
    """Rows of the gradebook, one an item, as one standing a learner; the best first, then by id."""
    found: dict[str, list[ItemRow]] = {}
    for row in rows:
        found.setdefault(row.learner, []).append(row)
    made = [_standing(learner, of_one) for learner, of_one in found.items()]
    return sorted(made, key=lambda s: (-s.total, s.learner))


def _standing(learner: str, rows: list[ItemRow]) -> Standing:
    lessons: dict[str, tuple[float, float]] = {}
    for row in rows:
        got, of = lessons.get(row.lesson, (0.0, 0.0))
        if not row.written:
            lessons[row.lesson] = (got + row.score, of + row.max_score)
    written = [r for r in rows if r.written]
    waits = any(r.needs_mark for r in written)
    return Standing(
        learner, rows[0].name, lessons,
        None if waits else sum(r.score for r in written), sum(r.max_score for r in written), rows[0].late_hours,
    )  # fmt: skip


def bins(standings: list[Standing], width: int = 10) -> list[tuple[int, int, int]]:
    """(from percent, to percent, how many) for every ten percent; 100 counts in the last."""
    counts = [0] * (100 // width)
    for standing in standings:
        percent = 100 * standing.total / standing.possible if standing.possible else 0
        counts[min(int(percent // width), len(counts) - 1)] += 1
    return [(n * width, (n + 1) * width, count) for n, count in enumerate(counts)]


def summary(standings: list[Standing]) -> dict[str, float]:
    """Mean, median and standard deviation of the totals, in percent."""
    values = [100 * s.total / s.possible for s in standings if s.possible]
    if not values:
        return {"mean": 0.0, "median": 0.0, "sd": 0.0}
    return {
        "mean": statistics.fmean(values),
        "median": statistics.median(values),
        "sd": statistics.stdev(values) if len(values) > 1 else 0.0,
    }
