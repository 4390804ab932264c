"""Grading a cohort in one process: whose steps are taken, who is stopped by what, and what the command says."""

from __future__ import annotations

import json
import os
import shutil
import signal
import tempfile
from pathlib import Path

import pytest
from traitlets.config import Config
from typer.testing import CliRunner

from practicum import cli
from practicum.course import released
from practicum.nbgrader_bridge import course as course_folder
from practicum.nbgrader_bridge import database, grading
from practicum.nbgrader_bridge.bulk import run as bulk
from practicum.nbgrader_bridge.bulk import way

from ..killing import forked, in_child, rest
from .conftest import copied
from .made_up import FULL, REPLY, TOPIC
from .sameness import differences, files, rows
from .twins import by_us, hand_in

LOG = """
def note(**about):
    with (Path(__file__).parent / "noted.txt").open("a") as file:
        file.write("noted\\n")
"""


def settings(course, text: str) -> Config:
    with (course.root / "nbgrader_config.py").open("a") as file:
        file.write(text)
    return course_folder.nbgrader_settings(course.root)


def why(course, text: str = "", notebooks=("gifts", "touch")) -> str | None:
    known = released.in_force(course.root, TOPIC)
    return way.nbgraders(settings(course, text), course.root, notebooks, known)


# ------------------------------------------------------------ whose steps


@pytest.mark.parametrize(
    "text",
    [
        "",
        'c.LateSubmissionPlugin.penalty_method = "zero"',
        'c.AssignLatePenalties.plugin_class = "lateness.Daily"',
        "c.Autograde.permissions = 664",
        'c.Autograde.exclude_overwriting = {"boundaries": ["mine.py"]}',
        'c.CourseDirectory.student_id_exclude = "ann"',
        "c.CourseDirectory.groupshared = True",
        'c.CourseDirectory.course_id = "another"',
        "c.ExecuteLabs.timeout = 300",
        "c.GenerateFeedback.force = True",
        'c.ClearSolutions.text_stub = "x"',
    ],
)
def test_settings_that_we_heed_or_that_have_no_part_in_it_leave_it_to_us(released_course, text):
    assert why(released_course, text) is None


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("c.Autograde.post_convert_hook = print", "Autograde.post_convert_hook"),
        ("c.Autograde.pre_convert_hook = print", "Autograde.pre_convert_hook"),
        ("c.BaseConverter.post_convert_hook = print", "BaseConverter.post_convert_hook"),
        ('c.Autograde.autograde_preprocessors.append("mine.Step")', "Autograde.autograde_preprocessors"),
        ("c.Autograde.sanitize_preprocessors = []", "Autograde.sanitize_preprocessors"),
        ('c.Autograde.exporter_class = "mine.Exporter"', "Autograde.exporter_class"),
        ("c.Score.enabled = False", "Score.enabled"),
        ("c.NbGraderPreprocessor.enabled = False", "NbGraderPreprocessor.enabled"),
        ("c.ClearMetadataPreprocessor.enabled = True", "ClearMetadataPreprocessor.enabled"),
        ("c.LimitOutput.max_traceback = 0", "LimitOutput.max_traceback"),
        ('c.CourseDirectory.submitted_directory = "in"', "CourseDirectory.submitted_directory"),
        ("c.FilesWriter.files = ['x']", "FilesWriter.files"),
    ],
)
def test_settings_that_we_do_not_know_leave_it_to_nbgrader(released_course, text, named):
    assert why(released_course, text) == f"nbgrader_config.py sets {named}"


def test_a_lab_leaves_it_to_nbgrader(released_course):
    assert why(released_course, notebooks=("gifts", "sums", "touch")) == "sums is no released lesson"


def test_a_course_with_a_step_of_its_own_is_graded_by_nbgrader_and_the_command_says_so(released_course, run):
    settings(released_course, LOG + "c.Autograde.post_convert_hook = note\n")
    for name in ("ann", "bob"):
        released_course.hand_in(name, released_course.full_sheet(reply=REPLY))
    said = run(released_course, "autograde", TOPIC)
    assert (
        "nbgrader graded this topic area learner by learner: nbgrader_config.py sets Autograde.post_convert_hook."
        in said
    )
    assert released_course.rows("ann") == released_course.rows("bob") == FULL
    assert (released_course.root / "noted.txt").read_text() == "noted\n" * 2


