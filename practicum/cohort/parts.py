"""What in an item may be looked at by itself: its options, its cases, its steps, its marks."""

from __future__ import annotations

from typing import Any

import numpy as np

from practicum.exercises import item_behaviour

from ..shapes.content import ItemSpec
from .items import Part


def partial(spec: ItemSpec) -> bool:
    """Whether something between nothing and all the points can be earned."""
    return item_behaviour(spec["type"]).partial(spec)


def parts(spec: ItemSpec, responses: list[Any]) -> list[Part]:
    """The parts of an item with who took each. `spec` carries the key; a response is None where it was left out."""
    return [
        Part(label, right, np.array([float(r is not None and taken(r)) for r in responses]))
        for label, right, taken in item_behaviour(spec["type"]).looked_at(spec)
    ]
