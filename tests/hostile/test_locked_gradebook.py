"""A database that another program holds, that is gone, damaged or full: every command waits, then says one sentence."""

from __future__ import annotations

import contextlib
import datetime
import logging
import os
import signal
import sqlite3
import subprocess
import sys
import threading

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DatabaseError, OperationalError
from typer.testing import CliRunner

from practicum import cli
from practicum.course import CourseError
from practicum.nbgrader_bridge import grade_cohort
from practicum.nbgrader_bridge.gradebook import database, database_waiting
from practicum.nbgrader_bridge.marks import mark_history, marking
from practicum.nbgrader_bridge.upkeep import backup_archive, move_gradebook

from .. import postgres as servers
from ..killing import forked
from ..nbgrader_bridge.made_up import REPLY, TOPIC

MOMENT = datetime.datetime(2026, 10, 1, tzinfo=datetime.UTC)
FILES = ["gradebook.db", "marks.db"]
MARK = ("mark", TOPIC, "gifts", "ann", "warmth=4", "reason=1")
WRITES = [
    MARK, ("autograde", TOPIC, "--again"), ("extend", "ann", TOPIC, "2030-01-01"), ("cohort", "import", "roster.csv"),
    ("release", TOPIC), ("forget", "ann", "--yes"), ("restore", "saved.zip", "--yes"),
]  # fmt: skip
READS = [
    ("feedback", TOPIC), ("export",), ("status",), ("mark",), ("cohort", "list"), ("record", "ann"), ("items", TOPIC),
    ("backup", "--to", "copy.zip"),
]  # fmt: skip


@pytest.fixture
def graded(cohort):
    cohort.hand_in("ann", cohort.full_sheet(reply=REPLY))
    assert {one.error for one in grade_cohort.autograde(cohort.root, TOPIC)} == {None}
    backup_archive.save(cohort.root, cohort.root / "saved.zip", MOMENT)
    (cohort.root / "roster.csv").write_text("id,name\nann,Ann Lee\n")
    return cohort


@pytest.fixture
def hasty(monkeypatch):
    monkeypatch.setattr(database, "PATIENCE", 0.1)


def called(course, monkeypatch, *words: str) -> BaseException | None:
    monkeypatch.chdir(course.root)
    return CliRunner().invoke(cli.app, list(words)).exception


@contextlib.contextmanager
def locked(path, how: str):
    with contextlib.closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as db:
        db.execute(f"BEGIN {how}")
        yield db
        if db.in_transaction:
            db.execute("ROLLBACK")


@pytest.mark.parametrize("name", FILES)
def test_every_command_says_that_it_is_locked(graded, hasty, monkeypatch, name):
    """Wholly locked by somebody else for longer than anybody waits: a sentence, no traceback, and no row changed."""
    before = graded.every_row()
    with locked(graded.root / "gradebook" / name, "EXCLUSIVE"):
        for words in [*WRITES, *READS]:
            error = called(graded, monkeypatch, *words)
            if name == "marks.db" and error is None and words in (("mark",), ("release", TOPIC), ("items", TOPIC)):
                continue  # needs no marks
            assert isinstance(error, CourseError), (words, error)
            assert "in use by another program" in str(error) and "\n" not in str(error), (words, str(error))
    assert graded.every_row() == before
    for words in (MARK, ("autograde", TOPIC, "--again")):
        assert called(graded, monkeypatch, *words) is None


def test_what_only_reads_works_while_another_one_writes(graded, hasty, monkeypatch):
    with locked(graded.root / "gradebook" / "gradebook.db", "IMMEDIATE"):
        for words in READS:
            assert called(graded, monkeypatch, *words) is None, words


def test_a_command_says_that_it_waits_and_goes_on(graded, monkeypatch):
    """The other program ends: the mark is made, and the marker was told why nothing happened for a while."""
    monkeypatch.setattr(database_waiting, "SAID_AFTER", 0.05)
    said = threading.Event()

    class Heard(logging.Handler):
        def emit(self, record) -> None:
            if record.getMessage() == database_waiting.LINE:
                said.set()

    heard, log = Heard(), logging.getLogger("practicum")
    log.addHandler(heard)
    try:
        with locked(graded.root / "gradebook" / "gradebook.db", "IMMEDIATE") as db:
            free = threading.Thread(target=lambda: said.wait(20) and db.execute("ROLLBACK"))
            free.start()
            assert called(graded, monkeypatch, *MARK) is None
            free.join()
    finally:
        log.removeHandler(heard)
    assert said.is_set() and graded.rows("ann")["reply"][1] == 5.0


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("how", ["half", "text"])
def test_every_command_says_that_it_is_damaged(graded, monkeypatch, name, how):
    path = graded.root / "gradebook" / name
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2] if how == "half" else b"hello " * 1000)
    spoilt = path.read_bytes()
    for words in (MARK, ("autograde", TOPIC, "--again"), ("extend", "ann", TOPIC, "2030-01-01"), *READS):
        error = called(graded, monkeypatch, *words)
        if error is None and how == "half":
            continue  # what it reads lies in the other half
        if error is None and words in (("mark",), ("items", TOPIC)):
            continue  # needs no marks
        assert isinstance(error, CourseError), (words, error)
        assert "is damaged (" in str(error) and "\n" not in str(error), (words, str(error))
    assert path.read_bytes() == spoilt or how == "half"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("database is locked", "in use by another program"), ("database table is locked: grade", "in use by another"),
        ("database or disk is full", "The disk is full"), ("attempt to write a readonly database", "may not be written"),
        ("unable to open database file", "cannot be opened"), ("disk I/O error", "could not be used (disk I/O error)"),
        ("database disk image is malformed", "is damaged"), ("file is not a database", "is damaged"),
        ("no such table: grade", "nbgrader db upgrade"), ("no such column: \x1b[2J{x}", "(no such column: \\x1b[2J{x})"),
    ],
)  # fmt: skip
def test_each_trouble_has_its_sentence(said, expected):
    for kind in (OperationalError, DatabaseError):
        found = database.sentence(kind("SELECT", {}, sqlite3.OperationalError(said)))
        assert expected in found and found.isprintable()
    assert expected in database.sentence(sqlite3.OperationalError(said))
    assert database.sentence(ValueError(said)) is None


