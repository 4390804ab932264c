"""Course folders to measure in: the real course, released, with generated submissions, as often as needed from the start."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from practicum.demo import crowd

from . import measure

TOPIC = "ethics"
GRADED = ("autograded", "feedback", "exports")
# nbgrader's own steps in place of the course's: its lists of preprocessors, its exporter, its Execute.
STOCK = """
for part in ("Autograde", "GenerateFeedback"):
    del c[part]
"""


def copy_course(place: Path) -> Path:
    """The course's files, released."""
    for part in ("modules", "source"):
        shutil.copytree(
            measure.ROOT / part, place / part, ignore=shutil.ignore_patterns(".ipynb_checkpoints", "*.answers.json")
        )
    shutil.copy(measure.ROOT / "nbgrader_config.py", place)
    measure.practicum(place, "release", TOPIC)
    return place


class Place:
    """A released course with so many submissions, none of them graded."""

    def __init__(self, released: Path, root: Path, size: int):
        self.root, self.size = Path(shutil.copytree(released, root)), size
        self.learners = crowd.hand_in(self.root, TOPIC, size)
        self.fresh = self.root / "build" / "fresh"
        self.fresh.mkdir(parents=True)
        for path in self._databases():
            shutil.copy(path, self.fresh)

    def _databases(self) -> list[Path]:
        return sorted((self.root / "gradebook").glob("*.db"))

    def stock(self, root: Path) -> Place:
        """The same submissions in a folder where nbgrader does everything its own way."""
        other = object.__new__(Place)
        other.root, other.size, other.learners = root, self.size, self.learners
        shutil.copytree(self.root, root, copy_function=os.link)
        for name in ("nbgrader_config.py", *(str(p.relative_to(self.root)) for p in self._databases())):
            (root / name).unlink()
            shutil.copy(self.root / name, root / name)  # what is written to may not be shared
        with (root / "nbgrader_config.py").open("a") as config:
            config.write(STOCK)
        other.fresh = root / "build" / "fresh"
        return other

    def forget(self, *steps: str) -> None:
        """As before any grading, or with `feedback` alone, before any feedback."""
        for step in steps or GRADED:
            shutil.rmtree(self.root / step, ignore_errors=True)
        if not steps:
            for path in self._databases():
                path.unlink()
            for path in self.fresh.iterdir():
                shutil.copy(path, self.root / "gradebook")

    def remove(self) -> None:
        shutil.rmtree(self.root)
