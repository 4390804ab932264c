"""A small made-up course in a temporary folder, with the real nbgrader around it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("nbgrader")

from practicum.nbgrader_bridge import course as course_folder
from practicum.nbgrader_bridge import released

BIN = Path(sys.executable).parent
REPO = Path(__file__).resolve().parents[2]
TOPIC = "boundaries"

FILES = {
    "modules/course.yml": f"""
title: A made-up course
topics: [{TOPIC}]
""",
    f"modules/{TOPIC}/module.yml": """
title: Boundaries
lessons: [gifts, touch]
as_of: "2026-01-01"
review_by: "2027-01-01"
principles:
  gifts: A gift has a meaning.
""",
    f"modules/{TOPIC}/references.yml": """
references:
  - id: brown_2001
    type: book
    title: On gifts & <b>boundaries</b>
    author: [{family: Brown, given: Ann}]
    issued: 2001
    URL: https://example.org/gifts
    checked: no
""",
    f"modules/{TOPIC}/gifts/lesson.yml": """
title: Gifts
summary: Decide about a gift.
content_note: Money is mentioned.
objectives:
  weighs: {text: Weigh a gift}
figures:
  path: {file: path.svg, alt: "A path from the gift to the [decision]"}
""",
    f"modules/{TOPIC}/gifts/figures/path.svg": """
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle r="4"/></svg>
""",
    f"modules/{TOPIC}/gifts/items.yml": """
items:
  scarf:
    type: single_choice
    use: graded
    objective: weighs
    principle: gifts
    points: 2
    case: Mrs Ono brings a hand-knitted scarf.
    stem: What comes first? [@brown_2001]
    options:
      ask_meaning: {text: Ask what it means to her, correct: true, feedback: KEYFEEDBACK asking opens the meaning.}
      refuse_flatly: {text: Refuse at once, feedback: FLATFEEDBACK it can shame her.}
      accept_gladly: {text: Thank her and say nothing, credit: 0.25, feedback: GLADFEEDBACK it leaves the meaning unasked.}
    references: [brown_2001]
  signs:
    type: multiple_choice
    use: graded
    objective: weighs
    principle: gifts
    points: 3
    stem: Which facts matter?
    options:
      its_value: {text: Its value, correct: true, feedback: VALUEFEEDBACK value matters.}
      its_timing: {text: Its timing, correct: true, feedback: TIMINGFEEDBACK timing matters.}
      its_colour: {text: Its colour, feedback: COLOURFEEDBACK colour hardly matters.}
      its_wrapping: {text: Its wrapping, feedback: WRAPFEEDBACK wrapping hardly matters.}
  tea:
    type: single_choice
    use: practice
    objective: weighs
    principle: gifts
    stem: A cup of tea is offered.
    options:
      accept: {text: Accept it, correct: true, feedback: A cup of tea is fine.}
      decline: {text: Decline it, feedback: It may seem cold.}
""",
    f"modules/{TOPIC}/gifts/vignettes/watch.yml": """
kind: decision
title: The watch
objective: weighs
principle: gifts
text: A client holds out a gold watch.
options:
  talk: {say: Talk about it, quality: best, then: He explains., why: It keeps the work open.}
  take: {say: Take it, quality: harmful, then: He expects favours., why: It binds you.}
  later: {say: Put it off, quality: acceptable, then: It waits., why: It gives time.}
""",
    f"modules/{TOPIC}/gifts/rubric.yml": """
id: reply
title: Your reply
objective: weighs
principle: gifts
prompt: Write to Mrs Ono.
fields:
  words: {label: What you say}
  why: {label: Why you say it}
criteria:
  warmth:
    title: Warmth
    levels: {4: Warm and clear, 2: Polite, 1: Cold}
    must_reach: 2
  reason:
    title: Reason
    levels: {2: Names the meaning, 1: Names a rule}
examples:
  good:
    title: A good one
    response: {words: EXAMPLEWORDS dear Mrs Ono, why: EXAMPLEWHY}
    scores: {warmth: 4, reason: 2}
    reasons: {warmth: EXAMPLEREASON warm, reason: EXAMPLECLEAR names it}
common_weaknesses: [WEAKNESS they preach]
""",
    f"modules/{TOPIC}/touch/lesson.yml": """
