"""Two commands at once: one waits or refuses in a sentence, and nothing that was graded is lost."""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import re
import signal
import subprocess
import sys
import threading

import pytest
from typer.testing import CliRunner

from practicum import cli
from practicum.course import CourseError
from practicum.nbgrader_bridge import grade_cohort
from practicum.nbgrader_bridge.bulk import assignment
from practicum.nbgrader_bridge.bulk import run as bulk
from practicum.nbgrader_bridge.setup import course_lock
from practicum.nbgrader_bridge.setup.course_settings import nbgrader_settings
from practicum.nbgrader_bridge.submission import graded_copies
from practicum.nbgrader_bridge.upkeep import backup_archive

from ..killing import forked, rest
from ..nbgrader_bridge.made_up import REPLY, TOPIC

SENTENCE = re.compile(r"Another command is working on this course \(.+, since .*\d\d:\d\d, process \d+\); .+\.")
CROWD = [f"learner_{number:02}" for number in range(8)]


@pytest.fixture(autouse=True)
def hasty(monkeypatch):
    """Whoever has to wait gives up soon."""
    monkeypatch.setattr(course_lock, "PATIENCE", 0.2)
    monkeypatch.setattr(course_lock, "IN_A_SERVER", 0.2)


@contextlib.contextmanager
def at_work(lock):
    """Somebody else, in a thread of their own, holds a lock of the course."""
    begun, over = threading.Event(), threading.Event()

    def work() -> None:
        with lock:
            begun.set()
            over.wait(60)

    somebody = threading.Thread(target=work)
    somebody.start()
    try:
        assert begun.wait(60)
        yield
    finally:
        over.set()
        somebody.join()


@pytest.fixture
def graded(cohort):
    for learner in ("ann", "bob"):
        cohort.hand_in(learner, cohort.full_sheet(reply=REPLY))
    assert {one.error for one in grade_cohort.autograde(cohort.root, TOPIC)} == {None}
    return cohort


def called(course, monkeypatch, *words: str):
    monkeypatch.chdir(course.root)
    return CliRunner().invoke(cli.app, list(words))


MARK = ("mark", TOPIC, "gifts", "ann", "warmth=4", "reason=1")
CHANGES_A_TOPIC = [
    ("autograde", TOPIC), ("autograde", TOPIC, "--collect"), ("feedback", TOPIC), ("feedback", TOPIC, "--publish"),
    ("release", TOPIC), ("release", TOPIC, "--publish"),
]  # fmt: skip
BACKUP = ("backup", "--to", "copy.zip")
CHANGES_ALL = [
    ("restore", "saved.zip", "--yes"), ("forget", "ann", "--yes"),
    ("move-gradebook", "postgresql+psycopg://nobody@127.0.0.1:1/none"),
]  # fmt: skip
CHANGES_A_LITTLE = [MARK, ("extend", "ann", TOPIC, "2030-01-01"), ("cohort", "import", "roster.csv")]
READS = [("status",), ("export",), ("mark",), ("cohort", "list"), ("record", "ann"), ("items", TOPIC)]


def test_who_waits_for_whom(graded, monkeypatch):
    """Every command while a grading, a release or a restore goes on: it refuses with who is at work, or it works.

    The same table stands in docs/decisions/locks.md.
    """
    root = graded.root
    backup_archive.save(root, root / "saved.zip", datetime.datetime(2026, 10, 1, tzinfo=datetime.UTC))
    (root / "roster.csv").write_text("id,name\nann,Ann Lee\n")

    def refused(lock, *commands) -> None:
        with at_work(lock):
            before = graded.every_row()
            for words in commands:
                done = called(graded, monkeypatch, *words)
                assert isinstance(done.exception, course_lock.Busy), (words, done.output)
                assert SENTENCE.fullmatch(str(done.exception)), (words, str(done.exception))
            assert graded.every_row() == before

    def works(lock, *commands) -> None:
        with at_work(lock):
            for words in commands:
                done = called(graded, monkeypatch, *words)
                assert done.exit_code == 0, (words, done.output, done.exception)

    refused(course_lock.on_topic(root, TOPIC), *CHANGES_A_TOPIC, BACKUP, *CHANGES_ALL)
    works(course_lock.on_topic(root, TOPIC), *CHANGES_A_LITTLE)
    works(course_lock.on_topic(root, "another"), CHANGES_A_TOPIC[0])
    refused(course_lock.alone(root), *CHANGES_A_TOPIC, BACKUP, *CHANGES_ALL, *CHANGES_A_LITTLE)
    works(course_lock.alone(root), *READS)
    refused(course_lock.beside(root), *CHANGES_ALL)
    works(course_lock.beside(root), CHANGES_A_TOPIC[0], CHANGES_A_LITTLE[0], BACKUP)
    refused(course_lock.between_gradings(root), CHANGES_A_TOPIC[0], BACKUP, *CHANGES_ALL)
    works(course_lock.between_gradings(root), CHANGES_A_LITTLE[0])


