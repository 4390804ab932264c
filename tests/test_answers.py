"""The answer sheet: whole or not at all, and nothing of a stranger's believed."""

import json
import os
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicum import answers
from practicum.answers import Sheet, SheetError

OPTIONS = {"a": {"text": "A", "correct": True}, "b": {"text": "B", "correct": False}}
CONTENT = {
    "lesson": "small",
    "hash": "0123",
    "references": {},
    "items": {
        "one": {"type": "single_choice", "options": OPTIONS},
        "many": {"type": "multiple_choice", "options": OPTIONS},
    },
    "vignettes": {},
    "written": {"note": {"fields": {"words": {"label": "Words"}}, "criteria": {}}},
}
TIME = "2026-11-23T14:02:11.123+00:00"


def entry(response, at=TIME):
    return {"response": response, "at": at, "tries": 1, "checked": True, "first": {"response": response, "at": at}}


def sheet(**given_answers) -> Sheet:
    return Sheet("small", "0123", "ab12", TIME, {name: entry(value) for name, value in given_answers.items()})


ENTRIES = st.fixed_dictionaries(
    {},
    optional={
        "one": st.sampled_from(["a", "b", None]).map(entry),
        "many": st.lists(st.sampled_from("ab"), unique=True, min_size=1).map(sorted).map(entry),
        "note": st.fixed_dictionaries({"words": st.text(max_size=200)}).map(entry),
    },
)


@settings(deadline=None, max_examples=60)
@given(ENTRIES)
def test_what_is_written_is_read(tmp_path_factory, entries):
    path = tmp_path_factory.mktemp("sheet") / "small.answers.json"
    answers.write(path, Sheet("small", "0123", "ab12", TIME, entries))
    assert answers.read(path, CONTENT) == Sheet("small", "0123", "ab12", TIME, entries)


def test_no_sheet_is_none(tmp_path):
    assert answers.read(tmp_path / "none.json", CONTENT) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ('{"schema": 1, "lesson": "small", "answers": {"one"', "cut short"),
        ("[1, 2]", "not an answer sheet"),
        ('{"schema": 1, "lesson": "other", "answers": {}}', "another lesson"),
        ('{"schema": 99, "lesson": "small", "answers": {}}', "another version"),
        ('{"schema": 1, "lesson": "small", "answers": {}, "answers": {}}', "twice"),
        ('{"schema": 1, "lesson": "small", "answers": {"one": {"tries": NaN}}}', "no number"),
        ('{"a":' * 50 + "1" + "}" * 50, "too deeply"),
        ("[" * 100_000, "too deeply"),
        ('"' + "x" * 2_100_000 + '"', "larger than"),
        ("\udcff", "UTF-8"),
    ],
)
def test_a_damaged_sheet_is_refused_in_words(tmp_path, text, says):
    path = tmp_path / "small.answers.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(SheetError, match=says):
        answers.read(path, CONTENT)


def test_answers_that_the_lesson_cannot_have_are_left_out_and_named():
    value = sheet(one="a").as_json()
    value["answers"] |= {"two": entry("a"), "many": entry(["z"]), "<script>": entry("a"), "note": entry({"words": 3})}
    found = answers.validate(value, CONTENT)
    assert set(found.answers) == {"one"}
    assert len(found.left_out) == 4
    assert not any("<" in line for line in found.left_out)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(JSON, st.dictionaries(st.sampled_from(["one", "many", "note", "x"]), JSON, max_size=4))
def test_any_value_is_a_sheet_or_refused(value, entries):
    for candidate in (value, {"schema": 1, "lesson": "small", "answers": entries, "seed": value, "saved": value}):
        try:
            found = answers.validate(candidate, CONTENT)
        except SheetError:
            continue
        json.dumps(found.as_json(), allow_nan=False)


def test_a_failed_write_leaves_the_old_sheet_and_no_litter(tmp_path, monkeypatch):
    path = tmp_path / "small.answers.json"
    answers.write(path, sheet(one="a"))
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError):
        answers.write(path, sheet(one="b"))
    assert answers.read(path, CONTENT).answers["one"]["response"] == "a"
    assert [p.name for p in tmp_path.iterdir()] == ["small.answers.json"]


def test_a_reader_never_sees_half_a_sheet(tmp_path):
    path, seen, done = tmp_path / "small.answers.json", [], threading.Event()
    answers.write(path, sheet(note={"words": "0" * 5000}))

    def look():
        while not done.is_set():
            seen.append(len(answers.read(path, CONTENT).answers["note"]["response"]["words"]))

    reader = threading.Thread(target=look)
    reader.start()
    for n in range(60):
        answers.write(path, sheet(note={"words": str(n % 10) * 5000}))
    done.set()
    reader.join()
    assert set(seen) == {5000}


def test_the_newer_answer_wins_one_by_one():
    old, new = "2026-11-23T10:00:00+00:00", "2026-11-23T11:00:00+00:00"
    first = Sheet("small", answers={"one": entry("a", old), "note": entry({"words": "x"}, new)})
    second = Sheet("small", answers={"one": entry("b", new), "note": entry({"words": "y"}, old)})
    merged = answers.newer(first, second)
    assert merged.answers["one"]["response"] == "b"
    assert merged.answers["note"]["response"] == {"words": "x"}
    assert answers.newer(None, second) is second
    assert answers.newer(first, None) is first


def test_the_newest_bundle_of_a_notebook_is_found():
    cells = [
        {"outputs": [{"data": {answers.MIME: {"saved": time, "n": n}}}]}
        for n, time in enumerate(["2026-11-23T10:00:00+00:00", "2026-11-23T12:00:00+00:00", "x"])
    ]
    assert answers.from_notebook({"cells": [*cells, {"outputs": 3}, 4]})["n"] == 1
    assert answers.from_notebook({"cells": "no"}) is None


def test_a_damaged_sheet_is_put_aside_not_lost(tmp_path):
    path = tmp_path / "small.answers.json"
    path.write_text("{")
    aside = answers.put_aside(path, TIME)
    assert aside.read_text() == "{"
    assert not path.exists()
