"""What stands beside the lessons: the competencies they serve, and what a person should still look up."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Name, Strict, Text


class Clause(Strict):
    """One competency or standard of an accrediting body."""

    text: Text = Field(description="What it asks, in a few words of our own.")
    as_of: Text = Field(description="The date (YYYY-MM-DD) up to which it was looked up.")
    checked: Literal["yes", "no"] = Field(description="Whether somebody read it on a page.")


class Body(Strict):
    """An accrediting body's list of competencies."""

    title: Text = Field(description="The document's title.")
    version: Text = Field(description="Its edition or year.")
    url: Text = Field(alias="URL", description="Where it can be read.")
    note: Text | None = Field(None, description="What a reader of the table must know.")
    clauses: dict[Text, Clause] = Field(description="The competencies by the code that lesson.yml names.")


class Competencies(Strict):
    """competencies.yml"""

    bodies: dict[Name, Body] = Field(description="The bodies by short name: apa, cacrep, cswe.")


class LookUp(Strict):
    """One thing that could not be settled here."""

    what: Text = Field(description="The question, with the lesson or place that it concerns.")
    where: Text = Field(description="Where it can be looked up: the official page or text.")
    why: Text = Field(description="Why it matters, and what the lesson does meanwhile.")


class Unchecked(Strict):
    """unchecked.yml"""

    look_up: list[LookUp] = Field(description="What a person should still look up.")
