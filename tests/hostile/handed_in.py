"""Folders in inbound/, made as nbgrader's submit makes them or as somebody makes them who means it ill."""

from __future__ import annotations

import datetime
import json
import os
import secrets
from pathlib import Path

from ..nbgrader_bridge.made_up import TOPIC

FORM = "%Y-%m-%d %H:%M:%S.%f UTC"


def now(hours: float = 0) -> str:
    return (datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=hours)).strftime(FORM)


def inbound(course) -> Path:
    return course.root / "exchange" / "practicum" / "inbound"


def folder(course, learner: str, at: str | None = None) -> Path:
    """An empty hand-in."""
    made = inbound(course) / f"{learner}+{TOPIC}+{at or now()}+{secrets.token_urlsafe(9)}"
    made.mkdir()
    return made


def honest(course, learner: str, at: str | None = None, **answers) -> Path:
    """What a learner hands in who answered everything right; `answers` in their place."""
    made, at = folder(course, learner, at), at or now()
    for path in (course.root / "release" / TOPIC).iterdir():
        (made / path.name).write_bytes(path.read_bytes())
    sheet = course.full_sheet()
    for name, response in answers.items():
        sheet["answers"][name]["response"] = response
    (made / "gifts.answers.json").write_text(json.dumps(sheet))
    (made / "timestamp.txt").write_text(at)
    (made / "submission_secret.txt").write_text(secrets.token_hex(64))
    return made


def copy_of(sent: Path, learner: str, at: str) -> Path:
    """Somebody's hand-in under another name and date."""
    made = sent.with_name(f"{learner}+{TOPIC}+{at}+{secrets.token_urlsafe(9)}")
    made.mkdir()
    for path in sent.iterdir():
        (made / path.name).write_bytes(path.read_bytes())
    return made


def age(path: Path, hours: float) -> None:
    """What a sender can do about a file's time: its modification, never its change."""
    then = datetime.datetime.now().timestamp() + hours * 3600
    os.utime(path, (then, then))


def received(course, learner: str) -> set[str]:
    """What stands in submitted/ of a learner."""
    place = course.root / "submitted" / learner / TOPIC
    return {p.relative_to(place).as_posix() for p in place.rglob("*") if not p.is_dir()}


def holds(folder: Path, text: str) -> list[Path]:
    """Files below a folder that hold a text."""
    found = [p for p in folder.rglob("*") if p.is_file()]
    return [p for p in found if text.encode() in p.read_bytes()]
