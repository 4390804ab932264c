"""One hand-in looked at before it is collected: what of it can be taken, and at what time it counts."""

from __future__ import annotations

import datetime
import os
from dataclasses import dataclass
from pathlib import Path

from . import copying, expected, inbound, refusals, times
from .arrivals import DATED, Arrival
from .candidates import Candidate
from .copying import Odd
from .expected import Expected

LONGEST_STAMP = 200  # bytes


class Refused(Exception):
    """Why a hand-in is not taken, in half a sentence."""


@dataclass
class Weighed:
    """A hand-in that may be taken."""

    candidate: Candidate
    looked: copying.Looked
    owner: int
    at: datetime.datetime  # what counts
    said: list[str]
    stamped: bool  # whether its timestamp.txt can stay as it is


def weigh(
    candidate: Candidate, folder: int, wanted: Expected, earlier: Arrival | None, as_written: bool
) -> Weighed:  # fmt: skip
    """Look into an open folder. `earlier`: what the course's own records have of it. Raises Refused."""
    about = os.fstat(folder)
    try:
        looked = copying.look(folder, wanted)
    except OSError as error:
        raise Refused(f"it cannot be read ({error.strerror})") from error
    exchange = times.of_file_system(looked.changed() or about.st_ctime)
    text, odd = _stamp(folder)
    written = inbound.moment(text)
    same = earlier and not as_written and earlier.changed == looked.changed()
    if earlier and earlier.at and (same or earlier.state == DATED):
        decided = times.decide(written, candidate.at, earlier.at)
    elif as_written:
        decided = times.believed(written, candidate.at, exchange)
    else:
        decided = times.decide(written, candidate.at, exchange)
    said = []
    if written is None:
        said.append(refusals.no_time(odd or ("holds no time" if text.strip() else "is empty"), decided.at))
    if decided.overridden is not None:
        said.append(refusals.another_time(decided.overridden, decided.at))
    usual = bool(inbound.USUAL.fullmatch(text.strip()))
    return Weighed(candidate, looked, about.st_uid, decided.at, said, usual and written == decided.at)


def _stamp(folder: int) -> tuple[str, str]:
    """What stands in a hand-in's timestamp.txt, and why it cannot be used where it cannot."""
    try:
        data = copying.read(expected.STAMP, folder, LONGEST_STAMP, single=True)
    except Odd as odd:
        return "", "is missing" if not _lies_there(folder) else f"cannot be used ({odd})"
    return data.decode("utf-8", "replace").removeprefix("\ufeff"), ""


def _lies_there(folder: int) -> bool:
    try:
        os.stat(expected.STAMP, dir_fd=folder, follow_symlinks=False)
        return True
    except OSError:
        return False


def time_in(target: Path) -> datetime.datetime | None:
    try:
        with copying.opened_folder(target) as folder:
            return inbound.moment(_stamp(folder)[0])
    except OSError:
        return None


def last_change(target: Path) -> datetime.datetime:
    found = [os.lstat(os.path.join(place, name)).st_ctime for place, _, names in os.walk(target) for name in names]
    return times.of_file_system(max(found, default=0.0))
