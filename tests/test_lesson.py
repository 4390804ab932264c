"""A lesson at work, without a kernel: opening, answering, saving, coming back."""

from __future__ import annotations

import json

import pytest

from practicum import answers, exercises
from practicum.content import keys
from practicum.exercises.perform import events
from practicum.lesson import Broken, Lesson, lesson
from practicum.lesson_content import ContentProblem, find_content
from practicum.widgets import ExerciseWidget

NAME = "dual_relationships"


@pytest.fixture
def folder(tmp_path, editions):
    (tmp_path / f"{NAME}.content.json").write_text(json.dumps(editions[NAME]["cohort"]), "utf-8")
    return tmp_path


def open_again(folder) -> Lesson:
    return Lesson(NAME, folder, find_content(NAME, folder))


def first(content: dict, **wanted) -> str:
    return next(n for n, i in content["items"].items() if all(i[k] == v for k, v in wanted.items()))


def test_a_graded_answer_is_kept_at_once_and_found_again(folder):
    here = open_again(folder)
    name = first(here.content, use="graded", type="single_choice")
    option = next(iter(here.content["items"][name]["options"]))
    after = here.take(name, {"do": "choose", "options": [option]})
    assert after.view()["result"].startswith("Kept")
    again = open_again(folder)
    assert again.exercise(name).response == option
    assert again.exercise(name).view() == after.view()


def test_practice_gives_feedback_and_the_first_try_stays_on_record(folder):
    here = open_again(folder)
    name = first(here.content, use="practice", type="single_choice")
    options = here.content["items"][name]["options"]
    wrong = next(n for n, o in options.items() if not o["correct"])
    right = next(n for n, o in options.items() if o["correct"])
    for response in (wrong, right):
        for event in events(here.exercise(name), response):
            here.take(name, event)
        shown = [o["feedback"] for o in here.exercise(name).view()["options"] if o["feedback"]]
        assert [f["why"] for f in shown] == [options[response]["feedback"]]
        assert shown[0]["sources"]
        if response == wrong:
            here.take(name, {"do": "retry"})
    entry = open_again(folder).sheet.answers[name]
    assert (entry["tries"], entry["first"]["response"], entry["response"]) == (2, wrong, right)


def test_no_view_of_the_cohort_edition_tells_a_key(folder, editions):
    here = open_again(folder)
    keyed = editions[NAME]["keyed"]
    for name, item in keyed["items"].items():
        if item["use"] == "practice":
            continue
        views = [here.exercise(name).view()]
        for option in item.get("options", {}).values():
            event = {"do": "choose", "options": [option["opaque"]]}
            views.append(here.exercise(name).respond(event).view())
        for secret in keys.secrets(item):
            assert secret not in json.dumps(views, ensure_ascii=False)
        assert "correct" not in json.dumps(views)


def test_options_are_shuffled_but_stable_for_a_learner(folder, editions):
    content = editions[NAME]["self_study"]
    name = first(content, use="practice", type="single_choice")
    orders = {
        seed: tuple(o["id"] for o in exercises.make(content, name, None, seed).view()["options"]) for seed in "abcdefgh"
    }
    assert len(set(orders.values())) > 1
    assert orders["a"] == tuple(o["id"] for o in exercises.make(content, name, None, "a").view()["options"])


@pytest.mark.parametrize("event", [None, 3, [], {}, {"do": "drop"}, {"do": ["choose"]}, {"do": "choose"},
                                   {"do": "choose", "options": ["nobody"]}, {"do": "choose", "options": [1, {}]},
                                   {"do": "take", "choice": {}}, {"do": "write", "fields": {"words": 3}},
                                   {"do": "write", "fields": {"other": "x"}}, {"do": "check"}])  # fmt: skip
def test_what_no_screen_sends_is_refused_and_changes_nothing(folder, event):
    here = open_again(folder)
    for part in ("items", "vignettes", "written"):
        for name in here.content[part]:
            buttons = [{"do": a["do"]} for a in here.exercise(name).view()["actions"] if not a["disabled"]]
            if event in buttons:
                continue  # an order can be checked as it stands
            with pytest.raises(exercises.BadEvent):
                here.take(name, event)
    assert not here.path.exists()


