"""The small lesson in every face of Jupyter, at every width, zoomed, dark and without motion."""

from __future__ import annotations

import pytest

from .conftest import PATIENCE
from .lab import nothing_found, ready, sheet, until


@pytest.mark.parametrize("face", ["lab/tree", "notebooks"])
def test_a_lesson_opens_ready_in_all_of_lab_and_in_notebook_7(chromium, lab, face):
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(PATIENCE)
    errors: list[str] = []  # Notebook 7 has some of its own: settings of Lab plugins that it does not carry
    page.on("pageerror", lambda error: errors.append(f"{error} {error.stack}"))
    path = lab.put(face.replace("/", "-"))
    page.goto(lab.address(path, face))
    ready(page)
    assert page.locator(".jp-CodeCell .cm-editor:visible").count() == 0
    page.get_by_role("radio", name="Talk about the fee first").check()
    until(lambda: sheet(path).get("barter", {}).get("response") == "o2", "the answer is kept")
    nothing_found(page)
    page.close()
    assert not [error for error in errors if "practicum" in error.lower()]


@pytest.mark.parametrize(("width", "height"), [(320, 640), (640, 360)], ids=["a small phone", "200% of 1280 by 720"])
def test_nothing_is_cut_off_when_there_is_little_room(page, lab, width, height):
    path = lab.put(f"room-{width}")
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(reduced_motion="reduce", color_scheme="dark")
    page.goto(lab.address(path))
    ready(page)
    panel = "document.querySelector('.jp-WindowedPanel-outer')"
    until(lambda: page.evaluate(f"{panel}.scrollWidth <= {panel}.clientWidth"), "nothing is wider than the panel")
    for exercise in page.locator(".pr-root").all():
        box = exercise.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    moving = "e => parseFloat(getComputedStyle(e).transitionDuration) > 0.01"
    assert not any(button.evaluate(moving) for button in page.locator(".pr-root button, .pr-root .pr-option").all())
    nothing_found(page)
