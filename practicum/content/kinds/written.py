"""A response in one's own words, which a person marks by a rubric."""

from __future__ import annotations

from .entry import Kind

WRITTEN = Kind(
    name="written",
    group="written",
    form="written:Written",
    exercise="written:WrittenResponse",
    screen="written",
    template="rubric.yml",
    guide="Written response",
    called="written response",
    minutes=15,
)
