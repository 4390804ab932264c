"""Files of answers that were damaged or made up: what a learner has answered stays, whatever is brought in."""

from __future__ import annotations

import copy
import json
import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from practicum import answers
from practicum.cli import app
from practicum.course import CourseError
from practicum.study import answer_transfer
from practicum.study import place as places
from practicum.study.shelf import Shelf

from ..study.test_place import NAMES, OPTIONS, version_of

NOW, LATER = "2026-11-23T12:00:00.000+00:00", "2026-11-24T12:00:00.000+00:00"
ODD = [None, 7, -1, 1e300, True, "x", "\0", "../../x", [], {}, [[[[[[[[1]]]]]]]], {"": {}}, "y" * 30_000]
FUZZ = 20260902


def entry(option: str, at: str) -> dict:
    return {"response": option, "at": at, "tries": 1, "checked": True, "first": {"response": option, "at": at}}


@pytest.fixture
def folder(tmp_path) -> Path:
    """A learner's folder in which one question is answered."""
    made = tmp_path / "mine"
    places.renew(made, version_of(dict.fromkeys(NAMES, (OPTIONS, 1))), "0", NOW)
    answers.write(sheet(made), answers.Sheet("small", "0", "ab", LATER, {"one": entry("a", LATER)}))
    return made


def sheet(folder: Path) -> Path:
    return answers.path_of(folder / "t", "small")


@pytest.fixture
def good(folder, tmp_path) -> bytes:
    """What comes from another computer, where the other question was answered and this one earlier."""
    other = tmp_path / "other"
    places.renew(other, version_of(dict.fromkeys(NAMES, (OPTIONS, 1))), "0", NOW)
    given = {"one": entry("b", NOW), "two": entry("c", NOW)}
    answers.write(sheet(other), answers.Sheet("small", "0", "cd", NOW, given))
    return answer_transfer.exported(answer_transfer.sheets_of(Shelf(other)), NOW)


def snapshot(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def nodes(value, path: tuple = ()) -> Iterator[tuple]:
    """The place of every value inside a value."""
    yield path
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield from nodes(value[key], (*path, key))


def with_odd(value, path: tuple, odd):
    if not path:
        return odd
    made = copy.deepcopy(value)
    inner = made
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = odd
    return made


def brought_in(folder: Path, data: bytes, what: str) -> None:
    """Refused with nothing changed, or taken in with what was there unharmed, and each remark a line."""
    before = snapshot(folder)
    try:
        done = answer_transfer.imported(Shelf(folder), data, NOW)
    except answer_transfer.Refused as error:
        assert str(error).isprintable() and snapshot(folder) == before, what
        return
    assert all(line.isprintable() for line in done.left), what
    mine = json.loads(sheet(folder).read_text("utf-8"))["answers"]["one"]
    assert mine["at"] > LATER or (mine["response"], mine["at"]) == ("a", LATER), what  # a changed date may be later
    assert set(snapshot(folder)) == set(before), what
    for name, data_before in before.items():
        (folder / name).write_bytes(data_before)


def test_a_file_that_was_cut_changes_nothing(folder, good):
    before, chance = snapshot(folder), random.Random(FUZZ)
    for length in chance.sample(range(len(good.rstrip()) - 1), 60):
        with pytest.raises(answer_transfer.Refused):
            answer_transfer.imported(Shelf(folder), good[:length], NOW)
        assert snapshot(folder) == before, length


def test_a_file_with_changed_bits_costs_nobody_an_answer(folder, good):
    chance = random.Random(FUZZ)
    for number in range(150):
        data = bytearray(good)
        for _ in range(chance.choice((1, 1, 3, 30))):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        brought_in(folder, bytes(data), f"flip {number}")


def test_wrong_types_anywhere_cost_nobody_an_answer(folder, good):
    value, count = json.loads(good), 0
    for path in nodes(value):
        for odd in ODD:
            brought_in(folder, json.dumps(with_odd(value, path, odd)).encode(), f"{path} is {odd!r:.40}")
            count += 1
    assert count > 300


@pytest.mark.parametrize("what", ["folder", "pipe", "device", "binary", "half"])
def test_the_command_refuses_in_a_sentence(folder, good, tmp_path, what):
    """No file at all, one that never ends, one that is none of ours: a sentence, at once."""
    path, before = tmp_path / "given", snapshot(folder)
    if what == "folder":
        path.mkdir()
    elif what == "pipe":
        os.mkfifo(path)
    elif what == "device":
        path = Path("/dev/zero")
    else:
        path.write_bytes(good[: len(good) // 2] if what == "half" else bytes(range(256)) * 100)
    done = CliRunner().invoke(app, ["answers", "import", str(path), "--folder", str(folder)])
    assert isinstance(done.exception, CourseError) and str(done.exception).isprintable(), done.exception
    assert snapshot(folder) == before
