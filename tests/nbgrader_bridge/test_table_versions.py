"""Our tables grow: what is there of any age is brought to the newest form, by one at a time, whole or not at all."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import event, inspect, text

from practicum.course import CourseError
from practicum.nbgrader_bridge.gradebook import backups, database, our_tables, table_versions
from practicum.nbgrader_bridge.marks import mark_history
from practicum.nbgrader_bridge.marks.mark_history import Mark, Place
from practicum.nbgrader_bridge.setup import course_settings

from .. import postgres as servers
from ..killing import forked, rest
from . import old_tables

WHERE = Place(*old_tables.AT)
AGES = {
    "the newest without a number": old_tables.NAMES,
    "without the exchange": old_tables.NAMES[:-1],
    "the oldest": ["mark", "seen"],
}


class Kept:
    """A course of nothing but our tables, wherever they are."""

    def __init__(self, root, url: str | None):
        self.root = root
        if url:
            (root / "nbgrader_config.py").write_text(f"c = get_config()\nc.CourseDirectory.db_url = {url!r}\n")
        (root / "gradebook").mkdir()
        self.engine = database.engine(url or f"sqlite:///{root / 'gradebook' / 'marks.db'}")
        self.tables = our_tables.BESIDE_NBGRADERS if url else our_tables.OURS_ALONE

    def version(self) -> str | None:
        with self.engine.connect() as db:
            there = inspect(db).has_table(table_versions.VERSION_TABLE)
            return db.scalar(text(table_versions.LOOK)) if there else None

    def numbered(self, version: str) -> None:
        with self.engine.begin() as db:
            db.execute(text(f"UPDATE {table_versions.VERSION_TABLE} SET version_num = '{version}'"))

    def columns(self) -> dict[str, list[str]]:
        with self.engine.connect() as db:
            looked = inspect(db)
            return {
                table.name: [column["name"] for column in looked.get_columns(table.name)]
                for table in self.tables.mark.metadata.sorted_tables
                if looked.has_table(table.name)
            }

    def differences(self) -> list:
        """What Alembic would still change to come to the tables as the program has them."""
        ours = {table.name for table in self.tables.mark.metadata.sorted_tables}

        def theirs(thing, name, kind, _reflected, _other) -> bool:
            return (name if kind == "table" else thing.table.name) in ours

        with self.engine.connect() as db:
            looks = MigrationContext.configure(
                db,
                opts={
                    "version_table": table_versions.VERSION_TABLE, "include_object": theirs,
                    "compare_type": True, "compare_server_default": True,
                },
            )  # fmt: skip
            return compare_metadata(looks, self.tables.mark.metadata)


@pytest.fixture
def kept(tmp_path, kept_by):
    url = servers.another(kept_by) if kept_by else None
    yield Kept(tmp_path, url)
    if url:
        servers.drop(url)


def with_rounds(rows: dict[str, list[tuple]]) -> dict[str, list[tuple]]:
    return {**rows, "mark": [(*row, 1, "final") for row in rows["mark"]]}


# ------------------------------------------------------------ of any age


@pytest.mark.parametrize("age", AGES)
def test_what_is_there_is_brought_up_with_its_rows(kept, age):
    rows = old_tables.made(kept.engine, AGES[age])
    assert kept.differences()
    with our_tables.store(kept.root) as db:
        assert [(m.marker, m.total, m.round, m.state) for m in mark_history.history(db, WHERE)] == [
            ("meg", 4.0, 1, "final"), ("formgrader", 2.5, 1, "final"),
        ]  # fmt: skip
    assert old_tables.held(kept.engine, AGES[age]) == with_rounds(rows)
    assert kept.version() == table_versions.NEWEST and kept.differences() == []


def test_what_is_new_has_the_newest_form(kept):
    course_settings.put_environment_on_path()
    with our_tables.store(kept.root) as db:
        assert mark_history.history(db, WHERE) == []
    assert kept.version() == table_versions.NEWEST and kept.differences() == []
    assert not list((kept.root / "gradebook").glob("backups/*"))


def test_the_steps_and_the_tables_say_the_same_of_when_a_column_came():
    script = ScriptDirectory(str(table_versions.STEPS.parent))
    assert [step.revision for step in script.walk_revisions()] == list(reversed(table_versions.VERSIONS))
    tables = our_tables.OURS_ALONE.mark.metadata.sorted_tables
    since = {part.info["since"] for table in tables for part in (table, *table.c) if part.info}
    assert since == set(table_versions.VERSIONS[1:])


def test_a_copy_is_kept_before_rows_change_their_form(kept):
    rows = old_tables.made(kept.engine)
    with our_tables.store(kept.root):
        pass
    found = sorted((kept.root / "gradebook" / "backups").glob("*"))
    if kept.engine.dialect.name != "sqlite":
        assert [path.suffix for path in found] == ([".dump"] if shutil.which("pg_dump") else [])
        return
    (copy,) = found
    assert old_tables.held(database.engine(f"sqlite:///{copy}")) == rows
    with our_tables.store(kept.root):
        pass
    assert sorted((kept.root / "gradebook" / "backups").glob("*")) == found


def test_a_program_of_the_version_before_can_still_write(kept):
    """It may be open over an upgrade."""
    old_tables.made(kept.engine)
    with our_tables.store(kept.root):
        pass
    with kept.engine.begin() as db:
        name = kept.tables.mark.name
        db.execute(
            text(
                f"INSERT INTO {name} (assignment, notebook, item, learner, text_hash, marker, levels, total, comment, at) "
                "VALUES ('ethics', 'gifts', 'reply', 'ann', 'abc', 'tom', '{}', 3, '', '2026')"
            )
        )
    with our_tables.store(kept.root) as db:
        last = mark_history.history(db, WHERE)[-1]
    assert (last.marker, last.round, last.state) == ("tom", 1, "final")


# ------------------------------------------------------------ cheap, and never of a newer version


def test_opening_asks_one_question_and_needs_no_alembic(kept):
    old_tables.made(kept.engine)
    with our_tables.store(kept.root):
        pass
    code = (
        "import sys; from pathlib import Path; from sqlalchemy import Engine, event\n"
        "from practicum.nbgrader_bridge.gradebook import our_tables\n"
        "asked = []; event.listen(Engine, 'before_cursor_execute', lambda _c, _u, said, *_: asked.append(said))\n"
        "with our_tables.store(Path(sys.argv[1])): print(asked)\n"
        "assert 'alembic' not in sys.modules and 'nbgrader.api' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code, kept.root], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str([table_versions.LOOK])


@pytest.mark.parametrize("rows", [True, False])
def test_what_a_newer_version_wrote_is_left_alone(kept, rows):
    old_tables.made(kept.engine, rows=rows)
    with our_tables.store(kept.root):
        pass
    kept.numbered("9999")
    before = old_tables.held(kept.engine)
    for _ in range(2):
        with (
            pytest.raises(CourseError, match=r"newer version of Practicum \(form 9999") as error,
            our_tables.store(kept.root),
        ):
            pass
        assert "\n" not in str(error.value)
    assert old_tables.held(kept.engine) == before and kept.version() == "9999"


@pytest.mark.parametrize(("how", "said"), [("locked", "in use by another"), ("read only", "may not be written")])
def test_what_cannot_be_brought_up_is_one_sentence_and_stays(kept, monkeypatch, how, said):
    rows, before = old_tables.made(kept.engine), kept.columns()
    if kept.engine.dialect.name != "sqlite" and how == "read only":
        pytest.skip("a server's account is its administrator's")
    monkeypatch.setattr(database, "PATIENCE", 0.1)
    monkeypatch.setattr(backups, "backup", lambda root: None)

    def read_only(connection, _record) -> None:
        connection.execute("PRAGMA query_only = ON")

    engine = database.engine(f"sqlite:///{kept.root / 'gradebook' / 'marks.db'}?timeout=0.1")
    if how == "read only":
        event.listen(engine, "connect", read_only)
    with kept.engine.connect() as other:
        if how == "locked":
            other.exec_driver_sql(
                "BEGIN IMMEDIATE" if kept.tables is our_tables.OURS_ALONE else f"LOCK {kept.tables.mark.name}"
            )
        try:
            with pytest.raises(Exception) as error, our_tables.store(kept.root):
                pass
        finally:
            if how == "read only":
                event.remove(engine, "connect", read_only)
    assert said in (database.sentence(error.value) or str(error.value))
    assert old_tables.held(kept.engine) == rows and kept.columns() == before
    with our_tables.store(kept.root) as db:
        assert len(mark_history.history(db, WHERE)) == 2


# ------------------------------------------------------------ several, and killed


def opening(root, number: int, barrier):
    def work(_tell) -> None:
        barrier.wait()
        with our_tables.store(root) as db:
            mark_history.add(db, WHERE, Mark("abc", f"m{number}", {}, float(number), "", "2026"))

    return work


@pytest.mark.parametrize("age", ["new", *AGES])
def test_several_open_it_at_once(kept, age):
    if age == "new" and kept.engine.dialect.name != "sqlite":
        course_settings.put_environment_on_path()
    if age != "new":
        old_tables.made(kept.engine, AGES[age])
    barrier = multiprocessing.get_context("fork").Barrier(4, timeout=60)
    children = [forked(opening(kept.root, number, barrier)) for number in range(4)]
    reads = [child.__enter__()[1] for child in children]
    try:
        for one in reads:
            rest(one)
    finally:
        for child in children:
            child.__exit__(None, None, None)
    assert kept.version() == table_versions.NEWEST and kept.differences() == []
    with our_tables.store(kept.root) as db:
        given = [mark.marker for mark in mark_history.history(db, WHERE)]
    copies = len(list((kept.root / "gradebook").glob("backups/*.db")))  # made by whoever came first, and by nobody else
    assert copies == (age != "new" and kept.engine.dialect.name == "sqlite")
    assert sorted(given) == sorted(([] if age == "new" else ["meg", "formgrader"]) + [f"m{n}" for n in range(4)])


def dying(root, at: int, after: bool):
    """Opens it, and is killed before or after what it says to the database as the `at`th."""

    def work(tell) -> None:
        said = 0

        def count(*_) -> None:
            nonlocal said
            said += 1
            if said == at:
                tell("killed")
                os.kill(os.getpid(), signal.SIGKILL)

        backups.dump = lambda url, target: None  # pg_dump is another program
        for name in ("after_cursor_execute" if after else "before_cursor_execute", "commit"):
            event.listen(database.Engine, name, count)
        with our_tables.store(root):
            pass

    return work


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("age", ["the newest without a number", "the oldest"])
def test_killed_anywhere_it_is_the_old_form_or_the_new(kept, age, after):
    rows, before = old_tables.made(kept.engine, AGES[age]), kept.columns()
    old = killed = 0
    for at in range(1, 200):
        with forked(dying(kept.root, at, after)) as (_, reads):
            ended = rest(reads) == []
        if kept.version() is None:
            assert (old_tables.held(kept.engine, AGES[age]), kept.columns()) == (rows, before), at
            old += 1
        else:
            assert kept.version() == table_versions.NEWEST and kept.differences() == [], at
            assert old_tables.held(kept.engine, AGES[age]) == with_rounds(rows)
        killed += not ended
        if ended or kept.version():
            break
    assert old > 20 and killed > 20 and kept.version() == table_versions.NEWEST
    with our_tables.store(kept.root) as db:
        assert len(mark_history.history(db, WHERE)) == 2


def test_a_server_without_the_newest_columns(kept):
    """Numbered 0001: what a version between would have left."""
    if kept.engine.dialect.name == "sqlite":
        pytest.skip("the same for both; here the server's way to say that a column is missing")
    old_tables.made(kept.engine)
    with kept.engine.begin() as db:
        db.execute(text(f"CREATE TABLE {table_versions.VERSION_TABLE} (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
        db.execute(text(f"INSERT INTO {table_versions.VERSION_TABLE} VALUES ('0001')"))
    with our_tables.store(kept.root) as db:
        our_tables.turn(db, "ethics")
        assert len(mark_history.history(db, WHERE)) == 2
    assert kept.version() == table_versions.NEWEST and kept.differences() == []


def test_errors_of_another_kind_are_not_taken_for_an_old_form(kept, monkeypatch):
    monkeypatch.setattr(table_versions, "LOOK", "SELECT nothing FROM nowhere WHERE 1 =")
    with pytest.raises(Exception, match=r"syntax error|incomplete input"), our_tables.store(kept.root):
        pass
    assert kept.columns() == {}
