"""Written responses: nothing typed is lost, the caret stays, the saved line tells the truth."""

from __future__ import annotations

import pytest

from . import views
from .hostile import hostile, nothing_happened

SAYS = "What you say to Dana"


def box(bare, label: str = SAYS):
    return bare.page.get_by_label(label)


def caret(bare) -> list[int]:
    return bare.page.evaluate("() => [document.activeElement.selectionStart, document.activeElement.selectionEnd]")


def test_what_is_typed_is_sent_after_a_pause(bare):
    bare.open(views.written(why="kept"), write_ms=80)
    box(bare).fill("I should not have asked.")
    bare.page.wait_for_function("() => bare.sent.length > 0")
    assert bare.sent == [
        {"event": {"do": "write", "fields": {"words": "I should not have asked.", "why": "kept"}}, "n": 1}
    ]


def test_leaving_the_field_sends_at_once(bare):
    bare.open(views.written())
    box(bare).fill("I should not have asked.")
    assert bare.events == []
    bare.page.keyboard.press("Tab")
    assert bare.events == [{"do": "write", "fields": {"words": "I should not have asked.", "why": ""}}]
    bare.page.keyboard.press("Shift+Tab")
    assert len(bare.events) == 1


def test_closing_the_screen_sends_what_was_typed(bare):
    bare.open(views.written())
    box(bare).fill("Half a thought")
    assert bare.page.evaluate("() => { bare.leave(); bare.leave = null; return bare.sent.length; }") == 1


def test_a_view_while_typing_takes_neither_text_nor_caret(bare):
    bare.open(views.written("One two four"))
    field = box(bare)
    field.focus()
    bare.page.keyboard.press("Home")
    for _ in range(8):
        bare.page.keyboard.press("ArrowRight")
    bare.page.keyboard.type("three ")
    bare.push(views.written("One two four"), saved=views.SAVED)
    assert field.input_value() == "One two three four"
    assert caret(bare) == [14, 14]
    bare.page.keyboard.type("and a half ")
    assert field.input_value() == "One two three and a half four"


def test_an_older_answer_does_not_take_back_newer_text(bare):
    bare.open(views.written(), write_ms=20)
    field = box(bare)
    field.press_sequentially("First")
    bare.page.wait_for_function("() => bare.sent.length > 0")
    field.press_sequentially(" and second")
    bare.push(views.written("First"), ack=1, saved=views.SAVED)
    bare.page.wait_for_function("() => bare.sent.at(-1).event.fields.words === 'First and second'")
    bare.page.keyboard.press("Tab")
    bare.push(views.written("First"), ack=1)
    assert field.input_value() == "First and second"


def test_what_another_tab_wrote_comes_in_when_nobody_types(bare):
    bare.open(views.written("Old"))
    bare.push(views.written("New, from the other tab"))
    assert box(bare).input_value() == "New, from the other tab"
    assert "5 words" in bare.page.locator(".pr-field").first.inner_text()


def test_not_saved_leaves_the_text_and_goes_on(bare):
    bare.open(views.written(), ack_ms=60, write_ms=10)
    field = box(bare)
    field.fill("I want to take something back.")
    bare.page.wait_for_selector("[role=status][data-state=failed]")
    assert bare.saved.inner_text().startswith("Not saved. The lesson is not answering.")
    field.press_sequentially(" Still here.")
    bare.page.wait_for_function("() => bare.sent.at(-1).event.fields.words.endsWith('Still here.')")
    bare.push(views.written("I want to take something back. Still here."), ack=bare.sent[-1]["n"], saved=views.SAVED)
    assert bare.saved.inner_text() == "Saved 14:02"
    assert field.input_value() == "I want to take something back. Still here."


def test_typing_on_does_not_put_the_warning_off(bare):
    bare.open(views.written(), ack_ms=150, write_ms=10)
    box(bare).press_sequentially("a" * 40, delay=15)
    assert bare.saved.inner_text().startswith("Not saved.")


def test_what_the_engine_could_not_save_is_told_near_the_field(bare):
    view = views.written("x")
    bare.open({**view, "saved": {"state": "failed", "text": "Not saved: the disk is full."}}, width=420)
    said, field = bare.saved.bounding_box(), bare.page.locator("textarea").last.bounding_box()
    assert 0 < said["y"] - field["y"] - field["height"] < 60
    assert bare.saved.locator(".pr-mark").count() == 1


def test_words_are_counted(bare):
    bare.open(views.written())
    note = bare.page.locator(".pr-field-note").first
    assert note.inner_text().split("\n")[-1].endswith("0 words")
    box(bare).fill("It")
    assert "1 word" in note.inner_text() and "1 words" not in note.inner_text()
    box(bare).fill("It’s well-meant, Dana — not 2 for 1.")
    assert "7 words" in note.inner_text()


def test_the_rubric_stays_a_table_to_the_ear(bare):
    for width in (1280, 320):
        bare.open(views.written(), width=width)
        table = bare.page.get_by_role("table", name="How it is marked")
        assert table.get_by_role("row").count() == 5
        assert table.get_by_role("rowheader", name="Responsibility").is_visible()
        assert "Below 2 the response is returned" in table.inner_text()
        points = table.locator("tbody .pr-points").first
        assert points.is_visible() == (width == 320)


def test_examples_can_be_asked_for_and_read(bare):
    bare.open(views.written("Something", ""))
    bare.page.get_by_role("button", name="Compare with marked examples").click()
    assert bare.events == [{"do": "compare"}]
    bare.push(views.written("Something", "", compared=True), ack=1)
    bare.page.get_by_text("A plain good answer").click()
    shown = bare.page.locator(".pr-example").inner_text()
    assert "Before we start, I want to take something back." in shown and "Responsibility: 3" in shown


def test_hostile_text_is_only_text(bare):
    bare.open(hostile(views.written("x", "y", compared=True)), width=320)
    bare.page.locator(".pr-example summary").click()
    nothing_happened(bare)
    assert "<script>" in box(bare).first.input_value()


@pytest.mark.parametrize("compared", [False, True], ids=["writing", "compared"])
def test_axe_finds_nothing(bare, compared):
    bare.open(views.written(views.EXEMPLAR, "", compared))
    if compared:
        bare.page.locator(".pr-example summary").click()
    assert bare.sweep() == []
