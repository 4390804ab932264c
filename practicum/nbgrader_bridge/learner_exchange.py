"""The learner's side of nbgrader's exchange, as a program of its own: one step, one line of JSON.

A learner's server never imports nbgrader; it starts this in the folder that holds the learner's
assignments. Whose work it is, where the exchange lies and which course it is says nbgrader's own
configuration, as for its Assignment List.

    python -m practicum.nbgrader_bridge.learner_exchange look
    python -m practicum.nbgrader_bridge.learner_exchange hand-in practicum ethics
"""

from __future__ import annotations

import datetime
import hashlib
import json
import logging
import sys
from pathlib import Path
from typing import Any

from practicum import learner_ids
from practicum.course import CourseError

from .exchange import inbound

STEPS = {"fetch": "FetchAssignment", "hand-in": "Submit", "feedback": "FetchFeedback"}
LARGEST = 50_000_000  # bytes of one file that is hashed; nbgrader itself warns long before


def settings() -> Any:
    """nbgrader's configuration as it finds it from here."""
    from nbgrader.apps import NbGrader

    app = NbGrader()
    app.load_config_file()
    return app.config


def _made(step: str, course: str = "", assignment: str = "", cached: bool = False) -> Any:
    from nbgrader.auth import Authenticator
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.exchange import ExchangeFactory

    config = settings()
    if course:
        config.CourseDirectory.course_id = course
    if assignment:
        config.CourseDirectory.assignment_id = assignment
    if cached:
        config.ExchangeList.cached = True
    kind = getattr(ExchangeFactory(config=config), step)
    return kind(coursedir=CourseDirectory(config=config), authenticator=Authenticator(config=config), config=config)


def _start(made: Any) -> Any:
    """Run a step of nbgrader's. Raises CourseError with one sentence."""
    from .nbgrader_commands import quiet, reason

    with quiet(made.log) as kept:
        try:
            return made.start()
        except (Exception, SystemExit) as error:
            raise CourseError(reason(kept, error)) from error


def look() -> dict[str, Any]:
    """What is released, what was fetched and what was handed in.

    {"assignments": [{course, assignment, fetched}], "submissions": [{course, assignment, at, feedback: none|there|newer|here}]}
    """
    released = [
        {"course": one["course_id"], "assignment": one["assignment_id"], "fetched": one["status"] == "fetched"}
        for one in _start(_made("List"))
    ]
    submitted = [
        {
            "course": one["course_id"], "assignment": one["assignment_id"], "at": sent["timestamp"],
            "feedback": _feedback(sent),
        }
        for one in _start(_made("List", cached=True))
        for sent in one["submissions"]
    ]  # fmt: skip
    return {"assignments": released, "submissions": submitted}


def _feedback(sent: dict) -> str:
    """Whether a submission has feedback in the exchange, and whether the learner has it."""
    there = any(one.get("has_exchange_feedback") for one in sent["notebooks"])
    here = any(one.get("has_local_feedback") for one in sent["notebooks"])
    if there and (not here or sent.get("feedback_updated")):
        return "newer" if here else "there"
    return "here" if here else "none"


def hand_in(course: str, assignment: str) -> dict[str, Any]:
    """Hand in, and a receipt of what nbgrader keeps a copy of: {at, files: {name: sha256}, hash}."""
    from nbgrader.utils import get_username

    account = get_username()
    if why := learner_ids.problem(account):
        raise CourseError(
            f"Your account here is called '{learner_ids.shown(account, 60)}', and the course cannot take work "
            f"under that name: {why}. Send your folder to whoever runs the course, and tell them."
        )
    made = _made("Submit", course, assignment)
    _start(made)
    name = made.assignment_filename
    kept = Path(made.cache_path) / (name.rsplit("+", 1)[0] if made.add_random_string else name)
    return {"at": moment(made.timestamp), **fingerprint(kept)}


def moment(stamp: str) -> str:
    """nbgrader's own form of a time as an ISO one: `2026-10-05 18:00:00.000000 UTC`."""
    found = inbound.moment(stamp)
    return found.replace(tzinfo=datetime.UTC).isoformat(timespec="seconds") if found else stamp


def fingerprint(folder: Path) -> dict[str, Any]:
    """The hash of every file that was handed in, and one of them all; nbgrader's own two files are not the learner's."""
    files = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and name not in ("timestamp.txt", "submission_secret.txt") and path.stat().st_size <= LARGEST:
            files[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    whole = hashlib.sha256("".join(f"{digest}  {name}\n" for name, digest in files.items()).encode()).hexdigest()
    return {"files": files, "hash": whole}


def main(words: list[str]) -> int:
    """One step; its result, or {"error": sentence}, on standard output."""
    logging.disable(logging.CRITICAL)
    try:
        match words:
            case ["look"]:
                said = look()
            case ["hand-in", course, assignment]:
                said = hand_in(course, assignment)
            case [step, course, assignment] if step in STEPS:
                _start(_made(STEPS[step], course, assignment))
                said = {}
            case _:
                said = {"error": f"Give a step: look, or one of {', '.join(STEPS)} with a course and an assignment."}
    except CourseError as error:
        said = {"error": str(error)}
    print(json.dumps(said))
    return 1 if "error" in said else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
