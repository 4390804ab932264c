"""A lesson's page in a real browser, from a real server: set as it should be at every width, for every way of reading."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from ..conftest import ROOT
from .reader import KINDS, lessons

EVERY = [(lesson, kind) for lesson in lessons(ROOT) for kind in KINDS]
every_page = pytest.mark.parametrize(("lesson", "kind"), EVERY, ids=["-".join(one) for one in EVERY])


@every_page
def test_axe_finds_nothing_and_nothing_scrolls_sideways(reader, lesson, kind):
    assert reader.open(kind, lesson).sweep(thorough=(lesson, kind) == EVERY[0]) == []


@every_page
def test_the_page_has_its_landmarks_one_title_and_no_heading_left_out(reader, lesson, kind):
    page = reader.open(kind, lesson).page
    assert [page.get_by_role(name).count() for name in ("banner", "main", "contentinfo")] == [1, 1, 1]
    assert page.get_by_role("navigation", name="Contents").count() == 1
    assert page.locator("h1").all_inner_texts() == [page.locator(".bar-title").inner_text()]
    levels = [
        int(tag[1])
        for tag in page.locator("main :is(h1,h2,h3,h4,h5,h6):visible").evaluate_all("all => all.map(h => h.tagName)")
    ]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    assert page.title().startswith(page.locator("h1").inner_text())
    shown = page.locator("[data-exercise]")
    assert shown.count() == shown.locator(".pr-frame").count() > 0
    unnamed = page.locator(".pr-frame:not([aria-label]):not([aria-labelledby])")
    assert unnamed.count() == 0


@every_page
def test_without_javascript_the_reading_stands(chromium, site, lesson, kind):
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 320, "height": 800})
    page = context.new_page()
    page.goto(f"{site.url}lesson/{kind}/{lesson}?token={site.token}")
    page.get_by_text("The exercises need JavaScript").wait_for()
    assert page.locator("main .prose").count() > 2
    link = page.get_by_role("navigation", name="Contents").get_by_role("link").last
    assert link.is_visible()
    link.click()
    assert page.locator(f"[id='{link.get_attribute('href')[1:]}']").bounding_box()["y"] < 800
    widest = page.locator("main p, main li, main img").evaluate_all(
        "all => Math.max(...all.map(e => e.getBoundingClientRect().right))"
    )
    assert widest <= 320
    context.close()


def test_at_four_hundred_percent_nothing_is_lost_and_nothing_covers_the_text(reader):
    page = reader.open().page
    reader.look(320, height=256)  # 1280 by 1024, enlarged four times
    assert not reader.scrolls_sideways()
    assert page.locator("#bar").evaluate("bar => getComputedStyle(bar).position") == "static"
    cut = page.locator("main :is(p, li, h1, h2, h3, label, td, th, button)").evaluate_all(
        "all => all.filter(e => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1"
        " && getComputedStyle(e).overflowX !== 'visible' && !e.closest('.pr-hidden')).map(e => e.innerText.slice(0, 40))"
    )
    assert cut == []


def test_wider_spacing_of_text_cuts_nothing_off(reader):
    page = reader.open().page
    reader.look(320)
    page.evaluate(
        "() => { const sheet = new CSSStyleSheet(); sheet.replaceSync('* { line-height: 1.5 !important;"
        " letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }');"
        " document.adoptedStyleSheets = [sheet]; }"
    )
    assert not reader.scrolls_sideways()
    outside = page.locator("main *, .bar *").evaluate_all(
        "all => all.filter(e => e.checkVisibility() && !e.closest('.pr-hidden, svg') && e.getBoundingClientRect().right > 321)"
        ".map(e => e.outerHTML.slice(0, 80))"
    )
    assert outside == []


def test_a_line_of_text_has_at_most_68_characters(reader):
    page = reader.open().page
    widest = page.locator(".prose > p").evaluate_all(
        "all => Math.max(...all.map(e => e.getBoundingClientRect().width))"
    )
    letters = page.evaluate(
        "() => { const probe = document.querySelector('.prose > p').cloneNode(); probe.style.width = 'max-content';"
        " probe.style.maxWidth = 'none'; probe.textContent = 'In a county of three thousand overlap cannot be avoided, so';"
        " document.querySelector('.prose').append(probe); const wide = probe.getBoundingClientRect().width;"
        " probe.remove(); return wide / 59; }"
    )
    assert widest / letters <= 68


def test_targets_are_large_enough(reader):
    page = reader.open().page
    reader.look(320)
    small = page.locator("a, button, summary, select, label:has(input), textarea").evaluate_all(
        """all => all.filter(e => e.checkVisibility() && !e.matches('.prose a, .skip')).map(e => {
          const box = e.getBoundingClientRect();
          return [e.innerText.slice(0, 40), Math.round(box.width), Math.round(box.height)];
        }).filter(([text, width, height]) => width < 24 || height < 24)"""
    )
    assert small == []
    rows = page.locator(".pr-row, .pr-chip, .pr-take, .pr-button, .bar-contents").evaluate_all(
        "all => all.filter(e => e.checkVisibility()).map(e => e.getBoundingClientRect()).filter(b => b.height < 44 || b.width < 44).length"
    )
    assert rows == 0


def test_the_skip_link_comes_first_and_leads_to_the_lesson(reader):
    page = reader.open().page
    page.keyboard.press("Tab")
    link = page.locator(".skip")
    assert link.evaluate("e => e === document.activeElement")
    assert link.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_contents_say_where_the_reader_is_and_what_is_answered(reader):
    page = reader.open().page
    nav = page.get_by_role("navigation", name="Contents")
    link = nav.get_by_role("link", name=re.compile("They ask for something small"))
    link.click()
    page.wait_for_function(
        "() => document.querySelector('#contents [aria-current]')?.innerText.includes('They ask for something small')"
    )
    assert nav.locator("[aria-current]").count() == 1
    heading = page.get_by_role("heading", name="They ask for something small")
    assert heading.bounding_box()["y"] >= page.locator("#bar").bounding_box()["height"]
    nobody = nav.get_by_role("link", name=re.compile("Nobody asked"))
    assert "0 of 1 answered" in nobody.inner_text()
    reader.exercise("spouse_clinic").get_by_role("radio").first.check()
    reader.sent()
    page.wait_for_function("() => document.querySelector('#contents').innerText.includes('1 of 1 answered')")
    assert "1 of 1 answered" in nobody.inner_text()


def test_on_a_phone_the_contents_open_by_keyboard_and_never_stay_in_the_way(reader):
    page = reader.open().page
    reader.look(320)
    button, nav = page.get_by_role("button", name="Contents"), page.locator("#contents")
    assert not nav.is_visible()
    button.focus()
    page.keyboard.press("Enter")
    assert nav.is_visible()
    assert button.get_attribute("aria-expanded") == "true"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#contents') !== null")
    page.keyboard.press("Escape")
    assert not nav.is_visible()
    assert page.evaluate("document.activeElement.id") == "contents-button"
    page.keyboard.press("Enter")
    nav.get_by_role("link").last.focus()
    page.keyboard.press("Tab")
    assert not nav.is_visible()
    button.press("Enter")
    nav.get_by_role("link", name=re.compile("One o'clock")).click()
    assert not nav.is_visible()
    assert 0 < page.get_by_role("heading", name="One o'clock").bounding_box()["y"] < 400


def test_a_link_to_an_exercise_leads_to_it(reader):
    page = reader.open(anchor="#exercise-rural_plan").page
    page.wait_for_function("() => document.activeElement.closest('[data-exercise]')?.dataset.exercise === 'rural_plan'")
    box, bar = reader.exercise("rural_plan").bounding_box(), page.locator("#bar").bounding_box()
    assert bar["height"] <= box["y"] < 400
    page.locator(".pr-items").get_by_role("link", name="Ending the trade").click()
    assert 0 < reader.exercise("ending_the_trade").bounding_box()["y"] < 400


def test_the_table_stays_a_table_to_the_ear_and_its_cells_keep_their_columns_name(reader):
    page = reader.open().page
    table = page.get_by_role("region", name=re.compile("Table 1")).get_by_role("table")
    for width in (1280, 320):
        reader.look(width)
        assert table.get_by_role("columnheader").count() == 5
        assert table.get_by_role("rowheader", name="Stance").is_visible()
    cell = table.get_by_role("cell", name="Avoid; narrow exception")
    assert cell.evaluate("e => getComputedStyle(e, '::before').content") == '"NASW, 1.13(b)"'


def test_in_forced_colours_what_was_chosen_can_be_told(reader):
    page = reader.open().page
    page.emulate_media(forced_colors="active")
    options = reader.exercise("spouse_clinic").locator(".pr-option")
    options.first.locator("input").check()
    line = "e => getComputedStyle(e).outlineStyle"
    assert [options.nth(n).evaluate(line) for n in (0, 1)] == ["solid", "none"]


def test_what_is_said_is_little_and_not_said_twice(reader):
    """Five answers, and what a screen reader is told of them by the page's own line: that they are saved, once."""
    page = reader.open("cohort").page
    page.evaluate(
        """() => {
          window.heard = [];
          const said = document.getElementById('said');
          new MutationObserver(() => { if (said.textContent) heard.push(said.textContent); }).observe(said, { childList: true });
        }"""
    )
    graded = page.locator('[data-kind="single_choice"]', has_text="Graded")
    assert graded.count() >= 5
    for n in range(5):
        graded.nth(n).get_by_role("radio").first.check()
        reader.sent()
    page.wait_for_function("() => document.getElementById('answered').innerText.startsWith('5 of')")
    assert [said.split()[0] for said in page.evaluate("heard")] == ["Saved"]
    assert page.locator("[aria-live=assertive], [role=alert]").count() == 0
