"""What is said of a hand-in at the exchange: one sentence for each thing, whatever names a stranger chose."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from practicum.learner_ids import shown

MOST_NAMED = 5
LONGEST = 80  # characters of a name that are shown
THE_EXCHANGE = "the exchange"  # what the lines of a summary are about


@dataclass(frozen=True)
class Said:
    """A sentence about one learner's hand-in, or one whose learner nobody can tell (then the folder's name)."""

    learner: str
    line: str
    refused: bool = False
    where: str = THE_EXCHANGE

    def __str__(self) -> str:
        return f"{shown(self.learner, LONGEST)}, {self.where}: {self.line}"


def refused(folder: str, why: str) -> str:
    return f"The hand-in '{shown(folder, 200)}' was refused: {why}."


def left_out(files: Mapping[str, str], more: bool = False) -> list[str]:
    """What of a hand-in was not taken, each with its reason, in one sentence; nothing where all was."""
    named = [f"{shown(name, LONGEST)} ({why})" for name, why in sorted(files.items())[:MOST_NAMED]]
    if not named and not more:
        return []
    rest = len(files) - len(named)
    named += ([f"{rest} more"] if rest else []) + (["what lies behind the first thousands of files"] if more else [])
    return [f"Left out: {', '.join(named)}."]


def another_time(written: datetime.datetime, counts: datetime.datetime) -> str:
    return f"It is dated {_at(written)}; in the exchange it is of {_at(counts)}, and that counts."


def no_time(why: str, counts: datetime.datetime) -> str:
    return f"Its timestamp.txt {why}; {_at(counts)} counts, as the exchange has it."


def _at(at: datetime.datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def newer_by_hand(topic: str, learner: str) -> str:
    return (
        f"What stands in submitted/{shown(learner)}/{topic} bears no time and is newer than the hand-in in the exchange, "
        "so it stays; write a timestamp.txt beside it, or remove it, and collect again."
    )
