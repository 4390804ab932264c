"""A number to be worked out."""

from __future__ import annotations

from ...shapes.content import ItemSpec
from .entry import Kind


def _scoring(item: ItemSpec) -> tuple:
    near = {name: (float(n["value"]), float(n.get("credit", 0))) for name, n in item.get("near", {}).items()}
    return (float(item["answer"]), float(item.get("tolerance", 0)), near)


NUMERIC = Kind(
    name="numeric",
    group="item",
    form="items:NumericItem",
    exercise="numeric:Numeric",
    screen="numeric",
    template="item/numeric.yml",
    guide="Numeric",
    called="a number",
    minutes=2,
    scoring=_scoring,
    full_marks=lambda item: f"{item['answer']:g}",
)
