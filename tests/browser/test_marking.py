"""Marking one's own written response: by keyboard alone, with the real exercise behind the screen."""

from __future__ import annotations

import pytest

from practicum import exercises

from .hostile import hostile, nothing_happened
from .item_views import Engine, shown

LESSON, NAME = "dual_relationships", "ending_the_trade"
TEXT = "I should not have asked you, and it is not going to happen. " * 7  # 84 words
NOW = "2026-11-23T14:02:11.000+00:00"


class Writing(Engine):
    """The course's own written response, answered as a lesson does."""

    def __init__(self, bare, content: dict, *events: dict, **options: object) -> None:
        self.bare, self.exercise = bare, exercises.make(content, NAME, None, "5eed", NOW)
        for event in events:
            self.exercise = self.exercise.respond(event)
        bare.open(shown(self.exercise), **options)
        bare.answer_with(self._answer)

    def tab_to(self, name: str) -> None:
        """Tab until what has the focus says this."""
        for _ in range(60):
            if self.bare.focused.startswith(name):
                return
            self.bare.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not reach {name!r}; it stops at {self.bare.focused!r}")


@pytest.fixture
def content(editions) -> dict:
    return editions[LESSON]["self_study"]


def mark_all(content: dict, level: int) -> list[dict]:
    return [{"do": "mark", "criterion": name, "level": level} for name in content["written"][NAME]["criteria"]]


WRITE = {"do": "write", "fields": {"words": TEXT}}


def test_the_whole_way_by_keyboard(bare, content):
    engine, page = Writing(bare, content, write_ms=30), bare.page
    assert page.get_by_role("radio").count() == 0
    assert page.get_by_role("table", name="How it is marked").count() == 1
    engine.tab_to("What you say to Dana")
    page.keyboard.insert_text(TEXT)
    page.wait_for_selector(".pr-marking")
    assert bare.focused == "What you say to Dana"  # marking opens below and takes no focus
    assert "Mark your own response" in bare.spoken
    assert page.get_by_role("table").count() == 0  # each level is read once
    for n, (criterion, spec) in enumerate(content["written"][NAME]["criteria"].items()):
        group = page.get_by_role("group", name=spec["title"])
        engine.tab_to("4 points")
        assert group.evaluate("(one) => one.contains(document.activeElement)")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        engine.settled()
        assert engine.exercise.entry["marks"]["before"][criterion] == 3
        assert group.get_by_role("radio", checked=True).count() == 1
        if n < 3:
            page.keyboard.press("Tab")
    assert page.locator(".pr-example").count() == 0
    engine.tab_to("Compare with marked examples")
    page.keyboard.press("Enter")
    engine.settled()
    assert bare.focused == "Marked examples"
    assert "Mark it again" in bare.spoken
    assert page.get_by_role("radio", checked=True).count() == 0
    assert page.get_by_text("Before: 3 points").count() == 4
    for _ in content["written"][NAME]["criteria"]:
        engine.tab_to("4 points")
        page.keyboard.press("Space")
        engine.settled()
        page.keyboard.press("Tab")
    assert engine.exercise.entry["marks"]["after"] == dict.fromkeys(content["written"][NAME]["criteria"], 4)
    assert (
        "12 of 16 points before the examples, 16 of 16 after. They differ on:"
        in page.locator(".pr-marking").inner_text()
    )
    assert bare.spoken.startswith("Your marks: 12 of 16")


def test_what_is_typed_goes_before_the_mark(bare, content):
    engine = Writing(bare, content, WRITE)
    bare.page.get_by_label("What you say to Dana").fill(TEXT + "And that is all.")
    bare.page.get_by_role("radio").first.check()
    engine.settled()
    assert [event["do"] for event in bare.events] == ["write", "mark"]
    assert engine.exercise.response["words"].endswith("And that is all.")


def test_a_mark_shows_at_once_while_the_engine_is_slow(bare, content):
    exercise = exercises.make(content, NAME, None, "5eed", NOW).respond(WRITE)
    bare.open(shown(exercise))
    for _ in range(2):
        bare.page.get_by_role("radio").nth(1).check()
        assert bare.page.get_by_role("radio").nth(1).is_checked()
    bare.page.get_by_role("radio").nth(5).check()
    assert bare.page.get_by_role("radio").nth(1).is_checked()


def test_a_question_changed_since_says_so_and_one_may_leave_it(bare, content):
    exercise = exercises.make(content, NAME, None, "5eed", NOW).respond(WRITE)
    changed = exercises.make(content, NAME, {**exercise.entry, "version": "00"}, "5eed", NOW)
    engine = Writing(bare, content)
    engine.exercise = changed
    bare.push(shown(changed))
    assert bare.page.get_by_text("This question was changed after you answered it.").is_visible()
    bare.page.get_by_role("button", name="My answer stands").click()
    engine.settled()
    assert bare.page.get_by_text("This question was changed").count() == 0
    assert engine.exercise.response == exercise.response


@pytest.mark.parametrize("stage", ["closed", "before", "after"])
def test_axe_finds_nothing(bare, content, stage):
    before, after = mark_all(content, 3), mark_all(content, 4)
    events = {"closed": [], "before": [WRITE, *before[:2]], "after": [WRITE, *before, {"do": "compare"}, *after]}[stage]
    Writing(bare, content, *events)
    assert bare.sweep() == []


def test_hostile_text_is_only_text(bare, content):
    exercise = exercises.make(content, NAME, None, "5eed", NOW)
    for event in (WRITE, *mark_all(content, 3), {"do": "compare"}):
        exercise = exercise.respond(event)
    bare.open(hostile(shown(exercise)), width=320)
    nothing_happened(bare)
