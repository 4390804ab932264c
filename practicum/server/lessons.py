"""The lessons of one server at work: found on the shelf, read once, answered one event at a time.

Nothing of an answer stays in memory: each request reads the sheet, so that a notebook, two windows and
another server see the same. What could not be saved is the exception; it is held until it can.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import OrderedDict, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import answers, exercises, lesson_content, words
from ..disk import Stamps, stamps
from ..exercises import states
from ..lesson_session import LessonSession, Windows
from ..shapes.content import LessonContent
from ..study.exchange import Exchange
from ..study.search import Index
from ..study.shelf import Place, Shelf, notebook_of
from . import page

MOST_HELD = 100  # lessons with answers that could not be saved
MOST_READ = 40  # lessons kept as read
MOST_DONE = 500  # events known by their key
LONGEST_KEY = 64


class NotFound(Exception):
    """The shelf has no such lesson, or the lesson no such exercise; the text is a sentence."""


@dataclass(frozen=True)
class Read:
    """What the two files of a lesson say, as they stood at `stamps`."""

    stamps: Stamps
    content: LessonContent
    bundle: Any
    lesson: page.Lesson


class Lessons:
    """One shelf's lessons. `secret` is the server's own, so that each learner gets an order of options."""

    def __init__(self, root: Path | str, secret: bytes) -> None:
        self.shelf, self.index, self.exchange = Shelf(root), Index(), Exchange(root)
        self.kept: Callable[[Place], None] = lambda place: None  # told of a lesson whose sheet may have something new
        self._secret, self._writer = secret, secrets.token_hex(4)
        self._windows: Windows = OrderedDict()
        self._reading = threading.Lock()
        self._turns: defaultdict[Path, threading.Lock] = defaultdict(threading.Lock)
        self._read: OrderedDict[Path, Read] = OrderedDict()
        self._held: OrderedDict[Path, LessonSession] = OrderedDict()
        self._done: OrderedDict[tuple[Path, str, str], bool] = OrderedDict()

    def place(self, folder: str, lesson: str) -> Place:
        """The lesson that an address names. Raises NotFound."""
        place = self.shelf.locate(folder, lesson)
        if place is None:
            raise NotFound(words.say("page_no_lesson"))
        return place

    def read(self, place: Place) -> Read:
        """Its content and notebook, read again where they changed. Raises ContentProblem."""
        with self._reading:
            now = stamps(place.content, place.notebook)
            kept = self._read.get(place.content)
            if kept is None or kept.stamps != now:
                kept = _fresh(place, now)
                _put(self._read, place.content, kept, MOST_READ)
            return kept

    def desk(self, place: Place, read: Read) -> LessonSession:
        """The lesson with its answers as they are now. Raises ContentProblem."""
        seed = hashlib.sha256(self._secret + str(place.sheet).encode()).hexdigest()[:16]
        try:
            return LessonSession(
                place.lesson, place.path, read.content, read.bundle, seed=seed, before=self._held.get(place.sheet),
                writer=self._writer, windows=self._windows,
            )  # fmt: skip
        except page.WRONG as error:
            raise _damaged(place) from error

    def answer(self, folder: str, lesson: str, name: str, sent: dict) -> dict:
        """Let one event of a page happen; what its screens show next. Raises NotFound and ContentProblem.

        A page that heard no reply sends the same event under the same `key` again; it happens once.
        """
        place = self.place(folder, lesson)
        key = sent.get("key")
        known = (place.sheet, name, key) if isinstance(key, str) and 0 < len(key) <= LONGEST_KEY else None
        with self._turns[place.sheet]:
            read = self.read(place)
            if name not in read.lesson.names:
                raise NotFound(words.say("problem_unknown", id=name[:60]))
            desk = self.desk(place, read)
            refused, remark = (None, None) if known in self._done else self._happen(desk, name, sent)
            if known:
                _put(self._done, known, True, MOST_DONE)
            view, progress = page.shown(desk, name, sent["n"], refused, remark), page.progress(desk)
        self.kept(place)
        return {"view": view, "progress": progress, "notices": desk.notices}

    def look(self, folder: str, lesson: str, known: Any) -> dict:
        """What all screens of a lesson show now, where that is not the state that a page knows.

        What could not be saved is tried again. Raises NotFound and ContentProblem.
        """
        place = self.place(folder, lesson)
        with self._turns[place.sheet]:
            read = self.read(place)
            desk = self.desk(place, read)
            if desk.unsaved:
                desk.look()
                self._hold(desk)
            state = state_of(read, desk)
            if known == state:
                return {"state": state}
            return {
                "state": state, "views": {name: page.shown(desk, name) for name in read.lesson.names},
                "progress": page.progress(desk), "notices": desk.notices,
            }  # fmt: skip

    def _happen(self, desk: LessonSession, name: str, sent: dict) -> tuple[str | None, str | None]:
        """Let the event happen; why it cannot, or what is to be said of it, in a sentence."""
        refused = remark = None
        try:
            remark = desk.take(name, sent["event"], sent.get("seen"), sent.get("window")).remark
        except exercises.BadEvent as error:
            refused = str(error)
        except page.WRONG:
            refused = words.say("bad_event")
        self._hold(desk)
        return refused, remark

    def _hold(self, desk: LessonSession) -> None:
        """Keep what could not be saved until it can."""
        self._held.pop(desk.path, None)
        if desk.unsaved:
            _put(self._held, desk.path, desk, MOST_HELD)


def state_of(read: Read, desk: LessonSession) -> str:
    """A short name of all that the screens of a lesson show. Of the notebook they show nothing but its answers."""
    return states.name_of([str(read.stamps[0]), desk.sheet.answers, desk.saved, desk.notices])


def _fresh(place: Place, now: Stamps) -> Read:
    content, notebook = lesson_content.read_content(place.content, place.lesson), notebook_of(place)
    if notebook is None:
        raise lesson_content.ContentProblem(words.say("problem_notebook_damaged", file=place.notebook.name))
    try:
        return Read(now, content, answers.from_notebook(notebook), page.build(notebook, content))
    except page.WRONG as error:
        raise _damaged(place) from error


def _damaged(place: Place) -> lesson_content.ContentProblem:
    return lesson_content.ContentProblem(words.say("problem_content_damaged", file=place.content.name))


def _put(kept: OrderedDict, key: Any, value: Any, most: int) -> None:
    """Keep a value; the oldest gives way."""
    kept[key] = value
    while len(kept) > most:
        kept.popitem(last=False)
