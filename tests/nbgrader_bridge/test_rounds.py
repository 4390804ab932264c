"""Several marks of one text: which counts, that none is lost, and that a draft stays with its marker."""

from __future__ import annotations

import dataclasses
import itertools

import pytest
from hypothesis import given as tried_with
from hypothesis import strategies as st

from practicum.nbgrader_bridge import grade_cohort
from practicum.nbgrader_bridge.gradebook import our_tables
from practicum.nbgrader_bridge.marks import formgrader_scores, mark_history
from practicum.nbgrader_bridge.marks.mark_history import AGREED, DRAFT, FINAL, FORMGRADER, Mark, counting
from practicum.nbgrader_bridge.reports import learner_records

from .made_up import TOPIC
from .test_databases import LEVELS, handed_in, mark, place

MARKS = st.lists(
    st.builds(
        Mark,
        text_hash=st.sampled_from(["a", "b"]),
        marker=st.sampled_from(["meg", "tom", FORMGRADER]),
        levels=st.just({}),
        total=st.integers(0, 6).map(float),
        comment=st.just(""),
        at=st.uuids().map(str),
        round=st.integers(1, 3),
        state=st.sampled_from([DRAFT, FINAL, AGREED, "of a later version"]),
    ),
    max_size=8,
)
ONE = MARKS.filter(bool).map(lambda marks: marks[0])


# ------------------------------------------------------------ which mark counts


def test_of_every_short_history_the_right_one_counts():
    """Agreed or not, draft or not, of two rounds, in every order."""
    for length in range(4):
        for kinds in itertools.product(itertools.product((1, 2), (DRAFT, FINAL, AGREED)), repeat=length):
            right_one_counts([Mark("a", "meg", {}, float(n), "", "t", *kind) for n, kind in enumerate(kinds)])


@tried_with(MARKS)
def test_what_counts_is_finished_and_of_this_text(given):
    right_one_counts(given)


def right_one_counts(given: list[Mark]) -> None:
    last, finished = counting(given, "a"), [m for m in given if m.text_hash == "a" and m.state in (FINAL, AGREED)]
    assert (last is None) == (finished == [])
    if last:
        assert last in finished and last.round == max(m.round for m in finished)
        of_round = [m for m in finished if m.round == last.round]
        agreed = [m for m in of_round if m.state == AGREED]
        assert last is (agreed or of_round)[-1]


@tried_with(MARKS, ONE)
def test_a_draft_changes_nothing(given, more):
    draft = dataclasses.replace(more, state=DRAFT)
    for n in range(len(given) + 1):
        assert counting([*given[:n], draft, *given[n:]], "a") is counting(given, "a")


@tried_with(MARKS)
def test_where_all_are_final_in_the_first_round_the_newest_counts(given):
    """As it was before there were rounds."""
    given = [dataclasses.replace(mark, round=1, state=FINAL) for mark in given]
    assert counting(given, "a") is next((m for m in reversed(given) if m.text_hash == "a"), None)


@tried_with(MARKS, ONE)
def test_another_markers_mark_leaves_ones_own_where_they_are(given, more):
    before, after = (mark_history.by_marker(marks, "a") for marks in (given, [*given, more]))
    assert sum(map(len, before.values())) == sum(m.text_hash == "a" for m in given)
    for marker, own in before.items():
        assert after[marker][: len(own)] == own
        assert marker == more.marker or after[marker] == own


@tried_with(MARKS, st.integers(0, 6).map(float))
def test_what_is_given_now_counts(given, total):
    """By the command or typed in formgrader, whatever was agreed on before; else the two would never be at peace."""
    last = counting(given, "a")
    typed = mark_history.typed(last, "a", total, "New.", "t")
    assert counting([*given, typed], "a") is typed and not mark_history.differs(typed, total, "New.")
    assert typed.round == (1 if last is None else last.round + (last.state == AGREED))


# ------------------------------------------------------------ in the databases


