"""The kinds of exercises: one entry each. Whatever goes by kind is looked up from here.

The standard library alone, for a lesson looks here too. `tests/test_kinds.py` says of each entry what is missing.
"""

from __future__ import annotations

from ...shapes.content import LessonContent, Spec
from .choice import MULTIPLE, SINGLE
from .entry import GROUPS, Kind, named
from .matching import MATCHING
from .numeric import NUMERIC
from .ordering import ORDERING
from .transcript import TRANSCRIPT
from .vignettes import BRANCHING, DECISION
from .written import WRITTEN

__all__ = ["GROUPS", "KINDS", "Kind", "held", "named", "of", "of_group"]

# in the order in which authors and pages meet them
ENTRIES = (SINGLE, MULTIPLE, ORDERING, MATCHING, NUMERIC, TRANSCRIPT, DECISION, BRANCHING, WRITTEN)
KINDS = {kind.name: kind for kind in ENTRIES}


def of(spec: Spec) -> Kind:
    """The kind of an exercise as a lesson's content holds it. Raises KeyError."""
    return KINDS[str(spec.get("type") or spec.get("kind") or "written")]


def of_group(group: str) -> list[Kind]:
    return [kind for kind in ENTRIES if kind.group == group]


def held(content: LessonContent, name: str) -> Spec | None:
    """The exercise of that name in a lesson's content; None where there is none."""
    for part, _ in GROUPS.values():
        if name in content[part]:
            return content[part][name]
    return None