title: Touch
summary: Decide about touch.
content_note: Touch is mentioned.
objectives:
  weighs: {text: Weigh touch}
""",
    f"modules/{TOPIC}/touch/items.yml": """
items:
  hug:
    type: single_choice
    use: graded
    objective: weighs
    principle: gifts
    stem: She opens her arms.
    options:
      pause_ask: {text: Pause and ask, correct: true, feedback: PAUSEFEEDBACK it gives her a say.}
      step_back: {text: Step back, feedback: BACKFEEDBACK it startles.}
""",
}

GIFTS = [
    "# Gifts\n\n{{objectives}}\n\n{{minutes}}",
    ("code", "answers = {}"),
    ("code", 'from practicum import lesson\nhere = lesson("gifts", answers)'),
    "A gift has a meaning [@brown_2001, p. 3].\n\n![](figure:path)",
    ("code", 'here.item("tea")'),
    ("code", 'here.vignette("watch")'),
    ("code", 'here.item("scarf")'),
    ("code", 'here.item("signs")'),
    ("code", 'here.written("reply")'),
    "## References\n\n{{references}}",
    ("code", "here.progress()"),
]
TOUCH = [
    "# Touch",
    ("code", "answers = {}"),
    ("code", 'from practicum import lesson\nhere = lesson("touch", answers)'),
    ("code", 'here.item("hug")'),
    ("code", "here.progress()"),
]


def pytest_collection_modifyitems(items) -> None:
    """SQLAlchemy warns of nbgrader's own models in every test that grades, nbformat of hostile notebooks."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.filterwarnings("ignore:Object of type <Submitted"))
            item.add_marker(pytest.mark.filterwarnings("ignore:Non-unique cell id"))


def source_notebook(lesson: str, cells: list) -> dict:
    made = []
    for n, cell in enumerate(cells):
        if isinstance(cell, str):
            made.append({"cell_type": "markdown", "id": f"c{n}", "metadata": {}, "source": cell})
        else:
            made.append(
                {"cell_type": "code", "id": f"c{n}", "metadata": {}, "source": cell[1],
                 "execution_count": None, "outputs": []}
            )
    return {
        "nbformat": 4, "nbformat_minor": 5, "cells": made,
        "metadata": {
            "kernelspec": {"name": "python3", "display_name": "Python 3"},
            "practicum": {"lesson": lesson, "autorun": True},
        },
    }  # fmt: skip


def write_course(root: Path) -> Path:
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip("\n"), "utf-8")
    for lesson, cells in (("gifts", GIFTS), ("touch", TOUCH)):
        path = root / "source" / TOPIC / f"{lesson}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(source_notebook(lesson, cells)), "utf-8")
    (root / "nbgrader_config.py").write_text(
        "from pathlib import Path\nfrom practicum.nbgrader_bridge.config import configure\n"
        "c = get_config()\nconfigure(c, Path(__file__).parent)\n",
        "utf-8",
    )
    return root


