"""Grades as files: CSV and XLSX for people, and what Canvas, Moodle and Blackboard import.

Columns are those that the systems document (looked up on 2026-11-23):
Canvas      Student, ID, SIS User ID, SIS Login ID, Section, then assignments; a line Points Possible. A column
            of an unknown name makes a new assignment.
Moodle      any columns under a line of names, mapped by hand at import; ID number or Username finds the user.
Blackboard  Username finds the user; tab-delimited text is recommended; a column without a column ID is
            made anew, as text without points, until somebody edits it there.
A learner's name is a stranger's text, so no cell is left that a spreadsheet takes for a formula, and what no line of
text should hold is written as its escape.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable
from dataclasses import fields
from operator import attrgetter
from typing import TextIO

from practicum.learner_ids import shown

from ..marks import person_names
from .grade_rows import Row, Total, totals

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
INSIDE = re.compile(r"([;\t]\s*)(?=[=+\-@＝＋－＠])")


def safe(value: object) -> object:
    """A cell that no spreadsheet takes for a formula, also one that parts lines by semicolons or tabs instead of commas."""
    if not isinstance(value, str):
        return value
    text = INSIDE.sub(r"\1'", shown(value))
    return f"'{text}" if text.lstrip().startswith(STARTS) or value.startswith(("\t", "\r", "\n")) else text


def _lines(found: list[Row]) -> list[list[object]]:
    names = [field.name for field in fields(Row)]
    of, head = attrgetter(*names), list[object](names)
    return [head, *(["" if value is None else safe(value) for value in of(row)] for row in found)]


def write_csv(found: list[Row], out: TextIO) -> None:
    """One line a learner and lesson, under a line of names."""
    csv.writer(out, lineterminator="\n").writerows(_lines(found))


def write_xlsx(found: list[Row], path) -> None:
    """The same as a workbook, the first line kept in view; text cells are text whatever they begin with."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Grades")
    sheet.freeze_panes = "A2"
    for line in _lines(found):
        sheet.append([_cell(sheet, value, WriteOnlyCell) for value in line])
    book.save(path)


def _cell(sheet, value: object, kind: Callable):
    if not isinstance(value, str):
        return value
    made = kind(sheet, value=value)
    made.data_type = "s"
    return made


# ------------------------------------------------------------ learning management systems


def _by_learner(found: list[Row]) -> tuple[list[str], dict[str, dict[str, Total]], dict[str, float]]:
    """Topic areas in order; each learner's totals by topic area; the points possible."""
    added = totals(found)
    names = sorted({total.topic for total in added})
    people: dict[str, dict[str, Total]] = {}
    for total in added:
        people.setdefault(total.learner, {})[total.topic] = total
    return names, people, {name: max((t.max_score for t in added if t.topic == name), default=0.0) for name in names}


def _score(totals_of: dict[str, Total], topic: str) -> object:
    """A blank where a mark is still to come: an LMS shows a number as final."""
    total = totals_of.get(topic)
    return "" if total is None or total.waiting else total.score


def canvas(found: list[Row]) -> Iterable[list[object]]:
    names, people, possible = _by_learner(found)
    yield ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *names]
    yield ["    Points Possible", "", "", "", "", *(possible[name] for name in names)]
    for learner, of in people.items():
        one = next(iter(of.values()))
        yield [
            person_names.family_name_first(one.name),
            "",
            learner,
            learner,
            one.section,
            *(_score(of, name) for name in names),
        ]


def moodle(found: list[Row]) -> Iterable[list[object]]:
    names, people, possible = _by_learner(found)
    yield ["Username", "ID number", "Full name", *(f"{name} (out of {possible[name]:g})" for name in names)]
    for learner, of in people.items():
        yield [learner, learner, next(iter(of.values())).name, *(_score(of, name) for name in names)]


def blackboard(found: list[Row]) -> Iterable[list[object]]:
    names, people, possible = _by_learner(found)
    yield ["Last Name", "First Name", "Username", *(f"{name} [Total Pts: {possible[name]:g}]" for name in names)]
    for learner, of in people.items():
        first, last = person_names.parts(next(iter(of.values())).name)
        yield [last, first, learner, *(_score(of, name) for name in names)]


SYSTEMS = {"canvas": (canvas, ","), "moodle": (moodle, ","), "blackboard": (blackboard, "\t")}


def write_for(system: str, found: list[Row], out: TextIO) -> None:
    """What one of SYSTEMS imports."""
    lines, delimiter = SYSTEMS[system]
    table = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    table.writerows([safe(value) for value in line] for line in lines(found))
