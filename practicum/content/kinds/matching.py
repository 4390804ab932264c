"""Cases to be put under categories."""

from __future__ import annotations

from ...shapes.content import ItemSpec
from .entry import Kind, named


def _scoring(item: ItemSpec) -> tuple:
    return (sorted(item["categories"]), {name: case["category"] for name, case in item["cases"].items()})


MATCHING = Kind(
    name="matching",
    group="item",
    form="items:MatchingItem",
    exercise="matching:Matching",
    screen="matching",
    template="item/matching.yml",
    guide="Matching",
    called="matching",
    minutes=3,
    parts="cases",
    asks=False,
    scoring=_scoring,
    full_marks=lambda item: {name: case["category"] for name, case in named(item["cases"]).items()},
)
