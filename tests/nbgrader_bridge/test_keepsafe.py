"""A course's records in one archive and back, and archives that are none."""

from __future__ import annotations

import json
import stat
import zipfile

import pytest

from practicum.course import CourseError
from practicum.nbgrader_bridge.marks.marking import mark
from practicum.nbgrader_bridge.upkeep import backup_archive

from .made_up import TOPIC

REPLY = {"words": "Dear Mrs Ono", "why": "It matters."}


@pytest.fixture
def cohort(released_course):
    released_course.hand_in("ann", released_course.full_sheet(reply=REPLY))
    released_course.autograde()
    mark(released_course.root, "ann", TOPIC, "gifts", "reply", {"warmth": 4, "reason": 1}, "Warm.", "meg")
    return released_course


def test_what_was_saved_comes_back(cohort, run, tmp_path):
    rows, salt = cohort.every_row(), (cohort.root / "gradebook" / "released" / "salt").read_text()
    archive = tmp_path / "course.zip"
    assert f"in {archive}." in run(cohort, "backup", "--to", str(archive))
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    run(cohort, "forget", "ann", "--yes")
    (cohort.root / "gradebook" / "released" / "salt").write_text("another")
    cohort.hand_in("bob")
    assert "Restored" in run(cohort, "restore", str(archive), "--yes")
    assert cohort.every_row() == rows
    assert (cohort.root / "gradebook" / "released" / "salt").read_text() == salt
    assert (cohort.root / "submitted" / "ann" / TOPIC / "gifts.answers.json").is_file()
    assert not (cohort.root / "submitted" / "bob").exists()
    assert not list(cohort.root.glob("**/.restore-*")) and not list(cohort.root.glob("**/.*.before"))
    run(cohort, "autograde", TOPIC, "--again")
    assert cohort.rows("ann")["reply"][1:] == (5.0, False)


def made(path, entries: dict[str, str], about: str | None = None) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            backup_archive.ABOUT, about if about is not None else json.dumps({"schema": backup_archive.SCHEMA})
        )
        for name, text in entries.items():
            archive.writestr(name, text)


@pytest.mark.parametrize(
    ("entries", "about", "said"),
    [
        ({"submitted/../../evil.txt": "x"}, None, "which no backup holds"),
        ({"/etc/evil": "x"}, None, "which no backup holds"),
        ({"submitted\\..\\evil": "x"}, None, "which no backup holds"),
        ({"nbgrader_config.py": "import os"}, None, "which no backup holds"),
        ({"gradebook/evil.db": "x"}, None, "which no backup holds"),
        ({}, '{"schema": 99}', "made by another version"),
        ({}, "no json", "is no backup that `practicum backup` made"),
    ],
)
def test_an_archive_that_is_no_backup_changes_nothing(cohort, tmp_path, entries, about, said):
    before = cohort.every_row()
    archive = tmp_path / "bad.zip"
    made(archive, entries, about)
    with pytest.raises(CourseError) as error:
        backup_archive.restore(cohort.root, archive)
    assert said in str(error.value)
    assert cohort.every_row() == before and not list(cohort.root.parent.glob("**/evil*"))


def test_files_that_are_no_archive(cohort, tmp_path):
    (tmp_path / "text.zip").write_text("hello")
    with pytest.raises(CourseError, match="is no backup"):
        backup_archive.restore(cohort.root, tmp_path / "text.zip")
    with pytest.raises(CourseError, match="There is no file"):
        backup_archive.restore(cohort.root, tmp_path / "none.zip")
