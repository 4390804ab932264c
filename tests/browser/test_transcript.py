"""Transcripts: sixteen lines and four codes, marked comfortably on a phone and by keyboard alone."""

from __future__ import annotations

import pytest

from . import item_views as items
from .hostile import hostile, nothing_happened
from .item_views import CHECK, RETRY, Engine, answered

MARKS = {"1": ["E"], "3": ["E"], "5": ["B", "N"], "7": ["N"], "11": ["S"], "13": ["S"]}


def line(bare, number: int):
    return bare.page.locator(".pr-said").nth(number - 1)


def chip(bare, number: int, name: str):
    return line(bare, number).get_by_role("checkbox", name=name)


def focus(bare) -> list[str]:
    """The number of the line and the code that have the focus."""
    return bare.page.evaluate(
        "() => [document.activeElement.closest('.pr-said').querySelector('.pr-line-number').innerText,"
        " document.activeElement.labels[0].innerText]"
    )


def test_marks_are_sent_by_line(bare):
    engine = Engine(bare, "transcript", width=420)
    chip(bare, 3, "E: Explains the screen").check()
    chip(bare, 3, "S: Looks to safety").check()
    chip(bare, 5, "B: Blames").check()
    chip(bare, 3, "E: Explains the screen").uncheck()
    chip(bare, 5, "B: Blames").uncheck()
    assert bare.events == [
        answered({"3": ["E"]}),
        answered({"3": ["E", "S"]}),
        answered({"3": ["E", "S"], "5": ["B"]}),
        answered({"3": ["S"], "5": ["B"]}),
        answered({"3": ["S"]}),
    ]
    assert engine.response == {"3": ["S"]}


def test_the_whole_chip_is_the_target(bare):
    bare.open(items.view("transcript"), width=320)
    boxes = [each.bounding_box() for each in bare.page.locator(".pr-chip").all()]
    assert len(boxes) == 4 * 8
    assert all(box["height"] >= 44 and box["width"] >= 44 for box in boxes)
    box = boxes[1]
    bare.page.mouse.click(box["x"] + box["width"] - 5, box["y"] + box["height"] - 5)
    assert bare.events == [answered({"1": ["N"]})]


def test_keyboard_alone_marks_and_checks(bare):
    engine = Engine(bare, "transcript")
    press = bare.page.keyboard.press
    press("Tab")
    assert focus(bare) == ["1", "E"]
    press("Space")
    for key, at in (("ArrowDown", ["3", "E"]), ("ArrowRight", ["3", "N"]), ("ArrowRight", ["3", "B"]),
                    ("ArrowRight", ["3", "S"]), ("ArrowRight", ["3", "S"]), ("Tab", ["5", "E"]),
                    ("ArrowUp", ["3", "E"]), ("ArrowLeft", ["3", "E"]), ("Space", ["3", "E"])):  # fmt: skip
        press(key)
        assert focus(bare) == at
    for _ in range(4 * 8 - 4):
        press("Tab")
    assert bare.focused == "Check"
    press("Enter")
    engine.settled()
    assert bare.events == [answered({"1": ["E"]}), answered({"1": ["E"], "3": ["E"]}), CHECK]
    assert bare.focused.startswith("Right: Explains the screen")


def test_the_arrows_bring_the_whole_line_into_sight(bare):
    bare.open(items.view("transcript"), width=420, height=740)
    for way in ("ArrowDown", "ArrowUp"):
        if way == "ArrowDown":
            bare.page.locator(".pr-chip input").first.focus()
        for _ in range(7):
            bare.page.keyboard.press(way)
            said = bare.page.locator(".pr-said:focus-within").bounding_box()
            names = bare.page.locator(".pr-code-names").bounding_box()
            assert said["y"] >= names["y"] + names["height"] - 1
            assert said["y"] + said["height"] <= 740


def test_a_line_is_named_for_who_moves_among_chips(bare):
    bare.open(items.view("transcript"))
    first = bare.page.get_by_role("group", name="Line 1, Therapist Before we start: we ask everyone")
    assert first.get_by_role("checkbox").count() == 4
    assert first.get_by_role("checkbox").first.get_attribute("aria-label") == "E: Explains the screen"
    assert first.locator(".pr-chip").first.inner_text() == "E"


def test_lines_that_do_not_count_say_so_and_have_no_chips(bare):
    bare.open(items.view("transcript"), width=420)
    second = line(bare, 2)
    assert "Does not count" in second.inner_text()
    assert second.get_by_role("checkbox").count() == 0
    assert "Does not count" not in line(bare, 1).inner_text()


def test_chips_stand_beside_the_line_or_under_it(bare):
    for width in (1280, 420, 320):
        bare.open(items.view("transcript"), width=width)
        said, chips = (
            line(bare, 1).locator(".pr-words").bounding_box(),
            line(bare, 1).locator(".pr-codes").bounding_box(),
        )
        if width == 1280:
            assert chips["x"] > said["x"] + said["width"]
            assert line(bare, 15).bounding_box()["height"] < 90
        else:
            assert chips["y"] >= said["y"] + said["height"]


def test_the_names_of_the_codes_stay_in_sight(bare):
    bare.open(items.view("transcript"), width=420, height=740)
    names = bare.page.get_by_role("list", name="Codes")
    told = ["".join(text.split("\n")) for text in names.get_by_role("listitem").all_inner_texts()]
    assert told == [f"{code}:{text}" for code, text in items.CODES.items()]
    line(bare, 11).scroll_into_view_if_needed()
    bare.page.evaluate("() => scrollBy(0, 300)")
    box = bare.page.locator(".pr-code-names").bounding_box()
    assert 0 <= box["y"] < 5 and box["height"] < 110
    bare.page.set_viewport_size({"width": 420, "height": 400})
    assert bare.page.locator(".pr-code-names").bounding_box()["y"] < 0


