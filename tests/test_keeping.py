"""Opening a lesson on whatever lies there: one sentence, the file kept aside, answers inside the notebook used."""

from __future__ import annotations

import json

import pytest

from practicum import answers, bounded_json

from .killing import CONTENT, SHEET, event, lesson, numbers

EARLY, LATE = "2026-11-23T10:00:00.000+00:00", "2026-11-23T11:00:00.000+00:00"


def entry(response, at=EARLY) -> dict:
    return {"response": response, "at": at, "tries": 1, "checked": False}


def sheet(at=EARLY, **more) -> dict:
    found = {"number_0": entry("7", at), "written_0": entry({"words": "8 words"}, at)}
    return {"schema": 1, "lesson": "small", "content": "0123", "seed": "ab", "saved": at, "answers": found, **more}


def put(folder, text: str | bytes | dict) -> bytes:
    data = json.dumps(text).encode() if isinstance(text, dict) else text.encode() if isinstance(text, str) else text
    (folder / SHEET).write_bytes(data)
    return data


def put_notebook(folder, bundle: object) -> None:
    output = {"output_type": "display_data", "data": {answers.MIME: bundle}, "metadata": {}}
    (folder / "small.ipynb").write_text(json.dumps({"cells": [{"outputs": [output]}]}), "utf-8")


def others(folder) -> list:
    return sorted(p for p in folder.iterdir() if p.name not in (SHEET, "small.ipynb"))


WHOLE = json.dumps(sheet())
DAMAGED = {
    "empty": ("", "it is empty"),
    "cut short": (WHOLE[: len(WHOLE) // 2], "it is cut short or no JSON"),
    "noise": ("\x00\x01\x02", "it is cut short or no JSON"),
    "no text": (b"\xc3({}", "it is not UTF-8 text"),
    "huge": ('{"x": "' + "y" * 2_000_000 + '"}', "it is larger than 2 MB"),
    "deep": ("[" * 100_000, "it is nested too deeply"),
    "deep in an answer": (WHOLE.replace('"7"', "[" * 40 + "]" * 40), "it is nested too deeply"),
    "NaN": (WHOLE.replace('"tries": 1', '"tries": NaN'), "it holds NaN, which is no number"),
    "duplicate": (WHOLE.replace('"seed": "ab"', '"seed": "ab", "seed": "cd"'), "it holds the same name twice"),
    "another lesson's": (WHOLE.replace("small", "other"), "it belongs to another lesson ('other')"),
    "a list": ("[]", "it is not an answer sheet"),
    "no answers": ('{"schema": 1, "lesson": "small", "answers": 3}', "it is not an answer sheet"),
    "crowded": (
        json.dumps(sheet(answers={f"x{n}": {} for n in range(501)})),
        "it holds more answers than any lesson has",
    ),
}


@pytest.mark.parametrize(("text", "why"), DAMAGED.values(), ids=DAMAGED)
def test_a_sheet_that_cannot_be_used_is_said_and_kept_aside(tmp_path, text, why):
    data = put(tmp_path, text)
    here = lesson(tmp_path)
    (said,) = here.notices
    assert why in said and "\n" not in said
    (aside,) = others(tmp_path)
    assert aside.name in said and aside.read_bytes() == data
    here.take("number_1", event("number_1", 1))
    again = lesson(tmp_path)
    assert (again.notices, numbers(again.sheet)) == ([], {"number_1": 1})
    assert aside.read_bytes() == data


def test_two_damaged_sheets_in_one_second_are_both_kept(tmp_path):
    for number in range(3):
        put(tmp_path, f"{{{number}")
        answers.put_aside(tmp_path / SHEET, LATE)
    assert sorted(p.read_text() for p in others(tmp_path)) == ["{0", "{1", "{2"]


def test_a_folder_in_the_place_of_the_sheet_is_put_aside(tmp_path):
    (tmp_path / SHEET).mkdir()
    here = lesson(tmp_path)
    assert "it is a folder" in here.notices[0]
    here.take("number_1", event("number_1", 1))
    assert numbers(lesson(tmp_path).sheet) == {"number_1": 1}


def test_the_answers_inside_the_notebook_are_used_where_the_sheet_is_damaged(tmp_path):
    put(tmp_path, WHOLE[:50])
    put_notebook(tmp_path, sheet())
    here = lesson(tmp_path)
    assert numbers(here.sheet) == {"number_0": 7, "written_0": 8}
    assert here.notices[0].endswith("The answers inside the notebook are used.") and len(here.notices) == 1


def test_file_and_notebook_merge_answer_by_answer_and_on_a_tie_the_file_wins(tmp_path):
    file = {"number_0": entry("1", LATE), "number_1": entry("2", EARLY), "number_2": entry("3", EARLY)}
    inside = {"number_0": entry("4", EARLY), "number_1": entry("5", LATE), "number_2": entry("6", EARLY)}
    put(tmp_path, sheet(answers=file, seed="aa"))
    put_notebook(tmp_path, sheet(answers={**inside, "written_1": entry({"words": "9"})}, seed="bb"))
    here = lesson(tmp_path)
    assert numbers(here.sheet) == {"number_0": 1, "number_1": 5, "number_2": 3, "written_1": 9}
    assert (here.notices, here.sheet.seed) == ([], "aa")


def test_the_earlier_first_response_and_the_greater_number_of_tries_stay():
    early = {**entry("1", EARLY), "tries": 3, "first": {"response": "1", "at": EARLY}}
    late = {**entry("2", LATE), "first": {"response": "2", "at": LATE}}
    for one, two in ((early, late), (late, early)):
        a, b = (answers.Sheet("small", answers={"number_0": e}) for e in (one, two))
        merged = answers.newer(a, b).answers["number_0"]
        assert (merged["response"], merged["tries"], merged["first"]["response"]) == ("2", 3, "1")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2026-11-23T12:00:00+02:00", "2026-11-23T10:00:00Z"),
        ("2026-11-23T10:00:00.000000+00:00", "2026-11-23T10:00:00Z"),
    ],
)
def test_times_compare_whatever_zone_they_are_written_in(one, other):
    assert bounded_json.moment(one) == bounded_json.moment(other) == EARLY


