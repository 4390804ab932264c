"""What a lesson's notebook calls: it joins the content, the answer sheet and the exercises.

answers = {}
from practicum import lesson
here = lesson("dual_relationships", answers)
here.item("barter_initiator")
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from . import answers as sheets
from . import exercises, keeping, progress, words
from .exercises import BadEvent, Exercise, Unknown
from .exercises.perform import events
from .opening import ContentProblem, find_content, grading, keyed, notebook_beside
from .strict import storable


def clock() -> str:
    """The time in UTC to the millisecond, so that two answers can be told apart."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")


def _local(time: str) -> str:
    try:
        return datetime.datetime.fromisoformat(time).astimezone().strftime("%H:%M")
    except ValueError:
        return ""


class Lesson:
    """A lesson at work: shows exercises, takes what the learner does, keeps it."""

    def __init__(self, name: str, folder: Path, content: dict) -> None:
        self.name, self.folder, self.content = name, folder, content
        self.path = sheets.path_of(folder, name)
        self.keyed = keyed(content) if grading() else None
        bundle = sheets.from_notebook(notebook_beside(name, folder) or {})
        self.sheet, self.notices = keeping.opened(self.path, content, bundle, clock(), only_look=grading())
        self._seed = self.sheet.seed  # what is on the screen keeps its order, whichever window saves
        self._saved: dict[str, Any] = {"state": "none", "text": words.say("saved_none")}
        if self.sheet.saved:
            self._saved = {"state": "saved", "text": words.say("saved_at", time=_local(self.sheet.saved))}
        self._progress: list[Any] = []
        self._bundle: Any = None

    # -- the sheet

    def _keep(self, exercise: Exercise) -> None:
        """Put one answer on the sheet and the sheet on the disk; what another tab wrote meanwhile stays."""
        before = self.sheet.answers.get(exercise.id)
        self.sheet.answers[exercise.id] = sheets.after(exercise.entry, before)
        self.sheet.saved, self.sheet.content = exercise.now, self.content.get("hash", "")
        try:
            self.sheet = keeping.save(self.path, self.content, self.sheet, exercise.id, exercise.now)
            self._saved = {"state": "saved", "text": words.say("saved_at", time=_local(exercise.now))}
        except OSError as error:
            self._saved = {"state": "failed", "text": words.say("save_failed", why=keeping.reason(error))}
        self._embed()
        for widget in self._progress:
            widget.view = {**self._progress_view(), "ack": 0}

    def _embed(self) -> None:
        """Show the sheet, unseen, in the notebook's output, so that the notebook carries its answers."""
        from IPython.display import display

        bundle = {sheets.MIME: self.sheet.as_json(), "text/html": "<span hidden></span>", "text/plain": ""}
        if self._bundle is None:
            self._bundle = display(bundle, raw=True, display_id=f"practicum-{self.name}")
        else:
            self._bundle.update(bundle, raw=True)

    # -- exercises

    def exercise(self, name: str) -> Exercise:
        """The exercise as it stands. Raises Unknown."""
        return exercises.make(self.content, name, self.sheet.answers.get(name), self._seed, clock())

    def take(self, name: str, event: Any) -> Exercise:
        """Let the learner's event happen and keep what follows. Raises BadEvent and Unknown."""
        before = self.exercise(name)
        after = before.respond(storable(event))
        if after.entry is not before.entry:
            self._keep(after)
        return after

    def _view(self, name: str, ack: int, refused: str | None = None) -> dict:
        saved = {"state": "failed", "text": refused} if refused else self._saved
        return {**self.exercise(name).view(), "ack": ack, "saved": saved, "words": words.for_screen()}

    def _show(self, name: str) -> Any:
        from .widgets import ExerciseWidget

        def taken(widget: ExerciseWidget, event: object, n: int) -> None:
            refused = None
            try:
                self.take(name, event)
            except BadEvent as error:
                refused = str(error)
            widget.view = self._view(name, n, refused)

        try:
            return ExerciseWidget(self._view(name, 0), taken)
        except Unknown as error:
            return problem(str(error))

    # -- what a notebook calls

    def item(self, name: str) -> Any:
        """Show an item; while nbgrader scores, its points as a plain float."""
        if not grading():
            return self._show(name)
        if self.keyed is None or name not in self.keyed["items"]:
            raise Unknown(name)  # an error, because nbgrader gives full marks for silence
        entry = self.sheet.answers.get(name)
        return exercises.score(self.keyed, name, entry["response"] if entry else None)

    def vignette(self, name: str) -> Any:
        """Show a decision vignette or a branching case."""
        return None if grading() else self._show(name)

    def written(self, name: str) -> Any:
        """Show the written response."""
        return None if grading() else self._show(name)

    def progress(self) -> Any:
        """Show what is answered and how to hand in."""
        if grading():
            return None
        from .widgets import ExerciseWidget

        widget = ExerciseWidget({**self._progress_view(), "ack": 0})
        self._progress.append(widget)
        return widget

    def _progress_view(self) -> dict:
        return progress.view(self.content, lambda name: self.exercise(name).answered, clock(), self._saved)


class Broken:
    """A lesson whose content is not there: every exercise says so, nothing is lost."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence

    def item(self, name: str) -> Any:
        if grading():
            raise ContentProblem(self.sentence)
        return None

    def vignette(self, name: str) -> None:
        return None

    def written(self, name: str) -> None:
        return None

    def progress(self) -> None:
        return None


def problem(sentence: str) -> Any:
    """A screen that says one sentence."""
    from .widgets import ExerciseWidget

    view = {"kind": "problem", "id": "problem", "badge": "", "title": None, "text": sentence, "actions": []}
    return ExerciseWidget({**view, "ack": 0, "saved": {"state": "none", "text": ""}, "words": words.for_screen()})


def lesson(name: str, answers: dict[str, Any] | None = None, folder: Path | str | None = None) -> Lesson | Broken:
    """Open a lesson in the working directory.

    `answers` (exercise -> response) are given as a person would give them,
    event by event; papermill uses it. The default, none, is what learners have.
    """
    from IPython.display import display

    place = Path(folder) if folder else Path.cwd()
    try:
        here = Lesson(name, place, find_content(name, place))
    except ContentProblem as error:
        if not grading():
            display(problem(str(error)))
        return Broken(str(error))
    if not grading():
        for notice in here.notices:
            display(problem(notice))
        here._embed()
    for exercise, response in (answers or {}).items():
        if not grading():
            for event in events(here.exercise(exercise), response):
                here.take(exercise, event)
    return here
