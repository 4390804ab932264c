"""`practicum preview`: built apart, built again on every save, never a traceback."""

from __future__ import annotations

import json
import shutil
import threading
import time
from pathlib import Path

import pytest

from practicum.cli import lab, preview
from practicum.course import notebook

from ..lint.small_course import FILES, HERE

WHERE = "ethics/sitter"
ITEMS, BOOK = HERE + "items.yml", "source/ethics/sitter.ipynb"


def test_a_preview_is_the_self_study_edition_in_a_place_of_its_own(course):
    built = preview.build(course, "ethics", "sitter")
    assert built.problems == []
    assert built.notebook == course / "build" / "preview" / "sitter.ipynb"
    made = json.loads(built.notebook.read_text())
    content = json.loads(built.notebook.with_name("sitter.content.json").read_text())
    assert content["edition"] == "self_study"
    assert made["metadata"]["practicum"] == {"lesson": "sitter", "autorun": True, "content": content["hash"]}
    assert all("nbgrader" not in cell["metadata"] for cell in made["cells"])
    assert not (course / "build" / "self-study").exists()


def test_a_preview_keeps_outputs_until_the_lesson_changes(course):
    path = preview.build(course, "ethics", "sitter").notebook
    made = json.loads(path.read_text())
    made["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "kept"}]
    for cell in made["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)  # as JupyterLab saves it
    path.write_text(json.dumps(made))
    preview.build(course, "ethics", "sitter")
    assert json.loads(path.read_text())["cells"][1]["outputs"]
    (course / ITEMS).write_text(FILES[ITEMS].replace("It presses her.", "It weighs on her."))
    preview.build(course, "ethics", "sitter")
    assert not json.loads(path.read_text())["cells"][1]["outputs"]
    assert "It weighs on her." in path.with_name("sitter.content.json").read_text()


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        (ITEMS, "items: [", "items.yml:"),
        (ITEMS, FILES[ITEMS].replace("use: practice", "use: practise", 1), "'use' should be one of"),
        (BOOK, "{", "this lesson has no notebook that can be read"),
        (BOOK, '{"cells": [{}]}', "sitter"),
        (BOOK, FILES[BOOK].replace("here.progress()", "import os"), "holds code that a lesson does not know"),
        ("modules/ethics/module.yml", FILES["modules/ethics/module.yml"].replace("[sitter]", "[]"), "'sitter'"),
        ("modules/course.yml", "", "course.yml"),
    ],
)
def test_what_cannot_be_built_is_said_and_the_last_preview_stays(course, file, text, says):
    path = preview.build(course, "ethics", "sitter").notebook
    before = path.read_bytes()
    (course / file).write_text(text)
    built = preview.build(course, "ethics", "sitter")
    assert built.notebook is None
    assert any(says in problem for problem in built.problems), built.problems
    assert path.read_bytes() == before


class Watched:
    """A preview watched in a thread, looking often, its lines kept."""

    def __init__(self, course: Path):
        self.said: list[str] = []
        self.stop = threading.Event()
        args = (course, "ethics", "sitter", self.said.append, self.stop, 0.02)
        self.thread = threading.Thread(target=preview.watch, args=args, daemon=True)

    def __enter__(self) -> Watched:
        self.thread.start()
        time.sleep(0.1)
        return self

    def __exit__(self, *_) -> None:
        self.stop.set()
        self.thread.join(10)
        assert not self.thread.is_alive()

    def until(self, words: str) -> None:
        end = time.monotonic() + 20
        while not any(words in line for line in self.said):
            assert time.monotonic() < end, self.said
            time.sleep(0.02)


def test_every_save_builds_again_and_a_mistake_is_said_not_thrown(course):
    path = preview.build(course, "ethics", "sitter").notebook
    with Watched(course) as watched:
        assert watched.said == []
        (course / BOOK).write_text(FILES[BOOK].replace("Asking first matters", "Who asks first matters"))
        watched.until("Built sitter; reload the page to see it. The checker has nothing to say.")
        assert "Who asks first matters" in path.read_text()
        (course / ITEMS).write_text("items: [")
        watched.until("sitter was not built; the preview is as it was.")
        watched.until(f"  {ITEMS}:")
        (course / ITEMS).write_text(FILES[ITEMS].replace("Which facts raise", "Which facts do not raise"))
        watched.until("The checker has 1 problem:")
        watched.until("'not' is easily read over")
        assert "Which facts do not raise" in path.with_name("sitter.content.json").read_text()
        (course / HERE / "vignettes" / "extra.yml").write_text(FILES[HERE + "vignettes/mechanic.yml"])
        watched.until("'extra' is shown nowhere")


def test_the_watch_goes_on_after_an_error_nobody_foresaw(course, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("no such luck")

    monkeypatch.setattr(notebook, "build", broken)
    with Watched(course) as watched:
        (course / ITEMS).write_text(FILES[ITEMS] + "\n")
        watched.until("sitter was not built: RuntimeError: no such luck")
        monkeypatch.undo()
        (course / ITEMS).write_text(FILES[ITEMS] + "\n\n")
        watched.until("The checker has nothing to say.")


def test_preview_opens_jupyterlab_at_the_lesson_and_stops_watching_with_it(course, run, monkeypatch):
    called = []
    monkeypatch.setattr(lab.subprocess, "call", lambda command, **more: called.append((command, more)) or 0)
    said = run("preview", WHERE, "--no-browser")
    ((command, more),) = called
    assert "--LabApp.default_url=/doc/tree/sitter.ipynb" in command and "--no-browser" in command
    assert more["cwd"] == course / "build" / "preview"
    assert "Previewing ethics/sitter." in said
    assert not [t for t in threading.enumerate() if t.daemon and getattr(t, "_target", None) is preview.watch]


def test_preview_of_what_cannot_be_built_says_why(course, run):
    shutil.rmtree(course / "source")
    said = run("preview", WHERE, "--build-only", code=1)
    assert "this lesson has no notebook that can be read; write its prose there" in said
