"""A notebook that is sent by itself has the answers that were given on a page."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

from practicum import answers
from practicum.demo import exchange as demo
from practicum.server import notebook_copies
from practicum.server.notebook_copies import NotebookCopies
from practicum.study import notebook_copy
from practicum.study.shelf import Shelf

from .site import COHORT, NAME, SELF


def inside(folder: Path) -> dict | None:
    return answers.from_notebook(json.loads((folder / f"{NAME}.ipynb").read_text("utf-8")))


def eventually(what, seconds: float = 60.0):
    """Whatever `what` gives as soon as it gives something."""
    end = time.monotonic() + seconds
    while not (found := what()) and time.monotonic() < end:
        time.sleep(0.05)
    return found


def an_answer(site, address: str) -> tuple[str, dict]:
    """A choice on a lesson's page; gives the item and what the server said."""
    views = site.get(address).data["views"]
    name, view = next((n, v) for n, v in views.items() if v["kind"] == "choice" and v.get("options"))
    said = site.send(address, name, {"do": "choose", "options": [view["options"][0]["id"]]})
    assert said.status == 200
    return name, said.json


def test_what_is_answered_on_a_page_stands_in_the_notebook_soon_after(ann):
    name, _ = an_answer(ann, COHORT)
    folder = ann.root / "ethics"
    found = eventually(lambda: inside(folder))
    sheet = json.loads((folder / f"{NAME}.answers.json").read_text("utf-8"))
    assert found["answers"][name] == sheet["answers"][name]
    assert ann.get(COHORT).status == 200


@pytest.fixture
def folder(tmp_path, ann_always, ann) -> Path:
    """A cohort's lesson, answered as its page answers it, its notebook as it was released."""
    made = tmp_path / "home" / "ethics"
    made.mkdir(parents=True)
    for file in (f"{NAME}.ipynb", f"{NAME}.content.json"):
        shutil.copy(ann.root / "ethics" / file, made / file)
    released = (made / f"{NAME}.ipynb").read_bytes()
    demo.answer(made, NAME, choice(made))
    (made / f"{NAME}.ipynb").write_bytes(released)
    return made


def choice(folder: Path) -> dict:
    items = json.loads((folder / f"{NAME}.content.json").read_text("utf-8"))["items"]
    name, item = next((n, i) for n, i in items.items() if i["type"] == "single_choice")
    return {name: next(iter(item["options"]))}


def test_the_copy_changes_one_output_and_nothing_else(folder):
    before = json.loads((folder / f"{NAME}.ipynb").read_text("utf-8"))
    assert notebook_copy.put(folder, NAME)
    after = json.loads((folder / f"{NAME}.ipynb").read_text("utf-8"))
    changed = [n for n, (a, b) in enumerate(zip(before["cells"], after["cells"], strict=True)) if a != b]
    assert len(changed) == 1 and len(after["cells"][changed[0]]["outputs"]) == 1
    after["cells"][changed[0]]["outputs"] = []
    assert before == after
    assert not notebook_copy.put(folder, NAME), "it is there already"


def test_answers_that_only_the_notebook_has_stay(folder):
    notebook = json.loads((folder / f"{NAME}.ipynb").read_text("utf-8"))
    items = json.loads((folder / f"{NAME}.content.json").read_text("utf-8"))["items"]
    name, item = [(n, i) for n, i in items.items() if i["type"] == "single_choice"][1]
    older = {
        "schema": 1, "lesson": NAME, "saved": "2026-01-01T00:00:00.000+00:00",
        "answers": {name: {"response": next(iter(item["options"])), "at": "2026-01-01T00:00:00.000+00:00"}},
    }  # fmt: skip
    cell = next(c for c in notebook["cells"] if c["id"] == "lesson")
    cell["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": {answers.MIME: older}}]
    (folder / f"{NAME}.ipynb").write_text(json.dumps(notebook), "utf-8")
    assert notebook_copy.put(folder, NAME)
    assert set(inside(folder)["answers"]) == {name, *choice(folder)}


