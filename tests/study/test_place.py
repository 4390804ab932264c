"""A new version of the course comes into a learner's folder: lessons are replaced, answers stay, whatever was changed."""

from __future__ import annotations

import copy
import functools
import itertools
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from practicum import answers, exercises, sheet_files
from practicum.study import place as places
from practicum.study.shelf import Shelf

from .conftest import LESSON, NOW, content_of, give, only, right, sheet_at

LATER = "2026-11-24T12:00:00.000+00:00"
FILES = {f"{LESSON}{ending}" for ending in (".ipynb", ".content.json", ".answers.json")}


def changed_files(files: dict[str, str], change) -> dict[str, str]:
    """The same course with its one lesson's content changed."""
    name = f"ethics/{LESSON}.content.json"
    content = json.loads(files[name])
    change(content)
    return {**files, name: json.dumps(content)}


# ------------------------------------------------------------ the folder


def test_the_folder_is_in_the_documents_and_can_be_named(monkeypatch, tmp_path):
    monkeypatch.delenv(places.VARIABLE, raising=False)
    assert places.default().name == "Practicum"
    assert places.default().parent == Path(places.platformdirs.user_documents_dir())
    monkeypatch.setenv(places.VARIABLE, str(tmp_path / "mine"))
    assert places.default() == tmp_path / "mine"
    monkeypatch.setenv(places.VARIABLE, "  ")
    assert places.default().name == "Practicum"


def test_a_fresh_folder_has_lessons_and_the_map(folder):
    assert {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} == {
        ".practicum.json", "course.json", f"ethics/{LESSON}.ipynb", f"ethics/{LESSON}.content.json",
    }  # fmt: skip
    assert only(folder).title == "Dual relationships and conflicts of interest"


def test_the_same_version_is_not_written_again(folder, built):
    before = {p: p.stat().st_mtime_ns for p in folder.rglob("*")}
    assert places.current(folder, "0")
    assert not places.current(folder, "1")
    assert places.renew(folder, built, "0", NOW) == []
    assert {p: p.stat().st_mtime_ns for p in folder.rglob("*")} == before
    (folder / "ethics" / f"{LESSON}.ipynb").unlink()
    assert not places.current(folder, "0")


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '{"files": 3, "carried": []}'])
def test_a_damaged_state_is_no_state(folder, built, text):
    (folder / places.STATE).write_text(text)
    assert not places.current(folder, "0")
    places.renew(folder, built, "0", NOW)
    assert places.current(folder, "0")


# ------------------------------------------------------------ upgrades


def test_a_new_version_replaces_the_lesson_and_keeps_the_sheet(folder, built):
    entry = give(folder, "yes_is_not_consent", right)
    files = changed_files(built, lambda c: c["items"]["yes_is_not_consent"].update(stem="Another?", version="00"))
    assert places.renew(folder, files, "1", LATER) == [content_of(folder)["title"]]
    sheet = sheet_at(folder)
    assert sheet.answers["yes_is_not_consent"] == entry
    view = exercises.make(content_of(folder), "yes_is_not_consent", entry).view()
    assert view["stem"] == "Another?"
    assert view["changed"]


