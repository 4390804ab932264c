"""Choices: native inputs by mouse and keyboard, feedback in place, nothing lost, nothing run."""

from __future__ import annotations

import pytest

from . import views
from .hostile import hostile, nothing_happened


def test_whole_row_is_the_target(bare):
    bare.open(views.decision(), width=420)
    row = bare.page.locator(".pr-row").nth(1)
    box = row.bounding_box()
    assert box["height"] >= 44
    bare.page.mouse.click(box["x"] + box["width"] - 6, box["y"] + box["height"] - 6)
    assert bare.page.get_by_role("radio").nth(1).is_checked()
    assert bare.sent == [{"event": {"do": "choose", "options": ["tow"]}, "n": 1}]


def test_keyboard_alone_chooses_and_checks(bare):
    bare.open(views.decision())
    page = bare.page
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    bare.push(views.decision(chosen="tow"), ack=2)
    page.keyboard.press("Tab")
    assert bare.focused == "Decide"
    page.keyboard.press("Enter")
    assert bare.events == [
        {"do": "choose", "options": ["open_talk"]},
        {"do": "choose", "options": ["tow"]},
        {"do": "check"},
    ]


def test_jupyter_does_not_hear_what_is_pressed_here(bare):
    bare.open(views.multiple())
    page = bare.page
    page.evaluate("() => { window.heard = []; addEventListener('keydown', e => heard.push(e.key)); }")
    page.get_by_role("checkbox").first.focus()
    for key in ("x", "ArrowDown", "d", "Control+b", "Shift+Enter"):
        page.keyboard.press(key)
    assert page.evaluate("() => heard.filter(k => !['Control', 'Shift'].includes(k))") == ["b", "Enter"]


def test_several_may_be_chosen_and_taken_back(bare):
    bare.open(views.multiple())
    boxes = bare.page.get_by_role("checkbox")
    boxes.nth(2).check()
    boxes.nth(0).check()
    boxes.nth(2).uncheck()
    assert [e["options"] for e in bare.events] == [["debt"], ["initiates", "debt"], ["initiates"]]


def test_an_older_answer_does_not_take_back_a_newer_choice(bare):
    bare.open(views.multiple())
    boxes = bare.page.get_by_role("checkbox")
    boxes.nth(0).check()
    boxes.nth(1).check()
    bare.push(views.multiple(chosen=("initiates",)), ack=1)
    assert boxes.nth(1).is_checked()
    bare.push(views.multiple(chosen=("initiates", "presenting")), ack=2)
    assert boxes.nth(0).is_checked() and boxes.nth(1).is_checked()
    bare.push(views.multiple(), ack=2)
    assert not boxes.nth(0).is_checked()


def test_numbers_go_on_from_what_the_engine_has_answered(bare):
    bare.open({**views.multiple(), "ack": 17})
    bare.page.get_by_role("checkbox").first.check()
    assert bare.sent[0]["n"] == 18


def test_check_says_why_it_waits(bare):
    bare.open(views.multiple())
    check = bare.page.get_by_role("button", name="Check")
    assert check.get_attribute("aria-disabled") == "true"
    assert "Choose an option first." in bare.page.locator(".pr-foot").inner_text()
    check.click(force=True)
    assert bare.events == []
    assert bare.spoken == "Choose an option first."


def test_choosing_and_checking_at_once_is_not_too_fast(bare):
    bare.open(views.multiple())
    bare.page.get_by_role("checkbox").first.check()
    bare.page.get_by_role("button", name="Check").click()
    assert [e["do"] for e in bare.events] == ["choose", "check"]


@pytest.mark.parametrize(
    ("name", "word", "shape"),
    [("open_talk", "Best", "circle"), ("tow", "Acceptable", "circle.pr-outline"),
     ("discount", "Poor", "path"), ("swap", "Harmful", "path[fill-rule]")],
)  # fmt: skip
def test_feedback_opens_under_what_was_chosen(bare, name, word, shape):
    bare.open(views.decision(chosen=name), width=420)
    page = bare.page
    page.get_by_role("button", name="Decide").focus()
    page.keyboard.press("Enter")
    bare.push(views.decision("feedback", name), ack=1)
    said = page.locator(f".pr-option:has(input:checked) .pr-feedback:has-text('{word}')")
    assert said.locator(f".pr-mark {shape}").count() == 1
    assert page.locator(".pr-feedback").count() == 1
    _text, _mark, _word, then, why = views.DECISION[name]
    assert then[:30] in said.inner_text() and why[:30] in said.inner_text()
    assert bare.spoken.startswith(f"{word}: ") and then[:30] in bare.spoken
    assert bare.focused.startswith(word)


