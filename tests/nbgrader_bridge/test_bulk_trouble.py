"""Grading a cohort in one process: what goes wrong for one learner stops nobody else, and what the command says of it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import tempfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from practicum import cli
from practicum.course import CourseError
from practicum.nbgrader_bridge import grade_cohort
from practicum.nbgrader_bridge.bulk import run as bulk
from practicum.nbgrader_bridge.gradebook import database

from ..killing import forked, in_child, rest
from .conftest import copied
from .made_up import TOPIC
from .sameness import files, rows
from .test_bulk_ways import settings
from .twins import by_us, hand_in


def test_a_learner_whom_the_gradebook_refuses_stops_nobody_else(released_course):
    course = released_course
    names = hand_in(course, [None] * 4)
    with database.engine(course.url).begin() as db:
        refuse = "CREATE TRIGGER no BEFORE INSERT ON student WHEN NEW.id = :who BEGIN SELECT RAISE(ABORT, 'not this one'); END"
        db.exec_driver_sql(refuse.replace(":who", f"'{names[1]}'"))
    found = {one.learner: one.error for one in grade_cohort.autograde(course.root, TOPIC)}
    assert [name for name, error in found.items() if error] == [names[1]]
    assert found[names[1]] == f"The gradebook refuses {names[1]} (not this one)."
    assert sorted(path.name for path in (course.root / "autograded").iterdir() if list(path.iterdir())) == [
        names[0], names[2], names[3],
    ]  # fmt: skip


def test_a_gradebook_that_cannot_be_reached_is_one_sentence(released_course, run):
    released_course.hand_in("ann")
    gradebook = released_course.root / "gradebook" / "gradebook.db"
    gradebook.unlink()
    gradebook.mkdir()
    with pytest.raises(CourseError, match=r"The gradebook cannot be opened \(unable to open database file\)."):
        run(released_course, "autograde", TOPIC)
    settings(released_course, 'c.CourseDirectory.db_url = "postgresql+psycopg://ann:secret@127.0.0.1:1/grades"\n')
    with pytest.raises(CourseError, match="The gradebook's server does not answer") as error:
        run(released_course, "autograde", TOPIC)
    assert "secret" not in str(error.value) and "\n" not in str(error.value)


def test_a_gradebook_that_lacks_cells_of_a_learner_stops_nobody_else(released_course):
    course = released_course
    ann, bob = hand_in(course, [None, None])
    by_us(course)
    with database.engine(course.url).begin() as db:
        db.exec_driver_sql(
            "DELETE FROM grade WHERE notebook_id IN (SELECT n.id FROM submitted_notebook n "
            f"JOIN submitted_assignment s ON s.id = n.assignment_id WHERE s.student_id = '{ann}')"
        )
    found = {one.learner: one.error for one in grade_cohort.autograde(course.root, TOPIC, again=True)}
    assert found == {ann: f"The gradebook has not all cells of {TOPIC} for {ann}.", bob: None}


def test_names_and_folders_that_nobody_expects_stop_nobody_else(released_course, run):
    course = released_course
    names = hand_in(course, [None, None])
    deep = course.root / "submitted" / names[0] / TOPIC
    for _ in range(300):
        deep = deep / "deeper"
        deep.mkdir()
    (deep.parent / "note.txt").write_text("down here")
    odd = os.fsencode(course.root / "submitted") + b"/\xff[red]"
    shutil.copytree(course.root / "submitted" / names[1], os.fsdecode(odd))
    said = json.loads(run(course, "autograde", TOPIC, "--json", code=1))
    assert [(one["learner"], one["state"]) for one in said] == [
        (names[0], "scored"), (names[1], "scored"), ("?[red]", "failed"),
    ]  # fmt: skip
    assert said[0]["notes"][TOPIC][0].startswith("Left out: deeper/deeper")
    assert said[2]["error"] == "The folder submitted/[red] has a name that is no text; rename it."
    assert "1 failed" in run(course, "autograde", TOPIC, code=1)


def test_a_penalty_that_cannot_be_worked_out_stops_nobody_else(released_course):
    course = released_course
    (course.root / "broken.py").write_text(
        "from nbgrader.plugins import BasePlugin\n"
        "class Broken(BasePlugin):\n"
        "    def late_submission_penalty(self, student_id, score, total_seconds_late):\n"
        "        return score / 0\n"
    )
    settings(
        course,
        f'\nimport sys\nsys.path.insert(0, {str(course.root)!r})\nc.AssignLatePenalties.plugin_class = "broken.Broken"\n',
    )
    with course.gradebook() as gradebook:
        gradebook.update_or_create_assignment(TOPIC, duedate="2026-10-01 00:00:00 UTC")
        gradebook.db.commit()
    for learner in ("ann", "bob"):
        course.hand_in(learner, course.full_sheet())
    (course.root / "submitted" / "bob" / TOPIC / "timestamp.txt").write_text("2026-09-01 10:00:00 UTC")
    found = {one.learner: one.error for one in grade_cohort.autograde(course.root, TOPIC)}
    assert found["bob"] is None and "The late penalty of ann could not be worked out (ZeroDivisionError" in found["ann"]
    assert course.rows("ann")["scarf"][0] == 2
    assert not (course.root / "autograded" / "ann" / TOPIC).exists()


def test_files_that_may_not_be_read_stop_nobody_else(released_once):
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    course = copied(released_once, place)
    names = hand_in(course, [None] * 3)
    folders = [course.root / "submitted" / name / TOPIC for name in names]
    (folders[0] / "gifts.ipynb").chmod(0)
    (folders[0] / "gifts.content.json").chmod(0)
    folders[1].chmod(0)
    root = os.geteuid() == 0  # whom no mode keeps out; for everybody else the modes suffice
    for path in [course.root, *course.root.rglob("*")] if root else []:
        shutil.chown(path, 65534, 65534)

    def work():
        if root:
            os.setgid(65534)
            os.setuid(65534)
        return [[one.error, one.notes] for one in grade_cohort.autograde(course.root, TOPIC)]

    try:
        first, second, third = in_child(work)
    finally:
        folders[1].chmod(0o755)
        shutil.rmtree(place)
    assert first == [None, {"gifts": ["The notebook could not be opened (Permission denied)."]}]
    assert second[0].endswith(f"{names[1]}/{TOPIC} could not be read (Permission denied).")
    assert third == [None, {}]


def test_a_disk_without_room_leaves_what_stands(released_course, monkeypatch):
    course = released_course
    (name,) = hand_in(course, [None])
    by_us(course)
    before = rows(course.root), files(course.root)
    real, full = os.write, OSError(28, "No space left on device")

    def write(handle, data):
        if len(data) > 5000:
            raise full
        return real(handle, data)

    monkeypatch.setattr(os, "write", write)
    (one,) = grade_cohort.autograde(course.root, TOPIC, again=True)
    assert one.error == f"The graded copy of {name} could not be written (No space left on device)."
    assert (rows(course.root), files(course.root)) == before
    assert not list((course.root / "autograded" / name).glob(".*"))
    monkeypatch.setattr(os, "write", real)
    (one,) = grade_cohort.autograde(course.root, TOPIC, again=True)
    assert (one.error, one.state) == (None, "scored")


# ------------------------------------------------------------ the command


def test_the_command_says_what_was_done_and_what_was_not(released_course, run):
    course = released_course
    ann, bob, cat = hand_in(course, [None, None, None])
    (course.root / "submitted" / bob / TOPIC / "timestamp.txt").write_text("soon")
    (course.root / "submitted" / cat / TOPIC / "gifts.ipynb").write_text("{")
    said = json.loads(run(course, "autograde", TOPIC, "--json", code=1))
    assert [(o["learner"], o["state"], o["nbgrader"]) for o in said] == [
        (ann, "scored", None), (bob, "failed", None), (cat, "scored", None),
    ]  # fmt: skip
    assert said[1]["error"].startswith(f"submitted/{bob}/{TOPIC}/timestamp.txt holds 'soon'")
    assert said[2]["notes"] == {"gifts": ["The notebook was damaged and could not be read."]}
    said = run(course, "autograde", TOPIC, code=1)
    assert "Scored boundaries for 0 learners. 2 learners had nothing newer. 1 failed." in said
    said = run(course, "autograde", TOPIC, "--again", code=1)
    assert f"{cat}, gifts: The notebook was damaged" in said
    assert "Scored boundaries for 2 learners. 1 failed." in said


def test_ctrl_c_leaves_what_can_be_completed_and_says_so(released_course):
    """A real SIGINT, sent when some learners are done and some are not."""
    course = released_course
    hand_in(course, [None] * 7)

    def work(tell):
        bulk.AT_ONCE = 2
        real = bulk.graded_copies.put
        count = 0

        def put(*words):
            nonlocal count
            count += 1
            if count == 4:  # two are done, and of the next two one
                os.kill(os.getpid(), signal.SIGINT)
            real(*words)

        bulk.graded_copies.put = put
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.chdir(course.root)
        done = CliRunner().invoke(cli.app, ["autograde", TOPIC])
        tell(json.dumps([done.exit_code, done.stderr]))

    with forked(work) as (_, reads):
        code, said = json.loads(rest(reads)[-1])
    assert code == 130
    assert said.strip().splitlines()[-1].startswith("Stopped; 3 of 7 learners are done")
    undone = [
        name
        for name in grade_cohort.learners(course.root, TOPIC)
        if not (course.root / "autograded" / name / TOPIC).exists()
    ]
    assert len(undone) == 4
    assert [one.state for one in grade_cohort.autograde(course.root, TOPIC)].count("scored") == 4
    left = files(course.root), rows(course.root)
    by_us(course, again=True)
    assert (files(course.root), rows(course.root)) == left