@tried_with(MARKS)
def test_every_mark_comes_back_as_it_was_given(kept_marks, given):
    with our_tables.store(kept_marks.root) as db:
        for number, one in enumerate(given):  # two markers, each in a transaction of its own
            mark_history.add_all(db, [(place("ann"), one)])
            db.commit()
            assert mark_history.history(db, place("ann")) == given[: number + 1]
        assert mark_history.standing(db, place("ann"), "a") == counting(given, "a")
        table = our_tables.of(db).mark
        db.execute(table.delete())


@pytest.fixture(scope="module")
def kept_marks(unreleased, tmp_path_factory):
    from .conftest import copied

    return copied(unreleased, tmp_path_factory.mktemp("marks"))


def text_of(course) -> str:
    with our_tables.store(course.root) as db:
        return mark_history.seen(db, place("ann"))


def put(course, *marks: Mark) -> None:
    with our_tables.store(course.root) as db:
        mark_history.add_all(db, [(place("ann"), one) for one in marks])


def given(course) -> list[Mark]:
    with our_tables.store(course.root) as db:
        return mark_history.history(db, place("ann"))


def everything_runs(course) -> str:
    """Grading anew by both ways, what was typed, feedback; gives the page."""
    grade_cohort.autograde(course.root, TOPIC, again=True)
    course.autograde("ann")
    formgrader_scores.keep(course.root, TOPIC)
    assert formgrader_scores.over_marks(course.root, TOPIC) == []
    grade_cohort.feedback(course.root, TOPIC)
    return (course.root / "feedback" / "ann" / TOPIC / "gifts.html").read_text("utf-8")


def test_a_draft_goes_nowhere(released_course):
    course = handed_in(released_course, "ann")
    draft = Mark(text_of(course), "tom", LEVELS[0], 6.0, "Tom's draft.", "2026", 1, DRAFT)
    put(course, draft)
    page = everything_runs(course)
    assert course.rows("ann")["reply"] == (None, None, True) and "Tom's draft" not in page
    assert given(course) == [draft]
    made = mark(course.root, "ann", LEVELS[3], "Meg's.")
    put(course, dataclasses.replace(draft, total=0.0, comment="Tom's next draft."))
    page = everything_runs(course)
    assert course.rows("ann")["reply"] == (None, made.total, False)
    assert "Meg&#39;s." in page.replace("'", "&#39;") and "next draft" not in page
    assert [m.marker for m in given(course)] == ["tom", "meg", "tom"]
    kept = learner_records.record(course.root, "ann")["marks"]  # a learner may see all that is kept of them
    assert [(m["round"], m["state"]) for m in kept] == [(1, DRAFT), (1, FINAL), (1, DRAFT)]


def test_two_markers_stand_side_by_side_and_the_newest_counts(released_course):
    course = handed_in(released_course, "ann")
    first = mark(course.root, "ann", LEVELS[0], "Meg's.")
    second = mark(course.root, "ann", LEVELS[4], "Meg's again.")
    put(course, dataclasses.replace(first, marker="tom", state=DRAFT))
    found = mark_history.by_marker(given(course), text_of(course))
    assert found["meg"] == [first, second] and [m.state for m in found["tom"]] == [DRAFT]
    assert course.rows("ann")["reply"][1] == second.total


def test_after_an_agreement_a_mark_begins_a_round_and_counts(released_course):
    course = handed_in(released_course, "ann")
    first = mark(course.root, "ann", LEVELS[0], "Meg's.")
    put(
        course, dataclasses.replace(first, marker="meg and tom", state=AGREED)
    )  # the same score: it is in the gradebook
    everything_runs(course)
    assert [m.state for m in given(course)] == [FINAL, AGREED]
    again = mark(course.root, "ann", LEVELS[4], "Anew.")
    assert (again.round, again.state) == (2, FINAL)
    with course.gradebook() as gradebook:
        gradebook.find_grade("reply", "gifts", TOPIC, "ann").manual_score = 1.0
        gradebook.db.commit()
    grade_cohort.autograde(course.root, TOPIC, again=True)
    formgrader_scores.keep(course.root, TOPIC)
    assert [(m.marker, m.round) for m in given(course)][2:] == [("meg", 2), (FORMGRADER, 2)]
    assert course.rows("ann")["reply"] == (None, 1.0, False)