def test_the_page_does_not_jump(bare):
    bare.open(views.decision(chosen="open_talk"), width=420, height=600)
    page = bare.page
    page.get_by_role("button", name="Decide").scroll_into_view_if_needed()
    before = page.locator(".pr-row").nth(3).bounding_box()["y"]
    page.get_by_role("button", name="Decide").click()
    at = page.evaluate("() => scrollY")
    bare.push(views.decision("feedback", "swap"), ack=1)
    assert page.evaluate("() => scrollY") == at
    assert page.locator(".pr-row").nth(3).bounding_box()["y"] == before


def test_try_again_comes_back_to_the_options(bare):
    bare.open(views.decision("feedback", "swap"))
    page = bare.page
    page.get_by_role("radio").first.click(force=True)
    assert bare.events == []
    page.get_by_role("button", name="Try again").click()
    bare.push(views.decision(), ack=1)
    assert bare.events == [{"do": "retry"}]
    assert page.get_by_role("radio", checked=True).count() == 0
    assert bare.focused.startswith("Before the car is towed")


def test_graded_is_kept_without_telling(bare):
    bare.open(views.single())
    bare.page.get_by_role("radio").nth(2).check()
    bare.push(views.single("k3"), ack=1, saved=views.SAVED)
    assert bare.page.get_by_role("button").count() == 0
    assert bare.page.locator(".pr-feedback").count() == 0
    assert bare.spoken == "Kept. You can change it until you hand in."
    assert bare.saved.inner_text() == "Saved 14:02"


def test_the_focused_input_survives_a_view(bare):
    bare.open(views.single())
    radio = bare.page.get_by_role("radio").nth(1)
    radio.focus()
    bare.page.keyboard.press("Space")
    bare.push(views.single("k2"), ack=1, saved=views.SAVED)
    assert bare.focused.startswith("ACA")


def test_not_saved_after_the_wait_and_going_on_after(bare):
    bare.open(views.multiple(), ack_ms=60)
    box = bare.page.get_by_role("checkbox").first
    box.check()
    bare.page.wait_for_selector("[role=status][data-state=failed]")
    assert bare.saved.inner_text().startswith("Not saved. The lesson is not answering.")
    assert box.is_checked()
    bare.push(views.multiple(chosen=("initiates",)), ack=1, saved=views.SAVED)
    assert bare.saved.inner_text() == "Saved 14:02"


def test_a_cut_line_is_told_at_once(bare):
    bare.open(views.multiple())
    bare.cut()
    bare.page.get_by_role("checkbox").first.check()
    assert bare.saved.inner_text().startswith("Not saved.")


def test_a_slow_answer_says_saving(bare):
    bare.open(views.multiple(), ack_ms=1200)
    bare.page.get_by_role("checkbox").first.check()
    bare.page.wait_for_selector("[role=status][data-state=saving]")
    assert bare.saved.inner_text() == "Saving …"


def test_stars_become_emphasis(bare):
    bare.open(views.decision("feedback", "discount"))
    assert bare.page.locator(".pr-part em").inner_text() == "His pride"
    assert bare.page.locator(".pr-part strong").inner_text() == "posted price"
    bare.push(stem="2 * 3 * 4 and snake*case*word and **a *b* c**")
    assert bare.page.locator(".pr-stem em").inner_text() == "b"
    assert bare.page.locator(".pr-stem").inner_text() == "2 * 3 * 4 and snake*case*word and a b c"


def test_what_was_said_does_not_stand_there_twice(bare):
    bare.open(views.decision(chosen="swap"))
    bare.page.evaluate("() => document.body.setAttribute('data-pr-said-ms', '30')")
    bare.push(views.decision("feedback", "swap"))
    bare.page.wait_for_function("() => !document.querySelector('[aria-live=polite]').innerText")


def test_open_sources_stay_open(bare):
    bare.open(views.decision("feedback", "swap"))
    bare.page.get_by_text("Sources").click()
    bare.push(saved=views.SAVED)
    assert bare.page.get_by_text("Code of ethics of the National").is_visible()


@pytest.mark.parametrize(
    "view", [views.multiple("feedback", ("initiates", "video")), views.decision("feedback", "swap")]
)
def test_hostile_text_is_only_text(bare, view):
    bare.open(hostile(view), width=320)
    nothing_happened(bare)


SCREENS = {
    "chosen": views.multiple(chosen=("debt",)), "graded": views.single("k1"),
    "told": views.multiple("feedback", ("initiates", "video")), "case": views.decision("feedback", "swap"),
}  # fmt: skip


@pytest.mark.parametrize("name", SCREENS)
def test_axe_finds_nothing(bare, name):
    assert bare.open(SCREENS[name]).sweep() == []


def test_axe_finds_nothing_in_jupyters_dark_theme(bare):
    bare.open(SCREENS["told"], theme=False)
    assert bare.axe() == []