def test_feedback_stands_under_the_line_with_the_key_in_words(bare):
    bare.open(items.view("transcript", answered(MARKS), CHECK), width=420)
    words = {n: line(bare, n).locator(".pr-verdict").inner_text() for n in (1, 3, 5, 9, 13)}
    assert words == {
        1: "Right: Explains the screen", 3: "The key has: Explains the screen, Looks to safety",
        5: "The key has: Blames", 9: "The key has: Asks what is needed", 13: "The key has: no code",
    }  # fmt: skip
    shapes = {line(bare, n).locator(".pr-verdict .pr-mark").inner_html() for n in (1, 3, 5)}
    assert len(shapes) == 3
    assert "It makes a shortage of money" in line(bare, 5).inner_text()
    assert line(bare, 15).locator(".pr-feedback").count() == 0
    chips, told = (
        line(bare, 5).locator(".pr-codes").bounding_box(),
        line(bare, 5).locator(".pr-feedback").bounding_box(),
    )
    assert told["y"] >= chips["y"] + chips["height"]


def test_what_is_told_no_longer_changes(bare):
    bare.open(items.view("transcript", answered(MARKS), CHECK))
    chip(bare, 1, "E: Explains the screen").click(force=True)
    assert chip(bare, 1, "E: Explains the screen").is_checked()
    assert bare.events == []


def test_one_shared_source_is_told_once(bare):
    bare.open(items.view("transcript", answered(MARKS), CHECK))
    assert bare.page.locator(".pr-sources").count() == 1


def test_the_page_does_not_jump_when_feedback_opens_above(bare):
    engine = Engine(bare, "transcript", width=420, height=740)
    engine.exercise = engine.exercise.respond(answered(MARKS))
    bare.push({**items.shown(engine.exercise), "ack": 0})
    check = bare.page.get_by_role("button", name="Check")
    check.scroll_into_view_if_needed()
    boxes = {n: line(bare, n).bounding_box() for n in range(1, 17)}
    seen = next(n for n, box in boxes.items() if box["y"] + box["height"] > 0)
    before = boxes[seen]["y"]
    assert seen > 5
    check.click()
    engine.settled()
    bare.page.wait_for_timeout(100)
    assert line(bare, 1).locator(".pr-feedback").count() == 1
    assert abs(line(bare, seen).bounding_box()["y"] - before) < 2
    assert bare.spoken == "1.29 of 3 points. First try."


def test_an_older_answer_does_not_take_back_a_newer_mark(bare):
    bare.open(items.view("transcript"))
    chip(bare, 1, "E: Explains the screen").check()
    chip(bare, 1, "S: Looks to safety").check()
    bare.push({**items.view("transcript", answered({"1": ["E"]})), "ack": 1})
    assert chip(bare, 1, "S: Looks to safety").is_checked()
    assert focus(bare) == ["1", "S"]
    bare.push({**items.view("transcript", answered({"1": ["E", "S"]})), "ack": 2})
    assert chip(bare, 1, "E: Explains the screen").is_checked()
    assert focus(bare) == ["1", "S"]


def test_try_again_begins_from_the_marks_set(bare):
    engine = Engine(bare, "transcript")
    engine.exercise = engine.exercise.respond(answered(MARKS)).respond(CHECK)
    bare.push({**items.shown(engine.exercise), "ack": 0})
    bare.page.get_by_role("button", name="Try again").press("Enter")
    engine.settled()
    assert bare.events == [RETRY]
    assert bare.page.get_by_role("checkbox", checked=True).count() == sum(len(codes) for codes in MARKS.values())
    assert bare.page.locator(".pr-feedback").count() == 0
    assert focus(bare) == ["1", "E"]


def test_graded_is_kept_without_telling(bare):
    engine = Engine(bare, "transcript", graded=True)
    chip(bare, 5, "B: Blames").check()
    assert engine.response == {"5": ["B"]}
    assert bare.page.get_by_role("button").count() == 0
    assert bare.spoken == "Kept. You can change it until you hand in."


def test_a_code_may_be_a_word(bare):
    lines = [{**one, "codes": []} for one in items.TRANSCRIPT["lines"]]
    codes = {"constructor": "Constructor", "missed_chance": "An opportunity that is missed"}
    bare.open(items.view("transcript", codes=codes, lines=lines), width=320)
    assert line(bare, 1).locator(".pr-chip").all_inner_texts() == ["Constructor", "missed chance"]
    chip(bare, 1, "Constructor").check()
    assert bare.events == [answered({"1": ["constructor"]})]


@pytest.mark.parametrize("events", [[answered({"1": ["E"]})], [answered(MARKS), CHECK]], ids=["open", "told"])
def test_hostile_text_is_only_text(bare, events):
    bare.open(hostile(items.view("transcript", *events)), width=320)
    nothing_happened(bare)


SCREENS = {
    "open": items.view("transcript", answered({"1": ["E"], "3": ["E", "S"]})),
    "told": items.view("transcript", answered(MARKS), CHECK),
}  # fmt: skip


@pytest.mark.parametrize("name", SCREENS)
def test_axe_finds_nothing(bare, name):
    assert bare.open(SCREENS[name]).sweep() == []
