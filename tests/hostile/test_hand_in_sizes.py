"""Hand-ins made to cost time or memory: each file is bounded before anything is made of it, and one line says so.

What counts is the processor's time of this process, not the clock's: other programs may be busy.
"""

from __future__ import annotations

import json
import time
import zipfile
from pathlib import Path

import pytest

from practicum import answers
from practicum.nbgrader_bridge import grade_cohort
from practicum.nbgrader_bridge.submission import hand_in_files, notebook_reading, rebuild, renamed_files

from ..nbgrader_bridge.made_up import FULL, REPLY, TOPIC

MOST = 4.0  # seconds for one file or folder; 20 were seen, and ordinary ones take hundredths
CELL = {"cell_type": "code", "id": "x", "metadata": {"tags": ["injected-parameters"]}, "outputs": [], "source": ""}
BUNDLE = {"schema": 1, "lesson": "gifts", "saved": "2026-11-01T10:00:00+00:00", "answers": {}}
SHOWN = {"output_type": "display_data", "metadata": {}, "data": {answers.MIME: BUNDLE}}


def notebook(cells: list[dict], **more) -> bytes:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells, **more}).encode()


def old_form(count: int) -> bytes:
    cell = {"cell_type": "code", "input": "x", "outputs": [], "metadata": {}}
    return json.dumps(
        {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": [cell] * count}]}
    ).encode()


def numbered(value: str) -> bytes:
    return notebook([{**CELL, "n": "here"}]).replace(b'"here"', value.encode())


FILES = {
    "100,000 tagged cells": lambda: notebook([CELL] * 100_000),
    "1,200 tagged cells of Python that is slow to read": lambda: notebook([{**CELL, "source": "a = " + "-" * 15_000 + "1"}] * 1200),
    "6,000 plain cells": lambda: notebook([{**CELL, "metadata": {}}] * 6_000),
    "an old form with 60,000 cells": lambda: old_form(60_000),
    "an old form with 6,000 cells": lambda: old_form(6_000),
    "brackets": lambda: b"[" * 20_000_000,
    "empty lists": lambda: b'{"cells":[' + b"[]," * 6_600_000 + b"1]}",
    "a list of numbers": lambda: b'{"cells":[' + b"1," * 9_900_000 + b"1]}",
    "a million names": lambda: b'{"cells":[],"metadata":{' + b",".join(b'"k%d":1' % n for n in range(1_000_000)) + b"}}",
    "a whole number of 19 million digits": lambda: numbered("9" * 19_000_000),
    "a fraction of 19 million digits": lambda: numbered("0." + "9" * 19_000_000),
    "a number without end": lambda: numbered("1e999"),
    "one line of 19 MB": lambda: notebook([{**CELL, "source": "x" * 19_000_000}]),
    "4,000 copies of the answers": lambda: notebook([{**CELL, "outputs": [SHOWN] * 4_000}]),
    "19 MB cut short": lambda: notebook([{**CELL, "source": "x" * 3_000}] * 6_000)[:-500],
    "one string that never ends": lambda: b'{"cells":["' + b'\\"' * 9_900_000,
    "nested deeply": lambda: b'{"cells":' + b'{"a":' * 3_000_000,
}  # fmt: skip
SAID = {
    "100,000 tagged cells": notebook_reading.TOO_MANY_PARTS, "6,000 plain cells": notebook_reading.TOO_MANY_CELLS,
    "an old form with 6,000 cells": notebook_reading.TOO_MANY_PARTS, "a million names": notebook_reading.TOO_MANY_PARTS,
    "19 MB cut short": notebook_reading.DAMAGED_IN_PART, "one string that never ends": notebook_reading.DAMAGED,
}  # fmt: skip


@pytest.mark.parametrize("name", list(FILES))
def test_a_notebook_costs_seconds_at_most(name):
    data = FILES[name]()
    began = time.process_time()
    found, notes = notebook_reading.read(data)
    rebuild.placed({"scarf"}, found["cells"])
    renamed_files.lesson_in(found)
    assert time.process_time() - began < MOST
    assert len(found["cells"]) <= notebook_reading.MOST_CELLS
    if name in SAID:
        assert notes == [SAID[name]]


# ------------------------------------------------------------ many files


def three_thousand_sheets(folder: Path) -> None:
    for number in range(3_000):
        (folder / f"s{number}.json").write_text(json.dumps(BUNDLE))


def sheets_of_a_million_names(folder: Path) -> None:
    many = b'{"lesson":"gifts","answers":{' + b",".join(b'"k%d":1' % n for n in range(900_000)) + b"}}"
    for number in range(4):
        (folder / f"s{number}.json").write_bytes(many)


def a_zip_that_grows_a_thousandfold(folder: Path) -> None:
    with zipfile.ZipFile(folder / "bomb.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for number in range(8):
            made.writestr(f"{number}.json", b"{" + b" " * 19_000_000)


def a_zip_of_eight_thousand_names(folder: Path) -> None:
    with zipfile.ZipFile(folder / "many.zip", "w") as made:
        for number in range(8_000):
            made.writestr(f"{number}", b"")


def a_zip_that_lies_about_a_size(folder: Path) -> None:
    with zipfile.ZipFile(folder / "lie.zip", "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("gifts.answers.json", b"{" + b" " * 1_000_000)
    data = (folder / "lie.zip").read_bytes()
    (folder / "lie.zip").write_bytes(data.replace((1_000_001).to_bytes(4, "little"), (5).to_bytes(4, "little")))


@pytest.mark.parametrize(
    "make",
    [
        three_thousand_sheets, sheets_of_a_million_names, a_zip_that_grows_a_thousandfold, a_zip_of_eight_thousand_names,
        a_zip_that_lies_about_a_size,
    ],
    ids=lambda make: make.__name__,
)  # fmt: skip
def test_a_folder_costs_seconds_at_most(tmp_path, make):
    make(tmp_path)
    began = time.process_time()
    found = renamed_files.search(tmp_path, hand_in_files.look(tmp_path).files, {"gifts", "touch"})
    assert time.process_time() - began < MOST
    assert len(found.sheets.get("gifts", [])) <= renamed_files.MOST_READ
    assert found.said and all(len(line) < 700 for line in found.said)


def test_who_sends_too_much_is_named_and_the_answers_beside_it_count(released_course, run):
    """18 MB of tagged cells under the lesson's own name, by both roads; the sheet is whole."""
    sheet = released_course.full_sheet(reply=REPLY)
    folder = released_course.hand_in("ann", sheet)
    (folder / "gifts.ipynb").write_bytes(FILES["100,000 tagged cells"]())
    began = time.process_time()
    said = run(released_course, "autograde", TOPIC)
    assert f"ann, gifts: {notebook_reading.TOO_MANY_PARTS}" in said
    assert released_course.rows("ann") == FULL
    released_course.autograde()
    assert time.process_time() - began < 4 * MOST
    assert released_course.rows("ann") == FULL
    assert grade_cohort.notes_of(released_course.root, "ann", TOPIC) == {"gifts": [notebook_reading.TOO_MANY_PARTS]}
