"""A question that an author changed between two releases: what was answered is said, can be read, and is never lost.

Each case changes one named part of a lesson that somebody has answered: a case's move, an option, a step, a code, a
box. None may say that the answer stands where a part of it is gone, and none may hide what was there.
"""

from __future__ import annotations

import copy
import json

import pytest

from practicum import answers, words
from practicum.exercises import branching
from practicum.lesson_session import LessonSession
from practicum.nbgrader_bridge.grading import place_response
from practicum.nbgrader_bridge.submission import recover
from practicum.nbgrader_bridge.submission.renamed_files import Found

CASE = {
    "kind": "branching", "title": "A case", "text": "It begins.", "version": "aa", "start": "first",
    "meters": {"trust": {"label": "Trust", "start": 5, "better": "high"}},
    "scenes": {
        "first": {"text": "One.", "choices": {
            "ask": {"say": "Ask her", "goto": "second", "quality": "best", "why": "w"},
            "tell": {"say": "Tell her", "goto": "second", "quality": "harmful", "why": "w"},
        }},
        "second": {"text": "Two.", "choices": {
            "payment_plan": {"say": "A plan", "goto": "third", "quality": "best", "why": "w"},
            "wait": {"say": "Wait", "goto": "third", "quality": "harmful", "why": "w"},
        }},
        "third": {"text": "Three.", "choices": {"note": {"say": "Write it down", "goto": "END", "quality": "best", "why": "w"}}},
    },
    "endings": {"END": {"title": "The end", "quality": "best", "debrief": "d"}},
}  # fmt: skip


def part(text: str, **more) -> dict:
    return {"text": text, "feedback": "f", **more}


def item(kind: str, **more) -> dict:
    return {
        "type": kind, "use": "practice", "objective": "o", "principle": "p", "points": 1, "stem": "S?", "version": "aa",
        "references": [], **more,
    }  # fmt: skip


CONTENT = {
    "schema": 1, "topic": "t", "topic_title": "T", "lesson": "small", "title": "Small", "edition": "cohort", "hash": "0" * 16,
    "objectives": {}, "principles": {}, "references": {},
    "items": {
        "single": item("single_choice", options={"refer_on": part("Refer on", correct=True), "b": part("B", correct=False)}),
        "several": item("multiple_choice", options={n: part(n.upper(), correct=True) for n in ("sleep_log", "b", "c")}),
        "steps": item("ordering", steps={n: part(n.upper()) for n in ("greet_first", "b", "c")}),
        "pairs": item("matching", categories={"x": "X", "late_phase": "Y"}, cases={
            "first_call": part("First call", category="x"), "b": part("Second call", category="late_phase")}),
        "lines": item("transcript", codes={"open_question": "Open", "r": "Reflection"}, lines=[
            {"who": "T", "text": "And?", "codes": ["open_question"]}, {"who": "T", "text": "You felt …", "codes": ["r"]}]),
    },
    "vignettes": {
        "case": CASE,
        "decide": {"kind": "decision", "title": "D", "text": "d", "question": "q?", "version": "aa",
                   "options": {"call_back": {"say": "Call", "quality": "best", "then": "t", "why": "w"},
                               "b": {"say": "B", "quality": "harmful", "then": "t", "why": "w"}}},
    },
    "written": {"text": {
        "title": "W", "prompt": "p", "points": 4, "version": "aa", "fields": {"what_i_say": {"label": "Words"}, "reasons": {"label": "Why"}},
        "criteria": {"c": {"title": "C", "levels": {"0": "no", "4": "yes"}}}}},
}  # fmt: skip
PATH = ["first.ask", "second.payment_plan", "third.note"]
# exercise -> the answer, the name that goes, what is still to be read on the screen
GONE = {
    "single": ("refer_on", "refer_on", ["“refer on”"]),
    "several": (["b", "sleep_log"], "sleep_log", ["B", "“sleep log”"]),
    "steps": (["b", "greet_first", "c"], "greet_first", ["1. B", "2. “greet first”", "3. C"]),
    "pairs": ({"b": "late_phase", "first_call": "x"}, "first_call", ["“first call”", "Second call", "X", "Y"]),
    "lines": ({"1": ["open_question"], "2": ["r"]}, "open_question", ["“open question”", "Reflection", "Line 2"]),
    "decide": ("call_back", "call_back", ["“call back”"]),
    "case": ({"path": PATH, "deal": 0, "ended": []}, "payment_plan", ["Ask her", "“payment plan”", "Write it down"]),
    "text": ({"what_i_say": "My own words.", "reasons": "Because of her."}, "reasons", ["Because of her."]),
}  # fmt: skip


def renamed(name: str) -> dict:
    """The content after its author gave one part another name."""
    made = json.loads(json.dumps(CONTENT).replace(f'"{name}":', '"another":').replace(f'"{name}"', '"another"'))
    for group in ("items", "vignettes", "written"):
        for spec in made[group].values():
            spec["version"] = "bb"
    return made


def answered(folder, *names: str) -> None:
    sheet = answers.Sheet("small", saved="2026-10-01T10:00:00.000+00:00")
    for name in names:
        sheet.answers[name] = {
            "response": copy.deepcopy(GONE[name][0]), "at": "2026-10-01T10:00:00.000+00:00", "tries": 1, "checked": True,
            "version": "aa",
        }  # fmt: skip
    answers.write(answers.path_of(folder, "small"), sheet)


