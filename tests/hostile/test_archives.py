"""Backups that were damaged, or made to do harm, and restores that were stopped half way: all or nothing, and a sentence."""

from __future__ import annotations

import datetime
import errno
import hashlib
import os
import shutil
import signal
import stat
import subprocess
import sys
import zipfile
from functools import partial
from pathlib import Path

import pytest

from practicum.course import CourseError
from practicum.nbgrader_bridge import grade_cohort
from practicum.nbgrader_bridge.gradebook import swap_journal
from practicum.nbgrader_bridge.marks.marking import mark
from practicum.nbgrader_bridge.upkeep import archive_check, backup_archive

from ..killing import forked, rest
from ..nbgrader_bridge.conftest import Course
from ..nbgrader_bridge.made_up import REPLY, TOPIC
from ..nbgrader_bridge.test_bulk_killed import Counter
from . import damaged_archives

MOMENT = datetime.datetime(2026, 10, 1, tzinfo=datetime.UTC)
STATE = ("gradebook/released", "submitted", "autograded", "feedback")


@pytest.fixture(scope="module")
def saved(published_once, tmp_path_factory):
    """A graded and marked course, and its backup."""
    place = tmp_path_factory.mktemp("saved")
    course = Course(Path(shutil.copytree(published_once, place / "course")))
    course.hand_in("ann", course.full_sheet(reply=REPLY))
    grade_cohort.autograde(course.root, TOPIC)
    mark(
        course.root,
        "ann",
        TOPIC,
        "gifts",
        "reply",
        {"warmth": 4, "reason": 1},
        "Warm.",
        "meg",
        MOMENT,
        keep_backup=False,
    )
    backup_archive.save(course.root, place / "course.zip", MOMENT)
    return course, place / "course.zip"


@pytest.fixture
def later(saved, tmp_path, monkeypatch):
    """The same course some days on, with other records in every part that a restore replaces."""
    monkeypatch.setenv("PRACTICUM_COURSE", "")
    return changed(saved[0], tmp_path / "course")


def changed(course: Course, place: Path) -> Course:
    made = Course(Path(shutil.copytree(course.root, place)))
    mark(
        made.root, "ann", TOPIC, "gifts", "reply", {"warmth": 1, "reason": 1}, "Cold.", "tom", MOMENT, keep_backup=False
    )
    (made.root / "gradebook" / "released" / "salt").write_text("another salt")
    (made.root / "submitted" / "bob" / TOPIC).mkdir(parents=True)
    (made.root / "submitted" / "bob" / TOPIC / "gifts.ipynb").write_text("{}")
    (made.root / "autograded" / "ann" / TOPIC / "more.txt").write_text("more")
    return made


def fingerprint(root: Path, without: str = "-") -> dict[str, tuple]:
    """Every file and folder of the course, by what it is and holds."""
    found = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if not name.startswith(without):
            about = path.lstat()
            data = hashlib.sha256(path.read_bytes()).hexdigest() if stat.S_ISREG(about.st_mode) else ""
            found[name] = stat.S_IFMT(about.st_mode), stat.S_IMODE(about.st_mode), data
    return found


def state(course: Course) -> tuple:
    """What a restore replaces: each folder by its files, both databases by their rows."""
    files = {n: f for n, f in fingerprint(course.root).items() if n.startswith(STATE) and stat.S_ISREG(f[0])}
    return course.every_row(), {name: found[2] for name, found in files.items()}


def refused(root: Path, archive: Path, what: str) -> str:
    try:
        backup_archive.restore(root, archive)
    except CourseError as error:
        text = str(error)
    else:
        pytest.fail(f"it was restored: {what}")
    assert text.endswith("nothing was changed.") and text.isprintable() and len(text) < 600, (what, text)
    return text


