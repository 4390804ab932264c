"""An answer as the sheet keeps it: one entry an exercise (practicum/answers.py says the whole file)."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict


class Given(TypedDict):
    """What was answered, when, and to which version of the question."""

    response: Any  # by kind; None for a blank one
    at: str  # ISO 8601 in UTC, to the millisecond; "" where an older sheet has none
    version: NotRequired[str]


class AnswerEntry(Given):
    """The answer that counts."""

    tries: int  # how often it was checked; with no key here, how often it was given
    checked: bool  # feedback is shown; of a written response, the examples
    first: NotRequired[Given]  # what was first checked
    marks: NotRequired[
        dict[str, dict[str, int]]
    ]  # one's own, of a written response: before, after -> criterion -> points
    seen: NotRequired[dict[str, str]]  # writer -> time of its last write that this state knows of (merging)
    others: NotRequired[list[Given]]  # versions of other windows, until the learner chooses; newest last


class QuestionVersion(TypedDict):
    """The part of an entry that names the question."""

    version: NotRequired[str]