@pytest.mark.parametrize("text", ["9999-11-23T10:00:00Z", "2026-13-45T99:00:00Z", "yesterday", 3, None])
def test_what_is_no_time_is_none(text):
    assert bounded_json.moment(text) == ""


# ------------------------------------------------------------ other versions


@pytest.mark.parametrize(("schema", "why"), [(0, "an older version (0)"), (7, "another version (7;"), (-1, "older")])
def test_a_sheet_of_another_version_is_said_and_kept_whole(tmp_path, schema, why):
    data = put(tmp_path, sheet(schema=schema))
    here = lesson(tmp_path)
    (said,) = here.notices
    assert why in said and "Nothing in them is lost" in said and "damaged" not in said
    (aside,) = others(tmp_path)
    assert aside.name in said and aside.read_bytes() == data
    here.take("number_1", event("number_1", 1))
    assert aside.read_bytes() == data


def test_an_older_sheet_is_brought_up_where_there_is_a_way(tmp_path, monkeypatch):
    monkeypatch.setattr(answers, "SCHEMA", 3)
    monkeypatch.setitem(answers.UPGRADES, 1, lambda old: {**old, "steps": "one"})
    monkeypatch.setitem(answers.UPGRADES, 2, lambda old: {**old, "answers": old["answers"] if old["steps"] else {}})
    put(tmp_path, sheet())
    here = lesson(tmp_path)
    assert (numbers(here.sheet), here.notices) == ({"number_0": 7, "written_0": 8}, [])
    here.take("number_1", event("number_1", 1))
    assert json.loads((tmp_path / SHEET).read_text())["schema"] == 3


def test_the_answers_inside_a_notebook_of_another_version_are_kept_in_a_file_once(tmp_path):
    put_notebook(tmp_path, sheet(schema=7))
    for _ in range(2):
        lesson(tmp_path)
        (kept,) = others(tmp_path)
        assert json.loads(kept.read_text()) == sheet(schema=7)
    put_notebook(tmp_path, {**sheet(), "lesson": "other"})  # a notebook copied from elsewhere
    lesson(tmp_path)
    assert others(tmp_path) == [kept]


