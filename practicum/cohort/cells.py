"""Small cells: what fewer than five learners did could point at one of them, and is not shown.

Five is a threshold that institutions use for tables made of education records;
the federal guide asks each to set one (National Forum on Education Statistics,
"Forum Guide to Protecting the Privacy of Student Information", NCES 2004-330).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

SMALL = 5


def small(count: float) -> bool:
    """Nobody is no small cell: it points at no one."""
    return 0 < count < SMALL


def hidden(counts: Sequence[float], told: Collection[int] = ()) -> list[bool]:
    """Which of the counts that make up a known whole are not shown. One alone could be worked out from the rest.

    `told` are places of counts that another figure tells anyhow: hiding them would hide nothing.
    """
    found = [small(count) for count in counts]
    others = [n for n, count in enumerate(counts) if count and not found[n] and n not in told]
    if sum(found) == 1 and others:
        found[min(others, key=lambda n: counts[n])] = True
    return found


def known(count: float, n: int) -> bool:
    """Whether a share may be shown: neither those who did nor those who did not are few."""
    return not small(count) and not small(n - count)
