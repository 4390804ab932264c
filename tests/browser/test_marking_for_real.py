"""One's own marks by keyboard in JupyterLab, and the same sheet gone on with as a page."""

from __future__ import annotations

import json

import pytest

from practicum.course import released, selfstudy

from ..conftest import ROOT
from .lab import ready, until

LESSON, NAME = "dual_relationships", "ending_the_trade"
TEXT = "I should not have asked you, and it is not going to happen. " * 7  # 84 words


@pytest.fixture
def folder(lab, request):
    """One's own copy of the real lesson, below the server's root."""
    place = lab.root / request.node.name
    for name, text in selfstudy.files(ROOT).items():
        if name.startswith("ethics/"):
            released.write(place / name.removeprefix("ethics/"), text)
    return place


def entry(folder) -> dict:
    file = folder / f"{LESSON}.answers.json"
    return json.loads(file.read_text("utf-8"))["answers"].get(NAME, {}) if file.is_file() else {}


def mark_all(page, folder, stage: str, down: int) -> None:
    """Choose a level of each criterion: the best with Space, then so many lower with the arrow."""
    groups = page.locator(".pr-written fieldset")
    for n in range(groups.count()):
        first = groups.nth(n).get_by_role("radio").first
        first.focus()
        page.keyboard.press("Space")
        for _ in range(down):
            page.keyboard.press("ArrowDown")
        until(
            lambda n=n: list(entry(folder).get("marks", {}).get(stage, {}).values())[n : n + 1] == [4 - down],
            f"criterion {n + 1} is marked on the sheet",
        )


def test_marked_in_jupyterlab_and_again_on_the_page(page, lab, folder):
    page.goto(lab.address(folder / f"{LESSON}.ipynb"))
    ready(page)
    box = page.get_by_label("What you say to Dana")
    box.focus()
    page.keyboard.insert_text(TEXT)
    page.locator(".pr-written .pr-marking").wait_for()
    mark_all(page, folder, "before", down=1)
    compare = page.get_by_role("button", name="Compare with marked examples")
    until(lambda: compare.get_attribute("aria-disabled") is None, "the examples can be asked for")
    compare.press("Enter")
    page.locator(".pr-example").first.wait_for()
    until(lambda: entry(folder).get("checked"), "it is on the sheet that the examples were seen")

    page.goto(f"{lab.url}/practicum/lesson/{folder.name}/{LESSON}#exercise-{NAME}")
    page.locator(".pr-written .pr-mark-before").first.wait_for()
    assert page.get_by_label("What you say to Dana").input_value() == TEXT
    assert page.locator(".pr-written .pr-mark-before").all_inner_texts() == ["Before: 3 points"] * 4
    assert page.locator(".pr-example").count() >= 4
    mark_all(page, folder, "after", down=0)
    assert entry(folder)["marks"]["before"] == dict.fromkeys(entry(folder)["marks"]["before"], 3)
    page.locator(".pr-marking").get_by_text("12 of 16 points before the examples, 16 of 16 after.").wait_for()
