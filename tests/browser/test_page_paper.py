"""A lesson on paper: questions with room to answer, what was answered, and nothing that only a screen can use."""

from __future__ import annotations

import shutil

import pytest

from ..server.site import put_small, small_notebook

TEXT = "It was my mistake.\n\nYou did nothing wrong by saying yes."
CASE = '[data-exercise="friday_sitter"]'


def on_paper(page, dark: bool = False) -> None:
    page.emulate_media(media="print", color_scheme="dark" if dark else "light")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")


def answer_some(reader) -> None:
    item = reader.exercise("spouse_clinic")
    item.get_by_role("radio").first.check()
    item.get_by_role("button", name="Check").click()
    item.get_by_role("button", name="Try again").wait_for()
    reader.exercise("ending_the_trade").locator("textarea").first.fill(TEXT)
    reader.exercise(CASE[16:-2]).locator(".pr-take").first.click()
    reader.page.locator(f"{CASE} .pr-move").wait_for()
    reader.sent()


def test_paper_has_the_answers_their_feedback_and_lines_where_there_is_none(reader):
    page = reader.open().page
    answer_some(reader)
    on_paper(page)
    for gone in (".bar", "#contents", "footer", "main button:not(.pr-take)", "main textarea", "main select", ".skip"):
        assert page.locator(gone).filter(visible=True).count() == 0, gone
    note = reader.exercise("ending_the_trade")
    assert note.locator(".paper-text").inner_text() == TEXT
    assert note.locator(".paper-line").count() == 8
    item = reader.exercise("spouse_clinic")
    assert item.get_by_role("radio").count() == item.locator(".pr-option-text:visible").count() == 4
    assert item.locator(".pr-feedback:visible").count() == 1
    assert not item.locator(".pr-sources").first.is_visible()
    assert item.locator(".paper-note").inner_text().count("American Psychological Association. (2017)") == 1
    case = page.locator(CASE)
    assert case.locator(".pr-take:visible").count() > 1
    assert "on the screen it goes on" in case.inner_text()
    assert reader.exercise("five_steps").locator(".pr-step-text:visible").count() == 5
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator(".paper").count() == 0
    assert page.locator("main details[open]").count() == 0


def test_paper_is_white_whatever_the_screen_is(reader):
    page = reader.open().page
    on_paper(page, dark=True)
    ink = "e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]"
    assert page.locator("body").evaluate(ink) == ["rgb(0, 0, 0)", "rgba(0, 0, 0, 0)"]
    assert page.locator(".pr-option-text").first.evaluate(ink) == ["rgb(0, 0, 0)", "rgba(0, 0, 0, 0)"]


def test_the_browser_makes_pages_of_it_and_the_screen_is_as_before(reader):
    page = reader.open().page
    before = page.locator("main").evaluate("e => e.querySelectorAll('*').length")
    made = page.pdf(format="A4")
    assert made.startswith(b"%PDF-") and len(made) > 100_000
    assert page.locator("main").evaluate("e => e.querySelectorAll('*').length") == before


@pytest.fixture
def small(reader):
    folder = reader.site.root / "links"
    prose = "# A small lesson\n\nRead [the code](https://example.org/code), or go to https://example.org/other.\n\n## One\n\nMore."
    put_small(folder, notebook=small_notebook(prose + "\n\n[https://example.org/bare](https://example.org/bare)"))
    yield
    shutil.rmtree(folder)


def test_a_link_on_paper_says_where_it_leads_once(reader, small):
    reader.page.goto(f"{reader.site.url}lesson/links/small")
    reader.page.wait_for_selector(".pr-frame")
    on_paper(reader.page)
    after = "e => getComputedStyle(e, '::after').content"
    code = reader.page.get_by_role("link", name="the code")
    assert "https://example.org/code" in code.evaluate(after)
    assert reader.page.get_by_role("link", name="https://example.org/bare").evaluate(after) == "none"