def test_nbgraders_own_roads_take_part(graded):
    """formgrader's buttons while `practicum autograde` is at work: refused with the sentence, and nothing is touched."""
    api, before = graded.api(), graded.every_row()
    copy = graded.autograded("ann")
    with at_work(course_lock.on_topic(graded.root, TOPIC)):
        for done in (
            api.autograde(TOPIC, "ann"), api.generate_feedback(TOPIC), api.generate_assignment(TOPIC),
            api.collect(TOPIC), api.release_assignment(TOPIC), api.release_feedback(TOPIC),
        ):  # fmt: skip
            assert not done["success"] and SENTENCE.search(done["log"] + done["error"]), done
        said = graded.nbgrader("autograde", TOPIC, "--force", ok=False)
    assert SENTENCE.search(said) and "Traceback" not in said
    assert graded.every_row() == before and graded.autograded("ann") == copy
    assert (graded.root / "release" / TOPIC / "gifts.ipynb").is_file()


def test_our_command_waits_for_formgraders_button(graded, monkeypatch):
    """The other way round: while nbgrader's converter runs, `practicum autograde` refuses, and a restore too."""
    from nbgrader.converters import Autograde

    found = []

    def meanwhile(self) -> None:
        def other() -> None:
            found.extend(
                called(graded, monkeypatch, *words).exception for words in (CHANGES_A_TOPIC[0], CHANGES_ALL[0])
            )

        somebody = threading.Thread(target=other)
        somebody.start()
        somebody.join()

    monkeypatch.setattr(Autograde, "init_notebooks", meanwhile)
    graded.api().autograde(TOPIC, "ann")
    assert [type(error) for error in found] == [course_lock.Busy] * 2


def test_whoever_is_killed_blocks_nobody(course):
    """SIGKILL with the lock in hand: the next one has it at once, without waiting and without asking anybody."""

    def work(tell) -> None:
        with course_lock.alone(course.root):
            tell("have it")
            signal.pause()

    with forked(work) as (child, reads):
        assert os.read(reads, 100)
        with pytest.raises(course_lock.Busy, match=f"process {child}"), course_lock.beside(course.root):
            pass
        os.kill(child, signal.SIGKILL)
        rest(reads)
        os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
        with course_lock.alone(course.root, patience=0):
            pass


def test_a_command_inside_a_command_does_not_wait_for_itself(course):
    with (
        course_lock.on_topic(course.root, TOPIC),
        course_lock.on_topic(course.root, TOPIC),
        course_lock.beside(course.root),
    ):
        for lock in (course_lock.alone(course.root), course_lock.on_topic(course.root, TOPIC)):
            with pytest.raises(course_lock.Busy):
                elsewhere(lock)
    with course_lock.alone(course.root), course_lock.on_topic(course.root, TOPIC):
        pass


def elsewhere(lock) -> None:
    """Try a lock in another thread."""
    raised = []

    def work() -> None:
        try:
            with lock:
                pass
        except CourseError as error:
            raised.append(error)

    somebody = threading.Thread(target=work)
    somebody.start()
    somebody.join()
    for error in raised:
        raise error


@pytest.mark.parametrize("name", ["a" * 300, "../up", "Ärzte und Patienten", "a/b", "."])
def test_a_topic_areas_name_makes_no_file_elsewhere(course, name):
    with course_lock.on_topic(course.root, name):
        made = {path.relative_to(course.root).parent.as_posix() for path in course.root.rglob("*.lock")}
    assert made == {"gradebook"}
    assert not list(course.root.rglob("*.lock")), "and none when it is over"


def test_a_note_that_is_damaged_still_refuses(course):
    """What stands in a lock file is read by others: half a line, nothing, or no JSON costs the name alone."""
    path = course.root / course_lock.COURSE
    for note in (b"", b"{", b"[]", b'{"what": 1}', b"\xff" * 100):
        with at_work(course_lock.alone(course.root)):
            path.write_bytes(note)
            with pytest.raises(course_lock.Busy, match="Another command is working on this course"):
                elsewhere(course_lock.beside(course.root))


