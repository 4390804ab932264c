"""A report of an error in a lesson: a text file on the learner's own computer, for them to send. Nothing is sent from here."""

from __future__ import annotations

import contextlib
import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from .. import disk, words
from ..lesson_content import ContentProblem, read_content
from ..sheet_files import reason
from .shelf import Place, Shelf

FOLDER = "reports"
LONGEST_WHERE = 300  # characters
LONGEST_TEXT = 5_000
MOST = 200  # reports in the folder; a page that is left to a machine must not fill a disk
FILE = re.compile(r"report-[0-9]{8}-[0-9]{6}(-[a-z0-9_]{1,60})?(-[0-9]{1,3})?\.txt")


class Refused(Exception):
    """Why there is no report, in a sentence for the learner."""


@dataclass(frozen=True)
class Said:
    """What a learner wrote, as it may stand in a file."""

    where: str
    text: str


def plain(text: str) -> str:
    """A text without what a terminal or an editor would obey: control characters, and marks that turn its direction."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join("".join(c for c in line if c == "\t" or c.isprintable()) for line in lines).strip()


def checked(where: str, text: str) -> Said:
    """What was written, if it can be kept. Raises Refused."""
    if len(where) > LONGEST_WHERE or len(text) > LONGEST_TEXT:
        raise Refused(words.say("report_long", limit=words.large(LONGEST_TEXT)))
    said = Said(" ".join(plain(where).split()), plain(text))
    if not said.text:
        raise Refused(words.say("report_empty"))
    return said


def _about(place: Place | None) -> list[str]:
    """Which lesson it is, and which version of it."""
    if place is None:
        return []
    content: Mapping[str, Any] = {}
    with contextlib.suppress(ContentProblem):
        content = read_content(place.content, place.lesson)
    told = {
        "Lesson": plain(place.title), "Id": f"{place.topic or place.folder}/{place.lesson}",
        "Version": content.get("hash"), "As of": content.get("as_of"), "Edition": place.edition,
    }  # fmt: skip
    return [f"{name}: {value}" for name, value in told.items() if isinstance(value, str) and value]


def text_of(said: Said, place: Place | None, now: datetime.datetime) -> str:
    """The file's text. It names no learner."""
    lines = [words.say("report_file_head"), "", f"Date: {now:%Y-%m-%d}", *_about(place)]
    lines += [f"Practicum: {version('practicum')}"]
    lines += [f"Where: {said.where}"] if said.where else []
    return "\n".join([*lines, "", said.text, ""])


def folder_of(shelf: Shelf) -> Path:
    """Where reports are. Raises Refused where that leads out of the learner's folder."""
    folder = shelf.root / FOLDER
    if folder.is_symlink() or not folder.resolve().is_relative_to(shelf.root):
        raise Refused(words.say("report_failed", why=words.say("why_read_only")))
    return folder


def write(shelf: Shelf, said: Said, place: Place | None, now: datetime.datetime) -> Path:
    """Write a report; its path. Raises Refused."""
    folder = folder_of(shelf)
    try:
        folder.mkdir(exist_ok=True)
        if len(written(shelf)) >= MOST:
            raise Refused(words.say("report_many", count=MOST))
        name = f"report-{now:%Y%m%d-%H%M%S}" + (f"-{place.lesson}" if place else "")
        path, number = folder / f"{name}.txt", 1
        while path.exists():
            number += 1
            path = folder / f"{name}-{number}.txt"
        disk.write_whole(path, text_of(said, place, now).encode("utf-8", "replace"))
    except OSError as error:
        raise Refused(words.say("report_failed", why=reason(error))) from error
    return path


def written(shelf: Shelf) -> list[Path]:
    """The reports that are there, by name."""
    try:
        found = sorted(path for path in folder_of(shelf).iterdir() if FILE.fullmatch(path.name))
    except (OSError, Refused):
        return []
    return [path for path in found if path.is_file() and not path.is_symlink()]
