"""What an author may write in modules/: every file's form, field by field.

The JSON Schema for editors and every message of the checker come from these
descriptions, so they are written for a clinician who edits a text file.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Quality = Literal["best", "acceptable", "poor", "harmful"]
Use = Literal["practice", "graded", "check"]


class Strict(BaseModel):
    """Unknown fields are refused: a misspelt field must not vanish silently."""

    model_config = ConfigDict(extra="forbid")


# ---------------------------------------------------------------- the course


class Course(Strict):
    """course.yml"""

    title: Text = Field(description="The course's name, as learners see it.")
    topics: list[Name] = Field(description="The topic areas' folder names, in teaching order.")
    pass_mark: float = Field(75, ge=0, le=100, description="Percent needed to complete a lesson.")
    show_key_in_feedback: bool = Field(
        True, description="Whether feedback names the right answer of a missed graded item."
    )
    author_note: Text | None = Field(None, description="Who wrote the course, in one sentence.")


class Module(Strict):
    """module.yml: one topic area, which is one nbgrader assignment."""

    title: Text = Field(description="The topic area's name.")
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


# ---------------------------------------------------------------- one lesson


class Objective(Strict):
    """A measurable objective and the competencies it serves."""

    text: Text = Field(description="What the learner will do, beginning with the verb.")
    competencies: dict[Name, list[Text]] = Field(
        default_factory=dict, description="Competency codes by body: apa, cacrep, cswe."
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


# ---------------------------------------------------------------- items


class Option(Strict):
    """One option of an item."""

    text: Text = Field(description="What the learner reads.")
    correct: bool = Field(False, description="true for the key, or for each right option of a multiple choice.")
    credit: float = Field(0, ge=0, lt=1, description="Part of the points that this wrong option still earns (0 to under 1).")
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
    options: dict[Name, Option] = Field(min_length=2, description="The options by name; a name is a word, not a letter.")


class ItemFile(Strict):
    """items.yml"""

    items: dict[Name, ChoiceItem] = Field(description="The lesson's items by id.")


# ---------------------------------------------------------------- vignettes


class DecisionOption(Strict):
    """One thing that a decent colleague might do."""

    say: Text = Field(description="What the therapist does or says.")
    quality: Quality = Field(description="best, acceptable, poor or harmful.")
    then: Text = Field(description="What happens next.")
    why: Text = Field(description="Why it is of this quality.")
    references: list[Name] = Field(default_factory=list, description="Sources, beyond those of the vignette.")


class Decision(Strict):
    """A decision vignette: one moment, four options, a consequence and a reason each."""

    kind: Literal["decision"] = Field(description="decision")
    title: Text = Field(description="The case's name.")
    objective: Name = Field(description="The objective of lesson.yml that it serves.")
    principle: Name = Field(description="The principle of module.yml that it tests.")
    text: Text = Field(description="The client, the setting, the moment.")
    question: Text = Field("What do you do?", description="The question put to the learner.")
    options: dict[Name, DecisionOption] = Field(min_length=3, description="The options by name.")
    transfer: Name | None = Field(None, description="Another vignette on the same principle, shown next.")
    references: list[Name] = Field(default_factory=list, description="Sources of every option.")


class Band(Strict):
    """A range of a meter that the chart tints."""

    low: float = Field(description="Lower edge.")
    high: float = Field(description="Upper edge.")
    label: Text = Field(description="Its name on the chart.")


class Meter(Strict):
    """Something that the learner's moves change."""

    label: Text = Field(description="Its name on the screen.")
    min: float = Field(0, description="Least value; changes are clipped to it.")
    max: float = Field(10, description="Greatest value; changes are clipped to it.")
    start: float = Field(description="Value at the start.")
    better: Literal["low", "high", "middle"] = Field(description="Which way is better.")
    band: Band | None = Field(None, description="A range to tint on the chart.")


class Effect(Strict):
    """One thing that happens on entering a scene; effects run in the order written."""

    when: Text | None = Field(None, description="Condition; without it the effect always happens.")
    add: dict[Name, float] | None = Field(None, description="Add to meters.")
    set: dict[Name, float] | None = Field(None, description="Set meters.")
    at_least: dict[Name, float] | None = Field(None, description="Raise meters to at least this.")
    at_most: dict[Name, float] | None = Field(None, description="Lower meters to at most this.")
    flag: Name | None = Field(None, description="Raise a flag.")
    store: dict[Name, Name] | None = Field(None, description="Keep a meter's value under a name: {closing: suds}.")
    go: Name | None = Field(None, description="Go on to another scene at once.")