def test_more_than_a_hundred_damaged_archives_change_nothing(saved, later, tmp_path):
    """Cut, flipped, with odd names, links, doubles, bombs, wrong JSON, wrong databases: one sentence each, and not a byte
    of the course is another one, backups included."""
    before, count = fingerprint(later.root), 0
    bad = tmp_path / "bad.zip"
    for name, data in damaged_archives.every(saved[1], tmp_path, TOPIC):
        bad.write_bytes(data)
        refused(later.root, bad, name)
        assert fingerprint(later.root) == before, name
        count += 1
    assert count > 150


def test_what_is_no_archive_at_all(later, tmp_path):
    before = fingerprint(later.root)
    (tmp_path / "text.zip").write_text("hello")
    (tmp_path / "empty.zip").touch()
    (tmp_path / "folder.zip").mkdir()
    os.mkfifo(tmp_path / "pipe.zip")
    (tmp_path / "points_nowhere.zip").symlink_to(tmp_path / "nothing")
    for name in ("text", "empty", "folder", "pipe"):
        refused(later.root, tmp_path / f"{name}.zip", name)
    with pytest.raises(CourseError, match="There is no file"):
        backup_archive.restore(later.root, tmp_path / "points_nowhere.zip")
    assert fingerprint(later.root) == before


def test_an_archive_of_an_earlier_version_without_a_seal_is_restored(saved, later, tmp_path):
    """The fuzzer's own ground: what it damages is good when it is left alone."""
    old = tmp_path / "old.zip"
    old.write_bytes(damaged_archives.packed(damaged_archives.members(saved[1])))
    assert archive_check.sealed(old) is None and archive_check.sealed(saved[1]) is True
    backup_archive.restore(later.root, old)
    assert state(later) == state(saved[0])


def test_two_learners_whose_ids_differ_in_case_come_back(later, tmp_path):
    """What our own backup holds is restored, though a stranger's archive of this form is refused."""
    for name in ("Bob", "müller", "mu\u0308ller", "a b", "a\u00a0b"):
        shutil.copytree(later.root / "submitted" / "bob", later.root / "submitted" / name)
    before = state(later)
    backup_archive.save(later.root, tmp_path / "both.zip", MOMENT)
    shutil.rmtree(later.root / "submitted" / "Bob")
    backup_archive.restore(later.root, tmp_path / "both.zip")
    assert state(later) == before


def test_names_that_no_archive_can_hold_are_left_out_and_said(later, tmp_path):
    """A backup is never one that cannot be restored."""
    folder = later.root / "submitted" / "bob" / TOPIC
    for name in ("a\\b", "a\nb", "c:d", os.fsdecode(b"\xff")):
        (folder / name).write_text("x")
    saved = backup_archive.save(later.root, tmp_path / "odd.zip", MOMENT)
    assert len(saved.left_out) == 4
    backup_archive.restore(later.root, tmp_path / "odd.zip")
    assert [path.name for path in folder.iterdir()] == ["gifts.ipynb"]