def test_what_nbgrader_is_told_of_files_and_learners_is_heeded(released_course):
    course = released_course
    course_folder.put_environment_on_path()
    settings(
        course,
        "c.CourseDirectory.groupshared = True\n"
        'c.CourseDirectory.student_id_exclude = "ann"\n'
        'c.CourseDirectory.ignore.append("*.tmp")\n'
        'c.Autograde.exclude_overwriting = {"boundaries": ["mine.txt"]}\n'
        "c.Autograde.create_student = False\n",
    )
    for name in ("mine.txt", "ours.txt", "no.tmp", "sub/deep.txt"):
        (course.root / "source" / TOPIC / name).parent.mkdir(exist_ok=True)
        (course.root / "source" / TOPIC / name).write_text("the course's")
    for learner in ("ann", "bob", "cat"):
        folder = course.hand_in(learner, course.full_sheet())
        (folder / "sub").mkdir()
        for name in ("mine.txt", "ours.txt", "own.tmp", "sub/own.txt"):
            (folder / name).write_text(learner)
    with course.gradebook() as gradebook:
        gradebook.add_student("bob")
    outcomes = {one.learner: one for one in grading.autograde(course.root, TOPIC)}
    assert [outcomes[n].state for n in ("ann", "bob", "cat")] == ["as before", "scored", "failed"]
    assert outcomes["cat"].error.startswith("cat is not in the gradebook")
    ours = files(course.root)
    assert {name.split("/")[0] for name in ours} == {"bob"}
    modes = {path: path.stat().st_mode for path in (course.root / "autograded" / "bob").rglob("*")}
    shutil.rmtree(course.root / "autograded")
    grading._by_nbgrader(course.root, TOPIC, ["bob"], False, lambda *_: None, "")
    assert differences(files(course.root), ours) == []
    assert {path: path.stat().st_mode for path in (course.root / "autograded" / "bob").rglob("*")} == modes
    assert ours[f"bob/{TOPIC}/mine.txt"][0] == b"bob" and ours[f"bob/{TOPIC}/ours.txt"][0] == b"the course's"


# ------------------------------------------------------------ one stops nobody else


def test_a_learner_whom_the_gradebook_refuses_stops_nobody_else(released_course):
    course = released_course
    names = hand_in(course, [None] * 4)
    with database.engine(course.url).begin() as db:
        refuse = "CREATE TRIGGER no BEFORE INSERT ON student WHEN NEW.id = :who BEGIN SELECT RAISE(ABORT, 'not this one'); END"
        db.exec_driver_sql(refuse.replace(":who", f"'{names[1]}'"))
    found = {one.learner: one.error for one in grading.autograde(course.root, TOPIC)}
    assert [name for name, error in found.items() if error] == [names[1]]
    assert found[names[1]] == f"The gradebook refuses {names[1]} (not this one)."
    assert sorted(path.name for path in (course.root / "autograded").iterdir() if list(path.iterdir())) == [
        names[0], names[2], names[3],
    ]  # fmt: skip


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
    found = {one.learner: one.error for one in grading.autograde(course.root, TOPIC)}
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
    for path in [course.root, *course.root.rglob("*")]:
        shutil.chown(path, 65534, 65534)

    def work():
        if os.geteuid() == 0:
            os.setgid(65534)
            os.setuid(65534)
        return [[one.error, one.notes] for one in grading.autograde(course.root, TOPIC)]

    try:
        first, second, third = in_child(work)
    finally:
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
    (one,) = grading.autograde(course.root, TOPIC, again=True)
    assert one.error == f"The graded copy of {name} could not be written (No space left on device)."
    assert (rows(course.root), files(course.root)) == before
    assert not list((course.root / "autograded" / name).glob(".*"))
    monkeypatch.setattr(os, "write", real)
    (one,) = grading.autograde(course.root, TOPIC, again=True)
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
        real = bulk.folders.put
        count = 0

        def put(*words):
            nonlocal count
            count += 1
            if count == 4:  # two are done, and of the next two one
                os.kill(os.getpid(), signal.SIGINT)
            real(*words)

        bulk.folders.put = put
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
        for name in grading.learners(course.root, TOPIC)
        if not (course.root / "autograded" / name / TOPIC).exists()
    ]
    assert len(undone) == 4
    assert [one.state for one in grading.autograde(course.root, TOPIC)].count("scored") == 4
    left = files(course.root), rows(course.root)
    by_us(course, again=True)
    assert (files(course.root), rows(course.root)) == left
