"""What a lesson's notebook calls: the desk's face in a notebook.

answers = {}
from practicum import lesson
here = lesson("dual_relationships", answers)
here.item("barter_initiator")
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from . import answers as sheets
from . import exercises
from .exercises import BadEvent, Unknown
from .exercises.perform import events
from .lesson_content import ContentProblem, find_content, grading, keyed, notebook_beside
from .lesson_session import LessonSession, problem_view
from .shapes.content import LessonContent

LOOK = {"do": "look"}  # a screen asks for the newest state


class Lesson(LessonSession):
    """A desk that shows exercises as widgets, and carries the answers inside the notebook too."""

    def __init__(self, name: str, folder: Path, content: LessonContent) -> None:
        self.keyed = keyed(content) if grading() else None
        bundle = sheets.from_notebook(notebook_beside(name, folder) or {})
        super().__init__(name, folder, content, bundle, only_look=grading())
        self._progress: list[Any] = []
        self._looks = 0
        self._exercises: list[tuple[str, Any]] = []
        self._bundle: Any = None

    def kept(self) -> None:
        self.embed()
        for widget in self._progress:
            widget.view = self.progress_view()

    def embed(self) -> None:
        """Show the sheet, unseen, in the notebook's output, so that the notebook carries its answers."""
        from IPython.display import display

        bundle = {sheets.MIME: self.sheet.as_json(), "text/html": "<span hidden></span>", "text/plain": ""}
        if self._bundle is None:
            self._bundle = display(bundle, raw=True, display_id=f"practicum-{self.name}")
        else:
            self._bundle.update(bundle, raw=True)

    def _show(self, name: str) -> Any:
        from .widgets import ExerciseWidget

        def taken(widget: ExerciseWidget, message: dict) -> None:
            if message.get("event") == LOOK:
                self._look(name, widget, message["n"])
                return
            refused = remark = None
            try:
                took = self.take(name, message.get("event"), message.get("seen"), message.get("window"))
                remark = took.remark
            except BadEvent as error:
                refused = str(error)
            widget.view = self.view(name, message["n"], refused, remark)
            self._renew(widget)

        try:
            shown = ExerciseWidget(self.view(name, 0), taken)
        except Unknown as error:
            return problem(str(error))
        self._exercises.append((name, shown))
        return shown

    def _look(self, name: str, widget: Any, n: int) -> None:
        """Show what others saved, and whether what was unsaved is saved now. Else the screen stays as it is."""
        if self.look():
            self.kept()
        if self.unsaved:  # shown anew each time, so that the screen goes on asking
            self._looks += 1
            widget.view = {**self.view(name, n), "looks": self._looks}
        self._renew(None)

    def _renew(self, but: Any) -> None:
        """Show what was found meanwhile of other exercises: changed elsewhere, or saved now."""
        for name, widget in self._exercises:
            was = widget.view
            mended = was["saved"]["state"] == "failed" and self.saved["state"] != "failed"
            if widget is not but and (mended or was["seen"] != self.exercise(name).told()):
                widget.view = self.view(name, was["ack"])

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

        widget = ExerciseWidget(self.progress_view())
        self._progress.append(widget)
        return widget


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
    """A widget that says one sentence."""
    from .widgets import ExerciseWidget

    return ExerciseWidget(problem_view(sentence))


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
        here.embed()
    for exercise, response in (answers or {}).items():
        if not grading():
            for event in events(here.exercise(exercise), response):
                here.take(exercise, event)
    return here
