"""The feedback page: what was answered, why it is right or not, what the marker says."""

from __future__ import annotations

import itertools

import pytest
from bs4 import BeautifulSoup

from practicum.nbgrader_bridge.feedback.page_exporter import phrase, prose
from practicum.nbgrader_bridge.marks.marking import mark

from .made_up import TOPIC

REPLY = {"words": "Dear Mrs Ono", "why": "It matters."}


def page(course, learner: str, lesson: str = "gifts") -> BeautifulSoup:
    return BeautifulSoup((course.root / "feedback" / learner / TOPIC / f"{lesson}.html").read_text(), "html.parser")


def text(soup) -> str:
    return " ".join(soup.get_text(" ").split())


@pytest.fixture
def graded(released_course):
    course = released_course
    course.hand_in("ann", course.full_sheet(reply=REPLY))
    course.hand_in(
        "bob",
        course.sheet(
            scarf=course.opaque("scarf", "accept_gladly")[0],
            signs=sorted(course.opaque("signs", "its_value", "its_colour")),
            reply={"words": "Hello", "why": ""},
        ),
    )
    course.hand_in("cat")
    course.autograde()
    mark(course.root, "ann", TOPIC, "gifts", "reply", {"warmth": 4, "reason": 1}, "Warm, and clear.", "meg")
    mark(course.root, "bob", TOPIC, "gifts", "reply", {"warmth": 1, "reason": 2}, "Say it again, more warmly.", "meg")
    return course


def test_command_and_api_give_the_same_pages(graded):
    graded.nbgrader("generate_feedback", TOPIC)
    by_command = {p: p.read_text() for p in graded.root.glob("feedback/*/*/*.html")}
    assert len(by_command) == 6
    assert graded.api().generate_feedback(TOPIC)["success"]
    assert {p: p.read_text() for p in by_command} == by_command


def test_formgraders_exporter_settings_do_not_change_the_page(graded):
    """The button's process has formgrader's template configured."""
    from nbgrader.apps.api import NbGraderAPI

    from practicum.nbgrader_bridge.setup.course_settings import nbgrader_settings

    settings = nbgrader_settings(graded.root)
    settings.HTMLExporter.template_name = "formgrade"
    assert NbGraderAPI(config=settings).generate_feedback(TOPIC)["success"]
    assert page(graded, "ann").h1.get_text() == "Feedback: Gifts"


def test_full_answers(graded):
    assert graded.api().generate_feedback(TOPIC)["success"]
    shown = text(page(graded, "ann"))
    assert "Item 1: 2 of 2 points" in shown and "Mrs Ono brings a hand-knitted scarf." in shown
    assert "You chose this, and it is right Ask what it means to her KEYFEEDBACK asking opens the meaning." in shown
    assert "Brown, A. (2001)" in shown and "https://example.org/gifts" in shown
    assert "Warm, and clear." in shown and "Dear Mrs Ono" in shown
    assert "Warmth: 4" in shown and "1 · Names a rule (reached)" in shown and "Returned" not in shown
    assert "Total 10 11" in shown


def test_partly_right_answers(graded):
    assert graded.api().generate_feedback(TOPIC)["success"]
    shown = text(page(graded, "bob"))
    assert "Item 1: 0.5 of 2 points" in shown
    assert "You chose this; it earns part of the points Thank her and say nothing GLADFEEDBACK" in shown
    assert "This was right Ask what it means to her KEYFEEDBACK" in shown
    assert "You chose this; it is not the best answer Its colour COLOURFEEDBACK" in shown
    assert "This was right Its timing TIMINGFEEDBACK" in shown
    assert "Returned." in shown and "Warmth: 1 (below 2, returned)" in shown


def test_an_empty_lesson(graded):
    assert graded.api().generate_feedback(TOPIC)["success"]
    shown = text(page(graded, "cat"))
    assert shown.count("You did not answer this item.") == 2
    assert "You wrote nothing here, so it scores 0." in shown and "Total 0 11" in shown
    assert "No answers were handed in." in shown


def test_an_unmarked_response_says_so(released_course):
    released_course.hand_in("ann", released_course.full_sheet(reply=REPLY))
    released_course.autograde()
    assert released_course.api().generate_feedback(TOPIC)["success"]
    shown = text(page(released_course, "ann"))
    assert "Your written response has not been marked yet" in shown and "not marked yet 6" in shown


def test_the_page_stands_alone_and_is_well_made(graded):
    assert graded.api().generate_feedback(TOPIC)["success"]
    soup = page(graded, "bob")
    assert soup.html["lang"] == "en" and soup.title.get_text() == "Feedback: Gifts"
    assert not soup.find_all(["script", "link", "img", "iframe"])
    ids = [t["id"] for t in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert all(a["href"].removeprefix("#") in ids for a in soup.find_all("a") if a["href"].startswith("#"))
    levels = [int(h.name[1]) for h in soup.find_all(["h1", "h2", "h3", "h4"])]
    assert levels[0] == 1 and all(b - a <= 1 for a, b in itertools.pairwise(levels))
    style = soup.style.get_text()
    assert "prefers-color-scheme: dark" in style and "@media print" in style


def test_marks_in_the_courses_text():
    assert phrase("*may* & **must** <b> 2*3") == "<em>may</em> &amp; <strong>must</strong> &lt;b&gt; 2*3"
    assert prose("One.\n\nTwo.") == "<p>One.</p><p>Two.</p>"
