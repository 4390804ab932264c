"""Ordering: every step moves by buttons alone, the focus goes with it, dragging is only a shorter way."""

from __future__ import annotations

import pytest

from . import item_views as items
from .hostile import hostile, nothing_happened
from .item_views import CHECK, KEEP, RETRY, Engine, answered

RIGHT = list(items.ORDERING["steps"])
START = [step["id"] for step in items.view("ordering")["steps"]]
SWAPPED = ["identify", "select", "generate", "act", "review"]


def order(bare) -> list[str]:
    return bare.page.locator(".pr-step").evaluate_all("rows => rows.map(row => row.dataset.step)")


def text(name: str) -> str:
    return items.ORDERING["steps"][name]["text"]


def button(bare, way: str, name: str):
    return bare.page.get_by_role("button", name=f"Move {way}: {text(name)}", exact=True)


def focused(bare) -> str:
    return bare.page.evaluate(
        "() => document.activeElement.getAttribute('aria-label') || document.activeElement.innerText"
    )


def test_a_step_moves_by_a_press(bare):
    bare.open(items.view("ordering"))
    button(bare, "down", START[1]).click()
    moved = [START[0], START[2], START[1], *START[3:]]
    assert order(bare) == moved
    assert bare.sent == [{"event": answered(moved), "n": 1}]
    assert bare.spoken == f"{text(START[1])}: now in place 3 of 5"


def test_keyboard_alone_carries_a_step_from_end_to_end(bare):
    engine = Engine(bare, "ordering")
    last = START[-1]
    button(bare, "up", last).focus()
    for place in (4, 3, 2):
        bare.page.keyboard.press("Enter")
        assert focused(bare) == f"Move up: {text(last)}"
        assert bare.spoken.endswith(f"now in place {place} of 5")
    bare.page.keyboard.press("Space")
    assert order(bare) == engine.response == [last, *START[:-1]]
    # At the end there is no further up: the focus waits on the way back.
    assert focused(bare) == f"Move down: {text(last)}"
    bare.page.keyboard.press("Enter")
    assert order(bare)[1] == last
    assert focused(bare) == f"Move down: {text(last)}"


def test_the_focus_goes_to_the_other_button_at_the_bottom(bare):
    bare.open(items.view("ordering"))
    button(bare, "down", START[3]).press("Enter")
    assert focused(bare) == f"Move up: {text(START[3])}"
    assert bare.page.locator(".pr-step").last.get_by_role("button").last.is_disabled()


def test_buttons_are_large_enough_to_touch(bare):
    bare.open(items.view("ordering"), width=320)
    for each in bare.page.locator(".pr-move-step").all():
        box = each.bounding_box()
        assert box["width"] >= 44 and box["height"] >= 44


def test_dragging_the_number_moves_too(bare):
    engine = Engine(bare, "ordering", width=420)
    mouse, rows = bare.page.mouse, bare.page.locator(".pr-step")
    grip, below = rows.nth(1).locator(".pr-place").bounding_box(), rows.nth(3).bounding_box()
    mouse.move(grip["x"] + 20, grip["y"] + 20)
    mouse.down()
    mouse.move(grip["x"] + 20, below["y"] + below["height"] - 4, steps=8)
    assert bare.events == []
    mouse.up()
    moved = [START[0], START[2], START[3], START[1], START[4]]
    assert order(bare) == engine.response == moved
    assert bare.events == [answered(moved)]
    assert bare.spoken.endswith("now in place 4 of 5")


def test_a_step_put_back_where_it_was_is_no_answer(bare):
    bare.open(items.view("ordering"))
    grip = bare.page.locator(".pr-place").first.bounding_box()
    bare.page.mouse.move(grip["x"] + 20, grip["y"] + 20)
    bare.page.mouse.down()
    bare.page.mouse.move(grip["x"] + 20, grip["y"] + 200, steps=5)
    bare.page.mouse.move(grip["x"] + 20, grip["y"] + 20, steps=5)
    bare.page.mouse.up()
    assert bare.events == []
    assert order(bare) == START
    assert bare.page.locator("[data-dragging]").count() == 0