def read_on(view: dict) -> str:
    return " | ".join(f"{one['label']} {one['text']}" for one in view.get("former", []))


@pytest.mark.parametrize("name", GONE)
def test_what_is_gone_is_said_and_what_was_answered_can_be_read(tmp_path, name):
    answered(tmp_path, name)
    desk = LessonSession("small", tmp_path, renamed(GONE[name][1]))
    view = desk.view(name, 0)
    assert view["changed"] and "answer stands" not in view["changed"]
    for text in GONE[name][2]:
        assert text in read_on(view), view["former"]
    desk.take(next(one for one in GONE if one != name), first_step(next(one for one in GONE if one != name)))
    again = LessonSession("small", tmp_path, renamed(GONE[name][1]))  # another answer was saved meanwhile
    assert read_on(again.view(name, 0)) == read_on(view)
    back = LessonSession("small", tmp_path, CONTENT)  # the release is taken back: all is as it was
    assert back.sheet.answers[name]["response"] == GONE[name][0]
    assert "former" not in back.view(name, 0)


def first_step(name: str) -> dict:
    return {"do": "choose", "options": ["b"]} if name == "single" else {"do": "choose", "options": ["b", "c"]}


def test_a_case_says_how_many_moves_still_fit_and_goes_on_from_there(tmp_path):
    answered(tmp_path, "case")
    desk = LessonSession("small", tmp_path, renamed("payment_plan"))
    view = desk.view("case", 0)
    assert view["made"] == 1 and view["changed"] == words.say("changed_case", made=3, left=1)
    desk.take("case", {"do": "take", "choice": "another"})
    assert "former" not in desk.view("case", 0)


def test_a_run_that_ended_stays_on_record_though_the_case_no_longer_has_it():
    spec = renamed("payment_plan")["vignettes"]["case"]
    response = branching.BranchingCase.clean(spec, {"path": [], "deal": 0, "ended": [PATH]})
    assert response["ended"] == [PATH]
    case = branching.BranchingCase(CONTENT, "case", spec, {"response": response, "at": "", "tries": 1})
    (run,) = case.view()["ended"]
    assert run["title"] == words.say("run_before") and "“payment plan”" in run["word"]


@pytest.mark.parametrize("gone", ["reasons", "what_i_say"])
def test_a_text_whose_box_is_gone_goes_to_the_marker_and_stays_when_more_is_written(tmp_path, gone):
    answered(tmp_path, "text")
    content, kept = renamed(gone), "reasons" if gone == "what_i_say" else "what_i_say"
    desk = LessonSession("small", tmp_path, content)
    desk.take("text", {"do": "write", "fields": {kept: "Written since.", "another": "Copied over."}})
    sheet, _, notes = recover.sheets(tmp_path, {"cells": []}, content, Found())
    texts = place_response.parts(content["written"]["text"], sheet.answers["text"]["response"], "")
    assert {text for _, text in texts} == {"Written since.", "Copied over.", GONE["text"][0][gone]}
    assert not [note for note in notes if "field" in note]


def test_a_text_of_which_every_box_is_gone_is_read_by_the_marker_and_kept_beside_what_is_written_next(tmp_path):
    answered(tmp_path, "text")
    content = renamed("reasons")
    content["written"]["text"]["fields"] = {"all_new": {"label": "New"}}
    desk = LessonSession("small", tmp_path, content)
    assert "My own words." in read_on(desk.view("text", 0))
    for more in ([], [{"do": "write", "fields": {"all_new": "Next."}}]):
        for event in more:
            desk.take("text", event)
        sheet, _, _ = recover.sheets(tmp_path, {"cells": []}, content, Found())
        texts = {
            text for _, text in place_response.parts(content["written"]["text"], sheet.answers["text"]["response"], "")
        }
        assert texts == {"My own words.", "Because of her.", *(["Next."] if more else [])}


@pytest.mark.parametrize(
    "response",
    [
        {"what_i_say": "x", "reasons": "y", "__proto__": "z"},
        {"what_i_say": "x", **{f"n{n}": "z" for n in range(7)}},
        {"what_i_say": "x", "lost": "z" * 20_001},
        {"what_i_say": "x", "lost": 3},
    ],
    ids=["name", "many", "long", "number"],
)
def test_a_strangers_boxes_are_bounded(tmp_path, response):
    raw = {"schema": 1, "lesson": "small", "answers": {"text": {"response": response, "at": ""}}}
    sheet = answers.validate(raw, CONTENT)
    assert "text" not in sheet.answers and len(sheet.left_out) == 1


@pytest.mark.parametrize(
    "raw", [{}, {"response": 3}, {"response": {"path": 3}}, {"response": [{}, 1]}, {"response": {"1": 3}}]
)
@pytest.mark.parametrize("name", GONE)
def test_whatever_lies_aside_a_screen_is_drawn(tmp_path, name, raw):
    """A stranger may have written what is kept aside."""
    path = answers.path_of(tmp_path, "small")
    path.write_text(json.dumps({"schema": 1, "lesson": "small", "answers": {}, "aside": {name: raw}}), "utf-8")
    assert LessonSession("small", tmp_path, CONTENT).view(name, 0)["id"] == name
