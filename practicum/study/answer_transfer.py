"""All answers of a folder in one file, and back: to another computer, to another folder, to be safe.

What comes is a stranger's: bounded, checked against the lesson, never believed.
Answer by answer the later one wins, so carrying twice changes nothing and no
order of carrying loses anything. A file that cannot be used changes nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from .. import answers, disk, sheet_files, words
from ..answers import SheetError
from ..bounded_json import DEEPEST, Refused, parse
from ..lesson_content import ContentProblem, read_content
from .shelf import Place, Shelf, notebook_of, sheet_of

KIND = "practicum answers"
SCHEMA = 1
LARGEST = 40_000_000  # bytes of a file of answers; a year's are below five million
MOST_SHEETS = 500


@dataclass
class Carried:
    """What became of the answers: lessons that have more or newer ones now, and sentences on what was left."""

    lessons: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


# ------------------------------------------------------------ one file


def exported(sheets: list[dict], now: str) -> bytes:
    """The file that holds these sheets."""
    value = {"kind": KIND, "schema": SCHEMA, "saved": now, "sheets": sheets}
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


def save(shelf: Shelf, file: Path, now: str) -> int:
    """Write all answers below the shelf; the number of lessons that have some. Raises OSError."""
    found = sheets_of(shelf)
    disk.write_whole(file, exported(found, now))
    return len(found)


def sheets_of(shelf: Shelf) -> list[dict]:
    """Every sheet below the shelf that holds anything, with its topic."""
    sheets = []
    for place in shelf.lessons:
        try:
            content = read_content(place.content, place.lesson)
            sheet = sheet_of(place, content, notebook_of(place))
        except (ContentProblem, LookupError, TypeError, ValueError, AttributeError):
            continue  # a damaged lesson; its sheet stays where it is
        if sheet.answers or sheet.aside:
            sheets.append({"topic": place.topic, **sheet.as_json()})
    return sheets


def read(data: bytes) -> list[dict]:
    """The sheets in a file of answers, as they stand there. Raises Refused."""
    value = parse(data, LARGEST, DEEPEST + 3)
    if not isinstance(value, dict) or value.get("kind") != KIND:
        raise Refused("it is no file of answers")
    if value.get("schema") != SCHEMA:
        raise Refused("it is of another version of this program")
    sheets = value.get("sheets")
    if not isinstance(sheets, list) or len(sheets) > MOST_SHEETS or not all(isinstance(one, dict) for one in sheets):
        raise Refused("it is no file of answers")
    return sheets


def imported(shelf: Shelf, data: bytes, now: str) -> Carried:
    """Bring a file's answers into the sheets below the shelf. Raises Refused; then nothing has changed."""
    given: dict[Path, tuple[Place, list[dict]]] = {}
    carried, unknown = Carried(), set()
    places = [place for place in shelf.lessons if not place.problem]
    for sheet in read(data):
        homes = [place for place in places if place.lesson == sheet.get("lesson")]
        if len(homes) > 1:
            homes = [place for place in homes if place.topic == sheet.get("topic")] or homes[:1]
        for place in homes:
            given.setdefault(place.sheet, (place, []))[1].append(sheet)
        if not homes:
            unknown.add(str(sheet.get("lesson"))[:60])
    checked = []  # all of the file is looked at before the first sheet is written
    for place, sheets in given.values():
        try:
            content = read_content(place.content, place.lesson)
            checked.append((place, content, [answers.validate(sheet, content) for sheet in sheets]))
        except (SheetError, ContentProblem) as error:
            carried.left.append(words.say("carry_left", title=place.title, why=str(error).rstrip(".")))
    for place, content, valid in checked:
        try:
            changed = sheet_files.take_in(place.sheet, content, valid, now)
            (carried.lessons if changed else carried.same).append(place.title)
        except OSError as error:
            carried.left.append(words.say("carry_left", title=place.title, why=sheet_files.reason(error).rstrip(".")))
    if unknown:
        carried.left.append(words.say("carry_unknown", count=len(unknown)))
    return carried
