"""Says that a command waits for a database which another program has locked, instead of standing still without a word."""

from __future__ import annotations

import contextlib
import logging
import os
import sqlite3
import threading
import time
from collections.abc import Iterator

SAID_AFTER = 2.0  # seconds
LOOKS = 0.25  # seconds between two looks
IDLE = 60.0  # seconds without a statement after which nobody looks any more
LINE = "The gradebook is in use by another program; waiting for it …"

_began: dict[int, float] = {}  # thread -> since when its statement runs
_latest = 0.0
_watcher: tuple[int, threading.Thread] | None = None


class Cursor(sqlite3.Cursor):
    def execute(self, *words):
        with watched():
            return super().execute(*words)

    def executemany(self, *words):
        with watched():
            return super().executemany(*words)


class Connection(sqlite3.Connection):
    """SQLite's own, whose statements are watched."""

    def cursor(self, factory=Cursor):
        return super().cursor(factory)

    def commit(self) -> None:
        with watched():
            super().commit()


@contextlib.contextmanager
def watched() -> Iterator[None]:
    """Something that may have to wait. The thread that looks is started once, not for each statement."""
    global _latest, _watcher
    _latest = time.monotonic()
    if _watcher is None or _watcher[0] != os.getpid() or not _watcher[1].is_alive():
        _watcher = os.getpid(), threading.Thread(target=_look, daemon=True, name="practicum waits")
        _watcher[1].start()
    _began[threading.get_ident()] = _latest
    try:
        yield
    finally:
        _began.pop(threading.get_ident(), None)


def _look() -> None:
    said = set()
    while _began or time.monotonic() - _latest < IDLE:
        time.sleep(LOOKS)
        for one in list(_began.items()):
            if time.monotonic() - one[1] > SAID_AFTER and one not in said:
                said.add(one)
                logging.getLogger("practicum").warning(LINE)
