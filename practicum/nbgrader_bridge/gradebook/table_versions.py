"""Which form our tables have in a database, and how an earlier form becomes the present one.

A form has the number of the step that made it (migrations/versions/), and that number stands in a table beside ours.
To look at it is all that opening costs; Alembic is imported where there is something to do.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, MetaData, inspect, literal, select, text
from sqlalchemy.exc import DBAPIError

from practicum.course import CourseError
from practicum.learner_ids import shown

VERSION_TABLE = "practicum_alembic_version"  # nbgrader's own, in the same server, is alembic_version
STEPS = Path(__file__).parent / "migrations" / "versions"
VERSIONS = tuple(sorted(path.name.partition("_")[0] for path in STEPS.glob("[0-9]*.py")))
NEWEST = VERSIONS[-1]
LOOK = f"SELECT version_num FROM {VERSION_TABLE}"
_alembics_turn = threading.Lock()  # it keeps what it is at in its module


def bring_up(db: Connection, tables: MetaData, before: Callable[[], object] = lambda: None) -> None:
    """Our tables in their newest form, in a transaction that is the caller's to commit.

    `before` is called while nobody else can change anything, if there are rows and their form is to change.
    Raises CourseError for a database that a newer version of this program wrote.
    """
    if _at_a_glance(db) == NEWEST:
        return
    db.rollback()
    _turn(db)
    found = inspect(db)
    now = db.exec_driver_sql(LOOK).scalar() if found.has_table(VERSION_TABLE) else None
    if now == NEWEST:  # another program was faster
        return
    if now is not None and now not in VERSIONS:
        raise CourseError(
            f"The marks were kept by a newer version of Practicum (form {shown(str(now))[:40]}; this one knows forms up to "
            f"{NEWEST}); use that version, or bring back a backup from before it."
        )
    there = [table for table in tables.sorted_tables if found.has_table(table.name)]
    if any(db.scalar(select(literal(1)).select_from(table).limit(1)) for table in there):
        before()
    if not there and db.dialect.name != "sqlite":
        _nbgraders_first(db)
    _migrate(db)


def _at_a_glance(db: Connection) -> str | None:
    """The form's number; None where there is none. For a connection that has done nothing yet."""
    try:
        return db.exec_driver_sql(LOOK).scalar()
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == "42P01" or str(error.orig).startswith("no such table"):
            return None
        raise


def _turn(db: Connection) -> None:
    """One program at a time, to the end of the transaction."""
    if db.dialect.name == "sqlite":
        db.exec_driver_sql("BEGIN IMMEDIATE")  # Python's own would begin at the first row that is written, not here
    else:
        db.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('practicum tables', 0))"))


def _nbgraders_first(db: Connection) -> None:
    """nbgrader takes a database with any table in it for one of its own making."""
    from nbgrader.api import Gradebook

    Gradebook(db.engine.url.render_as_string(hide_password=False)).close()


def _migrate(db: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    settings = Config(attributes={"connection": db})
    settings.set_main_option("script_location", f"{__package__}:migrations")
    with _alembics_turn:
        command.upgrade(settings, "head")
