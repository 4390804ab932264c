"""Where marks, the texts that were seen, extensions and the roster are kept.

Beside a gradebook of SQLite they have a file of their own, gradebook/marks.db;
in a PostgreSQL server they stand in tables beside nbgrader's, whose names begin
with practicum_. Statements are SQLAlchemy's, so they are written once for both.
What changes here needs a step in migrations/versions/, which brings the databases
that are there to the new form (table_versions.py); `info` says with which it came,
and a test holds the two together.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import (
    REAL,
    Column,
    Connection,
    Double,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    false,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError

from practicum.course import CourseError

from . import backups, database, table_versions

PREFIX = "practicum_"


@dataclass(frozen=True)
class Tables:
    """Every mark ever given; the text of each response at the last autograde, and the one that takes its place
    just now; who has until when; who is in which section; names that nbgrader's two fields would put otherwise;
    what was decided about each hand-in of the exchange."""

    mark: Table
    seen: Table
    coming: Table
    extension: Table
    roster: Table
    roster_name: Table
    arrival: Table


def _tables(prefix: str) -> Tables:
    names = MetaData()

    def words(*columns: str, key: bool = False) -> list[Column]:
        return [Column(name, Text, primary_key=key, nullable=False) for name in columns]

    place = ("assignment", "notebook", "item", "learner")
    mark = Table(
        f"{prefix}mark", names, Column("id", Integer, primary_key=True),
        *words(*place, "text_hash", "marker", "levels"),
        Column("total", Double().with_variant(REAL(), "sqlite"), nullable=False), *words("comment", "at"),
        Column("round", Integer, nullable=False, server_default=text("1"), info={"since": "0002"}),
        Column("state", Text, nullable=False, server_default="final", info={"since": "0002"}),
    )  # fmt: skip
    Index(f"{prefix}mark_of", *(mark.c[name] for name in place))
    seen = Table(f"{prefix}seen", names, *words(*place, key=True), *words("text_hash"))
    for table in (mark, seen):  # some learners' of a topic area are read at a time
        Index(f"{table.name}_by", table.c.assignment, table.c.learner)
    coming = Table(f"{prefix}coming", names, *words(*place, key=True), *words("text_hash"))
    extension = Table(f"{prefix}extension", names, *words("assignment", "learner", key=True), *words("until"))
    roster = Table(
        f"{prefix}roster", names, *words("learner", key=True), *words("section", "accommodation"),
        Column("more_hours", Double().with_variant(REAL(), "sqlite"), nullable=False),
    )  # fmt: skip
    roster_name = Table(f"{prefix}roster_name", names, *words("learner", key=True), *words("name"))
    arrival = Table(
        f"{prefix}arrival", names, *words("assignment", "folder", key=True),
        *words("learner", "state", "at", "owner", "changed", "fingerprint", "said", "seen", "dealt_with"),
    )  # fmt: skip
    return Tables(mark, seen, coming, extension, roster, roster_name, arrival)


OURS_ALONE, BESIDE_NBGRADERS = _tables(""), _tables(PREFIX)


def of(db: Connection) -> Tables:
    """The tables by the names that they bear in this database."""
    return OURS_ALONE if db.dialect.name == "sqlite" else BESIDE_NBGRADERS


@contextlib.contextmanager
def store(root: Path) -> Iterator[Connection]:
    """A connection to the marks in a transaction: committed at the end, undone where an error passes."""
    url = database.url_of(root)
    server = database.on_server(url)
    if not server:
        path = root / "gradebook" / "marks.db"
        path.parent.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{path}?timeout={database.PATIENCE}"
    engine = database.engine(url)
    try:
        opened = engine.connect()
    except OperationalError as error:
        raise CourseError(database.unreachable(url, error)) from error
    with opened as db:
        # a copy first: the form of all rows changes, and nobody asked for it
        table_versions.bring_up(db, of(db).mark.metadata, before=lambda: backups.backup(root))
        db.commit()
        yield db
        db.commit()


def insert(db: Connection, table: Table):
    """An INSERT of this database's own dialect, which knows ON CONFLICT."""
    return (sqlite if db.dialect.name == "sqlite" else postgresql).insert(table)


def turn(db: Connection, topic: str) -> None:
    """Wait for whoever writes marks of this topic area; from here to the end of the transaction others wait.

    Take it before reading what a decision hangs on, and before writing to nbgrader's gradebook.
    """
    if db.dialect.name == "sqlite":
        seen = of(db).seen
        db.execute(seen.update().where(false()).values(text_hash=""))  # changes nothing, but is a writer's turn
    else:
        db.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": f"practicum marks {topic}"}
        )
