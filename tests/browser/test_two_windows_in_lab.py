"""A lesson open in JupyterLab and as a page, over one folder: both show the newest, both texts are kept."""

from __future__ import annotations

import json

import psutil
import pytest

from .lab import letter, opened, ready, sheet, until, written
from .reader import PATIENCE
from .test_two_windows import ONE, OTHER, TITLE


@pytest.fixture
def beside(page, lab):
    """A second tab of the same browser."""
    made = page.context.new_page()
    made.set_default_timeout(PATIENCE)
    return made


def to_front(page) -> None:
    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('focus'))")


def others(path) -> str:
    return json.dumps(json.loads(path.with_suffix("").with_suffix(".answers.json").read_text()).get("aside", {}))


def test_a_page_and_jupyterlab_keep_both_texts(page, beside, lab):
    path = lab.put("beside")
    opened(page, lab, path)
    beside.goto(f"{lab.url}/practicum/lesson/beside/small?token={lab.token}")
    beside.wait_for_selector("textarea")
    letter(page).fill(ONE)
    until(lambda: written(path) == ONE, "JupyterLab saved its text")
    # the page was not at the front: it writes upon the empty box that it shows
    beside.locator("textarea").fill(OTHER)
    beside.locator("textarea").press("Tab")
    beside.get_by_role("group", name=TITLE).wait_for()
    assert written(path) == OTHER and ONE in others(path)
    to_front(page)
    shown = page.get_by_role("group", name=TITLE)
    shown.wait_for()
    assert shown.locator(".pr-version-text").all_inner_texts() == [OTHER, ONE]
    assert letter(page).input_value() == OTHER
    shown.get_by_role("button", name="Keep the other one").click()
    shown.wait_for(state="detached")
    until(lambda: written(path) == ONE, "the choice is saved")
    to_front(beside)
    beside.wait_for_function("(text) => document.querySelector('textarea').value === text", arg=ONE)


def test_text_typed_while_the_kernel_died_never_replaces_what_a_page_saved(page, beside, lab):
    path = lab.put("died")
    opened(page, lab, path)
    beside.goto(f"{lab.url}/practicum/lesson/died/small?token={lab.token}")
    beside.wait_for_selector("textarea")
    kernel = lab.session(path)["kernel"]["id"]
    for process in psutil.process_iter(["cmdline"]):
        if any(f"kernel-{kernel}" in word for word in process.info["cmdline"] or ()):
            process.kill()
    letter(page).fill(ONE)
    beside.locator("textarea").fill(OTHER)
    beside.locator("textarea").press("Tab")
    until(lambda: "note" in sheet(path), "the page saved its text")
    ready(page)
    page.get_by_role("group", name=TITLE).wait_for()
    until(lambda: {written(path)} | {t for t in (ONE, OTHER) if t in others(path)} == {ONE, OTHER}, "both are kept")
