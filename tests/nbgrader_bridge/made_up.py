"""The made-up course: two lessons, one of every kind that nbgrader has to do with."""

from __future__ import annotations

import json
from pathlib import Path

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


def source_notebook(lesson: str, cells: list) -> dict:
    made = []
    for n, cell in enumerate(cells):
        if isinstance(cell, str):
            made.append({"cell_type": "markdown", "id": f"c{n}", "metadata": {}, "source": cell})
        else:
            made.append(
                {
                    "cell_type": "code",
                    "id": f"c{n}",
                    "metadata": {},
                    "source": cell[1],
                    "execution_count": None,
                    "outputs": [],
                }
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


# What an answered and an untouched lesson score: (automatic, by hand, waits for a marker).
FULL = {"scarf": (2.0, None, False), "signs": (3.0, None, False), "reply": (None, None, True)}
NOTHING = {"scarf": (0.0, None, False), "signs": (0.0, None, False), "reply": (0.0, None, False)}
REPLY = {"words": "Dear Mrs Ono", "why": "It matters."}


def notes(course, learner: str) -> str:
    return " ".join(course.autograded(learner)["metadata"]["practicum"]["submitted"]["notes"])


def cell(notebook: dict, name: str) -> dict:
    return next(c for c in notebook["cells"] if c.get("id") == name)
