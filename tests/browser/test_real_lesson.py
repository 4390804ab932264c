"""The real lesson as a cohort gets it, in real JupyterLab."""

from __future__ import annotations

import json
import shutil

import pytest

from .lab import nothing_found, ready, until

LESSON = "dual_relationships"


@pytest.fixture
def place(page, lab, demo_course, request):
    """The released lesson in a folder of its own, opened."""
    folder = lab.root / request.node.name
    shutil.copytree(demo_course[0] / "release" / "ethics", folder)
    page.goto(lab.address(folder / f"{LESSON}.ipynb"))
    ready(page)
    return folder


def test_every_exercise_stands_no_code_is_in_sight_and_axe_is_content(page, place):
    content = json.loads((place / f"{LESSON}.content.json").read_text("utf-8"))
    exercises = [name for name, item in content["items"].items() if item["use"] != "check"]
    exercises += [*content["vignettes"], *content["written"], "progress"]
    until(lambda: page.locator(".pr-root").count() == len(exercises), "every exercise stands")
    assert page.locator(".jp-CodeCell .cm-editor:visible").count() == 0
    assert page.get_by_text("model not found").count() == 0
    picture = page.locator(".jp-RenderedMarkdown img").first
    assert picture.evaluate("image => image.naturalWidth") > 100
    assert "path" in picture.get_attribute("alt").lower()
    for width in (1280, 420):
        page.set_viewport_size({"width": width, "height": 900})
        nothing_found(page)


def test_a_branching_case_is_played_to_its_end_by_keyboard_and_is_there_again(page, place, lab):
    case, moves = page.locator(".pr-branching"), 0
    while case.locator(".pr-take").count():
        case.locator(".pr-take").first.press("Enter")
        moves += 1
        until(lambda wanted=moves: case.locator(".pr-move").count() == wanted, f"move {moves} is made")
    title = case.locator(".pr-ending-title").inner_text()
    sheet = place / f"{LESSON}.answers.json"
    entry = json.loads(sheet.read_text("utf-8"))["answers"]["friday_sitter"]
    assert len(entry["response"]["path"]) == moves
    assert entry["checked"] is True
    page.reload()
    ready(page)
    assert page.locator(".pr-branching .pr-ending-title").inner_text() == title
    case.get_by_role("button", name="Start again").press("Enter")
    until(lambda: case.locator(".pr-move").count() == 0, "the case begins again")
    assert json.loads(sheet.read_text("utf-8"))["answers"]["friday_sitter"]["response"]["ended"]
