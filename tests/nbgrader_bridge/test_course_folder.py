"""Finding the course, backing up its gradebook, keeping its salt."""

from __future__ import annotations

import datetime
import sqlite3

import pytest

from practicum.course import CourseError, find_course, released
from practicum.nbgrader_bridge.gradebook import backups


def test_the_course_is_found_upward(tmp_path):
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "course.yml").write_text("title: T")
    below = tmp_path / "source" / "ethics"
    below.mkdir(parents=True)
    assert find_course(below) == tmp_path.resolve()


def test_no_course_is_one_sentence(tmp_path):
    with pytest.raises(CourseError, match="No course was found at"):
        find_course(tmp_path)


def test_backups_are_whole_and_the_oldest_go(tmp_path):
    (tmp_path / "gradebook").mkdir()
    with sqlite3.connect(tmp_path / "gradebook" / "gradebook.db") as db:
        db.execute("CREATE TABLE t (n INTEGER)")
        db.execute("INSERT INTO t VALUES (7)")
    start = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    for minutes in range(backups.KEEP_BACKUPS + 5):
        (written,) = backups.backup(tmp_path, start + datetime.timedelta(minutes=minutes))
    kept = sorted((tmp_path / "gradebook" / "backups").iterdir())
    assert len(kept) == backups.KEEP_BACKUPS and kept[-1] == written
    assert sqlite3.connect(written).execute("SELECT n FROM t").fetchall() == [(7,)]


def test_without_a_gradebook_there_is_nothing_to_back_up(tmp_path):
    assert backups.backup(tmp_path) == []


def test_the_salt_is_made_once_and_kept_from_others(tmp_path):
    first = released.salt(tmp_path)
    assert released.salt(tmp_path) == first and len(first) == 64
    path = released.folder(tmp_path) / "salt"
    assert path.stat().st_mode & 0o077 == 0
    path.write_text("")
    with pytest.raises(CourseError, match="restore it from a backup"):
        released.salt(tmp_path)
