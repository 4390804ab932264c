"""The shelf: which lessons lie below a folder, and what each has come to.

A lesson is a notebook with its content file beside it, in the folder itself or
in one folder below it. What a page's address names is looked up here and never
joined to a path. Files are read again only when their time or size changed.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .. import answers, sheet_files
from ..answers import Sheet
from ..bounded_json import decoded, plain
from ..disk import Stamps, stamps
from ..lesson_content import LARGEST_CONTENT, ContentProblem, read_content
from ..shapes.content import LessonContent
from . import maps
from .progress_counts import Tally, shown_in, tally

NOT_LESSONS = {
    "release", "submitted", "autograded", "feedback", "gradebook", "source", "exchange", "build", "modules",
    "exports", "reports", "receipts",
}  # fmt: skip
MOST_FOLDERS = 400
MOST_LESSONS = 400
NAME = re.compile(r"([a-z][a-z0-9_]{0,59})\.content\.json")
PAUSES = (0.02, 0.05, 0.1, 0.2)  # seconds between two looks at a notebook that is being saved
ROOT = "-"  # what an address says for the folder itself


@dataclass(frozen=True)
class Place:
    """One lesson on the shelf."""

    folder: str  # name of the folder, or `-` for the shelf's own
    lesson: str
    path: Path  # the folder
    topic: str = ""
    topic_title: str = ""
    title: str = ""
    summary: str = ""
    minutes: int | None = None
    objectives: tuple[str, ...] = ()
    due: str = ""
    edition: str = ""
    tally: Tally = field(default_factory=Tally)
    problem: str = ""  # why it cannot be read, in a sentence
    map: dict | None = field(default=None, repr=False)
    due_zone: object = field(default=None, repr=False)  # as words.moment takes it

    @property
    def notebook(self) -> Path:
        return self.path / f"{self.lesson}.ipynb"

    @property
    def content(self) -> Path:
        return self.path / f"{self.lesson}.content.json"

    @property
    def sheet(self) -> Path:
        return answers.path_of(self.path, self.lesson)


class Shelf:
    """The lessons below one folder. Keep one for as long as the program runs: it remembers what it read."""

    def __init__(self, root: Path | str) -> None:
        self.root = Path(root).resolve()
        self._read: dict[Path, tuple[Stamps, Place]] = {}
        self._map: tuple[Stamps, dict | None] = ((), None)

    @property
    def lessons(self) -> list[Place]:
        """Every lesson there is now, by folder and name."""
        found = [self._place(folder, name) for folder, name in self._names()]
        keep = {place.content for place in found}
        self._read = {path: kept for path, kept in self._read.items() if path in keep}
        return found

    def find(self, folder: str, lesson: str) -> Place | None:
        """The lesson that an address names; None where the shelf has none of that name."""
        place = self.locate(folder, lesson)
        return self._place(place.path, lesson) if place else None

    def locate(self, folder: str, lesson: str) -> Place | None:
        """The same with its paths alone, for who reads the files by himself."""
        return next((Place(folder, lesson, path) for path, name in self._names(folder) if name == lesson), None)

    def map(self, places: list[Place] | None = None) -> dict:
        """The map of the course, as far as the files know it; `places` where they were looked up just now."""
        file = self.root / maps.NAME
        if (now := stamps(file)) != self._map[0]:
            self._map = (now, maps.read(file))
        return maps.joined(
            [m for m in (self._map[1], *(place.map for place in (self.lessons if places is None else places))) if m]
        )

    # -- finding

    def _called(self, folder: Path) -> str:
        return ROOT if folder == self.root else folder.name

    def _folders(self) -> Iterator[Path]:
        yield self.root
        try:
            with os.scandir(self.root) as found:
                names = sorted(e.name for e in found if e.is_dir() and e.name not in NOT_LESSONS)
        except OSError:
            return
        for name in [n for n in names if n[:1] not in (".", "-")][:MOST_FOLDERS]:
            if self._inside(self.root / name):
                yield self.root / name

    def _inside(self, path: Path) -> bool:
        """Whether a path stays below the shelf, wherever links lead."""
        try:
            return path.resolve().is_relative_to(self.root)
        except (OSError, RuntimeError):
            return False

    def _names(self, only: str | None = None) -> list[tuple[Path, str]]:
        """Every lesson, or those of one folder: a home folder may hold hundreds that are not ours."""
        found: list[tuple[Path, str]] = []
        for folder in self._folders():
            if only is not None and self._called(folder) != only:
                continue
            try:
                names = set(os.listdir(folder))
            except OSError:
                continue
            for match in filter(None, map(NAME.fullmatch, sorted(names))):
                ours = folder / match[0], folder / f"{match[1]}.ipynb"
                sheet = answers.path_of(folder, match[1])
                if ours[1].name in names and all(p.is_file() for p in ours) and _ordinary(sheet):
                    found += [(folder, match[1])] if all(self._inside(p) for p in (*ours, sheet)) else []
        return found[:MOST_LESSONS]

    # -- reading

    def _place(self, folder: Path, lesson: str) -> Place:
        place = Place(self._called(folder), lesson, folder)
        now = stamps(place.content, place.notebook, place.sheet)
        kept = self._read.get(place.content)
        if kept is None or kept[0] != now:
            kept = (now, read(place))
            self._read[place.content] = kept
        return kept[1]


def _ordinary(path: Path) -> bool:
    """Whether a file may be opened: a pipe or a device would keep its reader waiting for ever."""
    return path.is_file() or path.is_dir() or not path.exists()


def notebook_of(place: Place) -> dict | None:
    """The notebook of a lesson; None where it cannot be read.

    JupyterLab saves it in place, so one that is cut short may be whole in a moment.
    """
    for pause in (*PAUSES, None):
        notebook = _notebook(place)
        if notebook is not None or pause is None or not place.notebook.is_file():
            return notebook
        time.sleep(pause)
    raise AssertionError  # the last round returns


def _notebook(place: Place) -> dict | None:
    try:
        if place.notebook.stat().st_size > LARGEST_CONTENT:
            return None
        found = plain(decoded(place.notebook.read_bytes()))
        cells = found["cells"]
        return found if isinstance(cells, list) and all(isinstance(cell, dict) for cell in cells) else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def sheet_of(place: Place, content: LessonContent, notebook: dict | None) -> Sheet:
    """The answers of a lesson, only looked at: file and notebook merged, nothing moved or written."""
    bundle = answers.from_notebook(notebook or {})
    return sheet_files.opened(place.sheet, content, bundle, "", only_look=True)[0]


def read(place: Place) -> Place:
    """The place with what its files say. Never raises: whatever lies there, the other lessons must show."""
    try:
        content = read_content(place.content, place.lesson)
        notebook = notebook_of(place)
        return _filled(place, content, tally(content, shown_in(content, notebook), sheet_of(place, content, notebook)))
    except ContentProblem as error:
        return _broken(place, str(error))
    except Exception:  # a stranger's content file may be wrong in any way there is
        from .. import words

        return _broken(place, words.say("problem_content_damaged", file=place.content.name))


def _broken(place: Place, sentence: str) -> Place:
    return Place(place.folder, place.lesson, place.path, title=place.lesson, problem=sentence)


def _filled(place: Place, content: LessonContent, figures: Tally) -> Place:
    own = maps.clean(content.get("map"))
    said = maps.text
    objectives = [text for o in (content.get("objectives") or {}).values() if (text := said(o.get("text")))]
    return Place(
        place.folder, place.lesson, place.path, said(content.get("topic")), said(content.get("topic_title")),
        said(content.get("title"), place.lesson), said(content.get("summary")), maps.number(content.get("minutes")),
        tuple(objectives), said(content.get("due")), said(content.get("edition")), figures, "",
        own if own["topics"] else None, content.get("due_zone"),
    )  # fmt: skip
