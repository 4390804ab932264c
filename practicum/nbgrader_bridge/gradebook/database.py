"""Which database keeps the grades: SQLite's file in gradebook/, or the server that nbgrader_config.py names."""

from __future__ import annotations

import sqlite3
from functools import lru_cache
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, event, inspect, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from practicum.course import CourseError
from practicum.learner_ids import shown

from ..setup.course_settings import nbgrader_settings
from . import database_waiting

PATIENCE = 30  # seconds that a writer of SQLite waits for another one; Python's own 5 are short for a whole cohort


def url_of(root: Path) -> str:
    """The address of the gradebook, as nbgrader's configuration of this course has it."""
    path = (root / "nbgrader_config.py").resolve()
    stands = path.stat() if path.is_file() else None
    return _url_of(path.parent, stands and (stands.st_mtime_ns, stands.st_size))


@lru_cache(maxsize=32)
def _url_of(root: Path, stands: tuple | None) -> str:
    """Reading the configuration runs it, which is too much to do once a response: kept while the file stands."""
    named = nbgrader_settings(root).CourseDirectory.get("db_url")
    return named if isinstance(named, str) else f"sqlite:///{root / 'gradebook' / 'gradebook.db'}"


def parsed(url: str) -> URL:
    """The address in its parts. Raises CourseError for one that cannot be used here."""
    try:
        found = make_url(url)
    except ArgumentError as error:
        raise CourseError("c.CourseDirectory.db_url in nbgrader_config.py is no address of a database.") from error
    if found.get_backend_name() not in ("sqlite", "postgresql"):
        raise CourseError(
            f"c.CourseDirectory.db_url in nbgrader_config.py names a {found.get_backend_name()} database; "
            "grades are kept in SQLite or PostgreSQL."
        )
    return found


def on_server(url: str) -> bool:
    return parsed(url).get_backend_name() == "postgresql"


def file_of(url: str) -> Path | None:
    """SQLite's file; None for a server."""
    return None if on_server(url) else Path(parsed(url).database or "")


@lru_cache(maxsize=32)
def engine(url: str) -> Engine:
    """SQLAlchemy's engine for an address. It keeps no connection open, so a process may fork with it."""
    try:
        return create_engine(parsed(url), poolclass=NullPool)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise CourseError(
            "The gradebook is kept by PostgreSQL, and what talks to it is not installed; "
            "in the course's folder run: pip install -e '.[instructor,postgresql]' "
            "and let the address begin with postgresql+psycopg://"
        ) from error


def exists(root: Path) -> bool:
    """Whether nbgrader has made its gradebook. A server that does not answer is a CourseError."""
    url = url_of(root)
    if path := file_of(url):
        return path.is_file()
    try:
        with engine(url).connect() as connection:
            return inspect(connection).has_table("submitted_assignment")
    except OperationalError as error:
        raise CourseError(unreachable(url, error)) from error


def unreachable(url: str, error: OperationalError) -> str:
    """One sentence for a server that does not answer, without the password that its address may hold."""
    why = str(error.orig).strip().splitlines()[0] if error.orig else "no reason given"
    return f"The gradebook's server does not answer ({parsed(url).render_as_string(hide_password=True)}): {why}"


def _watch(dialect, _record, _words, more) -> None:
    if dialect.name == "sqlite":
        more.setdefault("factory", database_waiting.Connection)


def _wait(connection, _record) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute(f"PRAGMA busy_timeout = {int(PATIENCE * 1000)}")
    else:
        connection.cursor().execute(f"SET lock_timeout = {int(PATIENCE * 1000)}")
        connection.commit()


def be_patient() -> None:
    """Let nbgrader's own connections wait as long as ours: markers save while a cohort is graded."""
    for name, listener in (("do_connect", _watch), ("connect", _wait)):
        if not event.contains(Engine, name, listener):
            event.listen(Engine, name, listener)


# ------------------------------------------------------------ what went wrong, in a sentence

AGAIN = "What was done so far stands; run the same command again."
SAID_OF_SQLITE = (
    ("locked", f"The gradebook was in use by another program for {PATIENCE} seconds. Close that one or let it finish. {AGAIN}"),
    ("is full", f"The disk is full: the gradebook could not be written. Make room. {AGAIN}"),
    ("readonly", f"The gradebook may not be written by this account; look at the permissions of gradebook/. {AGAIN}"),
    ("unable to open", f"The gradebook cannot be opened; look whether gradebook/ is there and may be read and written. {AGAIN}"),
    ("no such ", "The gradebook has not the form that this version knows ({}); save it, then run `nbgrader db upgrade`."),
    ("malformed", "DAMAGED"), ("not a database", "DAMAGED"), ("encrypted", "DAMAGED"),
    ("", f"The gradebook could not be used ({{}}). {AGAIN}"),
)  # fmt: skip
DAMAGED = (
    "gradebook/gradebook.db or gradebook/marks.db is damaged ({}). Bring back a backup with `practicum restore`, "
    "or put the newest copy from gradebook/backups/ in its place."
)


def sentence(error: BaseException) -> str | None:
    """What a database's error means for whoever runs the course; None for an error of another kind."""
    if not isinstance(error, (SQLAlchemyError, sqlite3.Error)):
        return None
    cause = getattr(error, "orig", None) or error
    text = shown((str(cause).strip().splitlines() or [type(cause).__name__])[0])[:200]
    if isinstance(cause, sqlite3.Error):
        said = next(said for part, said in SAID_OF_SQLITE if part in text.lower())
        return (DAMAGED if said == "DAMAGED" else said).format(text)
    state = getattr(cause, "sqlstate", None) or ""
    if state == "55P03":  # lock_timeout
        return SAID_OF_SQLITE[0][1]
    if isinstance(error, OperationalError) and state[:2] in ("", "08", "57"):
        return f"The gradebook's server does not answer any more ({text}). {AGAIN}"
    return f"The gradebook could not be used ({text}). {AGAIN}"
