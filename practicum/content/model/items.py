"""Items: stem, options, key, feedback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, StringConstraints

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

    if TYPE_CHECKING:
        type: str  # the name of its kind; each form says which it takes

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


class Step(Strict):
    """One step of an ordering item."""

    text: Text = Field(description="The step.")
    feedback: Text = Field(description="Why it stands where it stands.")
    references: list[Name] = Field(default_factory=list, description="Sources of this step's feedback.")


class OrderingItem(ItemBase):
    """Steps to be put in sequence."""

    type: Literal["ordering"] = Field(description="ordering")
    steps: dict[Name, Step] = Field(min_length=3, description="The steps by name, listed in the right order.")


class Case(Strict):
    """One case of a matching item."""

    text: Text = Field(description="The case.")
    category: Name = Field(description="The category it belongs to.")
    feedback: Text = Field(description="Why it belongs there.")
    references: list[Name] = Field(default_factory=list, description="Sources of this case's feedback.")


class MatchingItem(ItemBase):
    """Cases to be put under categories."""

    type: Literal["matching"] = Field(description="matching")
    categories: dict[Name, Text] = Field(min_length=2, description="The categories by name.")
    cases: dict[Name, Case] = Field(min_length=2, description="The cases by name.")


class Near(Strict):
    """A foreseen wrong answer of a numeric item."""

    value: float = Field(description="The wrong number.")
    credit: float = Field(0, ge=0, lt=1, description="Part of the points that it still earns (0 to under 1).")
    feedback: Text = Field(description="What went wrong, and what to look at.")
    references: list[Name] = Field(default_factory=list, description="Sources of this feedback.")


class NumericItem(ItemBase):
    """A number to be worked out."""

    type: Literal["numeric"] = Field(description="numeric")
    answer: float = Field(description="The right number.")
    unit: Text | None = Field(None, description="Its unit; learners may write it or leave it out.")
    tolerance: float = Field(0, ge=0, description="How far off still counts as right, in the same unit.")
    right: Text = Field(description="Feedback on the right number.")
    feedback: Text = Field(description="Feedback on any other number.")
    near: dict[Name, Near] = Field(default_factory=dict, description="Foreseen wrong answers by name.")


class Line(Strict):
    """One line of a transcript or document."""

    who: Text = Field(description="Who speaks or writes.")
    text: Text = Field(description="What is said.")
    codes: list[Text] = Field(default_factory=list, description="The codes that the key sets here.")
    scored: bool = Field(True, description="false for a line that does not count and cannot be marked.")
    feedback: Text | None = Field(None, description="Why; needed where the key marks, wanted where a mark is tempting.")
    references: list[Name] = Field(default_factory=list, description="Sources of this line's feedback.")


class TranscriptItem(ItemBase):
    """Lines to be marked with codes."""

    type: Literal["transcript"] = Field(description="transcript")
    codes: dict[Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")], Text] = Field(
        min_length=1, description="The codes: a letter or word each, with its name."
    )
    lines: list[Line] = Field(min_length=2, description="The lines, in order.")