def test_a_command_is_named_without_its_options_and_on_one_line():
    assert course_lock.what(["/x/bin/practicum", "autograde", "ethics", "--again"]) == "practicum autograde ethics"
    assert course_lock.what(["/x/practicum/cli/__main__.py", "release", "ethics"]) == "practicum release ethics"
    assert course_lock.what(["/x/bin/jupyter-lab", "--port", "1"]) == "jupyter-lab"
    assert "\n" not in course_lock.what(["practicum", "forget", "a\n\x1b[2Jb"])


# ------------------------------------------------------------ graded copies


def grading_again(known, times: int):
    def work(_tell) -> None:
        for _ in range(times):
            for _done in bulk.grade(known, CROWD, again=True):
                pass

    return work


def test_copies_stay_even_without_the_lock(cohort):
    """Three gradings that know nothing of each other (a file system without locks): every copy is there, and nothing else."""
    for learner in CROWD:
        cohort.hand_in(learner, cohort.full_sheet(reply=REPLY))
    settings = nbgrader_settings(cohort.root)
    known = assignment.load(cohort.root, TOPIC, settings, assignment.known(cohort.root, TOPIC, settings))
    grading_again(known, 1)(None)
    first = {learner: cohort.autograded(learner) for learner in CROWD}
    with contextlib.ExitStack() as stack:
        pipes = [stack.enter_context(forked(grading_again(known, 6)))[1] for _ in range(3)]
        for reads in pipes:
            rest(reads)
    assert {learner: cohort.autograded(learner) for learner in CROWD} == first
    grading_again(known, 1)(None)
    assert not list((cohort.root / "autograded").glob("*/.*"))


def filled(place, run: str, text: str) -> None:
    folder = graded_copies.begin(place, run, shared=False)
    graded_copies.write(folder, "a.txt", text.encode(), 0o644)


def test_a_copy_that_was_taken_away_takes_no_other_with_it(tmp_path):
    """The new copy is gone (another program tidied): the old one stands, and the error says so."""
    place = tmp_path / "ann" / TOPIC
    with graded_copies.run() as run:
        filled(place, run, "old")
        graded_copies.put(place, run)
        with pytest.raises(OSError):
            graded_copies.put(place, run)
        assert (place / "a.txt").read_text() == "old"


def test_a_copy_that_cannot_take_its_place_gives_it_back(tmp_path, monkeypatch):
    place = tmp_path / "ann" / TOPIC
    with graded_copies.run() as run:
        filled(place, run, "old")
        graded_copies.put(place, run)
        filled(place, run, "new")
        real = os.rename

        def rename(source, target) -> None:
            if str(source).endswith(".new"):
                raise PermissionError(13, "no")
            real(source, target)

        monkeypatch.setattr(os, "rename", rename)
        with pytest.raises(PermissionError):
            graded_copies.put(place, run)
        assert (place / "a.txt").read_text() == "old"


def test_tidying_leaves_what_another_is_making(tmp_path):
    """What a run at work has made stays; what a dead one left goes, whatever form its name has."""
    place = tmp_path / "ann" / TOPIC
    with graded_copies.run() as mine, graded_copies.run() as theirs:
        filled(place, theirs, "theirs")
        dead = f"999999999-{graded_copies.HERE}-00000000", "00000000"
        for run in dead:
            filled(place, run, "dead")
        filled(place.with_name(f"{TOPIC}.b"), theirs, "another topic area")
        graded_copies.tidy(place, mine)
        assert sorted(os.listdir(place.parent)) == [f".{TOPIC}.{theirs}.new", f".{TOPIC}.b.{theirs}.new"]
        graded_copies.put(place, theirs)
    assert (place / "a.txt").read_text() == "theirs"


def test_two_commands_at_once_lose_no_copy(graded):
    """Two real `practicum autograde`: each ends well or with one sentence, and all copies stand with their rows."""
    words = [sys.executable, "-m", "practicum.cli", "autograde", TOPIC, "--again", "--json"]
    both = [subprocess.Popen(words, cwd=graded.root, stdout=-1, stderr=-1, text=True) for _ in range(2)]
    for one in both:
        out, err = one.communicate(timeout=120)
        assert "Traceback" not in err
        if one.returncode:
            assert SENTENCE.fullmatch(err.strip().splitlines()[-1]), err
        else:
            assert {done["state"] for done in json.loads(out)} == {"scored"}
    for learner in ("ann", "bob"):
        assert graded.autograded(learner)["metadata"]["practicum"]
    assert not list((graded.root / "autograded").glob("*/.*"))
