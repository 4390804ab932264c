"""Marks: by the rubric, with their history, standing for the text that was marked and no other."""

from __future__ import annotations

import shutil

import pytest

from practicum.course import CourseError
from practicum.nbgrader_bridge.gradebook import our_tables
from practicum.nbgrader_bridge.marks import mark_history, marking
from practicum.nbgrader_bridge.marks.mark_history import Place, text_hash
from practicum.nbgrader_bridge.marks.marking import mark

from .made_up import TOPIC

FIRST = {"words": "Dear Mrs Ono", "why": "It matters."}
SECOND = {"words": "Dear Mrs Ono, thank you", "why": "It matters."}
GOOD = {"warmth": 4, "reason": 2}
PLACE = Place(TOPIC, "gifts", "reply", "ann")


def hand_in(course, reply) -> None:
    shutil.rmtree(course.root / "submitted" / "ann", ignore_errors=True)
    course.hand_in("ann", course.full_sheet(reply=reply))
    course.autograde()


def reply(course) -> tuple:
    return course.rows("ann")["reply"]


def comment(course) -> str | None:
    with course.gradebook() as gradebook:
        return gradebook.find_comment("reply", "gifts", TOPIC, "ann").comment


@pytest.fixture
def marked(released_course):
    hand_in(released_course, FIRST)
    mark(released_course.root, "ann", TOPIC, "gifts", "reply", GOOD, "Clear.", "meg")
    return released_course


def test_a_mark_reaches_nbgraders_gradebook(marked):
    assert reply(marked) == (None, 6.0, False)
    assert comment(marked) == "Clear."
    with our_tables.store(marked.root) as db:
        (kept,) = mark_history.history(db, PLACE)
    assert (kept.marker, kept.levels, kept.total) == ("meg", GOOD, 6)


def test_the_same_text_keeps_its_mark_unflagged(marked):
    hand_in(marked, FIRST)
    assert reply(marked) == (None, 6.0, False)
    hand_in(marked, {**FIRST, "words": "Dear Mrs Ono  \n"})  # spaces at an end are no new text
    assert reply(marked) == (None, 6.0, False)


def test_a_changed_text_is_flagged_and_its_mark_goes_to_history(marked):
    hand_in(marked, SECOND)
    assert reply(marked) == (None, None, True)
    assert comment(marked) is None
    with our_tables.store(marked.root) as db:
        assert [m.total for m in mark_history.history(db, PLACE)] == [6]


def test_going_back_to_a_marked_text_brings_its_mark_back(marked):
    hand_in(marked, SECOND)
    mark(marked.root, "ann", TOPIC, "gifts", "reply", {"warmth": 1, "reason": 1}, "Colder.", "tom")
    hand_in(marked, FIRST)
    assert (reply(marked), comment(marked)) == ((None, 6.0, False), "Clear.")


def test_taking_a_marked_text_back_scores_nothing(marked):
    hand_in(marked, {"words": " ", "why": ""})
    assert reply(marked) == (0.0, None, False)


def test_a_score_typed_into_formgrader_stands_for_its_text_only(released_course):
    hand_in(released_course, FIRST)
    with released_course.gradebook() as gradebook:
        grade = gradebook.find_grade("reply", "gifts", TOPIC, "ann")
        grade.manual_score, grade.needs_manual_grade = 5, False
        gradebook.db.commit()
    hand_in(released_course, FIRST)
    assert reply(released_course) == (None, 5.0, False)
    hand_in(released_course, SECOND)
    assert reply(released_course) == (None, None, True)
    with our_tables.store(released_course.root) as db:
        assert [(m.total, m.marker, m.levels) for m in mark_history.history(db, PLACE)] == [(5, "formgrader", {})]


def test_marks_outlive_a_release(marked):
    from practicum.nbgrader_bridge.release.release import release

    release(marked.root, TOPIC)
    hand_in(marked, FIRST)
    assert reply(marked) == (None, 6.0, False)


@pytest.mark.parametrize(
    ("levels", "sentence"),
    [
        ({"warmth": 3, "reason": 2}, "Give 'warmth' one of the levels 1, 2, 4"),
        ({"warmth": 4}, "Give 'reason' one of the levels 1, 2"),
        ({"warmth": 4, "reason": 2, "style": 1}, "'style' is not a criterion"),
        ({"warmth": True, "reason": 2}, "Give 'warmth'"),
    ],
)
def test_levels_must_fit_the_rubric(released_course, levels, sentence):
    hand_in(released_course, FIRST)
    with pytest.raises(CourseError, match=sentence):
        mark(released_course.root, "ann", TOPIC, "gifts", "reply", levels, "", "meg")
    assert reply(released_course) == (None, None, True)


def test_what_cannot_be_marked_is_said(released_course):
    with pytest.raises(CourseError, match="has no graded copy"):
        mark(released_course.root, "ann", TOPIC, "gifts", "reply", GOOD, "", "meg")
    hand_in(released_course, {"words": "", "why": ""})
    with pytest.raises(CourseError, match="wrote nothing"):
        mark(released_course.root, "ann", TOPIC, "gifts", "reply", GOOD, "", "meg")
    with pytest.raises(CourseError, match="No written response 'other'"):
        mark(released_course.root, "ann", TOPIC, "gifts", "other", GOOD, "", "meg")


def test_a_mark_that_nbgrader_refuses_is_not_kept(released_course, monkeypatch):
    hand_in(released_course, FIRST)

    def refuse(*_):
        raise CourseError("no")

    monkeypatch.setattr(marking, "enter", refuse)
    with pytest.raises(CourseError):
        mark(released_course.root, "ann", TOPIC, "gifts", "reply", GOOD, "", "meg")
    with our_tables.store(released_course.root) as db:
        assert mark_history.history(db, PLACE) == []


def test_nothing_written_has_no_hash():
    assert text_hash([]) == text_hash([("a", "  \n")]) == ""
    assert text_hash([("a", "x")]) != text_hash([("b", "x")])
