"""A PostgreSQL server for the gradebook: moving there, what is wrong with an address, backups."""

from __future__ import annotations

import datetime
import json
import os

import pytest
from sqlalchemy import text

from practicum.course import CourseError
from practicum.nbgrader_bridge.gradebook import backups, database, our_tables
from practicum.nbgrader_bridge.gradebook.table_versions import VERSION_TABLE
from practicum.nbgrader_bridge.marks import mark_history
from practicum.nbgrader_bridge.upkeep import move_gradebook as moving

from .. import postgres as servers
from .made_up import TOPIC
from .test_databases import LEVELS, handed_in, mark, place

# ------------------------------------------------------------ moving to a server


def formgraders_lists(course) -> dict[str, object]:
    """What formgrader's pages ask for, with nothing that hangs on the moment."""
    api = course.api()
    with api.gradebook as gradebook:
        submission = gradebook.find_submission_notebook("gifts", TOPIC, "ann").id
    found = {
        "assignments": api.get_assignments(),
        "notebooks": api.get_notebooks(TOPIC),
        "submissions": api.get_submissions(TOPIC),
        "of a notebook": api.get_notebook_submissions(TOPIC, "gifts"),
        "students": api.get_students(),
        "of a student": api.get_student_submissions("ann"),
        "one lesson": api.get_student_notebook_submissions("ann", TOPIC),
        "place": api.get_notebook_submission_indices(TOPIC, "gifts")[submission],
    }
    return json.loads(json.dumps(found, default=str))


@pytest.fixture
def url(postgres):
    """An empty database."""
    made = servers.another(postgres)
    yield made
    servers.drop(made)


def test_a_running_cohort_moves_to_a_server_with_everything(released_course, url, run):
    course = handed_in(released_course, "ann", "bob")
    mark(course.root, "ann", LEVELS[0], "Clear.")
    mark(course.root, "ann", LEVELS[3], "Less clear.")
    with course.gradebook() as gradebook:
        gradebook.update_or_create_assignment(TOPIC, duedate=datetime.datetime(2026, 10, 1))
    run(course, "extend", "ann", TOPIC, "2026-10-05")
    with database.engine(course.url).begin() as db:  # SQLite lets a row belong to nobody
        db.execute(text("INSERT INTO grade (id, notebook_id, needs_manual_grade) VALUES ('stray', 'gone', 0)"))
    rows, lists = course.every_row(), formgraders_lists(course)
    said = run(course, "move-gradebook", url)
    assert "Copied 2 learners, 8 grades and 2 marks." in said and "1 row belonged to nothing" in said
    line = said.splitlines()[-1]
    with pytest.raises(CourseError, match="holds a gradebook already"):
        moving.move(course.root, url)
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(line + "\n")
    assert course.url == url
    with pytest.raises(CourseError, match="may name a server already"):
        moving.move(course.root, url)
    now = course.every_row()
    assert now.pop(VERSION_TABLE) == rows.pop(
        VERSION_TABLE
    )  # not among nbgrader's, whose own has the same name without
    now = {name.removeprefix("practicum_"): found for name, found in now.items()}
    rows["grade"] = [row for row in rows["grade"] if row[0] != "stray"]
    assert plain(now) == plain(rows)
    assert formgraders_lists(course) == lists
    mark(course.root, "ann", LEVELS[1], "Third.")
    with our_tables.store(course.root) as db:
        assert [m.comment for m in mark_history.history(db, place("ann"))] == ["Clear.", "Less clear.", "Third."]


def test_marks_that_come_first_leave_nbgrader_its_place(released_course, url):
    """nbgrader notes its version only in a database without any table; without it, it cannot be brought up to date."""
    with (released_course.root / "nbgrader_config.py").open("a") as config:
        config.write(f"c.CourseDirectory.db_url = {url!r}\n")
    with our_tables.store(released_course.root) as db:
        assert mark_history.seen_of(db, TOPIC) == {}
    assert {"alembic_version", "grade", "practicum_mark"} <= set(released_course.every_row())
    released_course.nbgrader("db", "upgrade")


def plain(rows: dict[str, list]) -> dict[str, list]:
    """Rows without the differences of what databases call the same: 1 and True, 2 and 2.0, a time and its text."""

    def one(value) -> str:
        if isinstance(value, datetime.timedelta):
            value = datetime.datetime(1970, 1, 1) + value  # as SQLAlchemy keeps it in SQLite
        if isinstance(value, datetime.datetime):
            return value.isoformat(" ", "microseconds")
        return repr(float(value)) if isinstance(value, bool | int | float) else repr(value).strip("'")

    return {name: sorted(tuple(map(one, row)) for row in found) for name, found in rows.items()}


def test_what_cannot_be_moved_to_is_said(released_course):
    with pytest.raises(CourseError, match="Name a PostgreSQL database"):
        moving.move(released_course.root, "sqlite:///elsewhere.db")
    with pytest.raises(CourseError, match="does not answer") as error:
        moving.move(released_course.root, "postgresql+psycopg://ann:secret@127.0.0.1:9/none")
    assert "secret" not in str(error.value) and "\n" not in str(error.value)


# ------------------------------------------------------------ what is wrong is one sentence


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("postgresql+psycopg://ann:secret@127.0.0.1:9/none", "The gradebook's server does not answer"),
        ("mysql://ann:secret@127.0.0.1/none", "names a mysql database; grades are kept in SQLite or PostgreSQL"),
        ("postgresql+nodriver://ann:secret@127.0.0.1/none", "what talks to it is not installed"),
        ("ann:secret", "is no address of a database"),
    ],
)
def test_an_address_that_cannot_be_used(released_course, run, url, sentence):
    with (released_course.root / "nbgrader_config.py").open("a") as config:
        config.write(f"c.CourseDirectory.db_url = {url!r}\n")
    for words in (["export"], ["mark", TOPIC]):
        with pytest.raises(CourseError, match=sentence) as error:
            run(released_course, *words)
        assert "secret" not in str(error.value) and "\n" not in str(error.value)
    with pytest.raises(CourseError, match=sentence), our_tables.store(released_course.root):
        pass


# ------------------------------------------------------------ backups


def test_a_server_without_pg_dump_is_said_once_and_stops_nothing(released_course, url, monkeypatch, tmp_path, caplog):
    with (released_course.root / "nbgrader_config.py").open("a") as config:
        config.write(f"c.CourseDirectory.db_url = {url!r}\n")
    backups.say_once.cache_clear()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert backups.backup(released_course.root) == backups.backup(released_course.root) == []
    said = [record.getMessage() for record in caplog.records if record.name == "practicum"]
    assert said == ["No backup of the gradebook was made (pg_dump is not on this computer); use the server's own."]
    program = tmp_path / "pg_dump"
    program.write_text(
        f"#!{os.environ.get('SHELL', '/bin/sh')}\necho 'pg_dump: error: server version mismatch' >&2\nexit 1\n"
    )
    program.chmod(0o755)
    assert backups.backup(released_course.root) == []
    assert "server version mismatch" in caplog.text
    assert list((released_course.root / "gradebook" / "backups").iterdir()) == []
