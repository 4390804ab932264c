"""The course, a topic area, its references, and the head of a lesson."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from .base import Name, Strict, Text


class Course(Strict):
    """course.yml"""

    title: Text = Field(description="The course's name, as learners see it.")
    topics: list[Name] = Field(description="The topic areas' folder names, in teaching order.")
    pass_mark: float = Field(75, ge=0, le=100, description="Percent needed to complete a lesson.")
    show_key_in_feedback: bool = Field(
        True, description="Whether feedback names the right answer of a missed graded item."
    )
    author_note: Text | None = Field(None, description="Who wrote the course, in one sentence.")
    report_to: Text | None = Field(
        None, description="Where a learner's report of an error goes: a mail address, or the address of a page."
    )
    time_zone: Text | None = Field(
        None,
        description="The time zone in which dates are meant and said, by name, such as America/New_York. Without it, that "
        "of the computer on which the course is run.",
    )
    difficulty: float = Field(
        3, ge=1, le=5, description="How hard the reading is, 1 to 5; used in the minutes of continuing education alone."
    )


class Module(Strict):
    """module.yml: one topic area, which is one nbgrader assignment."""

    title: Text = Field(description="The topic area's name.")
    summary: Text | None = Field(None, description="One sentence on what it is about, for the learner's home page.")
    lessons: list[Name] = Field(description="Its lessons' folder names, in teaching order.")
    as_of: Text = Field(description="The date (YYYY-MM-DD) up to which law and codes were looked up.")
    review_by: Text = Field(description="The date (YYYY-MM-DD) by which they must be looked up again.")
    principles: dict[Name, Text] = Field(
        description="What the cases test, one clause each. Items and vignettes name one of these."
    )
    instructor_notes: Text | None = Field(None, description="For whoever runs the cohort.")


class Person(Strict):
    """A CSL name: family and given, or literal for a body."""

    family: Text | None = Field(None, description="Family name.")
    given: Text | None = Field(None, description="Given names or initials, as printed.")
    literal: Text | None = Field(None, description="The whole name of an organisation.")


class Reference(Strict):
    """One work cited, in CSL-YAML terms, with the state of its checking."""

    id: Name = Field(description="The key that prose cites as [@key].")
    type: Literal[
        "article-journal", "book", "chapter", "webpage", "legislation", "legal_case", "report", "standard"
    ] = Field(description="CSL type.")
    title: Text = Field(description="Title, in sentence case.")
    author: list[Person] = Field(default_factory=list, description="Authors, in order.")
    issued: int | Literal["n.d."] = Field(description="Year of publication, or n.d.")
    container_title: Text | None = Field(None, alias="container-title", description="Journal or book title.")
    volume: Text | None = Field(None, description="Volume, in quotation marks.")
    issue: Text | None = Field(None, description="Issue, in quotation marks.")
    page: Text | None = Field(None, description="Pages, in quotation marks.")
    publisher: Text | None = Field(None, description="Publisher or body.")
    note: Text | None = Field(None, description="Anything a reader needs, e.g. which amendments it carries.")
    doi: Text | None = Field(None, alias="DOI", description="DOI without the resolver's address.")
    url: Text | None = Field(None, alias="URL", description="Where a learner can read it.")
    checked: Literal["yes", "no"] = Field(description="Whether somebody read what is cited on a source page.")
    checked_on: Text | None = Field(None, description="The day it was read, YYYY-MM-DD.")
    checked_against: Text | None = Field(None, description="What exactly was read: official text, abstract, copy.")

    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class References(Strict):
    """references.yml"""

    references: list[Reference] = Field(description="Every work that the topic area cites.")


class Objective(Strict):
    """A measurable objective and the competencies it serves."""

    text: Text = Field(description="What the learner will do, beginning with the verb.")
    competencies: dict[Name, list[Text]] = Field(
        default_factory=dict,
        description="Competency codes by body: apa, cacrep, cswe; modules/competencies.yml has them.",
    )
    taught_in: list[Text] = Field(
        default_factory=list, description="The headings of the notebook under which it is taught, word for word."
    )


class Figure(Strict):
    """A drawing beside the lesson, with its text alternative."""

    file: Text = Field(description="The file, below figures/ of this lesson.")
    alt: Text = Field(description="What the figure says, in words, for whoever does not see it.")


class LessonHead(Strict):
    """lesson.yml"""

    title: Text = Field(description="The lesson's title.")
    summary: Text = Field(description="One sentence that says what the learner can do afterwards.")
    content_note: Text = Field(description="One neutral line that names the subjects touched, and the way round.")
    objectives: dict[Name, Objective] = Field(description="Three or four measurable objectives.")
    figures: dict[Name, Figure] = Field(default_factory=dict, description="Drawings that prose shows as figure:NAME.")
