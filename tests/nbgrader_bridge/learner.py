"""A learner of the made-up course: fetches through the exchange, works in the lesson, hands in."""

from __future__ import annotations

import datetime
import json
import shutil
from pathlib import Path

from practicum import answers
from practicum.course import released
from practicum.demo import exchange
from practicum.exercises.perform import events
from practicum.lesson import Lesson
from practicum.lesson_content import find_content

from .made_up import TOPIC

DUE = datetime.datetime(2026, 10, 5, 16, 0)  # UTC
REPLY = {"words": "Dear Mrs Ono", "why": "It matters."}


class Learner:
    """One learner and the folder in which they work."""

    def __init__(self, course, name: str, fetch: bool = True):
        self.course, self.name = course, name
        self.home = course.root / "build" / "desks" / name
        self.folder = self.home / TOPIC
        if fetch:
            exchange.fetch(course.root, TOPIC, self.home, name)

    def fetch_again(self) -> None:
        """As a learner does who wants the new version: the old notebook and content go, the sheet stays."""
        for path in self.folder.iterdir():
            if not path.name.endswith(".answers.json"):
                path.unlink()
        kept = {p.name: p.read_bytes() for p in self.folder.iterdir()}
        shutil.rmtree(self.folder)
        exchange.fetch(self.course.root, TOPIC, self.home, self.name)
        for name, data in kept.items():
            (self.folder / name).write_bytes(data)

    def open(self, lesson: str = "gifts") -> Lesson:
        return Lesson(lesson, self.folder, find_content(lesson, self.folder))

    def opaque(self, item: str, *options: str, lesson: str = "gifts") -> list[str]:
        known = released.keyed(self.course.root, TOPIC, lesson)["items"][item]["options"]
        return [known[o]["opaque"] for o in options]

    def answer(self, lesson: str = "gifts", **responses) -> Learner:
        here = self.open(lesson)
        for name, response in responses.items():
            for event in events(here.exercise(name), response):
                here.take(name, event)
        assert here.saved["state"] == "saved"
        return self

    def work(self, reply: dict | None = None) -> Learner:
        """Every answer of the lesson on gifts right: 5 points, and the reply for a marker."""
        signs = self.opaque("signs", "its_value", "its_timing")
        return self.answer(scarf=self.opaque("scarf", "ask_meaning")[0], signs=signs, reply=reply or REPLY)

    def notebook(self, name: str = "gifts") -> dict:
        return json.loads((self.folder / f"{name}.ipynb").read_text("utf-8"))

    def put(self, notebook: dict, name: str = "gifts") -> None:
        path = self.folder / f"{name}.ipynb"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(notebook), "utf-8")

    def embed(self, lesson: str = "gifts", sheet: dict | None = None) -> dict:
        """The notebook with its answers inside, as JupyterLab saves it."""
        notebook = self.notebook(lesson)
        data = {answers.MIME: sheet or self.open(lesson).sheet.as_json(), "text/plain": ""}
        cell = next(c for c in notebook["cells"] if c["id"] == "lesson")
        cell["outputs"] = [{"output_type": "display_data", "data": data, "metadata": {}}]
        self.put(notebook, lesson)
        return notebook

    def sheet(self, lesson: str = "gifts") -> Path:
        return self.folder / f"{lesson}.answers.json"

    def hand_in(self, hours: float = -1.0) -> Learner:
        """Hand in, so many hours after the due date."""
        exchange.submit(
            self.course.root, TOPIC, self.home, self.name, DUE + datetime.timedelta(hours=hours)
        )  # fmt: skip
        return self
