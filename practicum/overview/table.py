"""Tables in Markdown."""

from __future__ import annotations

from collections.abc import Iterable


def cell(value: object) -> str:
    """A value as it may stand in a table's cell."""
    return " ".join(str(value).split()).replace("|", "\\|")


def table(head: list[str], rows: Iterable[Iterable[object]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(map(cell, row)) + " |" for row in rows)])
