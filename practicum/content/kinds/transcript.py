"""Lines of a transcript or document to be marked with codes."""

from __future__ import annotations

from typing import cast

from ...shapes.content import ItemSpec, Line
from .entry import Kind

SEEN = ("who", "text", "scored")  # of a line, before marking


def _unmarked(item: ItemSpec) -> ItemSpec:
    lines = [cast(Line, {field: value for field, value in line.items() if field in SEEN}) for line in item["lines"]]
    return {**item, "lines": lines}


def _scoring(item: ItemSpec) -> tuple:
    lines = [(sorted(line.get("codes", [])), line.get("scored", True)) for line in item["lines"]]
    return (sorted(item["codes"]), lines)


def _full_marks(item: ItemSpec) -> dict[str, list[str]]:
    marked = enumerate(item["lines"], 1)
    return {str(n): line["codes"] for n, line in marked if line.get("codes") and line.get("scored", True)}


TRANSCRIPT = Kind(
    name="transcript",
    group="item",
    form="items:TranscriptItem",
    exercise="transcript:Transcript",
    screen="transcript",
    template="item/transcript.yml",
    guide="Transcript or document",
    called="a transcript to annotate",
    minutes=6,
    asks=False,
    unmarked=_unmarked,
    scoring=_scoring,
    full_marks=_full_marks,
)
