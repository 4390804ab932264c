"""A PostgreSQL server of the tests' own: in a temporary folder, on a socket there, gone with the run."""

from __future__ import annotations

import contextlib
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import NullPool, create_engine, make_url, text

from . import needs

QUICK = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c autovacuum=off -c max_wal_senders=0 -c wal_level=minimal"
DEBIANS = sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), reverse=True)
numbers = itertools.count(1)


def somebody() -> str | None:
    """Who runs the server where the tests are root's: initdb refuses root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The address of a running server's first database."""
    initdb = needs.need("initdb", "postgresql", *DEBIANS)
    user = somebody()
    as_user = [needs.need("runuser", "util-linux"), "-u", user, "--"] if user else []
    folder = Path(tempfile.mkdtemp(prefix="practicum-pg-", dir="/tmp"))  # a socket's path is short
    if user:
        shutil.chown(folder, user)

    def call(program: str, *words: str) -> None:
        path = str(Path(initdb).with_name(program))
        done = subprocess.run([*as_user, path, "-D", str(folder / "data"), *words], cwd=folder, capture_output=True)
        assert done.returncode == 0, done.stderr.decode() + done.stdout.decode()

    try:
        call("initdb", "-U", "practicum", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        call("pg_ctl", "-w", "-l", str(folder / "log"), "-o", f"-c listen_addresses='' -k {folder} {QUICK}", "start")
        try:
            yield f"postgresql+psycopg://practicum@/postgres?host={folder}"
        finally:
            call("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _command(url: str, *sentences: str) -> None:
    engine = create_engine(make_url(url).set(database="postgres"), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as db:
        for sentence in sentences:
            db.execute(text(sentence))


def another(url: str, like: str = "template0") -> str:
    """A new database in the same server: empty, or a copy of another one, which nobody uses."""
    name = f"course_{next(numbers)}"
    _command(url, f"CREATE DATABASE {name} TEMPLATE {like}")
    # as a person writes it: alembic's configuration, which `nbgrader db upgrade` writes, cannot hold a %
    return make_url(url).set(database=name).render_as_string(hide_password=False).replace("%2F", "/")


def copy_of(url: str) -> str:
    return another(url, make_url(url).database)


def drop(url: str) -> None:
    _command(url, f"DROP DATABASE {make_url(url).database} WITH (FORCE)")
