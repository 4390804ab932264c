"""Grading a cohort in one process: whose steps are taken, and which of nbgrader's settings are heeded."""

from __future__ import annotations

import shutil

import pytest
from traitlets.config import Config

from practicum.course import released
from practicum.nbgrader_bridge import grade_cohort
from practicum.nbgrader_bridge.bulk import settings_check
from practicum.nbgrader_bridge.setup import course_settings as course_folder

from .made_up import FULL, REPLY, TOPIC
from .sameness import differences, files

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
    return settings_check.nbgraders(settings(course, text), course.root, notebooks, known)


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
    outcomes = {one.learner: one for one in grade_cohort.autograde(course.root, TOPIC)}
    assert [outcomes[n].state for n in ("ann", "bob", "cat")] == ["as before", "scored", "failed"]
    assert outcomes["cat"].error.startswith("cat is not in the gradebook")
    ours = files(course.root)
    assert {name.split("/")[0] for name in ours} == {"bob"}
    graded = course.root / "autograded"
    modes = {path: path.stat().st_mode for path in (graded, *(graded / "bob").rglob("*"))}
    shutil.rmtree(course.root / "autograded")
    grade_cohort._by_nbgrader(course.root, TOPIC, ["bob"], False, lambda *_: None, "")
    assert differences(files(course.root), ours) == []
    assert {path: path.stat().st_mode for path in modes} == modes and len(modes) > 6
    assert ours[f"bob/{TOPIC}/mine.txt"][0] == b"bob" and ours[f"bob/{TOPIC}/ours.txt"][0] == b"the course's"
