"""Matching: one category a case, by whole chips or by a native list; told under each case."""

from __future__ import annotations

import pytest

from . import item_views as items
from .hostile import hostile, nothing_happened
from .item_views import CHECK, RETRY, Engine, answered

MIXED = {"wedding": "crossing", "sitter": "crossing", "handshake": "neither", "supermarket": "neither"}
CASES = [case["id"] for case in items.view("matching")["cases"]]


def case(bare, name: str, spec: dict = items.MATCHING):
    return bare.page.get_by_role("group", name=spec["cases"][name]["text"], exact=True)


def test_the_whole_chip_is_the_target(bare):
    bare.open(items.view("matching"), width=320)
    chip = case(bare, "sitter").locator(".pr-chip").nth(1)
    chip.scroll_into_view_if_needed()
    box = chip.bounding_box()
    assert box["height"] >= 44
    bare.page.mouse.click(box["x"] + box["width"] - 5, box["y"] + box["height"] - 5)
    assert case(bare, "sitter").get_by_role("radio", name="Boundary violation").is_checked()
    assert bare.sent == [{"event": answered({"sitter": "violation"}), "n": 1}]


def test_keyboard_alone_answers_and_checks(bare):
    engine = Engine(bare, "matching")
    for _ in CASES:
        bare.page.keyboard.press("Tab")
        bare.page.keyboard.press("Space")
        bare.page.keyboard.press("ArrowDown")
        engine.settled()
    assert engine.response == dict.fromkeys(sorted(CASES), "violation")
    assert bare.page.get_by_role("radio", checked=True).count() == len(CASES)
    bare.page.keyboard.press("Tab")
    assert bare.focused == "Check"
    bare.page.keyboard.press("Enter")
    engine.settled()
    assert bare.events[-1] == CHECK
    assert bare.events[-2] == answered(dict.fromkeys(CASES, "violation"))
    assert bare.spoken == "1 of 4 points. First try."
    assert bare.focused.startswith("Belongs to: No boundary issue")


def test_check_says_how_many_are_to_go(bare):
    bare.open(items.view("matching", answered({"sitter": "violation"})))
    check = bare.page.get_by_role("button", name="Check")
    assert check.get_attribute("aria-disabled") == "true"
    check.click(force=True)
    assert bare.events == []
    assert bare.spoken == "Choose a category for each; 3 to go."


def test_an_older_answer_does_not_take_back_a_newer_one(bare):
    bare.open(items.view("matching"))
    case(bare, "wedding").get_by_role("radio").nth(0).check()
    case(bare, "sitter").get_by_role("radio").nth(1).check()
    bare.push({**items.view("matching", answered({"wedding": "crossing"})), "ack": 1})
    assert case(bare, "sitter").get_by_role("radio").nth(1).is_checked()
    assert bare.events[-1] == answered({"wedding": "crossing", "sitter": "violation"})
    bare.push({**items.view("matching"), "ack": 2})
    assert bare.page.get_by_role("radio", checked=True).count() == 0


def test_the_focus_stays_over_a_view(bare):
    engine = Engine(bare, "matching")
    radio = case(bare, "handshake").get_by_role("radio", name="No boundary issue")
    radio.check()
    engine.settled()
    assert radio.evaluate("input => input === document.activeElement")


def test_feedback_stands_under_each_case_in_words_and_marks(bare):
    bare.open(items.view("matching", answered(MIXED), CHECK), width=420)
    sitter, wedding = case(bare, "sitter"), case(bare, "wedding")
    assert sitter.locator(".pr-verdict").inner_text() == "Belongs to: Boundary violation"
    assert "it exploits what she came to have treated" in sitter.inner_text()
    assert wedding.locator(".pr-verdict").inner_text() == "Right"
    shapes = [each.locator(".pr-mark path").get_attribute("d") for each in (sitter, wedding)]
    assert shapes[0] != shapes[1]
    chip, told = sitter.locator(".pr-chip").last.bounding_box(), sitter.locator(".pr-feedback").bounding_box()
    assert told["y"] > chip["y"]
    described = sitter.get_by_role("radio").first.get_attribute("aria-describedby")
    assert "Belongs to" in bare.page.locator(f"[id='{described}']").inner_text()


