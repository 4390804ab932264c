"""The written response and its rubric."""

from __future__ import annotations

from pydantic import Field

from .base import Name, Strict, Text


class Criterion(Strict):
    """One row of the rubric."""

    title: Text = Field(description="The criterion's name.")
    levels: dict[int, Text] = Field(min_length=2, description="Points and descriptor of each level, best first.")
    must_reach: int | None = Field(None, description="Below this the response is returned, whatever the total.")


class Example(Strict):
    """A response marked by the authors, on which markers calibrate."""

    title: Text = Field(description="In a few words, what it is an example of.")
    response: dict[Name, Text] = Field(description="The response, field by field.")
    scores: dict[Name, int] = Field(description="The level given on each criterion.")
    reasons: dict[Name, Text] = Field(description="Why, criterion by criterion.")


class Box(Strict):
    """One box to write in."""

    label: Text = Field(description="What is asked for.")
    rows: int = Field(6, ge=2, le=30, description="Height in lines.")
    words: int | None = Field(None, ge=10, le=1000, description="A length to aim at, in words; never enforced.")


class Written(Strict):
    """rubric.yml: the written response of a lesson and how it is marked."""

    id: Name = Field(description="Its id, by which the notebook shows it.")
    title: Text = Field(description="Its title.")
    objective: Name = Field(description="The objective of lesson.yml that it serves.")
    principle: Name = Field(description="The principle of module.yml that it tests.")
    prompt: Text = Field(description="The moment and the task; about an invented client.")
    fields: dict[Name, Box] = Field(min_length=1, description="The boxes to write in.")
    criteria: dict[Name, Criterion] = Field(min_length=2, description="The rubric's rows.")
    examples: dict[Name, Example] = Field(default_factory=dict, description="Marked examples, weak to exemplary.")
    common_weaknesses: list[Text] = Field(default_factory=list, description="What weak responses do.")
    references: list[Name] = Field(default_factory=list, description="Sources.")

    @property
    def points(self) -> int:
        """The sum of the best level of every criterion."""
        return sum(max(c.levels) for c in self.criteria.values())
