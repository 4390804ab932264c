"""Formgrader's buttons, pressed over HTTP on a real Jupyter server: the same rows, the same pages."""

from __future__ import annotations

import json

import pytest

from .formgrader import Server
from .made_up import TOPIC


@pytest.fixture
def server(course, tmp_path):
    (tmp_path / "home").mkdir()
    started = Server(course.root, tmp_path / "home")
    try:
        started.wait()
        yield started
    finally:
        started.stop()


def test_the_buttons_release_score_and_give_feedback(course, server):
    server.press(f"assignment/{TOPIC}/assign")
    assert (course.root / "release" / TOPIC / "gifts.content.json").is_file()
    text = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    course.hand_in("ann", course.full_sheet(reply={"words": text, "why": ""}))
    server.press(f"submission/{TOPIC}/ann/autograde")
    assert course.rows("ann") == {"scarf": (2.0, None, False), "signs": (3.0, None, False), "reply": (None, None, True)}
    notebooks = json.loads(server.call(f"/formgrader/api/student_notebook_submissions/ann/{TOPIC}"))
    shown = server.call(f"/formgrader/submissions/{next(n for n in notebooks if n['name'] == 'gifts')['id']}/")
    assert "How it is marked" in shown and "&lt;script&gt;alert(1)" in shown
    assert "<script>alert" not in shown and "<img src=x" not in shown
    server.press(f"assignment/{TOPIC}/generate_feedback")
    assert "Feedback: Gifts" in (course.root / "feedback" / "ann" / TOPIC / "gifts.html").read_text()
