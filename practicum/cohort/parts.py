"""What in an item may be looked at by itself: its options, its cases, its steps, its marks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from practicum.exercises import ITEMS
from practicum.exercises.item import named
from practicum.exercises.numeric import near_miss, number_in
from practicum.exercises.transcript import counted

from .items import Part

ALWAYS_PARTIAL = ("multiple_choice", "ordering", "matching", "transcript")


def partial(spec: dict) -> bool:
    """Whether something between nothing and all the points can be earned."""
    holders = {"single_choice": "options", "numeric": "near"}
    field = holders.get(spec["type"])
    return spec["type"] in ALWAYS_PARTIAL or any(part.get("credit") for part in (spec.get(field) or {}).values())


def parts(spec: dict, responses: list[Any]) -> list[Part]:
    """The parts of an item with who took each. `spec` carries the key; a response is None where it was left out."""
    return [
        Part(label, right, np.array([float(r is not None and taken(r)) for r in responses]))
        for label, right, taken in _KINDS[spec["type"]](spec)
    ]


Looked = list[tuple[str, bool, Callable[[Any], bool]]]  # label, whether it is right, whether a response has it


def _single(spec: dict) -> Looked:
    return [(o["text"], bool(o.get("correct")), lambda r, n=n: r == n) for n, o in named(spec["options"]).items()]


def _multiple(spec: dict) -> Looked:
    return [(o["text"], bool(o.get("correct")), lambda r, n=n: n in r) for n, o in named(spec["options"]).items()]


def _matching(spec: dict) -> Looked:
    return [
        (f"{c['text']} → {spec['categories'][c['category']]}", True, lambda r, n=n, c=c: r.get(n) == c["category"])
        for n, c in named(spec["cases"]).items()
    ]


def _ordering(spec: dict) -> Looked:
    return [
        (f"{at + 1}. {step['text']}", True, lambda r, n=n, at=at: r[at] == n)
        for at, (n, step) in enumerate(named(spec["steps"]).items())
    ]


def _numeric(spec: dict) -> Looked:
    unit, score = spec.get("unit") or "", ITEMS["numeric"].fraction
    near = spec.get("near") or {}

    def nearest(response: str) -> dict | None:
        value = number_in(response, unit)
        return near_miss(spec, value) if value is not None and score(spec, response) != 1 else None

    found: Looked = [(f"{spec['answer']:g} {unit}".strip(), True, lambda r: score(spec, r) == 1)]
    found += [(f"{n['value']:g} {unit}".strip(), False, lambda r, n=n: nearest(r) is n) for n in near.values()]
    return [*found, ("another answer", False, lambda r: score(spec, r) != 1 and nearest(r) is None)]


def _transcript(spec: dict) -> Looked:
    return [
        (f"Line {number}: {spec['codes'][code]}", True, lambda r, n=number, c=code: c in r.get(n, []))
        for number, line in counted(spec).items()
        for code in line.get("codes", [])
    ]


_KINDS: dict[str, Callable[[dict], Looked]] = {
    "single_choice": _single, "multiple_choice": _multiple, "matching": _matching,
    "ordering": _ordering, "numeric": _numeric, "transcript": _transcript,
}  # fmt: skip
