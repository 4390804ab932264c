"""SQLite's files or a PostgreSQL server: nothing is lost while several write, backups can be used."""

from __future__ import annotations

import contextlib
import datetime
import multiprocessing
import subprocess

import pytest
from sqlalchemy.exc import OperationalError

from practicum.course import CourseError
from practicum.nbgrader_bridge import grade_cohort
from practicum.nbgrader_bridge.gradebook import assignment_rows, backups, database, our_tables
from practicum.nbgrader_bridge.marks import mark_history, marking

from .. import needs
from .. import postgres as servers
from .made_up import REPLY, TOPIC

LEVELS = [{"warmth": w, "reason": r} for w in (4, 2, 1) for r in (2, 1)]
ROUNDS = 5  # of grading everybody again
LEARNERS = ["ann", "bob", "cat", "dan"]


def place(learner: str) -> mark_history.Place:
    return mark_history.Place(TOPIC, "gifts", "reply", learner)


def handed_in(course, *learners: str):
    for learner in learners:
        course.hand_in(learner, course.full_sheet(reply=REPLY))
    assert [o.error for o in grade_cohort.autograde(course.root, TOPIC)] == [None] * len(learners)
    return course


# ------------------------------------------------------------ several at once


class BeingGraded(Exception):
    """What a marker is told while the notebook is taken away to be written anew."""


def mark(root, learner: str, levels: dict, comment: str) -> mark_history.Mark:
    try:
        return marking.mark(root, learner, TOPIC, "gifts", "reply", levels, comment, "meg", keep_backup=False)
    except CourseError as error:
        if "being graded again just now" not in str(error):
            raise
        raise BeingGraded from error


def by_command(root, started, over, said) -> None:
    """A marker who uses `practicum mark`, again and again until grading is over."""
    given = {learner: [] for learner in LEARNERS[:2]}
    started.wait()
    while True:
        last = over.is_set()
        for learner, found in given.items():
            levels = LEVELS[len(found) % len(LEVELS)]
            with contextlib.suppress(BeingGraded):
                made = mark(root, learner, levels, str(len(found)))
                found.append((made.total, made.comment))
        if last:
            break
    said.put(("meg", given))


def by_formgrader(root, started, over, said) -> None:
    """A marker who types scores into formgrader, which writes to nbgrader's gradebook."""
    from nbgrader.api import Gradebook

    given = {learner: 0.0 for learner in LEARNERS[2:]}
    started.wait()
    while True:
        last = over.is_set()
        for learner in given:
            given[learner] = (given[learner] + 1) % 7
            with Gradebook(database.url_of(root)) as gradebook:
                gradebook.find_grade("reply", "gifts", TOPIC, learner).manual_score = given[learner]
                gradebook.db.commit()
        if last:
            break
    said.put(("tom", given))


def by_machine(root, started, over, said) -> None:
    started.wait()
    found = [outcome.error for _ in range(ROUNDS) for outcome in grade_cohort.autograde(root, TOPIC, again=True)]
    over.set()
    said.put(("errors", [error for error in found if error]))


def test_two_markers_and_a_grading_run_lose_nothing(released_course):
    course = handed_in(released_course, *LEARNERS)
    here = multiprocessing.get_context("spawn")
    started, over, said = here.Barrier(3, timeout=60), here.Event(), here.Queue()
    workers = [
        here.Process(target=work, args=(course.root, started, over, said))
        for work in (by_command, by_formgrader, by_machine)
    ]
    for worker in workers:
        worker.start()
    done = dict(said.get(timeout=120) for _ in workers)
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0, 0] and done["errors"] == []
    with our_tables.store(course.root) as db:
        for learner, given in done["meg"].items():
            assert [(m.total, m.comment) for m in mark_history.history(db, place(learner))] == given
            assert course.rows(learner)["reply"] == (None, given[-1][0], False)
    for learner, score in done["tom"].items():
        assert course.rows(learner)["reply"][1] == score


