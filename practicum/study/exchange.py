"""nbgrader's exchange from the learner's side, where there is one: what is released, handing in, receipts, feedback.

nbgrader runs in a process of its own and is never imported here. Where it is not installed, or the system is one on
which its exchange does not run, there is no exchange and the home page does not speak of one.
"""

from __future__ import annotations

import datetime
import importlib.util
import json
import os
import re
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .. import disk, words
from ..bounded_json import plain

RECEIPTS = "receipts"
FRESH = 60  # seconds for which a look at the exchange is believed
PATIENCE = 120  # seconds for one step of nbgrader's
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
LARGEST = 1_000_000  # bytes of a receipt or an answer
MOST = 500


class Refused(Exception):
    """Why a step did not happen, in a sentence for the learner."""


@dataclass(frozen=True)
class Seen:
    """What the exchange held at the last look."""

    assignments: tuple[dict, ...] = ()  # {course, assignment, fetched}
    submissions: tuple[dict, ...] = ()  # {course, assignment, at, feedback}


@dataclass(frozen=True)
class Receipt:
    """What was handed in, and when."""

    assignment: str
    at: str
    hash: str
    files: dict[str, str] = field(default_factory=dict)
    said: str = ""  # how much was answered then, in words


class Exchange:
    """The exchange as seen from one learner's folder. Keep one for as long as the server runs."""

    def __init__(self, root: Path | str) -> None:
        self.root = Path(root).resolve()
        self.seen: Seen | None = None
        self.told: list[str] = []  # what was done, for the next page to say once
        self._at, self._turn = -FRESH * 1.0, threading.Lock()

    @property
    def possible(self) -> bool:
        """Whether nbgrader's exchange can run here; asks for nothing to be imported."""
        return os.name == "posix" and importlib.util.find_spec("nbgrader") is not None

    @property
    def pending(self) -> bool:
        """Whether a page should ask for a look."""
        return self.possible and time.monotonic() - self._at >= FRESH

    def look(self, again: bool = False) -> Seen | None:
        """Look at the exchange; None where there is none. Takes seconds, and happens once for all who ask."""
        if not self.possible:
            return None
        with self._turn:
            if again or self.pending:
                try:
                    self.seen = _seen(self._run("look"))
                except Refused:
                    self.seen = None  # no exchange is set up on this computer
                self._at = time.monotonic()
        return self.seen

    def known(self, assignment: str) -> str | None:
        """The course that an assignment of the last look belongs to."""
        return next(
            (one["course"] for one in (self.seen or Seen()).assignments if one["assignment"] == assignment), None
        )

    def step(self, step: str, assignment: str) -> dict[str, Any]:
        """fetch, hand-in or feedback. Raises Refused; what lay in the folder is as it was."""
        course = self.known(assignment)
        if course is None:
            raise Refused(words.say("exchange_unknown"))
        with self._turn:
            return self._run(step, course, assignment)

    def hand_in(self, assignment: str, said: str) -> Receipt:
        """Hand in, and keep a receipt. Raises Refused."""
        found = self.step("hand-in", assignment)
        receipt = Receipt(assignment, found["at"], found["hash"], found["files"], said)
        keep(self.root, receipt)
        return receipt

    def _run(self, *step: str) -> dict[str, Any]:
        command = [sys.executable, "-m", "practicum.nbgrader_bridge.learner_exchange", *step]
        folder = str(Path(sys.executable).parent)
        path = os.environ.get("PATH", "")
        env = {**os.environ, "PATH": f"{folder}{os.pathsep}{path}", "PYTHONSAFEPATH": "1"}
        try:
            done = subprocess.run(
                command, cwd=self.root, env=env, capture_output=True, timeout=PATIENCE, stdin=subprocess.DEVNULL
            )
            said = plain(done.stdout[-LARGEST:].decode("utf-8", "replace").strip().rpartition("\n")[2])
        except (OSError, subprocess.TimeoutExpired, ValueError) as error:
            raise Refused(words.say("exchange_silent")) from error
        if not isinstance(said, dict) or "error" in said:
            why = str(said.get("error", "")) if isinstance(said, dict) else ""
            raise Refused(words.say("exchange_failed", why=why[:500]))
        return said


def _seen(said: dict) -> Seen:
    """What a look told, as far as it has the form that it should have."""

    def ours(one: Any, *names: str) -> bool:
        return (
            isinstance(one, dict)
            and all(isinstance(one.get(n), str) for n in names)
            and bool(NAME.fullmatch(one["assignment"]))
        )

    assignments = [one for one in said.get("assignments", []) if ours(one, "course", "assignment")]
    submissions = [one for one in said.get("submissions", []) if ours(one, "course", "assignment", "at", "feedback")]
    return Seen(tuple(assignments[:MOST]), tuple(submissions[:MOST]))


# ------------------------------------------------------------ receipts


def keep(root: Path, receipt: Receipt) -> Path:
    """Write a receipt into the learner's folder, to be kept or sent."""
    folder = root / RECEIPTS
    folder.mkdir(exist_ok=True)
    stamp = re.sub(r"[^0-9]", "", receipt.at)[:14]
    path = folder / f"{receipt.assignment}-{stamp}.json"
    told = {
        "assignment": receipt.assignment, "handed_in": receipt.at, "sha256": receipt.hash, "answered": receipt.said,
        "files": receipt.files,
    }  # fmt: skip
    disk.write_whole(path, (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode())
    return path


def receipts(root: Path) -> list[Receipt]:
    """Every receipt that can be read, the newest first."""
    found = []
    for path in sorted((root / RECEIPTS).glob("*.json"))[:MOST]:
        try:
            if path.is_symlink() or path.stat().st_size > LARGEST:
                continue
            told = plain(path.read_text("utf-8"))
            files = {str(k): str(v) for k, v in told["files"].items()}
            found.append(
                Receipt(
                    str(told["assignment"]), str(told["handed_in"]), str(told["sha256"]), files, str(told["answered"])
                )
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            continue
    return sorted(found, key=lambda one: one.at, reverse=True)


# ------------------------------------------------------------ feedback


def feedback_pages(folder: Path) -> list[tuple[str, str, Path]]:
    """(when handed in, lesson, file) of every feedback page in an assignment's folder, the newest first."""
    found = []
    for path in sorted((folder / "feedback").glob("*/*.html"))[:MOST]:
        try:
            if path.is_file() and path.resolve().is_relative_to(folder.resolve()):
                found.append((path.parent.name, path.stem, path))
        except OSError:
            continue
    return sorted(found, key=lambda one: (one[0], one[1]), reverse=True)


def moment(stamp: str) -> datetime.datetime | None:
    """nbgrader's own form of a time, which is in UTC, or an ISO one."""
    try:
        found = datetime.datetime.fromisoformat(stamp.removesuffix(" UTC"))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=datetime.UTC)
