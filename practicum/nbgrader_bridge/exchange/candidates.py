"""The hand-ins of one topic area as they lie in the exchange, by learner, and what there is none at all."""

from __future__ import annotations

import datetime
import os
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from practicum import learner_ids

from . import inbound, times

MOST_SEEN = 200_000  # entries of inbound/
MOST_REFUSED = 200  # things without a learner that are named


@dataclass(frozen=True)
class Candidate:
    """A folder that bears a learner's name and a time."""

    folder: str
    learner: str
    at: datetime.datetime  # in its name
    changed: datetime.datetime  # by the exchange's file system

    @property
    def rank(self) -> tuple[datetime.datetime, str]:
        """By which the newest is found. A date in the future puts nothing before what comes after it."""
        return min(self.at, self.changed), self.folder


@dataclass
class Waiting:
    """What lies in inbound/ for a topic area."""

    of: dict[str, list[Candidate]] = field(default_factory=dict)  # learner -> newest first
    refused: list[tuple[str, str, str]] = field(default_factory=list)  # learner or "", folder, why
    more: int = 0  # refused and not named


def look(folder: Path, topic: str, topics: set[str], who: str) -> Waiting:
    """Everything that concerns a topic area; `who` is nbgrader's pattern of learners. Raises OSError."""
    found = Waiting()
    with os.scandir(folder) as entries:
        for number, entry in enumerate(entries):
            if number == MOST_SEEN:
                found.refused.append(
                    ("", folder.name, f"it holds more than {MOST_SEEN:,} entries; the rest was not seen")
                )
                break
            if inbound.concerns(entry.name, topic, topics):
                _sort_in(found, entry, topic, who)
    for candidates in found.of.values():
        candidates.sort(key=lambda one: one.rank, reverse=True)
    found.refused.sort(key=lambda one: one[1])
    return found


def _sort_in(found: Waiting, entry: os.DirEntry, topic: str, who: str) -> None:
    name = inbound.parse(entry.name)
    learner = name.learner if name else ""
    if who not in ("", "*") and not fnmatchcase(learner, who):
        return
    if why := _problem(entry, name, topic):
        if len(found.refused) < MOST_REFUSED:
            found.refused.append((learner, entry.name, why))
        else:
            found.more += 1
        return
    assert name is not None and name.at is not None, "else it has a problem"
    changed = times.of_file_system(entry.stat(follow_symlinks=False).st_ctime)
    found.of.setdefault(learner, []).append(Candidate(entry.name, learner, name.at, changed))


def _problem(entry: os.DirEntry, name: inbound.Name | None, topic: str) -> str | None:
    """Why an entry is no hand-in, in half a sentence."""
    try:
        if entry.is_symlink():
            return "it is a link"
        if not entry.is_dir(follow_symlinks=False):
            return "it is no folder"
        entry.stat(follow_symlinks=False)
    except OSError as error:
        return f"it cannot be looked at ({error.strerror})"
    if name is None:
        return "its name is not that of a hand-in"
    if why := learner_ids.problem(name.learner):
        return f"'{learner_ids.shown(name.learner, 60)}' is no learner's id ({why})"
    if name.at is None:
        return "the time in its name cannot be read"
    if name.topic != topic:
        return f"there is no topic area '{learner_ids.shown(name.topic, 60)}'"
    return None
