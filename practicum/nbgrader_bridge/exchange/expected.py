"""Which files of a hand-in the course expects: notebooks and answer sheets under whatever name, and what was released."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from practicum.course import released

STAMP, SECRET = "timestamp.txt", "submission_secret.txt"
# "gifts.ipynb", "gifts.answers (1).json", "gifts.ipynb.json", "gifts.answers.json.txt", "work.zip": found by what they hold
WORK = re.compile(r".*\.(ipynb|json|zip)(\.(ipynb|json|txt|download))?", re.IGNORECASE | re.DOTALL)
MOST_RELEASED = 2_000  # files of a release that are known by their names


@dataclass(frozen=True)
class Expected:
    """What the course expects of a topic area. With `labs`, any file: only their authors know what they need."""

    lessons: tuple[str, ...]
    others: frozenset[str]  # paths inside the release
    ignored: tuple[str, ...]  # patterns that nbgrader's configuration leaves out without a word
    labs: bool
    included: tuple[str, ...] = ("*",)  # nbgrader's own patterns of what is copied at all

    def first(self) -> list[str]:
        """Files by their own names, which go before all others where not all can be taken."""
        sheets = [f"{lesson}.answers.json" for lesson in self.lessons]
        return [STAMP, SECRET, *(f"{lesson}.ipynb" for lesson in self.lessons), *sheets]

    def takes(self, name: str) -> bool:
        """Whether a file is taken, by its path inside the hand-in."""
        if not any(fnmatchcase(name.rpartition("/")[2], pattern) for pattern in self.included):
            return False
        return self.labs or name in (STAMP, SECRET) or name in self.others or bool(WORK.fullmatch(name))

    def ignores(self, name: str) -> bool:
        """Whether a file or folder of this name is passed over without a word, as nbgrader does it."""
        patterns = [p for p in self.ignored if p.startswith(".") or not name.startswith(".")]
        return any(fnmatchcase(name, pattern) for pattern in patterns)


def of(root: Path, topic: str, notebooks: set[str], ignored: list[str], included: list[str]) -> Expected:
    """What is expected of a topic area; `notebooks` are those that the gradebook has of it."""
    lessons = set(released.in_force(root, topic))
    others = frozenset(_files(root / "release" / topic))
    labs = not lessons or bool(notebooks - lessons)
    return Expected(tuple(sorted(lessons)), others, tuple(ignored), labs, tuple(included))


def _files(folder: Path) -> list[str]:
    found: list[str] = []
    for place, _, names in os.walk(folder):
        inside = os.path.relpath(place, folder)
        found += [name if inside == "." else f"{inside}/{name}".replace(os.sep, "/") for name in names]
        if len(found) > MOST_RELEASED:
            break
    return found[:MOST_RELEASED]
