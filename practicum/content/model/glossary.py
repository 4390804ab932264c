"""The glossary of a topic area."""

from __future__ import annotations

from pydantic import Field

from .base import Name, Strict, Text


class Term(Strict):
    """One word of the field, in plain words."""

    term: Text = Field(description="The word, as it stands in a sentence.")
    also: list[Text] = Field(default_factory=list, description="Other words for the same, such as an abbreviation.")
    definition: Text = Field(description="What it means, in one to three sentences; it may cite [@key].")
    references: list[Name] = Field(min_length=1, description="Sources of the definition, keys of references.yml.")
    see_also: list[Name] = Field(default_factory=list, description="Other terms of this glossary, by name.")


class Glossary(Strict):
    """glossary.yml"""

    terms: dict[Name, Term] = Field(min_length=1, description="The terms by name; learners see them by the alphabet.")
