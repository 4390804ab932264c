"""What one lesson's answers come to: how many, how many right at first, which one last, which one next."""

from __future__ import annotations

from dataclasses import dataclass

from .. import exercises
from ..answers import Sheet
from ..shapes.answer import Given
from ..shapes.content import ItemSpec, LessonContent


@dataclass(frozen=True)
class Tally:
    """Names are exercise ids, in the order of the lesson."""

    order: tuple[str, ...] = ()
    answered: frozenset[str] = frozenset()
    to_hand_in: frozenset[str] = frozenset()  # graded items and written responses, answered or not
    changed: frozenset[str] = frozenset()  # answered, and changed by an author since
    scored: int = 0  # items with a first answer, whose key is in this copy
    first_right: int = 0
    now_right: int = 0
    last: str | None = None  # the one answered last
    last_at: str = ""

    @property
    def open(self) -> tuple[str, ...]:
        return tuple(name for name in self.order if name not in self.answered)

    @property
    def next(self) -> str | None:
        """The open exercise after the one answered last; the first open one where none follows."""
        after = self.order[self.order.index(self.last) + 1 :] if self.last in self.order else ()
        return next((name for name in after if name not in self.answered), next(iter(self.open), None))


def _use(content: LessonContent, name: str) -> str | None:
    """What an item is for; None for another exercise."""
    item = content["items"].get(name)
    return None if item is None else item.get("use")


def shown_in(content: LessonContent, notebook: dict | None) -> tuple[str, ...]:
    """The exercises of a lesson in the order of its notebook; without one, in that of its content."""
    from ..content.grammar import shown

    known = [*content["items"], *content["vignettes"], *content["written"]]
    placed = [name for _, _, name in shown(notebook or {}) if name in set(known)]
    return tuple(placed or [name for name in known if _use(content, name) != "check"])


def _comparable(spec: ItemSpec, first: Given | None) -> bool:
    """Whether the first answer was given to the question as it is now: the key of another says nothing of it."""
    return first is not None and first.get("version", spec.get("version")) == spec.get("version")


def _right(content: LessonContent, name: str, response: object) -> bool:
    return exercises.score(content, name, response) == content["items"][name]["points"]


def tally(content: LessonContent, order: tuple[str, ...], sheet: Sheet) -> Tally:
    """The figures of one lesson."""
    items, answered, last, last_at = content["items"], set(), None, ""
    scored = first_right = now_right = 0
    changed: set[str] = set()
    for name in order:
        entry = sheet.answers.get(name)
        if entry is None:
            continue
        made = exercises.make(content, name, entry, sheet.seed)
        changed |= {name} if made.changed else set()
        if made.answered:
            answered.add(name)
            if entry["at"] > last_at:
                last, last_at = name, entry["at"]
        if name in items and not items[name].get("keyless") and _comparable(items[name], entry.get("first")):
            scored += 1
            first_right += _right(content, name, entry["first"]["response"])
            now_right += _right(content, name, entry["response"])
    graded = {name for name in order if _use(content, name) == "graded" or name in content["written"]}
    return Tally(
        order, frozenset(answered), frozenset(graded), frozenset(changed), scored=scored, first_right=first_right, now_right=now_right,
        last=last, last_at=last_at,
    )  # fmt: skip
