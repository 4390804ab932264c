"""Whatever is handed in, marked, typed in formgrader, lost and graded again, in whatever order: the newest mark of the
present text stands, a text without a mark waits, and no mark is ever gone from the history."""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass, field

import pytest
from hypothesis import example
from hypothesis import given as tried_with
from hypothesis import strategies as st

from practicum.nbgrader_bridge import grade_cohort
from practicum.nbgrader_bridge.gradebook import our_tables
from practicum.nbgrader_bridge.grading import keep_marks
from practicum.nbgrader_bridge.marks import mark_history, marking

from .made_up import TOPIC

TEXTS = {
    "a": {"words": "Dear Mrs Ono", "why": "It matters."},
    "b": {"words": "No.", "why": "Rules."},
    "": {"words": " "},
}
PLACE = mark_history.Place(TOPIC, "gifts", "reply", "ann")
LEVELS = {(w, r): {"warmth": w, "reason": r} for w in (1, 2, 4) for r in (1, 2)}


@dataclass
class Book:
    """One response: what nbgrader's gradebook says of it, and what is kept beside it."""

    now: keep_marks.Response = field(default_factory=lambda: keep_marks.Response(None, None, None, True))
    seen: str | None = None
    given: list[mark_history.Mark] = field(default_factory=list)

    def typed(self) -> mark_history.Mark | None:
        """What `typed_scores` would put into the history."""
        last = mark_history.counting(self.given, self.seen)
        if (
            self.seen is None
            or self.now.manual is None
            or not mark_history.differs(last, self.now.manual, self.now.comment)
        ):
            return None
        return mark_history.typed(last, self.seen, self.now.manual, self.now.comment, "t")

    def hand_in(self, text: str, killed: bool) -> None:
        auto = None if text else 0.0
        as_saved = keep_marks.Response(
            auto, self.now.manual, self.now.comment, auto is None or self.now.manual is not None
        )
        done = keep_marks.settled(as_saved, self.seen, text, self.given, False, "t")
        self.given += [done.typed] if done.typed else []
        if killed and done.changed:  # after the history, and perhaps after the gradebook
            again = keep_marks.settled(as_saved, self.seen, text, self.given, True, "t")
            after = keep_marks.settled(done.response, self.seen, text, self.given, True, "t")
            assert again.typed is None and after.typed is None
            assert again.response == done.response
            assert (after.response.manual, after.response.waits) == (done.response.manual, done.response.waits)
        self.now, self.seen = done.response, text


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("hand in"), st.sampled_from(list(TEXTS)), st.booleans()),
        st.tuples(st.just("mark"), st.integers(1, 6), st.sampled_from(["", "Clear."])),
        st.tuples(st.just("type"), st.integers(0, 6), st.sampled_from([None, "Clear.", "Typed"])),
        st.tuples(st.just("lose"), st.none(), st.none()),
    ),
    max_size=14,
)


@example(  # the same score for both texts, and killed before the gradebook: the other text's comment stood there still
    [("hand in", "b", False), ("mark", 1, ""), ("hand in", "a", False), ("mark", 1, "Clear."), ("hand in", "b", True)]
)
@tried_with(STEPS)
def test_in_any_order(steps):
    book, newest = Book(), {}
    for step, what, more in steps:
        before, standing = list(book.given), book.now.manual
        if step == "hand in":
            was = book.seen
            book.hand_in(what, more)
            if was is not None and standing is not None:
                assert any(m.text_hash == was and m.total == standing for m in book.given)
            waits = what != "" and what not in newest
            assert (book.now.manual, book.now.waits) == (newest.get(what), waits)
        elif step == "mark" and book.seen:
            book.given += [one for one in [book.typed()] if one]
            book.given.append(mark_history.Mark(book.seen, "meg", {}, float(what), more, "t"))
            book.now = keep_marks.Response(book.now.auto, float(what), more or None, False)
            newest[book.seen] = float(what)
        elif step == "type" and book.seen is not None:
            book.now = keep_marks.Response(book.now.auto, float(what), more, False)
            newest[book.seen] = float(what)
        elif step == "lose":  # the gradebook alone: made anew, or put back from another day
            book.now = keep_marks.Response(None, None, None, True)
            newest = {m.text_hash: m.total for m in book.given}
        assert book.given[: len(before)] == before


def hand_in(course, text: str | None) -> None:
    """The lesson with this text; None: another lesson's hand-in, with nothing of this one."""
    shutil.rmtree(course.root / "submitted" / "ann", ignore_errors=True)
    folder = course.hand_in("ann", course.full_sheet(reply=TEXTS[text or ""]))
    if text is None:
        for path in folder.glob("gifts.*"):
            path.unlink()


@pytest.mark.parametrize("seed", [1, 2])
def test_in_any_order_through_the_real_gradebook(released_course, seed):
    """Both ways of grading, marks by the command, scores by nbgrader's own gradebook."""
    course, dice, newest, text = released_course, random.Random(seed), {}, "a"
    hand_in(course, text)
    grade_cohort.autograde(course.root, TOPIC)
    for number in range(8):
        step = dice.choice(["hand in", "hand in", "mark", "type", "again"])
        if step == "mark" and text:
            levels = dice.choice(list(LEVELS.values()))
            marking.mark(course.root, "ann", TOPIC, "gifts", "reply", levels, f"{number}", "meg", keep_backup=False)
            newest[text] = float(sum(levels.values()))
        elif step == "type":
            newest[text or ""] = float(dice.randrange(7))
            with course.gradebook() as gradebook:
                gradebook.find_grade("reply", "gifts", TOPIC, "ann").manual_score = newest[text or ""]
                gradebook.find_comment("reply", "gifts", TOPIC, "ann").manual_comment = f"{number}"
                gradebook.db.commit()
        else:
            text = dice.choice([*TEXTS, None]) if step == "hand in" else text
            hand_in(course, text)
            course.autograde() if dice.random() < 0.3 else grade_cohort.autograde(course.root, TOPIC, again=True)
            _, manual, waits = course.rows("ann")["reply"]
            assert manual == newest.get(text or "")
            assert waits == (bool(text) and text not in newest)
    with our_tables.store(course.root) as db:
        kept = {(m.text_hash, m.total) for m in mark_history.history(db, PLACE)}
    assert {total for _, total in kept} >= {total for t, total in newest.items() if t != (text or "")}
