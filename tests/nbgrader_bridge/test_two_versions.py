"""Sheet and notebook went different ways: the newest text is marked, the marker is told of the other, feedback keeps it."""

from __future__ import annotations

import json

from practicum.nbgrader_bridge.marks.marking import mark

from .made_up import TOPIC

SEEN = {"": "2026-11-01T09:00:00.000+00:00"}
EARLY, LATE = "2026-11-01T10:00:00.000+00:00", "2026-11-01T11:00:00.000+00:00"


def signed(course, words: str, at: str, writer: str) -> dict:
    sheet = course.sheet(reply={"words": words, "why": "It matters."}, saved=at)
    sheet["answers"]["reply"] |= {"at": at, "seen": {**SEEN, writer: at}}
    return sheet


def test_the_marker_sees_both_versions_and_the_feedback_has_them(released_course):
    course = released_course
    course.hand_in(
        "ann",
        signed(course, "Written on the <b>page</b>.", EARLY, "aa"),
        signed(course, "Written in JupyterLab.", LATE, "bb"),
    )
    course.autograde()
    graded = json.loads((course.root / "autograded" / "ann" / TOPIC / "gifts.ipynb").read_text())
    (cell,) = [c for c in graded["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == "reply"]
    shown = "".join(cell["source"])
    assert shown.index("Written in JupyterLab.") < shown.index("more than one version") < shown.index("page")
    assert "<b>" not in shown
    mark(course.root, "ann", TOPIC, "gifts", "reply", {"warmth": 4, "reason": 1}, "", "meg")
    course.nbgrader("generate_feedback", TOPIC)
    page = (course.root / "feedback" / "ann" / TOPIC / "gifts.html").read_text()
    assert "Written in JupyterLab." in page and "Written on the &lt;b&gt;page&lt;/b&gt;." in page
    assert course.rows("ann")["reply"][1] == 5