class SceneText(Strict):
    """A text that is shown when its condition holds."""

    when: Text | None = Field(None, description="Condition; the first text whose condition holds is shown.")
    text: Text = Field(description="The text.")


class Choice(Strict):
    """One move in a scene."""

    say: Text = Field(description="What the therapist does or says.")
    quality: Quality = Field(description="best, acceptable, poor or harmful.")
    change: dict[Name, float] = Field(default_factory=dict, description="What it adds to meters.")
    flags: list[Name] = Field(default_factory=list, description="Flags it raises.")
    when: Text | None = Field(None, description="Condition for offering it.")
    why: Text = Field(description="Why it is of this quality; shown after the move.")
    references: list[Name] = Field(default_factory=list, description="Sources, beyond those of the case.")
    goto: Name = Field(description="A scene, an ending, or end (the first ending whose condition holds).")


class Scene(Strict):
    """One moment of a branching case."""

    text: Text | list[SceneText] = Field(description="What happens; or several texts with conditions.")
    on_entry: list[Effect] = Field(default_factory=list, description="Effects on entering, in order.")
    choices: dict[Name, Choice] = Field(min_length=2, description="The moves by name.")


class Ending(Strict):
    """Where a branching case can end."""

    when: Text | None = Field(None, description="Condition for choosing this ending at `end`; tried in order.")
    title: Text = Field(description="The ending in a few words.")
    quality: Quality = Field(description="How good an end it is: best, acceptable, poor or harmful.")
    debrief: Text = Field(description="What to take from it.")


class Remark(Strict):
    """A sentence added to the debrief when its condition holds."""

    when: Text = Field(description="Condition, after the last move; `ended(name)` asks for an ending.")
    text: Text = Field(description="The sentence.")


class Cap(Strict):
    """How many moves a case may take."""

    at_most: int = Field(ge=1, le=60, description="The last move allowed.")
    then: Name = Field(description="The ending when they are used up.")


class Branching(Strict):
    """A branching case: scenes, meters, endings. Its state is the list of choices made."""

    kind: Literal["branching"] = Field(description="branching")
    title: Text = Field(description="The case's name.")
    objective: Name = Field(description="The objective of lesson.yml that it serves.")
    principle: Name = Field(description="The principle of module.yml that it tests.")
    text: Text = Field(description="The client, the setting, who you are.")
    meters: dict[Name, Meter] = Field(min_length=1, description="What moves change.")
    flags: dict[Name, Text] = Field(default_factory=dict, description="Every flag that a choice or effect may raise, in words: the debrief lists those met.")
    start: Name = Field(description="The first scene.")
    moves: Cap | None = Field(None, description="Cap on moves.")
    cards: dict[Name, list[Text]] = Field(default_factory=dict, description="Cards dealt at the start, by name.")
    scenes: dict[Name, Scene] = Field(min_length=2, description="The scenes by name.")
    endings: dict[Name, Ending] = Field(min_length=1, description="The endings by name, in the order tried.")
    remarks: list[Remark] = Field(default_factory=list, description="Sentences added to the debrief.")
    transfer: Name | None = Field(None, description="Another vignette on the same principle, shown next.")
    references: list[Name] = Field(default_factory=list, description="Sources of the whole case.")


Vignette = Annotated[Decision | Branching, Field(discriminator="kind")]


# ---------------------------------------------------------------- written responses


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


class Field_(Strict):
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
    fields: dict[Name, Field_] = Field(min_length=1, description="The boxes to write in.")
    criteria: dict[Name, Criterion] = Field(min_length=2, description="The rubric's rows.")
    examples: dict[Name, Example] = Field(default_factory=dict, description="Marked examples, weak to exemplary.")
    common_weaknesses: list[Text] = Field(default_factory=list, description="What weak responses do.")
    references: list[Name] = Field(default_factory=list, description="Sources.")

    @property
    def points(self) -> int:
        """The sum of the best level of every criterion."""
        return sum(max(c.levels) for c in self.criteria.values())
