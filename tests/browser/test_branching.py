"""Branching cases: taking a choice, reading what came of it, the chart, the ending."""

from __future__ import annotations

from itertools import pairwise

import pytest

from . import views
from .hostile import hostile, nothing_happened


def take(bare, i: int, made: int):
    bare.page.locator(".pr-take").nth(i).click()
    bare.push(views.branching(made + 1), ack=made + 1)


def test_choices_are_rows_large_enough_to_touch(bare):
    bare.open(views.branching(2), width=320)
    for box in [b.bounding_box() for b in bare.page.locator(".pr-take").all()]:
        assert box["height"] >= 44
        assert box["width"] >= 240


def test_taking_a_choice_by_keyboard_leads_on_to_the_new_scene(bare):
    bare.open(views.branching(0))
    page = bare.page
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert bare.sent == [{"event": {"do": "take", "choice": "hint", "at": 0}, "n": 1}]
    bare.push(views.branching(1), ack=1)
    assert bare.focused == "Move 2 of at most 12"
    assert bare.spoken.startswith("Poor. A hint is a request")
    assert "Risk of harm 3 to 4." in bare.spoken
    assert bare.spoken.index("A hint is a request") < bare.spoken.index("Dana looks at the floor")
    page.keyboard.press("Tab")
    assert bare.focused.startswith("Own the hint")


def test_a_second_press_while_waiting_does_nothing(bare):
    bare.open(views.branching(0), ack_ms=300)
    first = bare.page.locator(".pr-take").first
    # Both at once: between two clicks of a test the wait might be over.
    both = "all => { all[0].click(); document.querySelectorAll('.pr-take')[1].click(); }"
    bare.page.locator(".pr-take").evaluate_all(both)
    assert len(bare.events) == 1
    bare.page.wait_for_selector("[role=status][data-state=failed]")
    first.click()
    assert len(bare.events) == 2


def test_the_choice_under_way_is_shown(bare):
    bare.open(views.branching(0))
    taken = "all => { all[0].click(); return [...document.querySelectorAll('.pr-take')].map(e => e.dataset.taken); }"
    assert bare.page.locator(".pr-take").evaluate_all(taken) == ["true", None, None]


def test_what_happened_is_told_with_its_reason(bare):
    bare.open(views.branching(3), width=420)
    turns = bare.page.get_by_role("list", name="What happened so far").locator("> li")
    assert turns.count() == 7
    move = turns.nth(1).inner_text()
    for words in ("You", "If you ever hear of a sitter", "Poor", "A hint is a request", "Risk of harm 3 to 4"):
        assert words in move
    assert turns.nth(1).locator(".pr-mark").count() == 1
    clipped = (
        "() => [...document.querySelectorAll('.pr-turns *')].some(e => e.scrollHeight > e.clientHeight + 1 "
        "&& getComputedStyle(e).overflowY !== 'visible')"
    )
    assert not bare.page.evaluate(clipped)


def test_what_was_read_stays_in_its_place(bare):
    bare.open(views.branching(1), width=420, height=700)
    page = bare.page
    page.locator(".pr-take").nth(0).scroll_into_view_if_needed()
    before = page.get_by_text("Dana looks at the floor").last.bounding_box()["y"]
    take(bare, 0, 1)
    assert page.locator(".pr-scene-text", has_text="Dana looks at the floor").bounding_box()["y"] == before


def test_step_back_keeps_the_focus_and_says_where_one_is(bare):
    bare.open(views.branching(2))
    page = bare.page
    page.get_by_role("button", name="Step back").focus()
    page.keyboard.press("Enter")
    bare.push(views.branching(1), ack=1)
    assert bare.events == [{"do": "undo"}]
    assert bare.focused == "Step back"
    assert bare.spoken.startswith("Dana looks at the floor")
    page.keyboard.press("Enter")
    bare.push(views.branching(0), ack=2)
    assert bare.focused == "Move 1 of at most 12"


def test_the_chart_says_the_same_in_words(bare):
    bare.open(views.branching(3))
    chart = bare.page.get_by_role("figure", name="The course of the case")
    assert "Compliance: 5 at the start, 4 after move 1, 5 after move 2, 6 after move 3." in chart.inner_text()
    assert chart.locator(".pr-chart-box").get_attribute("aria-hidden") == "true"
    assert [label.inner_text() for label in chart.locator(".pr-line-label").all()] == [
        "3 Risk of harm", "5 Alliance", "6 Compliance",
    ]  # fmt: skip


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("made", [0, 2, 4])
def test_labels_of_lines_do_not_overprint(bare, made, width):
    bare.open(views.branching(made), width=width)
    frame = bare.page.locator(".pr-chart").bounding_box()
    boxes = sorted((b.bounding_box() for b in bare.page.locator(".pr-line-label").all()), key=lambda b: b["y"])
    for above, below in pairwise(boxes):
        assert above["y"] + above["height"] <= below["y"] + 1
    assert all(b["x"] + b["width"] <= frame["x"] + frame["width"] + 1 for b in boxes)


def test_a_band_is_tinted_and_named(bare):
    view = views.branching(1)
    view["meters"] = [{
        "id": "arousal", "label": "Arousal", "min": 0, "max": 100, "start": 50, "value": 82, "better": "middle",
        "trace": [[0, 50], [0, 60], [1, 82]], "band": {"low": 35, "high": 70, "label": "Window of tolerance"},
    }]  # fmt: skip
    bare.open(view)
    rect = bare.page.locator(".pr-band")
    assert [round(float(rect.get_attribute(name))) for name in ("y", "height")] == [30, 35]
    assert bare.page.locator(".pr-band-label").inner_text() == "Window of tolerance"


MOTION = "() => document.getAnimations().filter(a => a.effect.target.classList?.contains('pr-piece')).length"


def test_only_the_newest_piece_is_drawn_and_briefly(bare):
    bare.open(views.branching(1))
    assert bare.page.evaluate(MOTION) == 0
    pushed = bare.page.evaluate(
        "view => { bare.push(view); return document.getAnimations().filter(a => a.effect.target.matches('.pr-piece'))"
        ".map(a => a.effect.getTiming().duration); }", views.branching(2),
    )  # fmt: skip
    assert pushed == [150, 150, 150]


def test_nothing_moves_with_reduced_motion(bare):
    bare.page.emulate_media(reduced_motion="reduce")
    bare.open(views.branching(1))
    pushed = bare.page.evaluate(
        "view => { bare.push(view); return document.getAnimations().length; }", views.branching(2)
    )
    assert pushed == 0


def test_the_ending_is_told_and_focused(bare):
    bare.open(views.branching(3), width=420)
    take(bare, 2, 3)
    page = bare.page
    assert page.locator(".pr-take").count() == 0
    ending = page.locator(".pr-ending").inner_text()
    for words in ("Harmful", "Exploitation plus concealment", "Hiding it is a second violation",
                  "What your path met", "Nothing was written down", "with the alliance whole"):  # fmt: skip
        assert words in ending
    assert bare.focused == "Exploitation plus concealment"
    assert bare.spoken.endswith("Harmful. Exploitation plus concealment")
    assert "Boundary held or repaired (Best)" in page.locator(".pr-ended").inner_text()


def test_hostile_text_is_only_text(bare):
    bare.open(hostile(views.branching(4)), width=320)
    nothing_happened(bare)
    bare.open(hostile(views.branching(2)), width=320)
    nothing_happened(bare)


@pytest.mark.parametrize("made", [0, 2, 4])
def test_axe_finds_nothing(bare, made):
    assert bare.open(views.branching(made)).sweep() == []
