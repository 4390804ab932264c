"""What counts as answered in a lesson."""

from __future__ import annotations

from practicum import progress

NOW = "2026-11-23T12:00:00.000+00:00"


def lesson(**uses: str) -> dict:
    items = {name: {"use": use, "stem": name} for name, use in uses.items()}
    return {"items": items, "vignettes": {"case": {"title": "A case"}}, "written": {}, "edition": "self_study"}


def shown(content: dict, *answered: str) -> dict:
    return progress.view(content, lambda name: name in answered, NOW, {"state": "none", "text": ""})


def test_what_no_lesson_shows_is_not_open_for_ever():
    view = shown(lesson(one="graded", two="check"), "one")
    assert [item["id"] for group in view["groups"] for item in group["items"]] == ["one", "case"]


def test_what_is_handed_in_counts_and_where_nothing_is_practice_does():
    assert shown(lesson(one="graded", two="practice"), "two")["summary"] == "0 of 1 answered"
    assert shown(lesson(one="practice"))["summary"] == "0 of 2 answered"
    assert shown(lesson(one="practice"), "one", "case")["summary"] == "All 2 answered"
