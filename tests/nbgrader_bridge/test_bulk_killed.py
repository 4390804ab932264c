"""Grading killed by SIGKILL at a hundred points: the next run completes it, with the same rows and files."""

from __future__ import annotations

import dataclasses
import datetime
import os
import shutil
import signal
import stat
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy.engine.default import DefaultDialect

from practicum.nbgrader_bridge import grade_cohort
from practicum.nbgrader_bridge.bulk import assignment
from practicum.nbgrader_bridge.bulk import run as bulk
from practicum.nbgrader_bridge.gradebook import database
from practicum.nbgrader_bridge.marks import marking
from practicum.nbgrader_bridge.setup.course_settings import nbgrader_settings

from .. import postgres
from ..killing import forked, in_child, rest
from .conftest import Course, copied
from .made_up import REPLY, TOPIC
from .oddities import broken_notebook, late, no_such_time
from .sameness import differences, rows
from .twins import CHANGED, by_us, everybody_writes, furnish, hand_in, rewrite

POINTS = {"sqlite": 100, "postgresql": 10}
MOMENT = datetime.datetime(2026, 10, 1, tzinfo=datetime.UTC)
SYSTEM = "open write chmod close mkdir link rename unlink rmdir listdir scandir".split()
DATABASE = "do_begin do_execute do_executemany do_commit do_rollback".split()


class Counter:
    """Counts the calls by which grading changes anything; at one of them the process dies, before it or after it."""

    def __init__(self, at: int = 0, after: bool = False) -> None:
        self.count, self.at, self.after = 0, at, after
        for name in SYSTEM:
            setattr(os, name, self.counted(getattr(os, name)))
        for name in DATABASE:
            setattr(DefaultDialect, name, self.counted(getattr(DefaultDialect, name)))

    def counted(self, real: Callable) -> Callable:
        def call(*words, **more):
            self.count += 1
            here = self.count == self.at
            if here and not self.after:
                os.kill(os.getpid(), signal.SIGKILL)
            try:
                return real(*words, **more)
            finally:
                if here:
                    os.kill(os.getpid(), signal.SIGKILL)

        return call


def grade(known: assignment.Assignment, course: Course, again: bool) -> None:
    """Grade a copy, in batches so small that there are several. What is the same for all copies is loaded once."""
    bulk.AT_ONCE = 3
    here = dataclasses.replace(known, root=course.root, url=course.url)
    for _ in bulk.grade(here, grade_cohort.learners(course.root, TOPIC), again):
        pass


def counted(known: assignment.Assignment, course: Course, again: bool, at: int = 0, after: bool = False) -> int:
    """The same in a child, which may die of it; gives how many points there were."""
    counter = Counter(at, after)
    grade(known, course, again)
    return counter.count


def dying(known: assignment.Assignment, course: Course, again: bool, at: int, after: bool, _tell: Callable) -> None:
    counted(known, course, again, at, after)


def copies(root: Path) -> dict[str, dict[str, tuple]]:
    """Every learner's graded copy, by its bytes."""
    return {
        place.parent.name: {
            str(path.relative_to(place)): (path.read_bytes(), stat.S_IMODE(path.stat().st_mode))
            for path in place.rglob("*") if path.is_file()
        }
        for place in (root / "autograded").glob(f"*/{TOPIC}")
    }  # fmt: skip


def about(learner: str, found: dict[str, list[str]]) -> dict[str, list[str]]:
    return {table: [line for line in lines if learner in line] for table, lines in found.items()}


@pytest.fixture
def begun(published_once, tmp_path, monkeypatch):
    """A cohort that was graded and marked; then some handed in again, and some for the first time."""
    monkeypatch.setenv("PRACTICUM_COURSE", "")
    monkeypatch.delenv("PRACTICUM_EXCHANGE", raising=False)
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "begun").mkdir()
    course = furnish(copied(published_once, tmp_path / "begun"))
    names = hand_in(course, [None, None, None, late, None])
    everybody_writes(course, names)
    by_us(course)
    for name in names[:3]:
        marking.mark(course.root, name, TOPIC, "gifts", "reply", {"warmth": 4, "reason": 1}, "Clear.", "meg", MOMENT)
    rewrite(course, names[0], CHANGED, 5000)
    rewrite(course, names[2], CHANGED, 5000)
    by_us(course)
    for name, score in ((names[0], 2.0), (names[2], 3.0), (names[3], 5.0)):
        with course.gradebook() as gradebook:
            gradebook.find_grade("reply", "gifts", TOPIC, name).manual_score = score
            gradebook.db.commit()
    rewrite(course, names[0], REPLY, 9000)  # back to the text that was marked, from one that was typed
    rewrite(course, names[2], {"words": "A third.", "why": ""}, 9000)
    rewrite(course, names[3], REPLY, 9000, "refuse_flatly")
    for path in (course.root / "submitted" / names[1] / TOPIC).glob("gifts.*"):
        path.unlink()
    (course.root / "submitted" / names[1] / TOPIC / "timestamp.txt").write_text("2026-12-01 10:00:00 UTC")
    for learner, spoil in (("new", None), ("spoilt", broken_notebook), ("wrong", no_such_time)):
        shutil.copytree(course.root / "submitted" / names[4], course.root / "submitted" / learner)
        folder = course.root / "submitted" / learner / TOPIC
        if spoil is broken_notebook:
            (folder / "gifts.ipynb").write_text("{")
        if spoil is no_such_time:
            (folder / "timestamp.txt").write_text("last Tuesday")
    urls = [course.url]

    def another(number: int) -> Course:
        place = tmp_path / str(number)
        place.mkdir()
        made = copied(course.root, place)
        urls.append(made.url)
        return made

    yield course, another
    for url in urls:
        if database.on_server(url):
            postgres.drop(url)


@pytest.mark.stress
@pytest.mark.parametrize("again", [False, True], ids=["what is new", "again"])
def test_killed_anywhere_the_next_run_completes_it(begun, again, kept_by):
    start, another = begun
    settings = nbgrader_settings(start.root)
    known = assignment.load(start.root, TOPIC, settings, assignment.known(start.root, TOPIC, settings))
    undisturbed = another(0)
    points = in_child(lambda: counted(known, undisturbed, again))
    first, last = (copies(course.root) for course in (start, undisturbed))
    there = rows(undisturbed.root)
    assert points > 300 and "wrong" not in last and len(last) == 7
    tries = POINTS["postgresql" if kept_by else "sqlite"] // 2
    for number in range(1, tries + 1):
        course, at = another(number), number * points // (tries + 1)
        with forked(partial(dying, known, course, again, at, bool(number % 2))) as (child, reads):
            rest(reads)
            died = os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
        assert died.si_status == signal.SIGKILL, f"it was to be killed at point {at} of {points}"
        halfway, so_far = copies(course.root), rows(course.root)
        for learner, files in halfway.items():
            assert files in (first.get(learner), last.get(learner)), "a graded copy is the old one or the new one"
            if files != first.get(learner):  # the new copy says that its rows are there
                assert differences(about(learner, so_far), about(learner, there)) == []
        grade(known, course, again)
        assert differences(rows(course.root), there) == [], f"killed at point {at} of {points}"
        assert copies(course.root) == last, f"killed at point {at} of {points}"
        assert not list((course.root / "autograded").glob("*/.*"))
        shutil.rmtree(course.root)