# ------------------------------------------------------------ what this version does not know


GONE = {
    "gone": entry({"any": ["thing", 1]}),  # no such exercise
    "written_1": entry({"lost_field": "x"}),  # an answer that it can no longer have
    "<script>": entry("x"),
    "endless": {"response": float("inf")},
    "number_1": "no answer at all",
}


def test_what_this_version_does_not_know_is_said_and_survives_saves(tmp_path):
    raw = sheet()
    raw["answers"] |= GONE
    put(tmp_path, json.dumps(raw).replace("Infinity", "1e999"))
    here = lesson(tmp_path)
    assert here.notices == [
        "2 of your saved answers belong to another version of this lesson. "
        "They are not shown, and stay in the file of your answers."
    ]
    for n in range(2):
        here.take("number_2", event("number_2", n))
        kept = json.loads((tmp_path / SHEET).read_text())
        assert kept["aside"] == {"gone": GONE["gone"], "written_1": GONE["written_1"]}
        here = lesson(tmp_path)
        assert here.notices == []


def test_a_version_that_knows_it_again_takes_it_back_unless_it_was_answered_anew(tmp_path):
    put(tmp_path, sheet(aside={"number_1": entry("5"), "number_0": entry("6"), "gone": entry("x")}))
    here = lesson(tmp_path)
    assert numbers(here.sheet) == {"number_0": 7, "number_1": 5, "written_0": 8}
    assert set(here.sheet.aside) == {"gone"}


def test_what_is_kept_aside_is_bounded(tmp_path):
    many = {f"gone_{n}": entry("x" * 10_000) for n in range(150)}
    put(tmp_path, sheet(answers=many))
    here = lesson(tmp_path)
    here.take("number_2", event("number_2", 1))
    assert 40 <= len(here.sheet.aside) < 50
    put(tmp_path, sheet(aside=[1, 2]))
    assert lesson(tmp_path).sheet.aside == {}


def test_half_a_character_from_a_screen_or_a_sheet_can_be_saved(tmp_path):
    put(tmp_path, json.dumps(sheet()).replace("8 words", "8 \\ud83d words"))
    here = lesson(tmp_path)
    here.take("written_1", {"do": "write", "fields": {"words": "9 half a smile \ud83d"}})
    assert here.saved["state"] == "saved"
    found = lesson(tmp_path).sheet.answers
    assert found["written_0"]["response"] == {"words": "8 ? words"}
    assert found["written_1"]["response"] == {"words": "9 half a smile ?"}


def test_answers_too_large_to_be_read_again_are_not_written(tmp_path):
    found = {"number_0": {**entry("7"), "note": "x" * 2_100_000}}
    with pytest.raises(OSError, match="larger than 2 MB"):
        answers.write(tmp_path / SHEET, answers.Sheet("small", answers=found))
    assert not (tmp_path / SHEET).exists()


# ------------------------------------------------------------ when it is due


@pytest.mark.parametrize(
    ("due", "now", "words"),
    [
        ("2026-10-05T16:00:00+00:00", EARLY, "This was due Monday, 5 October 2026, 18:00 (UTC+2)."),
        ("2026-12-31T23:30:00+00:00", EARLY, "Due Friday, 1 January 2027, 00:30 (UTC+1)."),
        (None, EARLY, None),
        ("soon", EARLY, None),
        ("2026-12-31", EARLY, None),
    ],
)
def test_the_progress_says_when_the_lesson_is_due_in_this_computers_time(monkeypatch, due, now, words):
    import time

    from practicum import progress

    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()
    try:
        content = {**CONTENT, "due": due}
        said = progress.view(content, lambda name: False, now, {})["due"]
        assert said is None if words is None else said.startswith(words)
        assert said is None or "given more time" in said
        assert progress.view({**content, "edition": "self_study"}, lambda name: False, now, {})["due"] is None
    finally:
        monkeypatch.undo()
        time.tzset()


def test_the_lessons_own_progress_shows_it(tmp_path):
    here = lesson(tmp_path)
    assert here.progress_view()["due"] is None
    here.content = {**CONTENT, "due": "2999-10-05T16:00:00+00:00"}
    assert "2999" in here.progress_view()["due"]
