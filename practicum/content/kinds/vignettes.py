"""Cases: one decision, or a branching one. Nothing of them is scored."""

from __future__ import annotations

from .entry import Kind

DECISION = Kind(
    name="decision",
    group="vignette",
    form="vignettes:Decision",
    exercise="decision:Decision",
    screen="choice",
    template="vignette/decision.yml",
    guide="Decision vignette",
    called="decision case",
    minutes=2,
)
BRANCHING = Kind(
    name="branching",
    group="vignette",
    form="vignettes:Branching",
    exercise="branching:BranchingCase",
    screen="branching",
    template="vignette/branching.yml",
    guide="Branching case",
    called="branching case",
    minutes=8,
)
