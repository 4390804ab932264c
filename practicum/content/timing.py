"""How long a lesson takes, computed from what it holds and never typed.

`minutes` is for learners. `ce_minutes` is the figure that sponsors of continuing
education reckon with: the lower of two published rules. Computing it grants nothing.
"""

from __future__ import annotations

import math
import re
from typing import Any

from ..shapes.content import ItemSpec, LessonContent, VignetteSpec
from . import keys, kinds

WORD = re.compile(r"[^\W_]\S*")  # from the first letter or digit on; a table's bars and rules are no words

WORDS_A_MINUTE = 200
CE_WORDS_AN_HOUR = 6000
DIFFICULTY = 3  # where course.yml names none: the middle of Mergener's 1 to 5


def words_of(value: Any) -> int:
    """How many words of text stand anywhere below a value."""
    if isinstance(value, str):
        return len(WORD.findall(value))
    if isinstance(value, dict):
        return sum(words_of(v) for v in value.values())
    if isinstance(value, list):
        return sum(words_of(v) for v in value)
    return 0


def _items(content: LessonContent) -> list[ItemSpec]:
    """The items that the lesson itself shows; check items stand in a pre-test and a post-test."""
    return [item for item in content["items"].values() if item["use"] != "check"]


def _item_words(item: ItemSpec) -> int:
    seen = [item.get("case", ""), item["stem"], [part["text"] for part in keys.parts(item).values()]]
    lines = [line["text"] for line in item.get("lines", [])]
    return words_of([*seen, lines, item.get("categories", {}), item.get("codes", {})])


def _case_words(vignette: VignetteSpec) -> int:
    """A decision with its options; of a branching case the beginning, for paths differ."""
    return words_of(
        [vignette["text"], [o["say"] for o in vignette["options"].values()] if vignette["kind"] == "decision" else []]
    )


def words(markdown: str, content: LessonContent) -> int:
    """What every learner reads: prose, and exercises as they stand before an answer.

    Feedback and the scenes of a case depend on what was chosen, so they count in no reading time.
    """
    return (
        words_of(markdown)
        + sum(_item_words(item) for item in _items(content))
        + sum(_case_words(vignette) for vignette in content["vignettes"].values())
        + sum(words_of(written["prompt"]) for written in content["written"].values())
    )


def minutes(markdown: str, content: LessonContent, read: int | None = None) -> int:
    """What the lesson takes a learner, to the next five minutes up.

    Reading at 200 words a minute plus the minutes of each exercise's kind. `read`: the words, where they are counted already.
    """
    shown = [*_items(content), *content["vignettes"].values(), *content["written"].values()]
    reading = (words(markdown, content) if read is None else read) / WORDS_A_MINUTE
    return 5 * math.ceil((reading + sum(kinds.of(exercise).minutes for exercise in shown)) / 5)


def mergener(words: int, questions: int, difficulty: float) -> float:
    """Mergener's minutes of a home study (bocatc.org); no mental-health board was seen to accept it."""
    return 0.9 * (-22.3 + 0.00209 * words + 2.78 * questions + 15.5 * difficulty)


def ce_minutes(markdown: str, content: LessonContent, difficulty: float = DIFFICULTY, read: int | None = None) -> int:
    """The lower of 6,000 words an hour and Mergener, in whole minutes, rounded down.

    Questions are the graded items, for those alone must be answered.
    """
    read = words(markdown, content) if read is None else read
    questions = sum(item["use"] == "graded" for item in content["items"].values())
    return max(0, math.floor(min(read / CE_WORDS_AN_HOUR * 60, mergener(read, questions, difficulty))))


def graded_points(content: LessonContent) -> float:
    """The points that a cohort's gradebook has for the lesson: graded items and written responses."""
    items = sum(item["points"] for item in content["items"].values() if item["use"] == "graded")
    return items + sum(written["points"] for written in content["written"].values())
