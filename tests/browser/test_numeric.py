"""Numeric: a number typed, its unit beside it, said at the field what is wrong with it."""

from __future__ import annotations

import pytest

from . import item_views as items
from .hostile import hostile, nothing_happened
from .item_views import CHECK, RETRY, Engine, answered


def box(bare):
    return bare.page.get_by_role("textbox", name=items.NUMERIC["stem"])


def described(bare) -> str:
    ids = (box(bare).get_attribute("aria-describedby") or "").split()
    return " ".join(bare.page.locator(f"[id='{one}']").inner_text() for one in ids)


def test_what_is_typed_is_sent_after_a_pause(bare):
    bare.open(items.view("numeric"), write_ms=60)
    box(bare).fill("24")
    bare.page.wait_for_function("() => bare.sent.length > 0")
    assert bare.sent[-1]["event"] == answered("24")


def test_leaving_the_field_sends_at_once(bare):
    bare.open(items.view("numeric"))
    box(bare).fill("24")
    assert bare.events == []
    bare.page.keyboard.press("Tab")
    assert bare.events == [answered("24")]


def test_closing_the_screen_sends_what_was_typed(bare):
    bare.open(items.view("numeric"))
    box(bare).fill("2")
    assert bare.page.evaluate("() => { bare.leave(); bare.leave = null; return bare.sent.length; }") == 1


def test_enter_checks_and_stays_in_the_field(bare):
    engine = Engine(bare, "numeric")
    bare.page.keyboard.press("Tab")
    bare.page.keyboard.type("24 hours")
    bare.page.keyboard.press("Enter")
    engine.settled()
    assert bare.events == [answered("24 hours"), CHECK]
    assert bare.page.locator(".pr-verdict").inner_text() == "Right"
    assert bare.page.locator(".pr-feedback .pr-mark").count() == 1
    assert bare.spoken.startswith("Right. It is 24 hours: six Friday evenings")
    assert bare.spoken.endswith("Full points. First try.")
    assert box(bare).evaluate("field => field === document.activeElement && field.readOnly")
    assert "It is 24 hours" in described(bare)


def test_typing_and_pressing_check_at_once_is_not_too_fast(bare):
    engine = Engine(bare, "numeric", width=420)
    box(bare).press_sequentially("3")
    bare.page.get_by_role("button", name="Check").click()
    engine.settled()
    assert bare.events == [answered("3"), CHECK]
    assert "That is the number of sessions" in bare.page.locator(".pr-feedback").inner_text()
    assert bare.focused.startswith("Not this one")


def test_enter_on_an_empty_field_says_why_it_waits(bare):
    bare.open(items.view("numeric"))
    box(bare).press("Enter")
    assert bare.events == []
    assert bare.spoken == "Enter a number first."


def test_what_is_no_number_is_told_at_the_field(bare):
    engine = Engine(bare, "numeric", width=320)
    box(bare).fill("six or so")
    bare.page.keyboard.press("Tab")
    engine.settled()
    said = "“six or so” is not a number; write it in figures, such as 12 or 12.5."
    assert said in described(bare)
    assert bare.spoken == said
    assert box(bare).get_attribute("aria-invalid") == "true"
    field, note = box(bare).bounding_box(), bare.page.locator(".pr-note").bounding_box()
    assert 0 < note["y"] - field["y"] - field["height"] < 30
    assert bare.page.locator(".pr-note .pr-mark").count() == 1
    # To the eye it is said once; the button keeps it as its reason.
    assert bare.page.locator(".pr-why").bounding_box()["width"] <= 1
    box(bare).press("Enter")
    assert CHECK not in bare.events
    box(bare).fill("6")
    assert bare.page.locator(".pr-note").count() == 0
    assert box(bare).get_attribute("aria-invalid") is None


def test_enter_right_after_typing_no_number_says_it_once(bare):
    engine = Engine(bare, "numeric")
    box(bare).press_sequentially("many")
    box(bare).press("Enter")
    engine.settled()
    assert bare.events == [answered("many"), CHECK]
    assert bare.page.locator(".pr-note").is_visible()
    assert bare.saved.inner_text() == ""
    assert box(bare).input_value() == "many"


