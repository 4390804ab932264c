"""What happens in a cohort over the weeks: handed in again, released again, an exchange elsewhere.

All through nbgrader's real exchange. Who is late stands in test_extensions.py, what learners do to their files in
test_handed_in.py.
"""

from __future__ import annotations

import pytest

from practicum.course import CourseError, released
from practicum.nbgrader_bridge.gradebook import our_tables
from practicum.nbgrader_bridge.marks import mark_history
from practicum.nbgrader_bridge.marks.mark_history import Place
from practicum.nbgrader_bridge.marks.marking import mark
from practicum.nbgrader_bridge.release.release import release

from .learner import REPLY, Learner
from .made_up import TOPIC
from .test_release import edit, files

FULL = {"scarf": (2.0, None, False), "signs": (3.0, None, False), "reply": (None, None, True)}
NOTHING = {"scarf": (0.0, None, False), "signs": (0.0, None, False), "reply": (0.0, None, False)}
GOOD = {"warmth": 4, "reason": 2}
CHANGED = {"words": "Dear Mrs Ono, thank you", "why": "It matters."}


def history(course, learner: str) -> list[float]:
    with our_tables.store(course.root) as db:
        return [m.total for m in mark_history.history(db, Place(TOPIC, "gifts", "reply", learner))]


# ------------------------------------------------------------ handed in again


def test_handed_in_again_before_marking_the_last_counts(cohort, run):
    ann = Learner(cohort, "ann").answer(scarf=Learner(cohort, "x").opaque("scarf", "refuse_flatly")[0])
    ann.hand_in(-5)
    run(cohort, "autograde", TOPIC, "--collect")
    assert cohort.rows("ann") == NOTHING
    ann.work().hand_in(-4)
    run(cohort, "autograde", TOPIC, "--collect")
    assert cohort.rows("ann") == FULL
    assert history(cohort, "ann") == []


def test_handed_in_again_after_marking_a_mark_stands_for_its_text(cohort, run):
    ann = Learner(cohort, "ann").work().hand_in(-9)
    run(cohort, "autograde", TOPIC, "--collect")
    mark(cohort.root, "ann", TOPIC, "gifts", "reply", GOOD, "Clear.", "meg")
    ann.answer(scarf=ann.opaque("scarf", "accept_gladly")[0]).hand_in(-8)  # another item, the same text
    said = run(cohort, "autograde", TOPIC, "--collect")
    assert "0 written responses wait" in said
    assert cohort.rows("ann") == {**FULL, "scarf": (0.5, None, False), "reply": (None, 6.0, False)}
    ann.answer(reply=CHANGED).hand_in(-7)
    assert "1 written response waits" in run(cohort, "autograde", TOPIC, "--collect")
    assert cohort.rows("ann")["reply"] == (None, None, True)
    assert history(cohort, "ann") == [6]
    mark(cohort.root, "ann", TOPIC, "gifts", "reply", {"warmth": 2, "reason": 1}, "Shorter.", "tom")
    ann.answer(reply=REPLY).hand_in(-6)  # and back: the first mark was of this text
    run(cohort, "autograde", TOPIC, "--collect")
    assert cohort.rows("ann")["reply"] == (None, 6.0, False)
    assert history(cohort, "ann") == [6, 3]


# ------------------------------------------------------------ released again


def test_a_wording_change_leaves_grades_and_learners_can_fetch_again(cohort, run):
    ann = Learner(cohort, "ann").work().hand_in(-9)
    run(cohort, "autograde", TOPIC, "--collect")
    mark(cohort.root, "ann", TOPIC, "gifts", "reply", GOOD, "Clear.", "meg")
    before, old = cohort.rows("ann"), released.keyed(cohort.root, TOPIC, "gifts")["hash"]
    edit(cohort, "gifts/items.yml", "What comes first?", "What would you do first?")
    run(cohort, "release", TOPIC, "--publish")
    assert cohort.rows("ann") == before == {**FULL, "reply": (None, 6.0, False)}
    run(cohort, "autograde", TOPIC, "--again")
    assert cohort.rows("ann") == before
    assert "first" in ann.open().content["items"]["scarf"]["stem"]  # the old copy still works
    ann.fetch_again()
    here = ann.open()
    assert here.content["items"]["scarf"]["stem"].startswith("What would you do first?")
    assert here.content["hash"] != old and here.notices == []
    assert here.exercise("reply").response == REPLY
    ann.answer(reply=REPLY).hand_in(-5)
    bob = Learner(cohort, "bob").work().hand_in(-5)
    assert "would you do first" in bob.open().content["items"]["scarf"]["stem"]
    run(cohort, "autograde", TOPIC, "--collect")
    assert cohort.rows("ann") == before and cohort.rows("bob") == FULL


def test_a_refused_release_changes_nothing(cohort, run):
    Learner(cohort, "ann").work().hand_in()
    run(cohort, "autograde", TOPIC, "--collect")
    mark(cohort.root, "ann", TOPIC, "gifts", "reply", GOOD, "Clear.", "meg")

    def everything() -> dict:
        parts = ("release", "exchange", "submitted", "autograded", "gradebook/released", "source")
        found = {part: files(cohort.root / part) for part in parts}
        return found | cohort.every_row()

    before = everything()
    edit(cohort, "gifts/items.yml", "points: 2", "points: 4")
    for words in (["--publish"], ["--due", "2027-01-01"], ["--due", "none", "--publish"]):
        with pytest.raises(CourseError, match="the points of 'scarf' changed from 2 to 4"):
            run(cohort, "release", TOPIC, *words)
        assert everything() == before
    edit(cohort, "gifts/items.yml", "points: 4", "points: 2")
    run(cohort, "release", TOPIC)
    assert cohort.rows("ann")["reply"] == (None, 6.0, False)


# ------------------------------------------------------------ the exchange elsewhere


@pytest.mark.parametrize("by", ["PRACTICUM_EXCHANGE", "nbgrader_config.py"])
def test_what_waits_in_an_exchange_elsewhere_freezes_too(course, tmp_path, monkeypatch, by):
    elsewhere = tmp_path / "exchange-elsewhere"
    if by == "PRACTICUM_EXCHANGE":
        monkeypatch.setenv(by, str(elsewhere))
    else:
        with (course.root / by).open("a") as file:
            file.write(f"c.Exchange.root = {str(elsewhere)!r}\n")
    elsewhere.mkdir(mode=0o777)
    release(course.root, TOPIC, to_exchange=True)
    other = elsewhere / "another_course" / "inbound" / f"zoe+{TOPIC}+2026-10-01 10:00:00 UTC"
    other.mkdir(parents=True)
    edit(course, "gifts/items.yml", "points: 2", "points: 4")
    release(course.root, TOPIC, to_exchange=True)  # a course of another name concerns us not
    Learner(course, "ann").work().hand_in()
    assert list(elsewhere.glob("practicum/inbound/ann+*")) and not list(course.root.glob("submitted/*"))
    edit(course, "gifts/items.yml", "points: 4", "points: 3")
    with pytest.raises(CourseError, match="the points of 'scarf' changed from 4 to 3, but answers to it"):
        release(course.root, TOPIC)
