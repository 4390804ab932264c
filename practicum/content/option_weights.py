"""What each option of a choice item adds to its score, as a part of the item's points.

A single choice earns its points for the key, and the part declared as `credit` for another option. A multiple
choice earns 1/R for each of its R right options and loses 1/W for each of its W wrong ones; the whole is never
below zero (docs.moodle.org, "Multiple choice question type").
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def weights(kind: str, options: Sequence[tuple[bool, float | None]]) -> tuple[Fraction, ...]:
    """By option, in order; each is given as (right, credit)."""
    if kind == "single_choice":
        return tuple(Fraction(1) if right else Fraction(str(credit or 0)) for right, credit in options)
    many = sum(right for right, _ in options)
    few = len(options) - many
    return tuple(Fraction(1, many) if right else -Fraction(1, few) for right, _ in options)