def test_a_view_while_typing_takes_neither_text_nor_caret(bare):
    bare.open(items.view("numeric", answered("14")))
    field = box(bare)
    field.focus()
    bare.page.keyboard.press("Home")
    bare.page.keyboard.type("2")
    bare.push(items.view("numeric", answered("14")))
    assert field.input_value() == "214"
    assert field.evaluate("field => field.selectionStart") == 1
    bare.page.keyboard.press("Delete")
    assert field.input_value() == "24"


def test_what_another_tab_wrote_comes_in_when_nobody_types(bare):
    bare.open(items.view("numeric", answered("3")))
    bare.push(items.view("numeric", answered("24")))
    assert box(bare).input_value() == "24"


def test_try_again_empties_the_field(bare):
    engine = Engine(bare, "numeric")
    box(bare).press_sequentially("3")
    box(bare).press("Enter")
    engine.settled()
    bare.page.get_by_role("button", name="Try again").press("Enter")
    engine.settled()
    assert bare.events[-1] == RETRY
    assert box(bare).input_value() == ""
    assert box(bare).evaluate("field => field === document.activeElement && !field.readOnly")
    bare.page.keyboard.type("24")
    bare.page.keyboard.press("Enter")
    engine.settled()
    assert "Full points. Second try. First answer: 0 of 1 point." in bare.spoken


def test_not_saved_leaves_the_number(bare):
    bare.open(items.view("numeric"), ack_ms=60, write_ms=10)
    box(bare).press_sequentially("24")
    bare.page.wait_for_selector("[role=status][data-state=failed]")
    assert bare.saved.inner_text().startswith("Not saved.")
    assert box(bare).input_value() == "24"


def test_graded_is_kept_without_telling(bare):
    engine = Engine(bare, "numeric", graded=True)
    box(bare).press_sequentially("3")
    box(bare).press("Enter")
    assert engine.response == "3"
    assert bare.events == [answered("3")]
    assert bare.spoken == "Kept. You can change it until you hand in."
    assert bare.page.get_by_role("button").count() == 0


def test_the_field_asks_for_figures_and_names_its_unit(bare):
    bare.open(items.view("numeric"), width=320)
    assert box(bare).get_attribute("inputmode") == "decimal"
    assert box(bare).bounding_box()["height"] >= 44
    assert described(bare) == "hours In hours. The unit may be left out."
    field, unit = box(bare).bounding_box(), bare.page.locator(".pr-unit").bounding_box()
    assert unit["x"] > field["x"] + field["width"]


def test_a_sign_of_money_stands_before_the_number(bare):
    bare.open(items.view("numeric", unit="$"))
    assert bare.page.locator(".pr-unit").bounding_box()["x"] < box(bare).bounding_box()["x"]


def test_jupyter_does_not_hear_what_is_typed_here(bare):
    bare.open(items.view("numeric"))
    bare.page.evaluate("() => { window.heard = []; addEventListener('keydown', e => heard.push(e.key)); }")
    box(bare).press_sequentially("2d")
    box(bare).press("Enter")
    assert bare.page.evaluate("() => heard") == []


@pytest.mark.parametrize("events", [[answered("a lot")], [answered("3"), CHECK]], ids=["note", "told"])
def test_hostile_text_is_only_text(bare, events):
    bare.open(hostile(items.view("numeric", *events)), width=320)
    nothing_happened(bare)


SCREENS = {
    "open": items.view("numeric"), "note": items.view("numeric", answered("six or so")),
    "right": items.view("numeric", answered("24"), CHECK), "wrong": items.view("numeric", answered("3"), CHECK),
}  # fmt: skip


@pytest.mark.parametrize("name", SCREENS)
def test_axe_finds_nothing(bare, name):
    assert bare.open(SCREENS[name]).sweep() == []
