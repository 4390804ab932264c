"""95 % intervals, each by the method that is named for its statistic.

Share: Wilson (1927). Mean share: Student's t, cut off at 0 and 1. Correlation:
Fisher's z. Coefficient alpha and KR-20: Feldt (1965), in the form of Feldt,
Woodruff & Salih (1987), "Statistical inference for coefficient alpha", Applied
Psychological Measurement 11, formulas 6 and 7; it takes the items as fixed and
the learners as a sample.
"""

from __future__ import annotations

import numpy as np
from scipy import special  # the quantiles alone: scipy.stats takes seconds to load

LEVEL = 0.95

Interval = tuple[float, float]


def of_share(count: float, n: int) -> Interval:
    """`count` of `n`; a fraction of a learner is possible where ties were shared out."""
    z = special.ndtri((1 + LEVEL) / 2)
    share, weight = count / n, z * z / n
    middle = (share + weight / 2) / (1 + weight)
    half = z / (1 + weight) * np.sqrt(share * (1 - share) / n + weight / (4 * n))
    return (max(0.0, float(middle - half)), min(1.0, float(middle + half)))


def of_mean(shares: np.ndarray) -> Interval:
    mean, error = float(shares.mean()), float(shares.std(ddof=1)) / np.sqrt(len(shares))
    half = float(special.stdtrit(len(shares) - 1, (1 + LEVEL) / 2)) * error
    return (max(0.0, mean - half), min(1.0, mean + half))


def of_correlation(r: float, n: int) -> Interval:
    if abs(r) >= 1:
        return (r, r)
    half = special.ndtri((1 + LEVEL) / 2) / np.sqrt(n - 3)
    return (float(np.tanh(np.arctanh(r) - half)), float(np.tanh(np.arctanh(r) + half)))


def of_alpha(alpha: float, items: int, n: int) -> Interval:
    rest, freedom = 1 - alpha, (n - 1, (n - 1) * (items - 1))
    tail = (1 - LEVEL) / 2
    return (float(1 - rest * special.fdtri(*freedom, 1 - tail)), float(1 - rest * special.fdtri(*freedom, tail)))