def another_schema(folder: Path) -> None:
    notebook = json.loads((folder / f"{NAME}.ipynb").read_text("utf-8"))
    cell = next(c for c in notebook["cells"] if c["id"] == "lesson")
    of_later = {"schema": 99, "lesson": NAME, "answers": {"x": {}}}
    cell["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": {answers.MIME: of_later}}]
    (folder / f"{NAME}.ipynb").write_text(json.dumps(notebook), "utf-8")


def two_that_open_it(folder: Path) -> None:
    notebook = json.loads((folder / f"{NAME}.ipynb").read_text("utf-8"))
    notebook["cells"] += [c for c in notebook["cells"] if c["id"] == "lesson"]
    (folder / f"{NAME}.ipynb").write_text(json.dumps(notebook), "utf-8")


def a_link(folder: Path) -> None:
    (folder / f"{NAME}.ipynb").rename(folder.parent / "elsewhere.ipynb")
    (folder / f"{NAME}.ipynb").symlink_to(folder.parent / "elsewhere.ipynb")


def damaged(folder: Path) -> None:
    data = (folder / f"{NAME}.ipynb").read_bytes()
    (folder / f"{NAME}.ipynb").write_bytes(data[:3000])


def ones_own_edition(folder: Path) -> None:
    content = json.loads((folder / f"{NAME}.content.json").read_text("utf-8"))
    (folder / f"{NAME}.content.json").write_text(json.dumps({**content, "edition": "self_study"}), "utf-8")


def no_sheet(folder: Path) -> None:
    (folder / f"{NAME}.answers.json").unlink()


@pytest.mark.parametrize(
    "spoil",
    [another_schema, two_that_open_it, a_link, damaged, ones_own_edition, no_sheet],
    ids=lambda one: one.__name__,
)
def test_nothing_is_written_where_something_could_be_lost(folder, spoil):
    spoil(folder)
    before = (folder / f"{NAME}.ipynb").read_bytes()
    assert not notebook_copy.put(folder, NAME)
    assert (folder / f"{NAME}.ipynb").read_bytes() == before
    assert not [p for p in folder.iterdir() if p.name.endswith(".part")]


def test_a_notebook_that_is_saved_meanwhile_stays_as_it_was_saved(folder, monkeypatch):
    made = notebook_copy.with_answers

    def meanwhile(*what):
        (folder / f"{NAME}.ipynb").write_text("{}")
        return made(*what)

    monkeypatch.setattr(notebook_copy, "with_answers", meanwhile)
    assert not notebook_copy.put(folder, NAME)
    assert (folder / f"{NAME}.ipynb").read_text() == "{}"


def test_a_notebook_that_is_open_in_jupyterlab_waits(folder, monkeypatch):
    monkeypatch.setattr(notebook_copies, "AFTER", 3600)
    sessions = [{"path": f"ethics/{NAME}.ipynb"}]

    async def listed():
        return sessions

    async def play() -> None:
        loop = SimpleNamespace(asyncio_loop=asyncio.get_running_loop())
        app = SimpleNamespace(
            root_dir=str(folder.parent), io_loop=loop, session_manager=SimpleNamespace(list_sessions=listed)
        )
        copies = NotebookCopies(app)
        copies.note(Shelf(folder.parent).locate("ethics", NAME))
        await copies.bring_up()
        assert inside(folder) is None
        sessions.clear()
        await copies.bring_up()
        assert inside(folder)["answers"].keys() == choice(folder).keys()

    # in a thread of its own: where a browser's tests ran before, this one has a loop that never ends
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, play()).result()


def test_ones_own_copy_is_left_as_it_is(ann):
    before = os.stat(ann.root / f"{NAME}.ipynb").st_mtime_ns
    an_answer(ann, SELF)
    an_answer(ann, COHORT)
    assert eventually(lambda: inside(ann.root / "ethics"))  # both were looked at by then
    assert os.stat(ann.root / f"{NAME}.ipynb").st_mtime_ns == before