def test_a_branching_case_goes_on_where_it_was_left(folder):
    here = open_again(folder)
    case = here.content["vignettes"]["friday_sitter"]
    choice = next(iter(case["scenes"][case["start"]]["choices"]))
    here.take("friday_sitter", {"do": "take", "choice": choice, "at": 0})
    with pytest.raises(exercises.BadEvent):  # a second click on a stale screen
        here.take("friday_sitter", {"do": "take", "choice": choice, "at": 0})
    again = open_again(folder).exercise("friday_sitter")
    assert again.response["path"] == [f"{case['start']}.{choice}"]
    assert again.respond({"do": "undo"}).response["path"] == []


def test_the_screen_of_a_branching_case_knows_nothing_of_what_lies_ahead(folder):
    here = open_again(folder)
    case = here.content["vignettes"]["friday_sitter"]
    shown = json.dumps(here.exercise("friday_sitter").view())
    for name, scene in case["scenes"].items():
        for choice in scene["choices"].values():
            assert choice["why"] not in shown
            assert name == case["start"] or choice["say"] not in shown
    assert not any(ending["debrief"] in shown for ending in case["endings"].values())


def test_what_another_tab_wrote_meanwhile_stays(folder):
    one, two = open_again(folder), open_again(folder)
    names = [n for n, i in one.content["items"].items() if i["use"] == "graded"][:2]
    for tab, name in zip((one, two), names, strict=True):
        option = next(iter(tab.content["items"][name]["options"]))
        tab.take(name, {"do": "choose", "options": [option]})
    assert set(open_again(folder).sheet.answers) == set(names)


def test_a_full_disk_is_said_and_the_answer_stays_on_the_screen(folder, monkeypatch):
    here = open_again(folder)
    name = first(here.content, use="graded", type="single_choice")
    option = next(iter(here.content["items"][name]["options"]))

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(answers, "write", full)
        here.take(name, {"do": "choose", "options": [option]})
        view = here.view(name, 1)
    assert view["saved"]["state"] == "failed"
    assert "the disk is full" in view["saved"]["text"]
    assert [o["chosen"] for o in view["options"] if o["id"] == option] == [True]
    here.take(name, {"do": "choose", "options": [option]})
    assert open_again(folder).exercise(name).response == option


def test_a_damaged_sheet_is_said_kept_aside_and_the_lesson_opens(folder):
    here = open_again(folder)
    here.path.write_text('{"schema": 1, "answ')
    again = open_again(folder)
    assert "cut short" in again.notices[0]
    assert [p for p in folder.iterdir() if "damaged" in p.name]


def test_answers_inside_the_notebook_are_found_when_the_sheet_is_gone(folder):
    here = open_again(folder)
    name = first(here.content, use="graded", type="single_choice")
    option = next(iter(here.content["items"][name]["options"]))
    here.take(name, {"do": "choose", "options": [option]})
    bundle = {"data": {answers.MIME: here.sheet.as_json()}, "output_type": "display_data", "metadata": {}}
    (folder / f"{NAME}.ipynb").write_text(json.dumps({"cells": [{"outputs": [bundle]}]}), "utf-8")
    here.path.unlink()
    assert open_again(folder).exercise(name).response == option


def test_the_progress_counts_what_is_to_hand_in(folder):
    here = open_again(folder)
    graded = sum(i["use"] == "graded" for i in here.content["items"].values())
    all_of_them = graded + len(here.content["written"])
    assert here.progress_view()["summary"] == f"0 of {all_of_them} answered"


@pytest.mark.parametrize("damage", ["", "[]", '{"lesson": "other"}', '{"lesson": "dual_relationships"}'])
def test_missing_or_damaged_content_is_said_in_a_sentence(tmp_path, damage):
    with pytest.raises(ContentProblem, match="missing"):
        find_content(NAME, tmp_path)
    (tmp_path / f"{NAME}.content.json").write_text(damage)
    with pytest.raises(ContentProblem, match="damaged"):
        find_content(NAME, tmp_path)
    assert isinstance(lesson(NAME, folder=tmp_path), Broken)


def test_a_widget_hands_on_events_and_acknowledges_them(folder):
    here = open_again(folder)
    name = first(here.content, use="graded", type="single_choice")
    option = next(iter(here.content["items"][name]["options"]))
    widget = here.item(name)
    assert isinstance(widget, ExerciseWidget)
    widget._message(widget, {"event": {"do": "choose", "options": [option]}, "n": 4}, [])
    assert widget.view["ack"] == 4
    assert widget.view["saved"]["state"] == "saved"
    widget._message(widget, {"event": {"do": "nonsense"}, "n": 5}, [])
    assert widget.view["saved"]["state"] == "failed"
    widget._message(widget, "noise", [])
    assert widget.view["ack"] == 5