def test_a_notebook_that_says_the_same_keeps_its_outputs(folder, built):
    path = folder / "ethics" / f"{LESSON}.ipynb"
    notebook = json.loads(path.read_text())
    notebook["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "kept"}]
    notebook["cells"][1]["metadata"]["execution"] = {"iopub.status.busy": NOW}
    path.write_text(json.dumps(notebook))
    places.renew(folder, built, "1", LATER)
    assert json.loads(path.read_text()) == notebook


def test_what_only_the_old_notebook_carried_is_on_the_sheet_before_it_is_replaced(folder, built):
    entry = give(folder, "yes_is_not_consent", right)
    sheet, path = folder / "ethics" / f"{LESSON}.answers.json", folder / "ethics" / f"{LESSON}.ipynb"
    notebook = json.loads(path.read_text())
    bundle = {"output_type": "display_data", "metadata": {}, "data": {answers.MIME: json.loads(sheet.read_text())}}
    notebook["cells"][1]["outputs"] = [bundle]
    notebook["cells"][0]["source"] = "# An older text"
    path.write_text(json.dumps(notebook))
    sheet.unlink()
    places.renew(folder, built, "1", LATER)
    assert "An older text" not in path.read_text()
    assert sheet_at(folder).answers["yes_is_not_consent"] == entry


def test_a_lesson_that_moved_to_another_topic_takes_its_answers_along(folder, built):
    entry = give(folder, "yes_is_not_consent", right)
    moved = {name.replace("ethics/", "boundaries/"): text for name, text in built.items()}
    places.renew(folder, moved, "1", LATER)
    assert sheet_at(folder, topic="boundaries").answers["yes_is_not_consent"] == entry
    assert [p.folder for p in Shelf(folder).lessons] == ["boundaries"]
    assert [p.name for p in (folder / "ethics").iterdir()] == [f"{LESSON}.answers.moved.json"]


def test_a_lesson_that_is_gone_stays_with_its_answers(folder, built):
    give(folder, "yes_is_not_consent", right)
    places.renew(folder, {"course.json": built["course.json"]}, "1", LATER)
    assert {p.name for p in (folder / "ethics").iterdir()} == FILES
    assert only(folder).tally.answered == {"yes_is_not_consent"}


def test_a_sheet_that_cannot_be_read_is_not_touched_by_an_upgrade(folder, built):
    sheet = folder / "ethics" / f"{LESSON}.answers.json"
    sheet.write_text("{")
    places.renew(folder, changed_files(built, lambda c: c.update(title="Another")), "1", LATER)
    assert sheet.read_text() == "{"


# ------------------------------------------------------------ any upgrade loses nothing


def version_of(shape: dict[str, tuple[list[str], int]]) -> dict[str, str]:
    """A small course: item -> its options, and a number that stands for its wording."""
    items = {
        name: {
            "type": "single_choice", "use": "practice", "points": 1, "stem": f"Wording {wording}?", "references": [],
            "version": f"{wording:012x}",
            "options": {o: {"text": o, "correct": o == options[0], "feedback": "x", "references": []} for o in options},
        }
        for name, (options, wording) in shape.items()
    }  # fmt: skip
    content = {"lesson": "small", "topic": "t", "title": "Small", "hash": "0", "edition": "self_study",
               "items": items, "vignettes": {}, "written": {}, "references": {}}  # fmt: skip
    cells = [
        {"cell_type": "code", "id": n, "metadata": {}, "source": f'here.item("{n}")', "outputs": []} for n in items
    ]
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    return {"t/small.content.json": json.dumps(content), "t/small.ipynb": json.dumps(notebook)}


NAMES = ["one", "two"]
OPTIONS = ["a", "b", "c"]
CHOICES = [["a", "b"], ["b", "c"], ["c", "a"], OPTIONS, []]  # what a version may offer; nothing: it is gone


def small(options: list[str]) -> dict:
    """The content of a version in which both questions have these options."""
    return json.loads(version_of({"one": (options, 1), "two": (options, 2)} if options else {})["t/small.content.json"])


@st.composite
def chains(draw) -> list[tuple[dict, list]]:
    """Versions one after the other: each one's shape, and who answers what there, by which road."""
    chain = []
    for _ in range(draw(st.integers(2, 4))):
        shape = {name: (draw(st.sampled_from(CHOICES)), draw(st.integers(1, 2))) for name in NAMES}
        shape = {name: question for name, question in shape.items() if question[0]}
        can = [(name, option, road) for name in shape for option in shape[name][0] for road in ("direct", "saved")]
        chain.append((shape, draw(st.lists(st.sampled_from(can), max_size=3)) if can else []))
    return chain


def give_small(place: Path, name: str, option: str, road: str, at: str) -> None:
    path, content = answers.path_of(place / "t", "small"), content_of(place, "small", "t")
    sheet = answers.read(path, content) or answers.Sheet("small")
    made = exercises.make(content, name, sheet.answers.get(name), "", at)
    sheet.answers[name] = made.keep(option, attempt=True, checked=True).entry
    if road == "direct":
        answers.write(path, sheet)
    else:
        sheet_files.save(path, content, sheet, name, at)


def is_there(sheet: answers.Sheet, content: dict, name: str, option: str, at: str, version: str) -> None:
    """This answer to this question is on the sheet and no other is: as the answer where the version has both, or waiting."""
    question = content["items"].get(name, {"options": (), "version": ""})
    where, not_there = (sheet.answers, sheet.aside) if option in question["options"] else (sheet.aside, sheet.answers)
    assert name not in not_there
    assert (where[name]["response"], where[name]["at"], where[name]["version"]) == (option, at, version)
    if where is sheet.answers:
        assert bool(exercises.make(content, name, where[name]).view()["changed"]) == (question["version"] != version)


WAITED = [  # the second answer is no option where the first one is again
    ({"one": (["a", "b"], 1)}, [("one", "a", "direct")]),
    ({"one": (["b", "c"], 1)}, [("one", "b", "direct")]),
]


@example(WAITED)
@settings(max_examples=50)
@given(chains())
def test_no_chain_of_versions_loses_an_answer(chain):
    """After each version one may answer. Whatever the next version has, the last answer to each question is there."""
    with tempfile.TemporaryDirectory() as temporary:
        place, last = Path(temporary), {}
        for step, (shape, given_at) in enumerate(chain):
            places.renew(place, version_of(shape), str(step), NOW)
            for n, (name, option, road) in enumerate(given_at):
                at = f"2026-11-23T{10 + step}:00:00.{n:03d}+00:00"
                give_small(place, name, option, road, at)
                last[name] = (option, at, f"{shape[name][1]:012x}")
            for content in (content_of(place, "small", "t"), *map(small, CHOICES)):
                sheet = answers.read(answers.path_of(place / "t", "small"), content)
                for name, expected in last.items():
                    is_there(sheet, content, name, *expected)


STEPS = st.lists(st.tuples(st.integers(0, 2), st.sampled_from(NAMES), st.integers(0, 2)), min_size=2, max_size=6)


# what a window of one version saved is no option in the version of the window that saves next
@example([0, 1, 0], [(1, "one", 0), (0, "one", 0), (1, "two", 0)])
@settings(max_examples=50)
@given(st.lists(st.integers(0, 3), min_size=3, max_size=3), STEPS)
def test_windows_of_several_versions_lose_no_answer(versions, steps):
    """A course is upgraded under windows that stand open. Of all their answers the last to each question is kept."""
    contents = [small(options) for options in CHOICES]
    with tempfile.TemporaryDirectory() as temporary:
        path, last = answers.path_of(temporary, "small"), {}
        windows = [(contents[n], answers.Sheet("small", seed="ab")) for n in versions]
        for n, (which, name, number) in enumerate(steps):
            content, sheet = windows[which]
            option = list(content["items"][name]["options"])[number % 2]
            at = f"2026-11-23T10:00:00.{n:03d}+00:00"
            sheet.answers[name] = exercises.make(content, name, sheet.answers.get(name), "", at).keep(option).entry
            windows[which] = (content, sheet_files.save(path, content, sheet, name, at))
            last[name] = (option, at)
        for content in contents:
            sheet = answers.read(path, content)
            for name, (option, at) in last.items():
                known = option in content["items"].get(name, {"options": ()})["options"]
                kept = (sheet.answers if known else sheet.aside)[name]
                assert (kept["response"], kept["at"]) == (option, at)


def test_of_two_answers_that_wait_the_later_stays_whatever_comes_first():
    content = small(["a", "b"])
    one, other = ({"response": r, "at": at, "tries": 1, "checked": False} for r, at in (("c", NOW), ("d", LATER)))
    waiting = [answers.Sheet("small", aside={"one": raw}) for raw in (one, other)]
    answered = answers.Sheet("small", answers={"one": {**one, "response": "a"}})
    for sheets in itertools.permutations([*waiting, answered]):
        merged = functools.reduce(answers.newer, sheets)
        assert merged.aside == {"one": other}  # and a later version that has it takes it back
        assert merged.answers == answered.answers  # what this version can show is shown
        assert answers.validate(merged.as_json(), content).as_json() == merged.as_json()
        assert answers.validate(merged.as_json(), small(["a", "d"])).answers["one"]["response"] == "d"


def test_an_answer_that_waits_does_not_come_back_over_a_later_one():
    """Both are gone from the course for a while; when the earlier option returns, the later answer is still the answer."""
    content = json.loads(version_of({"one": (["b", "c"], 1)})["t/small.content.json"])
    entry = {"response": "b", "at": NOW, "tries": 1, "checked": True}
    later = {"response": "a", "at": LATER, "tries": 2, "checked": True}
    raw = {"schema": 1, "lesson": "small", "answers": {"one": later}, "aside": {"one": entry}}
    sheet = answers.validate(raw, content)
    assert sheet.answers == {}
    assert sheet.aside == {"one": later}


# ------------------------------------------------------------ from where earlier versions kept them


@pytest.fixture
def old(tmp_path, folder):
    """A folder as earlier versions kept it, flat, with an answer in it."""
    give(folder, "yes_is_not_consent", right)
    place = tmp_path / "build" / "self-study"
    place.mkdir(parents=True)
    for path in (folder / "ethics").iterdir():
        path.rename(place / path.name)
    return place


def test_answers_of_an_earlier_version_are_brought_over_once(folder, built, old):
    places.renew(folder, built, "1", LATER)
    before = {p.name: p.read_bytes() for p in old.iterdir()}
    assert places.bring_over(folder, old, LATER) == [content_of(folder)["title"]]
    assert set(sheet_at(folder).answers) == {"yes_is_not_consent"}
    assert {p.name: p.read_bytes() for p in old.iterdir()} == before
    (folder / "ethics" / f"{LESSON}.answers.json").unlink()  # thrown away on purpose, to begin again
    assert places.bring_over(folder, old, LATER) == []
    assert sheet_at(folder) is None


def test_an_old_folder_that_was_used_again_is_brought_over_again(folder, built, old):
    places.renew(folder, built, "1", LATER)
    places.bring_over(folder, old, LATER)
    value = json.loads((old / f"{LESSON}.answers.json").read_text())
    value["answers"]["barter_initiator"] = copy.deepcopy(value["answers"]["yes_is_not_consent"]) | {"response": "aca"}
    value["answers"]["barter_initiator"].pop("first")
    (old / f"{LESSON}.answers.json").write_text(json.dumps(value))
    assert places.bring_over(folder, old, LATER)
    assert set(sheet_at(folder).answers) == {"yes_is_not_consent", "barter_initiator"}


def test_the_later_answer_stays_when_old_ones_come(folder, built, old):
    places.renew(folder, built, "1", LATER)
    entry = give(folder, "yes_is_not_consent", right, LATER)
    places.bring_over(folder, old, LATER)
    kept = sheet_at(folder).answers["yes_is_not_consent"]
    assert kept["at"] == entry["at"] == LATER
    assert kept["first"]["at"] == NOW  # the earlier first answer is the first


@pytest.mark.parametrize("text", ["{", "3", '{"schema": 1, "lesson": "other", "answers": {}}', '{"schema": 9}'])
def test_an_old_sheet_that_cannot_be_used_is_left_and_stops_nothing(folder, built, old, text):
    (old / f"{LESSON}.ipynb").unlink()
    (old / f"{LESSON}.answers.json").write_text(text)
    (old / "stranger.answers.json").write_text("{}")
    places.renew(folder, built, "1", LATER)
    assert places.bring_over(folder, old, LATER) == []
    assert (old / f"{LESSON}.answers.json").read_text() == text


def test_no_old_folder_is_nothing_to_do(folder, tmp_path):
    assert places.bring_over(folder, tmp_path / "none", LATER) == []
    assert places.bring_over(folder, folder, LATER) == []
