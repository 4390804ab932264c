"""Reading a roster's file, as spreadsheets of three systems and four decades save it.

A line of names (id, name, section, accommodation; the last two may be missing), and a line a learner. Whatever cannot
be read is refused in one sentence that names the line; names are taken as people write them.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from practicum import learner_ids
from practicum.course import CourseError

from . import person_names

COLUMNS = ("id", "name", "section", "accommodation")
LARGEST = 2_000_000  # bytes
LONGEST = 200  # characters of a field
LONGEST_NAME = 128  # of the given names and of the family name: nbgrader's columns, which PostgreSQL holds to
MORE = re.compile(r"\+\s*(\d{1,3}(?:\.\d+)?)\s*(hour|hours|h|day|days|d)", re.IGNORECASE)
DELIMITERS = ",;\t|"
# What spreadsheets leave in a cell and nobody sees: marks of direction, soft hyphens, spaces of no width.
LEFTOVERS = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u061c\u00ad\u2060\ufeff"))
UTF16 = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}  # Excel's "Unicode text"
SAVE_AS = "in the spreadsheet choose 'CSV UTF-8' when saving"


@dataclass(frozen=True)
class Entry:
    """One learner of the cohort."""

    learner: str
    name: str
    section: str = ""
    accommodation: str = ""

    @property
    def more_hours(self) -> float:
        """More time for each topic area, in hours."""
        found = MORE.fullmatch(self.accommodation.strip())
        return float(found[1]) * (24 if found[2].lower().startswith("d") else 1) if found else 0.0


def parse(data: bytes, name: str = "roster.csv") -> list[Entry]:
    """The entries of a roster. Raises CourseError that names every line with something wrong."""
    if len(data) > LARGEST:
        raise CourseError(f"{name} is larger than {LARGEST // 1_000_000} MB; a roster has a line a learner.")
    found: list[Entry] = []
    wrong: list[str] = []
    seen: dict[str, Any] = {}
    lines = _lines(_text(data, name), name)
    _, first = next(lines, (1, []))
    head = _head(first, name)
    for number, row in lines:
        entry = Entry(*(_tidy(row[head[c]]) if c in head and head[c] < len(row) else "" for c in COLUMNS))
        if not any((entry.learner, entry.name)):
            continue
        if what := _more_fields(row, first) or _wrong(entry, seen):
            wrong.append(f"line {number}: {what}")
        seen.setdefault(entry.learner, number)
        found.append(entry)
    if wrong:
        more = f" and {len(wrong) - 5} more" if len(wrong) > 5 else ""
        raise CourseError(f"{name}: {'; '.join(wrong[:5])}{more}. Nothing was changed.")
    if not found:
        raise CourseError(f"{name} has no learner below its first line.")
    return found


def _text(data: bytes, name: str) -> str:
    encoding = UTF16.get(data[:2], "utf-8-sig")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise CourseError(f"{name} is not UTF-8; {SAVE_AS}.") from error
    if "\0" in text:
        raise CourseError(f"{name} holds NUL bytes, so it is no CSV file in UTF-8; {SAVE_AS}.")
    return text


def _lines(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """(number, fields) of every line; whatever ends them: LF, CR LF, or CR alone, as on an old Macintosh."""
    source = io.StringIO(text, newline="")
    told = re.match(r"sep=(.)\r?\n?", text)  # Excel's own line for the delimiter
    if told:
        source.seek(told.end())
    before = 1 if told else 0
    reader = csv.reader(source, delimiter=told[1] if told else _delimiter(text), strict=True)
    while True:
        start = before + reader.line_num + 1
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise CourseError(f"{name}: line {start}: {_reason(error)}. Nothing was changed.") from error
        if row is None:
            return
        yield start, row


def _reason(error: csv.Error) -> str:
    if "field larger" in str(error):
        return f"a field is longer than {csv.field_size_limit():,} characters"
    return (
        'a quotation mark stands alone; a field in quotation marks ends with one, and one inside is written twice ("")'
    )


def _delimiter(text: str) -> str:
    """The one that parts the first line's names."""
    first = re.split(r"[\r\n]", text, maxsplit=1)[0]
    return max(DELIMITERS, key=first.count)


def _head(first: list[str], name: str) -> dict[str, int]:
    """column -> its place."""
    names = [_tidy(field).casefold() for field in first]
    if not {"id", "name"} <= set(names):
        raise CourseError(
            f"{name} needs a first line with the names id and name (section and accommodation may follow), "
            "parted by commas, semicolons or tabs."
        )
    if twice := next((column for column in COLUMNS if names.count(column) > 1), None):
        raise CourseError(f"{name} has the column {twice} twice; keep one of them.")
    return {column: names.index(column) for column in COLUMNS if column in names}


def _tidy(field: str) -> str:
    """A field without what cannot be seen; any kind of space is one space, but a line end stays, to be refused."""
    return re.sub(r"[^\S\r\n\x0b\x0c\x1c-\x1f\x85\u2028\u2029]+", " ", field.translate(LEFTOVERS)).strip()


def _more_fields(row: list[str], first: list[str]) -> str | None:
    if any(field.strip() for field in row[len(first) :]):
        return "it has more fields than the first line has names; a name with a comma stands in quotation marks"
    return None


def _wrong(entry: Entry, seen: dict[str, int]) -> str | None:
    if not entry.learner:
        return f"{learner_ids.shown(entry.name, 40)} has no id"
    if said := learner_ids.sentence(entry.learner):
        return said.removesuffix(".")
    if entry.learner in seen:
        return f"the id {entry.learner} stands in line {seen[entry.learner]} already"
    if not entry.name:
        return f"{entry.learner} has no name"
    for value in (entry.name, entry.section, entry.accommodation):
        if len(value) > LONGEST or learner_ids.shown(value) != value:
            return f"{entry.learner} has a field that is longer than {LONGEST} characters or holds control characters"
    if any(len(part) > LONGEST_NAME for part in person_names.parts(entry.name)):
        return f"{entry.learner} has a name of more than {LONGEST_NAME} characters"
    return None