def test_what_is_told_no_longer_changes(bare):
    bare.open(items.view("matching", answered(MIXED), CHECK))
    case(bare, "sitter").get_by_role("radio").nth(2).click(force=True)
    case(bare, "sitter").get_by_role("radio").nth(0).press("ArrowDown")
    assert bare.events == []
    assert case(bare, "sitter").get_by_role("radio").nth(0).is_checked()


def test_try_again_begins_from_what_was_picked(bare):
    engine = Engine(bare, "matching")
    engine.exercise = engine.exercise.respond(answered(MIXED)).respond(CHECK)
    bare.push({**items.shown(engine.exercise), "ack": 0})
    bare.page.get_by_role("button", name="Try again").press("Enter")
    engine.settled()
    assert bare.events == [RETRY]
    assert bare.page.get_by_role("radio", checked=True).count() == len(MIXED)
    assert bare.page.locator(".pr-feedback").count() == 0
    assert bare.page.evaluate("document.activeElement.type") == "radio"


def test_graded_is_kept_without_telling(bare):
    engine = Engine(bare, "matching", graded=True)
    bare.page.get_by_role("radio", name="Boundary crossing").first.check()
    engine.settled()
    assert bare.page.locator(".pr-feedback").count() == 0
    assert bare.page.get_by_role("button").count() == 0
    assert bare.spoken == "Kept. You can change it until you hand in."


def test_many_categories_are_a_list_to_pick_from(bare):
    engine = Engine(bare, "many", width=320)
    abuse = bare.page.get_by_role("combobox", name=items.MANY["cases"]["abuse"]["text"])
    assert abuse.bounding_box()["height"] >= 44
    assert abuse.evaluate("list => list.selectedOptions[0].text") == "Choose a category"
    abuse.focus()
    abuse.select_option("Required by law")
    assert engine.response == {"abuse": "required"}
    assert abuse.evaluate("list => list === document.activeElement && list.value") == "required"
    abuse.select_option("")
    assert engine.response is None
    assert bare.events == [answered({"abuse": "required"}), answered({})]


def test_what_was_picked_is_told_and_stands_for_the_next_try(bare):
    answer = {"abuse": "required", "spouse": "never", "treating": "permitted"}
    engine = Engine(bare, "many")
    engine.exercise = engine.exercise.respond(answered(answer)).respond(CHECK)
    bare.push({**items.shown(engine.exercise), "ack": 0})
    spouse = case(bare, "spouse", items.MANY).inner_text()
    assert "Never" in spouse and "Belongs to: With the client's authorization" in spouse
    bare.page.get_by_role("button", name="Try again").click()
    engine.settled()
    lists = bare.page.get_by_role("combobox")
    assert lists.evaluate_all("lists => lists.map(list => list.value).sort()") == sorted(answer.values())


def test_what_another_tab_picked_comes_in(bare):
    bare.open(items.view("many"))
    bare.push(items.view("many", answered({"spouse": "authorized"})))
    spouse = bare.page.get_by_role("combobox", name=items.MANY["cases"]["spouse"]["text"])
    assert spouse.input_value() == "authorized"


@pytest.mark.parametrize("name", ["matching", "many"])
def test_hostile_text_is_only_text(bare, name):
    response = {each: next(iter(items.SPECS[name]["categories"])) for each in items.SPECS[name]["cases"]}
    bare.open(hostile(items.view(name, answered(response))), width=320)
    nothing_happened(bare)
    bare.open(hostile(items.view(name, answered(response), CHECK)), width=320)
    nothing_happened(bare)


SCREENS = {
    "open": items.view("matching", answered({"sitter": "violation"})),
    "told": items.view("matching", answered(MIXED), CHECK),
    "many": items.view("many", answered({"abuse": "required"})),
    "many told": items.view("many", answered({"abuse": "required", "spouse": "never", "treating": "court"}), CHECK),
}  # fmt: skip


@pytest.mark.parametrize("name", SCREENS)
def test_axe_finds_nothing(bare, name):
    assert bare.open(SCREENS[name]).sweep() == []
