"""Which time counts for a hand-in: what the sender wrote, or what the exchange's own file system says.

A sender writes the folder's name and timestamp.txt, and may set a file's modification time. The moment at which
a file's entry last changed (ctime) is the file system's own and nobody can set it: work cannot have been there
in its present form before it.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

TOLERANCE = datetime.timedelta(minutes=2)  # submit writes the time first and then copies; clocks differ a little


@dataclass(frozen=True)
class Decided:
    """The time that counts, in UTC without saying so; and which written times it overrides."""

    at: datetime.datetime
    overridden: datetime.datetime | None = None  # what was written, where that does not count


def decide(
    in_file: datetime.datetime | None, in_name: datetime.datetime | None, exchange: datetime.datetime,
    tolerance: datetime.timedelta = TOLERANCE,
) -> Decided:  # fmt: skip
    """The written time that fits the exchange's, the file's before the name's; without one the exchange's own."""
    claims = [at for at in (in_file, in_name) if at is not None]
    wrong = [at for at in claims if abs(at - exchange) > tolerance]
    right = [at for at in claims if at not in wrong]
    return Decided(right[0] if right else exchange, wrong[0] if wrong else None)


def believed(
    in_file: datetime.datetime | None, in_name: datetime.datetime | None, exchange: datetime.datetime
) -> Decided:
    """The same where the course takes the written times as they are."""
    return Decided(next((at for at in (in_file, in_name) if at is not None), exchange))


def of_file_system(seconds: float) -> datetime.datetime:
    """A file system's time in UTC, without saying so."""
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).replace(tzinfo=None)
