"""A lesson's content: <lesson>.content.json beside a notebook, and with its keys below gradebook/released/.

Whole in the self-study edition and with `keyed`; in the cohort's edition graded and check items have no key
(content/keys.TELLING), and their parts stand under opaque names. Which author's field is which: content/model/.
"""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class Part(TypedDict):
    """An option, a step or a case of an item. Without a key it has its text alone."""

    text: str
    feedback: NotRequired[str]
    references: NotRequired[list[str]]  # keys of the lesson's `references`, here and everywhere below
    opaque: NotRequired[str]  # its name in a cohort's copy: "o" and 8 hex digits
    correct: NotRequired[bool]  # of an option
    credit: NotRequired[float]  # of a wrong option: the part of the points, 0 to under 1
    category: NotRequired[str]  # of a case: the name of the category it belongs to


class Near(TypedDict):
    """A foreseen wrong answer of a numeric item."""

    value: float  # in the item's unit
    credit: NotRequired[float]  # the part of the points, 0 to under 1
    feedback: str
    references: NotRequired[list[str]]


class Line(TypedDict):
    """A line of a transcript."""

    who: str
    text: str
    codes: NotRequired[list[str]]
    scored: NotRequired[bool]  # missing: yes
    feedback: NotRequired[str]
    references: NotRequired[list[str]]


class ItemSpec(TypedDict):
    """An item of any kind: what all have, then what its kind has (content/kinds/)."""

    type: str  # the name of its kind
    use: Literal["practice", "graded", "check"]
    objective: str
    principle: str
    points: float
    case: NotRequired[str]
    stem: str
    references: NotRequired[list[str]]
    version: NotRequired[str]  # of the question (content/versions.py): 12 hex digits
    keyless: NotRequired[bool]  # true: the key is not in this copy

    order: NotRequired[Literal["shuffled", "fixed"]]  # single and multiple choice
    options: NotRequired[dict[str, Part]]

    steps: NotRequired[dict[str, Part]]  # ordering: with the key, in the right order

    categories: NotRequired[dict[str, str]]  # matching
    cases: NotRequired[dict[str, Part]]

    answer: NotRequired[float]  # numeric: in `unit`
    unit: NotRequired[str]
    tolerance: NotRequired[float]  # in `unit`, both ways
    right: NotRequired[str]  # what is said to the right number
    feedback: NotRequired[str]  # and to any other
    near: NotRequired[dict[str, Near]]

    codes: NotRequired[dict[str, str]]  # transcript
    lines: NotRequired[list[Line]]


class Box(TypedDict):
    """A box of a written response."""

    label: str
    rows: NotRequired[int]  # height in lines
    words: NotRequired[int]  # the length aimed at


class Criterion(TypedDict):
    """A row of a rubric."""

    title: str
    levels: dict[str, str]  # points, as text, and descriptor; best first
    must_reach: NotRequired[int]  # points; below, a response is returned


class Example(TypedDict):
    """A response marked by the authors."""

    title: str
    response: dict[str, str]  # by box
    scores: dict[str, int]  # points by criterion
    reasons: dict[str, str]  # by criterion


class WrittenSpec(TypedDict):
    """A written response with its rubric. A cohort's copy has no examples, weaknesses or references."""

    id: str
    title: str
    objective: str
    principle: str
    prompt: str
    fields: dict[str, Box]
    criteria: dict[str, Criterion]
    points: float  # the sum of the best levels
    examples: NotRequired[dict[str, Example]]
    common_weaknesses: NotRequired[list[str]]
    references: NotRequired[list[str]]
    version: NotRequired[str]


class DecisionOption(TypedDict):
    say: str
    quality: str  # best, acceptable, poor, harmful
    then: str
    why: str
    references: NotRequired[list[str]]


class DecisionSpec(TypedDict):
    """A decision vignette."""

    kind: Literal["decision"]
    title: str
    objective: str
    principle: str
    text: str
    question: str
    options: dict[str, DecisionOption]
    transfer: NotRequired[str]
    references: NotRequired[list[str]]
    version: NotRequired[str]


class Meter(TypedDict):
    label: str
    min: NotRequired[float]  # missing: 0
    max: NotRequired[float]  # missing: 10
    start: float
    better: Literal["low", "high", "middle"]
    band: NotRequired[dict[str, Any]]  # {low, high, label}


class Effect(TypedDict, total=False):
    """What happens on entering a scene; `when` is a condition (content/conditions.py), here and below."""

    when: str
    add: dict[str, float]  # to meters by name; so are the next three
    set: dict[str, float]
    at_least: dict[str, float]
    at_most: dict[str, float]
    flag: str
    store: dict[str, str]  # name under which -> meter
    go: str  # a scene


class Choice(TypedDict):
    say: str
    quality: str
    change: NotRequired[dict[str, float]]  # added to meters
    flags: NotRequired[list[str]]
    when: NotRequired[str]
    why: str
    references: NotRequired[list[str]]
    goto: str  # a scene, an ending, or "end": the first ending whose condition holds


class SceneText(TypedDict):
    when: NotRequired[str]
    text: str


class Scene(TypedDict):
    text: str | list[SceneText]
    on_entry: NotRequired[list[Effect]]
    choices: dict[str, Choice]


class Ending(TypedDict):
    when: NotRequired[str]
    title: str
    quality: str
    debrief: str


class Remark(TypedDict):
    when: str
    text: str


class Cap(TypedDict):
    at_most: int  # moves
    then: str  # the ending when they are used up


class BranchingSpec(TypedDict):
    """A branching case."""

    kind: Literal["branching"]
    title: str
    objective: str
    principle: str
    text: str
    meters: dict[str, Meter]
    flags: NotRequired[dict[str, str]]  # in words
    start: str  # a scene
    moves: NotRequired[Cap]
    cards: NotRequired[dict[str, list[str]]]
    scenes: dict[str, Scene]
    endings: dict[str, Ending]
    remarks: NotRequired[list[Remark]]
    transfer: NotRequired[str]
    references: NotRequired[list[str]]
    version: NotRequired[str]


VignetteSpec = DecisionSpec | BranchingSpec
Spec = ItemSpec | DecisionSpec | BranchingSpec | WrittenSpec


class Reference(TypedDict):
    """A work cited."""

    short: str
    full: str
    url: NotRequired[str]


class Objective(TypedDict):
    text: str
    competencies: dict[str, list[str]]  # codes by body
    taught_in: list[str]  # headings of the notebook


class Figure(TypedDict):
    file: str
    alt: str


class LessonContent(TypedDict):
    """All that a lesson says beside its prose."""

    schema: int
    topic: str
    lesson: str
    title: str
    summary: str
    content_note: str
    topic_title: str
    as_of: str  # YYYY-MM-DD
    objectives: dict[str, Objective]
    figures: dict[str, Figure]
    principles: dict[str, str]
    references: dict[str, Reference]
    items: dict[str, ItemSpec]
    vignettes: dict[str, VignetteSpec]
    written: dict[str, WrittenSpec]
    hash: NotRequired[str]  # 16 hex digits, of the whole content in every edition
    edition: NotRequired[Literal["keyed", "self_study", "cohort"]]
    show_key_in_feedback: NotRequired[bool]
    minutes: NotRequired[int]  # in one's own copy
    due: NotRequired[str]  # in a cohort's: ISO 8601 with its offset
    due_zone: NotRequired[dict[str, Any]]  # {place, offset: of that moment}
