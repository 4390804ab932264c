"""Vignettes: one decision, or a branching case."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from .base import Name, Quality, Strict, Text


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
    flags: dict[Name, Text] = Field(
        default_factory=dict,
        description="Every flag that a choice or effect may raise, in words: the debrief lists those met.",
    )
    start: Name = Field(description="The first scene.")
    moves: Cap | None = Field(None, description="Cap on moves.")
    cards: dict[Name, list[Text]] = Field(default_factory=dict, description="Cards dealt at the start, by name.")
    scenes: dict[Name, Scene] = Field(min_length=2, description="The scenes by name.")
    endings: dict[Name, Ending] = Field(min_length=1, description="The endings by name, in the order tried.")
    remarks: list[Remark] = Field(default_factory=list, description="Sentences added to the debrief.")
    transfer: Name | None = Field(None, description="Another vignette on the same principle, shown next.")
    references: list[Name] = Field(default_factory=list, description="Sources of the whole case.")
