"""What is known of a kind of exercise, and where its parts are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from ...shapes.content import ItemSpec, Part

# the method of a lesson that shows an exercise -> the part of the lesson's content that holds it, the field with its kind
GROUPS: dict[str, tuple[Literal["items", "vignettes", "written"], str | None]] = {
    "item": ("items", "type"),
    "vignette": ("vignettes", "kind"),
    "written": ("written", None),
}


def _all_of(item: ItemSpec) -> ItemSpec:
    return item


@dataclass(frozen=True)
class Kind:
    """One kind of exercise. Parts of other rooms stand as "file:Class", so that content imports none of them."""

    name: str  # as authors write it
    group: str  # of GROUPS
    form: str  # what authors may write, in practicum/content/model/
    exercise: str  # how it behaves, is scored and explained, in practicum/exercises/
    screen: str  # how it looks: the kind of its view, in KINDS of practicum/widgets/static/exercise.js
    template: str  # what `practicum new` begins from, in practicum/templates_for_authors/
    guide: str  # its heading in docs/authoring.md
    called: str  # on instructors' pages
    minutes: float  # what it takes beyond reading it: thinking, choosing, reading the feedback

    # of items alone
    parts: Literal["options", "steps", "cases"] | None = None  # the field that holds its named parts
    asks: bool = True  # whether its stem has to be a question; else it may set a task
    # the item without what tells its key, beside its parts and keys.TELLING
    unmarked: Callable[[ItemSpec], ItemSpec] = _all_of
    scoring: Callable[[ItemSpec], Any] | None = None  # all that decides what a response earns beside the points
    full_marks: Callable[[ItemSpec], Any] | None = None  # the response that earns all, in the names of a learner's copy


def named(parts: dict[str, Part]) -> dict[str, Part]:
    """Parts of an item by the names that a learner's copy has for them."""
    return {part.get("opaque", name): part for name, part in parts.items()}