def test_the_real_command_ends_with_a_sentence(graded):
    """use.md 18: `practicum mark` while another program has the gradebook, as a real command with its real patience cut."""
    code = "from practicum.nbgrader_bridge.gradebook import database; database.PATIENCE = 0.1; from practicum.cli import main; main()"
    with locked(graded.root / "gradebook" / "gradebook.db", "IMMEDIATE"):
        done = subprocess.run(
            [sys.executable, "-c", code, *MARK], cwd=graded.root, capture_output=True, text=True, timeout=60
        )
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "in use by another program" in done.stderr and len(done.stderr.splitlines()) == 1, done.stderr


def test_a_copy_that_never_gets_its_turn_gives_up(tmp_path, hasty):
    """SQLite's own copying would try for ever."""
    from practicum.nbgrader_bridge.gradebook.backups import copy_database

    with sqlite3.connect(tmp_path / "a.db") as db:
        db.execute("CREATE TABLE x (y)")
    db.close()
    with locked(tmp_path / "a.db", "EXCLUSIVE"), pytest.raises(sqlite3.OperationalError, match="locked"):
        copy_database(tmp_path / "a.db", tmp_path / "b.db")


def test_a_full_disk_while_a_file_is_written_is_a_sentence(graded, monkeypatch):
    from practicum.nbgrader_bridge.reports import grade_files

    def full(*_):
        raise OSError(28, "No space left on device", "grades.csv")

    monkeypatch.setattr(grade_files, "write_csv", full)
    error = called(graded, monkeypatch, "export", "--to", "grades.csv")
    assert isinstance(error, CourseError) and "grades.csv could not be read or written (No space left" in str(error)
    assert not (graded.root / "grades.csv").exists()


def test_a_backup_while_somebody_marks_is_of_one_moment(graded, tmp_path):
    """Marks go on while it is made: in every backup the history's newest mark is the gradebook's score."""
    levels = [{"warmth": w, "reason": r} for w in (4, 2, 1) for r in (2, 1)]

    def marker(tell) -> None:
        for number in range(10_000):
            marking.mark(
                graded.root, "ann", TOPIC, "gifts", "reply", levels[number % 6], str(number), "meg", MOMENT, False
            )
            tell("=")

    seen = set()
    with forked(marker) as (child, reads):
        for number in range(4):
            os.read(reads, 65536)
            backup_archive.save(graded.root, tmp_path / f"{number}.zip", MOMENT)
        os.kill(child, signal.SIGKILL)
    for number in range(4):
        backup_archive.restore(graded.root, tmp_path / f"{number}.zip")
        rows = graded.every_row()
        newest = max(rows["mark"], key=lambda row: row[0])
        assert graded.rows("ann")["reply"][1] == newest[8]
        seen.add(newest[0])
    assert len(seen) > 1


# ------------------------------------------------------------ a server


@pytest.fixture
def on_a_server(graded, postgres):
    """The same course, its gradebook moved into a PostgreSQL server."""
    url = servers.another(postgres)
    move_gradebook.move(graded.root, url)
    with (graded.root / "nbgrader_config.py").open("a") as file:
        file.write(f'c.CourseDirectory.db_url = "{url}"\n')
    yield graded, url
    servers.drop(url)


def test_a_server_that_goes_away_in_the_middle(on_a_server, monkeypatch):
    """Every connection is cut while a mark is made: one sentence, and the same command again makes the mark."""
    course, url = on_a_server
    real = mark_history.see

    def cut(db, place, text_hash) -> None:
        real(db, place, text_hash)
        with create_engine(url).connect() as other:
            other.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )

    with monkeypatch.context() as patched:
        patched.setattr(marking, "see", cut)
        error = called(course, monkeypatch, *MARK)
    assert isinstance(error, CourseError) and "does not answer" in str(error) and "\n" not in str(error), error
    assert called(course, monkeypatch, *MARK) is None
    assert course.rows("ann")["reply"][1] == 5.0
    # what was cut may have kept the score that stands in the gradebook as one typed there: history only grows
    assert {row[8] for row in course.every_row()["practicum_mark"]} == {5.0}


def test_a_server_whose_rows_are_locked(on_a_server, hasty, monkeypatch):
    course, url = on_a_server
    with create_engine(url).begin() as other:
        other.execute(text("LOCK TABLE grade IN ACCESS EXCLUSIVE MODE"))
        for words in (MARK, ("autograde", TOPIC, "--again"), ("export",)):
            error = called(course, monkeypatch, *words)
            assert isinstance(error, CourseError) and "\n" not in str(error), (words, error)
            assert any(part in str(error) for part in ("in use by another program", "lock timeout")), (words, error)