class Course:
    """The made-up course, and what tests do with it."""

    def __init__(self, root: Path):
        self.root = root

    def nbgrader(self, *words: str, ok: bool = True) -> str:
        """Stock nbgrader, as a command in the course folder."""
        env = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(REPO)}
        done = subprocess.run([BIN / "nbgrader", *words], cwd=self.root, capture_output=True, text=True, env=env, timeout=240)
        if ok:
            assert done.returncode == 0, done.stderr[-4000:]
        return done.stdout + done.stderr

    def api(self):
        """nbgrader's own API, as formgrader's buttons use it."""
        from nbgrader.apps.api import NbGraderAPI

        return NbGraderAPI(config=course_folder.nbgrader_settings(self.root))

    def release(self):
        result = self.api().generate_assignment(TOPIC)
        assert result["success"], result["error"]
        return result

    def keyed(self, lesson: str = "gifts") -> dict:
        return released.keyed(self.root, TOPIC, lesson)

    def opaque(self, item: str, *options: str, lesson: str = "gifts") -> list[str]:
        """The names by which a learner's copy knows options."""
        known = self.keyed(lesson)["items"][item]["options"]
        return [known[o]["opaque"] for o in options]

    def sheet(self, lesson: str = "gifts", saved: str = "2026-11-01T10:00:00+00:00", **responses) -> dict:
        return {
            "schema": 1, "lesson": lesson, "content": self.keyed(lesson)["hash"], "seed": "00ff", "saved": saved,
            "answers": {
                name: {"response": r, "at": saved, "tries": 1, "first": {"response": r, "at": saved}, "checked": False}
                for name, r in responses.items()
            },
        }  # fmt: skip

    def full_sheet(self, **more) -> dict:
        return self.sheet(
            scarf=self.opaque("scarf", "ask_meaning")[0],
            signs=sorted(self.opaque("signs", "its_value", "its_timing")),
            **more,
        )

    def hand_in(self, learner: str, sheet: dict | None = None, bundle: dict | None = None, change=None) -> Path:
        """A learner's folder as nbgrader collects it: released files, sheet, bundle in an output, own changes."""
        folder = self.root / "submitted" / learner / TOPIC
        folder.mkdir(parents=True)
        for path in (self.root / "release" / TOPIC).iterdir():
            (folder / path.name).write_bytes(path.read_bytes())
        (folder / "timestamp.txt").write_text("2026-11-01 10:05:00 UTC")
        notebook = json.loads((folder / "gifts.ipynb").read_text())
        if sheet is not None:
            (folder / "gifts.answers.json").write_text(sheet if isinstance(sheet, str) else json.dumps(sheet))
        if bundle is not None:
            cell = next(c for c in notebook["cells"] if c["id"] == "lesson")
            data = {"application/vnd.practicum.answers+json": bundle, "text/plain": "answers"}
            cell["outputs"] = [{"output_type": "display_data", "data": data, "metadata": {}}]
        if change:
            notebook = change(notebook) or notebook
        (folder / "gifts.ipynb").write_text(notebook if isinstance(notebook, str) else json.dumps(notebook))
        return folder

    def autograde(self, learner: str = "*"):
        result = self.api().autograde(TOPIC, learner)
        assert result["success"], result.get("error", "") + result.get("log", "")
        return result

    def gradebook(self):
        from nbgrader.api import Gradebook

        return Gradebook(f"sqlite:///{self.root / 'gradebook' / 'gradebook.db'}")

    def rows(self, learner: str, lesson: str = "gifts") -> dict[str, tuple]:
        """item -> (automatic score, manual score, needs a marker)."""
        with self.gradebook() as gradebook:
            found = gradebook.find_submission_notebook(lesson, TOPIC, learner).grades
            return {g.name: (g.auto_score, g.manual_score, g.needs_manual_grade) for g in found}

    def autograded(self, learner: str, lesson: str = "gifts") -> dict:
        return json.loads((self.root / "autograded" / learner / TOPIC / f"{lesson}.ipynb").read_text())


@pytest.fixture(scope="session")
def unreleased(tmp_path_factory) -> Path:
    """The course with an empty gradebook; making one runs alembic, which takes seconds."""
    made = Course(write_course(tmp_path_factory.mktemp("unreleased")))
    (made.root / "gradebook").mkdir()
    course_folder.put_environment_on_path()
    with made.gradebook():
        return made.root


@pytest.fixture(scope="session")
def released_once(unreleased, tmp_path_factory) -> Path:
    """The course, released through nbgrader's API."""
    made = copied(unreleased, tmp_path_factory.mktemp("released"))
    made.release()
    return made.root


def copied(root: Path, to: Path) -> Course:
    return Course(Path(shutil.copytree(root, to / "course")))


@pytest.fixture
def course(unreleased, tmp_path, monkeypatch) -> Course:
    # nbgrader_config.py sets it; this puts it back after the test
    monkeypatch.setenv("PRACTICUM_COURSE", str(tmp_path / "course"))
    monkeypatch.delenv("PRACTICUM_EXCHANGE", raising=False)
    return copied(unreleased, tmp_path)


@pytest.fixture
def released_course(released_once, tmp_path, monkeypatch) -> Course:
    monkeypatch.setenv("PRACTICUM_COURSE", str(tmp_path / "course"))
    monkeypatch.delenv("PRACTICUM_EXCHANGE", raising=False)
    return copied(released_once, tmp_path)
