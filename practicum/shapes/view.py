"""What a screen is told of an exercise: what to show now, in words ready to print. practicum/widgets/static/ draws it.

A view holds no rule, and in a cohort's copy no key. Fields that only some kinds have stand in `ItemParts` and `Parts`.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class Action(TypedDict):
    """A button. `do` is what its event says."""

    do: str
    label: str
    primary: bool
    disabled: bool
    why_disabled: str | None


class Feedback(TypedDict):
    """What is said to a part of an answer. `mark`: right, wrong, missed, or a quality; `word` is that in words."""

    mark: str
    word: str
    then: str | None  # what follows, of a decision
    why: str
    sources: list[str]  # full references


class Said(TypedDict):
    """A part of a response in words."""

    label: str
    text: str


class Named(TypedDict):
    id: str
    text: str


class Option(TypedDict):
    id: str
    text: str
    chosen: bool
    locked: bool
    feedback: Feedback | None


class Step(TypedDict):
    id: str
    text: str
    locked: bool
    feedback: Feedback | None


class Case(TypedDict):
    id: str
    text: str
    chosen: str | None  # a category's id
    locked: bool
    feedback: Feedback | None


class Line(TypedDict):
    id: str  # its number, from "1"
    who: str
    text: str
    scored: bool
    chosen: list[str]  # codes
    locked: bool
    feedback: Feedback | None


class Meter(TypedDict):
    id: str
    label: str
    min: float
    max: float
    value: float
    start: float
    better: str
    band: dict[str, Any] | None
    trace: list[list[float]]  # [move, value]


class Turn(TypedDict):
    """What happened: a scene, or what the learner did (`who`: scene, you)."""

    who: Literal["scene", "you"]
    text: str
    changes: list[Said]
    quality: NotRequired[str]
    word: NotRequired[str]
    why: NotRequired[str]
    sources: NotRequired[list[str]]


class EndingShown(TypedDict):
    title: str
    quality: str
    word: str
    debrief: str
    remarks: list[str]
    flags: list[str]
    sources: list[str]


class EarlierRun(TypedDict):
    title: str
    word: str


class Field(TypedDict):
    """A box to write in."""

    id: str
    label: str
    value: str
    rows: int
    hint: str | None
    limit: int  # characters


class VersionAction(TypedDict):
    keep: Literal["this", "other", "both"]
    label: str


class VersionHere(TypedDict):
    label: str
    parts: list[Said]


class VersionThere(VersionHere):
    id: str
    actions: list[VersionAction]


class Versions(TypedDict):
    """Two versions of an answer, to be chosen between."""

    title: str
    text: str
    here: VersionHere
    others: list[VersionThere]


class ItemParts(TypedDict, total=False):
    """What items of one kind or another show beside their stem."""

    hint: str | None
    multiple: bool
    options: list[Option]
    next: Any  # {text} of the transfer case, of a decision
    steps: list[Step]
    categories: list[Named]
    cases: list[Case]
    codes: list[Named]
    lines: list[Line]
    unit: str | None
    value: str
    limit: int  # characters
    locked: bool
    note: str | None
    feedback: Feedback | None
    key: Feedback | None


class Parts(ItemParts, total=False):
    """What any exercise may show beside its frame."""

    title: str | None
    text: str
    stem: str
    stage: Literal["open", "feedback"]
    result: str | None
    actions: list[Action]
    # a branching case
    turns: list[Turn]
    choices: list[Named]
    ending: EndingShown | None
    meters: list[Meter]
    moves: list[str]
    made: int  # moves
    chart_words: str
    count: str
    ended: list[EarlierRun]
    # a written response
    prompt: str
    fields: list[Field]
    rubric: list[dict[str, Any]]
    marking: dict[str, Any] | None  # exercises/marking.view
    privacy: str
    examples: list[dict[str, Any]]


class Former(TypedDict, total=False):
    """An answer to an earlier version of the question."""

    changed: str | None
    former: list[Said]


class View(Parts):
    """A whole view."""

    kind: str  # which screen draws it
    id: str
    badge: str
    changed: str | None  # that the question was changed since
    seen: dict[str, str]  # the names of what is shown, which the screen sends back (exercises/states)
    versions: Versions | None
    former: NotRequired[list[Said]]  # an answer to an earlier version of the question