@pytest.mark.parametrize("what", ["cut", "bomb", "link", "about alone"])
def test_the_command_says_one_sentence(saved, later, tmp_path, what):
    """The real command, as it was found broken: a gradebook cut in half, an archive of one file, a link, a bomb."""
    good = damaged_archives.members(saved[1])
    data = {
        "cut": lambda: damaged_archives.packed(
            [(e, d[: len(d) // 2] if e.filename == backup_archive.GRADEBOOK else d) for e, d in good]
        ),
        "bomb": lambda: next(damaged_archives.bombs(good))[1],
        "link": lambda: damaged_archives.packed(
            [*good, (damaged_archives.plain("submitted/x", stat.S_IFLNK | 0o777), b"/etc/passwd")]
        ),
        "about alone": lambda: damaged_archives.packed(good[:1]),
    }[what]()
    (tmp_path / "bad.zip").write_bytes(data)
    before = fingerprint(later.root)
    done = subprocess.run(
        [sys.executable, "-m", "practicum.cli", "restore", str(tmp_path / "bad.zip"), "--yes"],
        cwd=later.root, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1 and not done.stdout
    assert len(done.stderr.splitlines()) == 1 and done.stderr.endswith("nothing was changed.\n"), done.stderr
    assert fingerprint(later.root) == before


# ------------------------------------------------------------ stopped on the way


def test_an_error_anywhere_puts_everything_back(saved, later, monkeypatch):
    """A full disk at each rename and each copy of a database in turn: the present state is whole, and nothing lies about."""
    before, real_rename, real_copy = state(later), os.rename, swap_journal.copy_database
    stopped = 0
    for at in range(1, 30):
        left = at

        def failing(real, *words):
            nonlocal left
            left -= 1
            if left == 0:
                raise OSError(errno.ENOSPC, "No space left on device")
            return real(*words)

        with monkeypatch.context() as patched:
            patched.setattr(os, "rename", partial(failing, real_rename))
            patched.setattr(swap_journal, "copy_database", partial(failing, real_copy))
            try:
                backup_archive.restore(later.root, saved[1])
                break
            except CourseError as error:
                assert str(error) == "The records could not be restored (No space left on device); nothing was changed."
                stopped += 1
        assert state(later) == before, f"stopped at {at}"
        assert not list((later.root / "gradebook").glob(".restore*"))
    assert stopped >= 8
    assert state(later) == state(saved[0])


def restoring(root: Path, archive: Path, at: int, after: bool, tell) -> None:
    """Restore, dying at one of the points by which the swap changes anything."""
    swap, counters = swap_journal.swap, []

    def counted(*words) -> None:
        counters.append(Counter(at, after))
        swap(*words)

    swap_journal.swap = counted
    backup_archive.restore(root, archive)
    tell(str(counters[0].count))


def test_killed_anywhere_it_is_the_old_state_or_the_new(saved, tmp_path, monkeypatch):
    """SIGKILL at points all over the swap: whatever command comes next finds the old records or the new, whole."""
    from practicum.cli.shared import root_of

    monkeypatch.setenv("PRACTICUM_COURSE", "")
    new, old, seen = state(saved[0]), None, set()
    first = changed(saved[0], tmp_path / "first")
    old = state(first)
    with forked(partial(restoring, first.root, saved[1], 0, False)) as (_, reads):
        points = int(rest(reads)[-1])
    assert points > 40
    tries = 24
    for number in range(tries):
        course, at = changed(saved[0], tmp_path / str(number)), 1 + number * (points - 1) // (tries - 1)
        with forked(partial(restoring, course.root, saved[1], at, bool(number % 2))) as (child, reads):
            rest(reads)
            died = os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
        assert died.si_status == signal.SIGKILL, f"it was to be killed at {at} of {points}"
        root_of(course.root)
        found = state(course)
        assert found in (old, new), f"killed at {at} of {points}"
        assert not list((course.root / "gradebook").glob(".restore*"))
        seen.add(found == new)
        backup_archive.restore(course.root, saved[1])
        assert state(course) == new
        shutil.rmtree(course.root)
    assert seen == {True, False}


def test_a_damaged_gradebook_is_what_a_restore_mends(saved, later):
    """The present databases are no databases any more: the restore goes on, and keeps them as they are beside the backups."""
    for name in backup_archive.DATABASES:
        data = (later.root / name).read_bytes()
        (later.root / name).write_bytes(data[: len(data) // 2])
    backup_archive.restore(later.root, saved[1])
    assert state(later) == state(saved[0])
    assert len(list((later.root / "gradebook" / "backups").glob("*.damaged"))) == 2


def test_a_backup_is_read_by_nobody_else_and_sealed_whole(saved):
    assert stat.S_IMODE(saved[1].stat().st_mode) == 0o600
    with zipfile.ZipFile(saved[1]) as archive:
        assert archive.testzip() is None and archive.comment.startswith(archive_check.SEAL)
