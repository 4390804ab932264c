"""Two copies of one course, one for nbgrader and one for us, and what is done to both alike."""

from __future__ import annotations

import datetime
import json
import shutil

from practicum.demo import crowd
from practicum.nbgrader_bridge import grade_cohort
from practicum.nbgrader_bridge.gradebook import due_dates

from .conftest import Course
from .made_up import REPLY, TOPIC
from .sameness import differences, files, rows

DUE = datetime.datetime(2026, 9, 30, 16, 0, tzinfo=datetime.UTC)
CHANGED = {"words": "Dear Mrs Ono, thank you", "why": "It matters."}
PENALTIES = """
import sys
sys.path.insert(0, str(Path(__file__).parent))
c.AssignLatePenalties.plugin_class = "lateness.Daily"
c.Daily.a_day = 0.4
"""
PLUGIN = """
from nbgrader.plugins import BasePlugin
from traitlets import Float

class Daily(BasePlugin):
    a_day = Float(0.1).tag(config=True)

    def late_submission_penalty(self, student_id, score, total_seconds_late):
        if student_id.endswith("7"):
            return None
        if student_id.endswith("8"):
            return -1.0
        return self.a_day * total_seconds_late / 86400 + score / 7
"""


def furnish(course: Course) -> Course:
    """A due date, a file of the course's own, and a plugin of the course's own for late work."""
    (course.root / "lateness.py").write_text(PLUGIN)
    (course.root / "source" / TOPIC / "data.csv").write_text("the course's own")
    with (course.root / "nbgrader_config.py").open("a") as file:
        file.write(PENALTIES)
    due_dates.put(course.url, TOPIC, DUE)
    return course


def by_nbgrader(course: Course, again: bool = False) -> dict[str, str | None]:
    names = grade_cohort.learners(course.root, TOPIC)
    found = grade_cohort._by_nbgrader(course.root, TOPIC, names, again, lambda *_: None, "the test asks for it")
    return {one.learner: one.error for one in found}


def by_us(course: Course, again: bool = False) -> dict[str, str | None]:
    found = grade_cohort.autograde(course.root, TOPIC, again=again)
    assert {one.nbgrader for one in found} == {None}
    return {one.learner: one.error for one in found}


def assert_same(twins: list[Course], *, again: bool = False) -> dict[str, str | None]:
    """Grade both copies, each in its way: the same learners fail, the same rows and files stand."""
    theirs, ours = by_nbgrader(twins[0], again), by_us(twins[1], again)
    assert {name for name, error in theirs.items() if error} == {name for name, error in ours.items() if error}
    assert differences(rows(twins[0].root), rows(twins[1].root)) == []
    assert differences(files(twins[0].root), files(twins[1].root)) == []
    return ours


def hand_in(course: Course, spoilers: list, seed: int = 1) -> list[str]:
    """A crowd, each learner of which did another thing to their files; None did nothing to them."""
    names = []
    for one, spoil in zip(crowd.crowd(course.root, TOPIC, len(spoilers), seed), spoilers, strict=True):
        if spoil:
            spoil(one)
        shutil.rmtree(course.root / "submitted" / one.learner, ignore_errors=True)
        one.write(course.root, TOPIC)
        names.append(one.learner)
    return names


def rewrite(course: Course, learner: str, reply: dict | None, minutes: int = 0, scarf: str | None = None) -> None:
    """Another answer on the learner's sheet, handed in so much later; 0 leaves the time as it was."""
    folder = course.root / "submitted" / learner / TOPIC
    sheet = json.loads((folder / "gifts.answers.json").read_bytes())
    at = (datetime.datetime.fromisoformat(sheet["saved"]) + datetime.timedelta(minutes=minutes)).isoformat()
    entries = {"reply": reply} | ({"scarf": course.opaque("scarf", scarf)[0]} if scarf else {})
    for item, response in entries.items():
        sheet["answers"][item] = {"response": response, "at": at, "tries": 1, "checked": False}
    (folder / "gifts.answers.json").write_text(json.dumps(sheet | {"saved": at}))
    if minutes:
        came = due_dates.naive(datetime.datetime.fromisoformat(at)) + datetime.timedelta(hours=20)
        (folder / "timestamp.txt").write_text(f"{came} UTC")


def everybody_writes(course: Course, names: list[str]) -> None:
    for name in names:
        rewrite(course, name, REPLY)
