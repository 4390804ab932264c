"""A cohort over the weeks, graded in one process and by nbgrader side by side: marks, new texts, old texts again."""

from __future__ import annotations

import datetime

import pytest

from practicum.nbgrader_bridge.gradebook import database, due_dates
from practicum.nbgrader_bridge.marks import extensions, marking

from .. import postgres
from .conftest import Course, copied
from .made_up import REPLY, TOPIC
from .sameness import rows
from .twins import CHANGED, DUE, assert_same, everybody_writes, furnish, hand_in, rewrite

MOMENT = datetime.datetime(2026, 10, 1, tzinfo=datetime.UTC)


@pytest.fixture
def twins(published_once, tmp_path, monkeypatch):
    monkeypatch.setenv("PRACTICUM_COURSE", "")
    monkeypatch.delenv("PRACTICUM_EXCHANGE", raising=False)
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in ("nbgraders", "ours"):
        (tmp_path / name).mkdir()
    made = [furnish(copied(published_once, tmp_path / name)) for name in ("nbgraders", "ours")]
    yield made
    for course in made:
        if database.on_server(course.url):
            postgres.drop(course.url)


def typed(course: Course, learner: str, item: str, score: float, comment: str | None = None) -> None:
    """What a marker types into formgrader."""
    with course.gradebook() as gradebook:
        grade = gradebook.find_grade(item, "gifts", TOPIC, learner)
        grade.manual_score, grade.needs_manual_grade = score, False
        if comment:
            grade.extra_credit = 0.5
            gradebook.find_comment(item, "gifts", TOPIC, learner).manual_comment = comment
        gradebook.find_submission_notebook("gifts", TOPIC, learner).flagged = True
        gradebook.db.commit()


def test_handed_in_again_after_marks(twins):
    for course in twins:
        names = hand_in(course, [None] * 9)
        everybody_writes(course, names)
    assert_same(twins)
    for course in twins:
        for number, name in enumerate(names[:6]):
            levels = {"warmth": (4, 2, 1)[number % 3], "reason": 1}
            marking.mark(course.root, name, TOPIC, "gifts", "reply", levels, "Clear.", "meg", MOMENT, keep_backup=False)
        typed(course, names[1], "reply", 3.5, "Typed over a mark.")
        typed(course, names[6], "reply", 2.0, "Typed.")
        typed(course, names[8], "scarf", 1.0)
        rewrite(course, names[0], CHANGED, 5000)
        rewrite(course, names[1], CHANGED, 5000)
        rewrite(course, names[2], REPLY, 5000, "refuse_flatly")  # the same text, another item
        rewrite(course, names[3], None, 5000)  # taken back
        rewrite(course, names[4], CHANGED)  # without a newer time it is not looked at
        rewrite(course, names[6], CHANGED, 5000)
        (course.root / "submitted" / names[7] / TOPIC / "timestamp.txt").write_text("soon")  # the graded copy goes
        for path in (course.root / "submitted" / names[5] / TOPIC).glob("gifts.*"):
            path.unlink()  # the marked lesson is missing now
        (course.root / "submitted" / names[5] / TOPIC / "timestamp.txt").write_text("2026-12-01 10:00:00 UTC")
        extensions.keep(course.root, TOPIC, names[2], DUE + datetime.timedelta(days=3))
        due_dates.put(course.url, TOPIC, DUE - datetime.timedelta(days=20))
    assert [name for name, error in assert_same(twins).items() if error] == [names[7]]
    found = rows(twins[1].root)
    assert len(found["our mark"]) == 8 and sum("'marker': 'formgrader'" in line for line in found["our mark"]) == 2
    assert found["our coming"] == []
    assert any("'late_submission_penalty': None" not in line for line in found["submitted_notebook"])
    for course in twins:
        for name in (names[0], names[1], names[3], names[6]):
            rewrite(course, name, REPLY, 9000)  # back to the text that was marked
        due_dates.put(course.url, TOPIC, DUE + datetime.timedelta(days=300))  # nobody was late after all
    assert_same(twins, again=True)
