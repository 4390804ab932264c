"""Copies of the grades in gradebook/backups/, taken before everything that changes many of them."""

from __future__ import annotations

import contextlib
import datetime
import logging
import os
import shutil
import sqlite3
import subprocess
import time
from functools import lru_cache
from pathlib import Path

from . import database, database_waiting

KEEP_BACKUPS = 20
FILES = ("gradebook.db", "marks.db")
DUMP = "gradebook.dump"
BUSY, LOCKED = 5, 6  # SQLite's numbers


def backup(root: Path, now: datetime.datetime | None = None) -> list[Path]:
    """Copy gradebook and marks to gradebook/backups/, keep the newest, return what was written.

    A copy taken while somebody grades is whole: of SQLite's files by its own backup, of a
    PostgreSQL server by pg_dump, in the form that pg_restore takes. Where pg_dump is missing or
    fails nothing is written, and that is said once: a server has backups of its own.
    """
    stamp = (now or datetime.datetime.now(datetime.UTC)).strftime("%Y%m%dT%H%M%S%fZ")
    folder, url = root / "gradebook" / "backups", database.url_of(root)
    if database.on_server(url):
        folder.mkdir(parents=True, exist_ok=True)
        made = dump(url, folder / f"{stamp}-{DUMP}")
        drop_old(folder, DUMP)
        return [made] if made else []
    written = []
    for name, source in zip(FILES, (database.file_of(url), root / "gradebook" / "marks.db"), strict=True):
        if source is not None and source.is_file():
            folder.mkdir(parents=True, exist_ok=True)
            written.append(copy_database(source, folder / f"{stamp}-{name}"))
        drop_old(folder, name)
    return written


def drop_old(folder: Path, name: str) -> None:
    for old in sorted(folder.glob(f"*-{name}"))[:-KEEP_BACKUPS]:
        old.unlink()


def copy_database(source: Path, target: Path) -> Path:
    """One SQLite database copied over another in one transaction, consistent even while in use.

    Raises sqlite3.OperationalError where either is locked for longer than anybody waits; SQLite's own copying would
    try for ever.
    """
    until = time.monotonic() + database.PATIENCE

    def tried(status: int, _left: int, _of: int) -> None:
        if status in (BUSY, LOCKED) and time.monotonic() > until:
            raise sqlite3.OperationalError("database is locked")

    with (
        contextlib.closing(sqlite3.connect(source)) as old,
        contextlib.closing(sqlite3.connect(target)) as new,
        database_waiting.watched(),
    ):
        old.backup(new, progress=tried, sleep=0.05)
    return target


def dump(url: str, target: Path) -> Path | None:
    """The server's database in one file, or None where pg_dump could not make it."""
    program = shutil.which("pg_dump")
    if program is None:
        say_once("pg_dump is not on this computer")
        return None
    address = database.parsed(url)
    plain = address.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    # by the environment, for a command line can be read by everybody on the machine
    secret = {"PGPASSWORD": address.password} if address.password else {}
    unfinished = target.with_suffix(".part")
    done = subprocess.run(
        [
            program, "--format=custom", "--no-owner", f"--file={unfinished}", f"--dbname={plain}",
            f"--lock-wait-timeout={int(database.PATIENCE * 1000)}",  # else it waits for a locked table without end
        ],
        capture_output=True, text=True, env={**os.environ, **secret},
    )  # fmt: skip
    if done.returncode != 0:
        unfinished.unlink(missing_ok=True)
        say_once((done.stderr.strip().splitlines() or ["pg_dump failed"])[-1])
        return None
    return unfinished.rename(target)


@lru_cache(maxsize=8)
def say_once(why: str) -> None:
    logging.getLogger("practicum").warning("No backup of the gradebook was made (%s); use the server's own.", why)
