"""The shelf finds lessons and nothing else, remembers what it read, and shows whatever can be shown."""

from __future__ import annotations

import json
import os
import shutil

import pytest

from practicum import lesson_content
from practicum.study import shelf as shelves
from practicum.study.shelf import Shelf

from .conftest import LESSON as NAME
from .conftest import give, only, right


def put(folder, name, **more):
    """A small lesson that can be read."""
    folder.mkdir(parents=True, exist_ok=True)
    content = {"lesson": name, "title": name, "topic": "t", "items": {}, "vignettes": {}, "written": {}, **more}
    (folder / f"{name}.content.json").write_text(json.dumps(content))
    (folder / f"{name}.ipynb").write_text('{"cells": []}')


def test_it_finds_the_lessons_of_a_year(a_year):
    found = Shelf(a_year).lessons
    assert len(found) == 27
    assert {place.folder for place in found} == {
        "ethics",
        "trauma",
        "risk",
        "assessment",
        "alliance",
        "culture",
        "research",
    }
    assert all(place.minutes == 120 and not place.problem for place in found)


def test_lessons_lie_in_the_folder_or_one_below_and_nowhere_else(tmp_path):
    put(tmp_path, "here")
    put(tmp_path / "ethics", "gifts")
    for hidden in (".trash", "release", "submitted", "autograded", "feedback", "gradebook", "source", "build", "-x"):
        put(tmp_path / hidden, "never")
    put(tmp_path / "ethics" / "deeper", "never")
    (tmp_path / "ethics" / "lonely.content.json").write_text("{}")  # no notebook beside it
    (tmp_path / "ethics" / "Big Name.content.json").write_text("{}")
    assert [(p.folder, p.lesson) for p in Shelf(tmp_path).lessons] == [("-", "here"), ("ethics", "gifts")]


def test_what_is_not_found_is_none(folder):
    shelf = Shelf(folder)
    assert shelf.find("ethics", NAME).path == folder / "ethics"
    for named in (
        ("..", NAME),
        ("ethics/..", NAME),
        ("", NAME),
        ("-", NAME),
        ("ethics", f"../ethics/{NAME}"),
        ("ethics", ""),
    ):
        assert shelf.find(*named) is None


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs links")
def test_no_link_leads_out(tmp_path):
    put(tmp_path / "others", "secret")
    put(tmp_path / "mine" / "ethics", "gifts")
    os.symlink(tmp_path / "others", tmp_path / "mine" / "linked")
    for ending in (".ipynb", ".content.json"):
        os.symlink(tmp_path / "others" / f"secret{ending}", tmp_path / "mine" / "ethics" / f"secret{ending}")
    os.symlink(tmp_path / "mine" / "ethics", tmp_path / "mine" / "again")  # this one stays inside
    assert [(p.folder, p.lesson) for p in Shelf(tmp_path / "mine").lessons] == [("again", "gifts"), ("ethics", "gifts")]


def test_a_file_is_read_again_only_when_it_changed(folder, monkeypatch):
    reads = []
    real = lesson_content.read_content
    monkeypatch.setattr(shelves, "read_content", lambda *given: reads.append(given) or real(*given))
    shelf = Shelf(folder)
    assert [len(shelf.lessons[0].tally.answered) for _ in range(3)] == [0, 0, 0]
    assert len(reads) == 1
    give(folder, "yes_is_not_consent", right)
    assert len(shelf.lessons[0].tally.answered) == 1
    assert shelf.lessons and len(reads) == 2
    shutil.rmtree(folder / "ethics")
    assert shelf.lessons == []


DAMAGE = [
    "", "[]", "null", "{}", '{"lesson": "gifts"}', '{"lesson": "other", "items": {}, "vignettes": {}, "written": {}}',
    '{"lesson": "gifts", "items": [], "vignettes": {}, "written": {}}', "[" * 100_000,
    '{"lesson": "gifts", "items": {"a": 3}, "vignettes": {}, "written": {}}',
    '{"lesson": "gifts", "items": {"a": {"type": "no such kind"}}, "vignettes": {}, "written": {}}',
    '{"lesson": "gifts", "items": {}, "vignettes": {}, "written": {}, "objectives": {"a": 3}}',
]  # fmt: skip


@pytest.mark.parametrize("text", DAMAGE)
def test_a_damaged_content_leaves_the_others_on_the_shelf(tmp_path, text):
    put(tmp_path / "ethics", "gifts")
    put(tmp_path / "ethics", "sitter")
    (tmp_path / "ethics" / "gifts.content.json").write_text(text)
    notebook = {"cells": [{"cell_type": "code", "source": 'here.item("a")'}]}
    (tmp_path / "ethics" / "gifts.ipynb").write_text(json.dumps(notebook))
    sheet = {"schema": 1, "lesson": "gifts", "answers": {"a": {"response": "x", "at": "2026-11-23T10:00:00Z"}}}
    (tmp_path / "ethics" / "gifts.answers.json").write_text(json.dumps(sheet))
    gifts, sitter = Shelf(tmp_path).lessons
    assert "gifts.content.json" in gifts.problem
    assert gifts.title == "gifts"
    assert not sitter.problem


@pytest.mark.parametrize("text", ["", "[]", '{"cells": 3}', '{"cells": [3]}', "{" * 100_000])
def test_a_damaged_notebook_leaves_the_figures(folder, text):
    give(folder, "yes_is_not_consent", right)
    (folder / "ethics" / f"{NAME}.ipynb").write_text(text)
    place = only(folder)
    assert not place.problem
    assert place.tally.answered == {"yes_is_not_consent"}
    assert len(place.tally.order) == 33  # check items, had the lesson any, would not be among them


def test_a_notebook_that_is_just_being_saved_is_looked_at_again(folder, monkeypatch):
    path = folder / "ethics" / f"{NAME}.ipynb"
    whole, looks = path.read_text(), []
    path.write_text(whole[:5000])

    def pause(seconds: float) -> None:
        looks.append(seconds)
        if len(looks) == 2:
            path.write_text(whole)

    monkeypatch.setattr(shelves.time, "sleep", pause)
    assert shelves.notebook_of(only(folder)) == json.loads(whole)
    assert len(looks) == 2


def test_a_damaged_sheet_is_only_looked_at(folder):
    path = folder / "ethics" / f"{NAME}.answers.json"
    path.write_text("{")
    assert only(folder).tally.answered == frozenset()
    assert path.read_text() == "{"
    assert {p.name for p in path.parent.iterdir()} == {
        f"{NAME}{e}" for e in (".answers.json", ".content.json", ".ipynb")
    }
