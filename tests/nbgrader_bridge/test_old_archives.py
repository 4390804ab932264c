"""Archives and gradebooks of a version before: restored, moved to a server, or refused."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import text

from practicum.course import CourseError
from practicum.nbgrader_bridge.gradebook import database, database_check, our_tables, table_versions
from practicum.nbgrader_bridge.marks import mark_history
from practicum.nbgrader_bridge.marks.mark_history import Mark, Place
from practicum.nbgrader_bridge.upkeep import backup_archive, move_gradebook

from .. import postgres as servers
from . import old_tables

WHERE = Place(*old_tables.AT)
MOMENT = datetime.datetime(2026, 10, 1, tzinfo=datetime.UTC)


@pytest.fixture
def old_course(course):
    """A course with nbgrader's gradebook and a marks.db of before."""
    (course.root / "gradebook" / "marks.db").unlink(missing_ok=True)
    course.rows_before = old_tables.made(database.engine(f"sqlite:///{course.root / 'gradebook' / 'marks.db'}"))
    return course


def saved_as_it_is(course, monkeypatch, to) -> None:
    """An archive as a version of before, or of later, would write it."""
    with monkeypatch.context() as patched:
        patched.setattr(table_versions, "bring_up", lambda *words, **more: None)
        backup_archive.save(course.root, to, MOMENT)


def test_an_archive_of_before_is_restored_and_brought_up(old_course, monkeypatch, tmp_path):
    saved_as_it_is(old_course, monkeypatch, tmp_path / "old.zip")
    with our_tables.store(old_course.root) as db:
        mark_history.add(db, WHERE, Mark("abc", "tom", {}, 1.0, "", "2026", 2, mark_history.DRAFT))
    backup_archive.restore(old_course.root, tmp_path / "old.zip")
    path = old_course.root / "gradebook" / "marks.db"
    assert old_tables.held(database.engine(f"sqlite:///{path}")) == old_course.rows_before
    with our_tables.store(old_course.root) as db:
        assert [(m.marker, m.round) for m in mark_history.history(db, WHERE)] == [("meg", 1), ("formgrader", 1)]
    backup_archive.save(old_course.root, tmp_path / "new.zip", MOMENT)
    backup_archive.restore(old_course.root, tmp_path / "new.zip")
    with our_tables.store(old_course.root) as db:
        assert len(mark_history.history(db, WHERE)) == 2


def test_an_archive_of_a_newer_version_is_refused(old_course, monkeypatch, tmp_path):
    with our_tables.store(old_course.root) as db:
        db.execute(text(f"UPDATE {table_versions.VERSION_TABLE} SET version_num = '9999'"))
    saved_as_it_is(old_course, monkeypatch, tmp_path / "new.zip")
    with pytest.raises(
        CourseError, match=r"its marks.db was made by a newer version of Practicum; nothing was changed"
    ):
        backup_archive.restore(old_course.root, tmp_path / "new.zip")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (f"DELETE FROM {table_versions.VERSION_TABLE}", "newer version"),
        (f"INSERT INTO {table_versions.VERSION_TABLE} VALUES ('0001')", "newer version"),
        (f"UPDATE {table_versions.VERSION_TABLE} SET version_num = '0001'", "'mark' has 'round', which came later"),
        (f"DROP TABLE {table_versions.VERSION_TABLE}", "'mark' has 'round', which came later"),
        ("ALTER TABLE mark DROP COLUMN state", "'mark' has no column 'state'"),
        ("ALTER TABLE mark DROP COLUMN comment", "'mark' has no column 'comment'"),
        ("DROP TABLE roster", "has no table 'roster'"),
        ("DROP TABLE mark", "holds no marks"),
        ("SELECT 1", None),
    ],
)
def test_a_file_that_is_not_what_it_says_is_no_backup(old_course, change, said):
    """Else every command after the restore would fail."""
    with our_tables.store(old_course.root) as db:
        db.exec_driver_sql(change)
    found = database_check.problem_of_marks(old_course.root / "gradebook" / "marks.db")
    assert found is None if said is None else said in found


def test_a_table_of_a_later_form_may_be_missing(old_course, monkeypatch):
    with our_tables.store(old_course.root) as db:
        db.exec_driver_sql("DROP TABLE roster")
    monkeypatch.setattr(table_versions, "VERSIONS", (*table_versions.VERSIONS, "9999"))
    monkeypatch.setitem(our_tables.OURS_ALONE.roster.info, "since", "9999")
    assert database_check.problem_of_marks(old_course.root / "gradebook" / "marks.db") is None


def test_a_gradebook_of_before_moves_to_a_server(old_course, postgres):
    url = servers.another(postgres)
    try:
        moved = move_gradebook.move(old_course.root, url)
        assert moved.rows["mark"] == 2
        (old_course.root / "nbgrader_config.py").open("a").write(f"c.CourseDirectory.db_url = {url!r}\n")
        with our_tables.store(old_course.root) as db:
            assert [(m.marker, m.total, m.round) for m in mark_history.history(db, WHERE)] == [
                ("meg", 4.0, 1), ("formgrader", 2.5, 1),
            ]  # fmt: skip
    finally:
        servers.drop(url)
