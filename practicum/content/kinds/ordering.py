"""Steps to be put in sequence; authors list them in the right order."""

from __future__ import annotations

from .entry import Kind, named

ORDERING = Kind(
    name="ordering",
    group="item",
    form="items:OrderingItem",
    exercise="ordering:Ordering",
    screen="ordering",
    template="item/ordering.yml",
    guide="Ordering",
    called="ordering",
    minutes=2,
    parts="steps",
    asks=False,
    scoring=lambda item: list(item["steps"]),
    full_marks=lambda item: list(named(item["steps"])),
)
