"""A lesson's answers at work, without notebook, widget or page: a kernel, a server and a test sit at the same desk."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from . import answers as sheets
from . import exercises, keeping, progress, words
from .exercises import Exercise
from .strict import storable


def clock() -> str:
    """The time in UTC to the millisecond, so that two answers can be told apart."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")


def _local(time: str) -> str:
    try:
        return datetime.datetime.fromisoformat(time).astimezone().strftime("%H:%M")
    except ValueError:
        return ""


class Desk:
    """A lesson with its answers: says what to show, takes what the learner does, keeps it.

    `bundle` is what the notebook carries of the answers. `seed` orders options as long as no answer is kept;
    from then on the sheet's own does. `before` is an earlier desk of the same lesson: what it could not save
    is taken over. `only_look` leaves every file as it is.
    """

    def __init__(
        self, name: str, folder: Path, content: dict, bundle: Any = None, *,
        seed: str = "", before: Desk | None = None, only_look: bool = False,
    ) -> None:  # fmt: skip
        self.name, self.folder, self.content = name, folder, content
        self.path = sheets.path_of(folder, name)
        self.words = words.for_screen()
        self.sheet, self.notices = keeping.opened(self.path, content, bundle, clock(), only_look)
        if seed and not self.sheet.saved:
            self.sheet.seed = seed
        self.seed = self.sheet.seed  # what is on the screen keeps its order, whichever window saves
        self.unsaved: dict[str, dict] = {}
        self.saved: dict[str, Any] = {"state": "none", "text": words.say("saved_none")}
        if self.sheet.saved:
            self.saved = {"state": "saved", "text": words.say("saved_at", time=_local(self.sheet.saved))}
        if before is not None and before.unsaved:
            self._take_over(before)

    def _take_over(self, before: Desk) -> None:
        held = sheets.Sheet(self.name, seed=self.sheet.seed, saved=self.sheet.saved, answers=before.unsaved)
        self.sheet = sheets.newer(self.sheet, held)
        self.unsaved, self.saved = dict(before.unsaved), before.saved

    # -- the sheet

    def _keep(self, exercise: Exercise) -> None:
        """Put one answer on the sheet and the sheet on the disk; what another window wrote meanwhile stays."""
        before = self.sheet.answers.get(exercise.id)
        self.sheet.answers[exercise.id] = sheets.after(exercise.entry, before)
        self.sheet.saved, self.sheet.content = exercise.now, self.content.get("hash", "")
        try:
            self.sheet = keeping.save(self.path, self.content, self.sheet, exercise.id, exercise.now)
            self.unsaved = {}
            self.saved = {"state": "saved", "text": words.say("saved_at", time=_local(exercise.now))}
        except OSError as error:
            self.unsaved[exercise.id] = self.sheet.answers[exercise.id]
            self.saved = {"state": "failed", "text": words.say("save_failed", why=keeping.reason(error))}
        self.kept()

    def kept(self) -> None:
        """Called after each answer, saved or not: whoever shows more than the exercise renews it here."""

    # -- exercises

    def exercise(self, name: str) -> Exercise:
        """The exercise as it stands. Raises Unknown."""
        return exercises.make(self.content, name, self.sheet.answers.get(name), self.seed, clock())

    def take(self, name: str, event: Any) -> Exercise:
        """Let the learner's event happen and keep what follows. Raises BadEvent and Unknown."""
        before = self.exercise(name)
        after = before.respond(storable(event))
        if after.entry is not before.entry:
            self._keep(after)
        return after

    # -- what a screen shows

    def view(self, name: str, ack: int, refused: str | None = None) -> dict:
        """What the screen of an exercise shows, in answer to its message number `ack`. Raises Unknown."""
        saved = {"state": "failed", "text": refused} if refused else self.saved
        return {**self.exercise(name).view(), "ack": ack, "saved": saved, "words": self.words}

    def progress_view(self) -> dict:
        """What is answered, when it is due, how to hand in."""
        shown = progress.view(self.content, lambda name: self.exercise(name).answered, clock(), self.saved)
        return {**shown, "ack": 0, "words": self.words}


def problem_view(sentence: str, name: str = "problem") -> dict:
    """A screen that says one sentence."""
    view = {"kind": "problem", "id": name, "badge": "", "title": None, "text": sentence, "actions": []}
    return {**view, "ack": 0, "saved": {"state": "none", "text": ""}, "words": words.for_screen()}
