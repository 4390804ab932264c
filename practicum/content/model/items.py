"""Items: stem, options, key, feedback."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Name, Strict, Text, Use


class Option(Strict):
    """One option of an item."""

    text: Text = Field(description="What the learner reads.")
    correct: bool = Field(False, description="true for the key, or for each right option of a multiple choice.")
    credit: float = Field(
        0, ge=0, lt=1, description="Part of the points that this wrong option still earns (0 to under 1)."
    )
    feedback: Text = Field(description="What the choice shows, why it is right or not.")
    references: list[Name] = Field(default_factory=list, description="Sources of this option's feedback.")


class ItemBase(Strict):
    """What every item has."""

    use: Use = Field(description="practice, graded, or check (pre-test and post-test).")
    objective: Name = Field(description="The objective of lesson.yml that it serves.")
    principle: Name = Field(description="The principle of module.yml that it tests.")
    points: float = Field(1, gt=0, le=100, description="Points for the full answer.")
    case: Text | None = Field(None, description="The client, setting and moment, if the stem needs one.")
    stem: Text = Field(description="A complete question.")
    references: list[Name] = Field(default_factory=list, description="Sources; they cover its options too.")


class ChoiceItem(ItemBase):
    """Single choice (one right option) or multiple choice (any number)."""

    type: Literal["single_choice", "multiple_choice"] = Field(description="single_choice or multiple_choice.")
    order: Literal["shuffled", "fixed"] = Field("shuffled", description="shuffled (stable for a learner) or fixed.")
    options: dict[Name, Option] = Field(
        min_length=2, description="The options by name; a name is a word, not a letter."
    )


class ItemFile(Strict):
    """items.yml"""

    items: dict[Name, ChoiceItem] = Field(description="The lesson's items by id.")
