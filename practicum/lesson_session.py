"""A lesson's answers at work, without notebook, widget or page: a kernel, a server and a test sit at the same desk."""

from __future__ import annotations

import datetime
import os
import secrets
from collections import OrderedDict
from dataclasses import replace
from pathlib import Path
from typing import Any

from . import answers as sheets
from . import disk, exercises, merging, progress, sheet_files, words
from .bounded_json import storable
from .exercises import Exercise, states
from .shapes.answer import AnswerEntry
from .shapes.content import LessonContent

MOST_WINDOWS = 500  # of which it is remembered what they did last
LONGEST_WINDOW = 60

Windows = OrderedDict[tuple[Path, str, str], states.Unheard]  # sheet, window, exercise -> what it has not heard of


def clock() -> str:
    """The time in UTC to the millisecond, so that two answers can be told apart."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")


def remember(windows: Windows, key: tuple[Path, str, str], unheard: states.Unheard) -> None:
    """Keep what events of a window changed, for it may not hear of it; the oldest gives way."""
    windows[key] = unheard
    windows.move_to_end(key)
    while len(windows) > MOST_WINDOWS:
        windows.popitem(last=False)


class LessonSession:
    """A lesson with its answers: says what to show, takes what the learner does, keeps it.

    `bundle` is what the notebook carries of the answers. `seed` orders options as long as no answer is kept;
    from then on the sheet's own does. `before` is an earlier desk of the same lesson: what it could not save
    is taken over. `only_look` leaves every file as it is. `writer` and `windows` are a server's, whose desks live
    for one request each.
    """

    def __init__(
        self, name: str, folder: Path, content: LessonContent, bundle: Any = None, *,
        seed: str = "", before: LessonSession | None = None, only_look: bool = False,
        writer: str = "", windows: Windows | None = None,
    ) -> None:  # fmt: skip
        self.name, self.folder, self.content = name, folder, content
        self.path = sheets.path_of(folder, name)
        self.words = words.for_screen()
        # Names these answers in a browser, where the same address may lead to other folders and other learners.
        self.place = states.name_of([str(self.path.resolve()), os.environ.get("JUPYTERHUB_USER", "")])
        self.writer = writer or secrets.token_hex(4)
        self.windows: Windows = OrderedDict() if windows is None else windows
        self.sheet, self.notices = sheet_files.opened(self.path, content, bundle, clock(), only_look)
        if seed and not self.sheet.saved:
            self.sheet.seed = seed
        self.seed = self.sheet.seed  # what is on the screen keeps its order, whichever window saves
        self._looked: disk.Stamp | None = None
        self.unsaved: dict[str, AnswerEntry] = {}
        self.saved: dict[str, Any] = {"state": "none", "text": words.say("saved_none")}
        self._well()
        if before is not None and before.unsaved:
            self._take_over(before)

    def _take_over(self, before: LessonSession) -> None:
        held = sheets.Sheet(self.name, seed=self.sheet.seed, saved=self.sheet.saved, answers=before.unsaved)
        self.sheet = sheets.newer(self.sheet, held)
        self.unsaved, self.saved = dict(before.unsaved), before.saved

    # -- the sheet

    def _well(self) -> None:
        """Say that all is saved, where anything is."""
        self.unsaved = {}
        if self.sheet.saved:
            self.saved = {"state": "saved", "text": words.say("saved_at", time=words.clock_time(self.sheet.saved, ""))}

    def _failed(self, error: OSError) -> None:
        self.saved = {"state": "failed", "text": words.say("save_failed", why=sheet_files.reason(error)), "again": True}

    def _with(self, newest: sheets.Sheet, after: Exercise) -> sheets.Sheet:
        """The newest sheet with the answer that was just given."""
        before = newest.answers.get(after.id)
        entry = merging.signed(sheets.after(after.held, before), before, self.writer)
        aside = {name: raw for name, raw in newest.aside.items() if name != after.id}
        return replace(
            newest, answers={**newest.answers, after.id: entry}, aside=aside, saved=after.now,
            content=self.content.get("hash", ""),
        )  # fmt: skip

    def kept(self) -> None:
        """Called after each answer, saved or not: whoever shows more than the exercise renews it here."""

    def look(self) -> bool:
        """See what other windows saved, and save what could not be saved before; whether anything is otherwise now.

        Never raises; what is wrong with saving is said by `saved`.
        """
        before = self.sheet.answers, self.saved["state"]
        try:
            if self.unsaved:
                self.sheet = sheet_files.change(
                    self.path, self.content, self.sheet, clock(), lambda newest: replace(newest, saved=clock())
                )
            else:
                stamp = disk.stamp(self.path)
                if stamp != self._looked:  # a screen asks each time it comes to the front
                    self.sheet, self._looked = sheet_files.looked(self.path, self.content, self.sheet), stamp
            self._well()
        except OSError as error:
            self._failed(error)
        return (self.sheet.answers, self.saved["state"]) != before

    # -- exercises

    def exercise(self, name: str) -> Exercise:
        """The exercise as it stands. Raises Unknown."""
        return self._made(self.sheet, name)

    def _made(self, sheet: sheets.Sheet, name: str) -> Exercise:
        return exercises.make(self.content, name, sheet.answers.get(name), self.seed, clock(), sheet.aside.get(name))

    def take(self, name: str, event: Any, seen: Any = None, window: Any = "") -> Exercise:
        """Let the learner's event happen and keep what follows. Raises BadEvent and Unknown.

        `seen` is what the screen was told of the state that it showed, `window` its name. Without `seen` the event
        is taken for one of who sat at this desk all the time: nothing that was written elsewhere is lost, else the
        event stands.
        """
        event, window = storable(event), window[:LONGEST_WINDOW] if isinstance(window, str) else ""
        mine, told = self.exercise(name), states.told_by(seen)
        unheard = self.windows.get((self.path, window, name), states.Unheard())
        knew = states.Seen(told or mine.told(), unheard.by(told) if told else {}, strict=told is not None)
        before = after = mine
        newest, tried = self.sheet, False

        def make(found: sheets.Sheet) -> sheets.Sheet | None:
            nonlocal before, after, newest, tried
            tried = True
            self.sheet = newest = found  # shown in any case
            before = self._made(found, name)
            after = before.respond(event, knew)
            if after.entry is before.entry:
                return None
            newest = self._with(found, after)
            return newest

        try:
            sheet_files.change(self.path, self.content, self.sheet, clock(), make)
            changed = after.entry is not before.entry
            self.sheet = newest
            if changed:
                self._well()
        except OSError as error:
            if not tried:  # nothing could be tried on the disk
                make(self.sheet)
            changed = after.entry is not before.entry
            self.sheet = newest
            if changed:
                self.unsaved[name] = self.sheet.answers[name]
                self._failed(error)
        given = after.told() if knew.has(states.WHOLE, before.state) else states.names_of(after.given)
        remember(self.windows, (self.path, window, name), unheard.after(knew.told, given))
        if changed:
            self.kept()
        return replace(self.exercise(name), remark=after.remark)

    # -- what a screen shows

    def view(self, name: str, ack: int, refused: str | None = None, remark: str | None = None) -> dict:
        """What the screen of an exercise shows, in answer to its message number `ack`. Raises Unknown.

        `refused` says why the message was not taken, `remark` what is to be said of one that was.
        """
        saved = {"state": "failed", "text": refused} if refused else self.saved
        if remark and saved["state"] != "failed":
            saved = {"state": "told", "text": remark}
        return {**self.exercise(name).view(), "place": self.place, "ack": ack, "saved": saved, "words": self.words}

    def progress_view(self) -> dict:
        """What is answered, when it is due, how to hand in."""
        shown = progress.view(self.content, lambda name: self.exercise(name).answered, clock(), self.saved)
        return {**shown, "ack": 0, "words": self.words}


def problem_view(sentence: str, name: str = "problem") -> dict:
    """A screen that says one sentence."""
    view: dict[str, Any] = {"kind": "problem", "id": name, "badge": "", "title": None, "text": sentence, "actions": []}
    return {**view, "ack": 0, "saved": {"state": "none", "text": ""}, "words": words.for_screen()}