def test_a_text_that_came_meanwhile_is_not_given_the_mark_of_the_old_one(released_course):
    course = handed_in(released_course, "ann")
    with our_tables.store(course.root) as db:
        mark_history.see(db, place("ann"), "the hash of what autograding reads just now")
    with pytest.raises(CourseError, match="'reply' is being graded again just now"):
        marking.mark(course.root, "ann", TOPIC, "gifts", "reply", LEVELS[0], "", "meg")
    with our_tables.store(course.root) as db:
        assert mark_history.history(db, place("ann")) == []
    assert course.rows("ann")["reply"] == (None, None, True)


IMPATIENT = {"sqlite": "PRAGMA busy_timeout = 0", "postgresql": "SET LOCAL lock_timeout = '10ms'"}


def test_markers_of_a_topic_area_take_turns(released_course):
    with our_tables.store(released_course.root) as db, our_tables.store(released_course.root) as other:
        our_tables.turn(db, TOPIC)
        our_tables.turn(db, TOPIC)
        other.exec_driver_sql(IMPATIENT[other.dialect.name])
        with pytest.raises(OperationalError, match=r"locked|lock timeout"):
            our_tables.turn(other, TOPIC)
        other.rollback()
    with our_tables.store(released_course.root) as other:
        other.exec_driver_sql(IMPATIENT[other.dialect.name])
        our_tables.turn(other, TOPIC)


# ------------------------------------------------------------ a release undone


def test_what_a_failed_release_did_is_undone_and_nothing_else(released_course):
    course = handed_in(released_course, "ann")
    before, rows = assignment_rows.account(course.root, TOPIC), course.every_row()
    with course.gradebook() as gradebook:
        gradebook.update_or_create_assignment(TOPIC, duedate=datetime.datetime(2027, 1, 1))
        gradebook.update_or_create_grade_cell("scarf", "gifts", TOPIC, max_score=9)
        gradebook.update_or_create_solution_cell("more", "gifts", TOPIC)
        gradebook.remove_notebook("touch", TOPIC)
        gradebook.find_grade("reply", "gifts", TOPIC, "ann").manual_score = 5
        gradebook.db.commit()
    assignment_rows.put_back(course.root, TOPIC, before)
    assert course.rows("ann")["reply"][1] == 5
    with course.gradebook() as gradebook:
        gradebook.find_grade("reply", "gifts", TOPIC, "ann").manual_score = None
        gradebook.db.commit()
    after = course.every_row()
    learners_part = {"submitted_notebook", "grade", "comment"}  # nbgrader took those of `touch` with it
    assert {n: r for n, r in after.items() if n not in learners_part} == {
        n: r for n, r in rows.items() if n not in learners_part
    }


# ------------------------------------------------------------ backups


def test_a_backup_can_be_restored(released_course, postgres):
    course = handed_in(released_course, "ann")
    mark(course.root, "ann", LEVELS[0], "Clear.")
    rows, written = course.every_row(), backups.backup(course.root)
    assert all(path.parent == course.root / "gradebook" / "backups" for path in written)
    if not database.on_server(course.url):
        assert [path.name.rpartition("-")[2] for path in written] == ["gradebook.db", "marks.db"]
        for path in written:
            backups.copy_database(path, course.root / "gradebook" / path.name.rpartition("-")[2])
        assert course.every_row() == rows
        return
    (dump,) = written
    url, program = servers.another(postgres), needs.need("pg_restore", "postgresql-client", *servers.DEBIANS)
    plain_url = database.parsed(url).set(drivername="postgresql").render_as_string(hide_password=False)
    subprocess.run([program, f"--dbname={plain_url}", "--no-owner", "--exit-on-error", dump], check=True)
    config = course.root / "nbgrader_config.py"
    config.write_text(config.read_text().replace(course.url, url))
    assert course.url == url and course.every_row() == rows
    servers.drop(url)
