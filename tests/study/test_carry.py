"""All answers in one file and back: the later answer stays, twice changes nothing, a bad file changes nothing."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from practicum import answers
from practicum.cli import app
from practicum.course import CourseError
from practicum.study import answer_transfer
from practicum.study import place as places
from practicum.study.answer_transfer import Refused
from practicum.study.shelf import Shelf

from .conftest import LESSON, NOW, give, right, sheet_at, wrong
from .test_place import NAMES, OPTIONS, version_of

LATER = "2026-11-24T12:00:00.000+00:00"


def out_of(folder: Path) -> bytes:
    return answer_transfer.exported(answer_transfer.sheets_of(Shelf(folder)), NOW)


def into(folder: Path, data: bytes) -> answer_transfer.Carried:
    return answer_transfer.imported(Shelf(folder), data, NOW)


def snapshot(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture
def another(tmp_path, built) -> Path:
    """A folder on another computer."""
    places.renew(tmp_path / "another", built, "0", NOW)
    return tmp_path / "another"


def test_answers_come_to_another_computer(folder, another):
    give(folder, "yes_is_not_consent", right)
    give(folder, "ending_the_trade", {"words": "“Dana”, 😀", "why": ""})
    done = into(another, out_of(folder))
    assert (done.lessons, done.same, done.left) == (["Dual relationships and conflicts of interest"], [], [])
    assert sheet_at(another).answers == sheet_at(folder).answers
    again = into(another, out_of(folder))
    assert (again.lessons, len(again.same)) == ([], 1)


def test_the_later_answer_stays_question_by_question(folder, another):
    give(folder, "yes_is_not_consent", wrong, NOW)
    give(another, "yes_is_not_consent", right, LATER)
    give(folder, "barter_initiator", right, LATER)
    give(another, "barter_initiator", wrong, NOW)
    into(another, out_of(folder))
    into(folder, out_of(another))
    here, there = sheet_at(folder).answers, sheet_at(another).answers
    assert here == there
    assert {name: entry["at"] for name, entry in here.items()} == dict.fromkeys(here, LATER)
    assert {entry["first"]["at"] for entry in here.values()} == {NOW}


def test_what_only_a_notebook_carries_goes_along(folder, another):
    give(folder, "yes_is_not_consent", right)
    path = folder / "ethics" / f"{LESSON}.ipynb"
    notebook, sheet = json.loads(path.read_text()), answers.path_of(folder / "ethics", LESSON)
    notebook["cells"][1]["outputs"] = [{"data": {answers.MIME: json.loads(sheet.read_text())}}]
    path.write_text(json.dumps(notebook))
    sheet.unlink()
    into(another, out_of(folder))
    assert set(sheet_at(another).answers) == {"yes_is_not_consent"}


def test_lessons_that_are_not_here_are_told(folder, another):
    give(folder, "yes_is_not_consent", right)
    value = json.loads(out_of(folder))
    value["sheets"].append({**value["sheets"][0], "lesson": "gifts"})
    done = into(another, json.dumps(value).encode())
    assert len(done.lessons) == 1
    assert "1 more" in done.left[0]


def test_one_sheet_that_cannot_be_used_stops_no_other(folder, a_year, tmp_path):
    place = Path(shutil.copytree(a_year, tmp_path / "year"))
    value = json.loads(out_of(place))
    assert len(value["sheets"]) == 24
    value["sheets"][3]["answers"] = 7
    for path in place.rglob("*.answers.json"):
        path.unlink()
    done = into(place, json.dumps(value).encode())
    assert len(done.lessons) == 23
    assert "it is not an answer sheet" in done.left[0]


BAD = [
    b"", b"{", b"[]", b"3", b"\xff\xfe", b"[" * 100_000, b'{"kind": "practicum answers"}',
    b'{"kind": "practicum answers", "schema": 2, "sheets": []}',
    b'{"kind": "practicum answers", "schema": 1, "sheets": {}}',
    b'{"kind": "practicum answers", "schema": 1, "sheets": [3]}',
    b'{"kind": "practicum answers", "schema": 1, "sheets": [], "schema": 1}',
    b'{"kind": "practicum answers", "schema": 1, "sheets": [{"a": NaN}]}',
    b'{"kind": "practicum answers", "schema": 1, "sheets": [' + b"{}," * 600 + b"{}]}",
    json.dumps({"schema": 1, "lesson": LESSON, "answers": {}}).encode(),  # one sheet is no file of answers
]  # fmt: skip


@pytest.mark.parametrize("data", BAD)
def test_a_file_that_is_none_of_ours_changes_nothing(folder, data):
    give(folder, "yes_is_not_consent", right)
    before = snapshot(folder)
    with pytest.raises(Refused):
        into(folder, data)
    assert snapshot(folder) == before


def test_a_file_too_large_is_refused(folder, monkeypatch):
    monkeypatch.setattr(answer_transfer, "LARGEST", 1_000_000)
    with pytest.raises(Refused, match="larger than 1 MB"):
        into(folder, b" " * 1_000_001)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
SHEET = st.fixed_dictionaries(
    {"schema": st.just(1), "lesson": st.sampled_from(["small", "x", 3])},
    optional={"answers": st.dictionaries(st.sampled_from([*NAMES, "<b>"]), JSON, max_size=3) | JSON, "aside": JSON,
              "seed": JSON, "saved": JSON, "topic": JSON},
)  # fmt: skip


@settings(max_examples=60)
@given(st.lists(SHEET, max_size=3) | JSON)
def test_any_file_is_refused_or_leaves_what_was_there(sheets):
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        places.renew(place, version_of(dict.fromkeys(NAMES, (OPTIONS, 1))), "0", NOW)
        mine = {"response": "a", "at": LATER, "tries": 1, "checked": True, "first": {"response": "b", "at": NOW}}
        path = answers.path_of(place / "t", "small")
        answers.write(path, answers.Sheet("small", "0", "ab", LATER, {"one": mine}))
        try:
            into(place, json.dumps({"kind": answer_transfer.KIND, "schema": 1, "sheets": sheets}).encode())
        except Refused:
            pass
        kept = sheet_at(place, "small", "t").answers["one"]
        assert kept["first"] == mine["first"] or kept["first"]["at"] < NOW
        assert kept["at"] > LATER or kept["response"] == "a"


ANSWERS = st.dictionaries(st.sampled_from(NAMES), st.tuples(st.sampled_from(OPTIONS), st.integers(0, 59)))


@settings(max_examples=30)
@given(st.lists(ANSWERS, min_size=2, max_size=3), st.permutations(range(3)))
def test_in_whatever_order_folders_are_carried_the_latest_answers_are_together(folders, order):
    with tempfile.TemporaryDirectory() as temporary:
        given_, places_ = [], []
        for n, found in enumerate(folders):
            place = Path(temporary) / str(n)
            places.renew(place, version_of(dict.fromkeys(NAMES, (OPTIONS, 1))), "0", NOW)
            entries = {}
            for name, (option, minute) in found.items():
                at = f"2026-11-23T10:{minute:02d}:00.00{n}+00:00"  # no two at the same instant
                entries[name] = {"response": option, "at": at, "tries": 1, "checked": True}
            answers.write(answers.path_of(place / "t", "small"), answers.Sheet("small", answers=entries))
            given_.append(entries)
            places_.append(place)
        target = Path(temporary) / "target"
        places.renew(target, version_of(dict.fromkeys(NAMES, (OPTIONS, 1))), "0", NOW)
        for n in [n for n in order if n < len(places_)]:
            into(target, out_of(places_[n]))
        latest = {}
        for entries in given_:
            for name, entry in entries.items():
                if name not in latest or entry["at"] > latest[name]["at"]:
                    latest[name] = entry
        sheet = sheet_at(target, "small", "t")
        assert (sheet.answers if sheet else {}) == latest


# ------------------------------------------------------------ the commands


@pytest.fixture
def run():
    def call(*words: str) -> str:
        done = CliRunner().invoke(app, list(words), catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    return call


def test_the_commands_carry_answers(run, folder, another, tmp_path):
    give(folder, "yes_is_not_consent", right)
    file = tmp_path / "mine.json"
    assert "1 lesson." in run("answers", "export", str(file), "--folder", str(folder))
    assert "Brought in answers to 1 lesson" in run("answers", "import", str(file), "--folder", str(another))
    assert json.loads(run("answers", "import", str(file), "--folder", str(another), "--json"))["lessons"] == []
    assert sheet_at(another).answers == sheet_at(folder).answers


def test_the_commands_refuse_in_one_sentence(folder, tmp_path):
    file = tmp_path / "mine.json"
    file.write_text("{")
    for words, says in [
        (("export", str(file), "--folder", str(folder)), "--force"),
        (("export", str(tmp_path / "none" / "x"), "--folder", str(folder)), "cannot be written"),
        (("export", str(file), "--folder", str(tmp_path / "none")), "no lessons"),
        (("import", str(file), "--folder", str(folder)), "Nothing was brought in"),
        (("import", str(tmp_path / "none.json"), "--folder", str(folder)), "cannot be read"),
    ]:
        done = CliRunner().invoke(app, ["answers", *words])
        assert isinstance(done.exception, CourseError), words
        assert says in str(done.exception)
    assert file.read_text() == "{"