def test_an_older_answer_does_not_take_back_a_newer_move(bare):
    bare.open(items.view("ordering"))
    button(bare, "down", START[0]).press("Enter")
    bare.page.keyboard.press("Enter")
    wanted = [START[1], START[2], START[0], *START[3:]]
    bare.push({**items.view("ordering", answered([START[1], START[0], *START[2:]])), "ack": 1})
    assert order(bare) == wanted
    assert focused(bare) == f"Move down: {text(START[0])}"
    bare.push({**items.view("ordering", answered(wanted)), "ack": 2})
    assert order(bare) == wanted
    assert focused(bare) == f"Move down: {text(START[0])}"


def test_feedback_stands_at_each_step_in_words_and_marks(bare):
    engine = Engine(bare, "ordering", width=420)
    engine.exercise = engine.exercise.respond(answered(SWAPPED))
    bare.push({**items.shown(engine.exercise), "ack": 0})
    bare.page.get_by_role("button", name="Check").press("Enter")
    engine.settled()
    rows = bare.page.locator(".pr-step")
    words = [row.locator(".pr-verdict").inner_text() for row in rows.all()]
    assert words == ["Right place", "Belongs in place 3", "Belongs in place 2", "Right place", "Right place"]
    assert all(row.locator(".pr-verdict .pr-mark").count() == 1 for row in rows.all())
    assert "It needs a list to choose from." in rows.nth(1).inner_text()
    assert bare.spoken.startswith("1.6 of 2 points. First try. 1. Right place. 2. Belongs in place 3.")
    assert bare.page.locator(".pr-move-step").count() == 0
    assert focused(bare).startswith("Right place")


def test_a_source_that_all_share_is_told_once(bare):
    bare.open(items.view("ordering", answered(SWAPPED), CHECK))
    assert bare.page.locator(".pr-sources").count() == 2
    own, shared = bare.page.locator(".pr-step .pr-sources"), bare.page.locator(".pr-frame > .pr-sources")
    own.locator("summary").click()
    shared.locator("summary").click()
    assert "National Association" in own.inner_text() and "VandeCreek" not in own.inner_text()
    assert "VandeCreek" in shared.inner_text() and "National Association" not in shared.inner_text()


def test_try_again_comes_back_to_the_steps(bare):
    engine = Engine(bare, "ordering")
    page = bare.page
    page.get_by_role("button", name="Check").click()
    engine.settled()
    page.get_by_role("button", name="Try again").press("Enter")
    engine.settled()
    assert bare.events == [CHECK, RETRY]
    assert order(bare) == START
    assert focused(bare) == f"Move down: {text(START[0])}"


def test_graded_a_first_order_can_be_kept_as_it_is(bare):
    engine = Engine(bare, "ordering", graded=True)
    before = order(bare)
    bare.page.get_by_role("button", name="Keep this order").press("Enter")
    assert engine.response == before
    assert bare.events == [KEEP]
    assert bare.spoken == "Kept. You can change it until you hand in."
    assert bare.page.locator(".pr-feedback").count() == 0
    assert focused(bare) != ""
    bare.page.locator(".pr-move-step:enabled").first.click()
    assert engine.response == [before[1], before[0], *before[2:]]


def test_jupyter_does_not_hear_what_is_pressed_here(bare):
    bare.open(items.view("ordering"))
    bare.page.evaluate("() => { window.heard = []; addEventListener('keydown', e => heard.push(e.key)); }")
    button(bare, "up", START[2]).focus()
    for key in ("ArrowDown", "d", "Enter"):
        bare.page.keyboard.press(key)
    assert bare.page.evaluate("() => heard") == []


def test_hostile_text_is_only_text(bare):
    bare.open(hostile(items.view("ordering", answered(SWAPPED), CHECK)), width=320)
    nothing_happened(bare)
    bare.open(hostile(items.view("ordering")), width=320)
    bare.page.locator(".pr-move-step:enabled").first.click()
    nothing_happened(bare)


SCREENS = {
    "open": items.view("ordering"), "kept": items.view("ordering", KEEP, graded=True),
    "told": items.view("ordering", answered(SWAPPED), CHECK),
}  # fmt: skip


@pytest.mark.parametrize("name", SCREENS)
def test_axe_finds_nothing(bare, name):
    assert bare.open(SCREENS[name]).sweep() == []
