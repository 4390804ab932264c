"""The learner's home, search, glossary and report in a real browser, from a real server."""

from __future__ import annotations

import json
import re

import pytest

LESSON = "Dual relationships and conflicts of interest"
PAGES = {
    "home": "", "found": "search?q=barter", "nothing found": "search?q=xyzzy", "search": "search", "glossary": "glossary",
    "report": "report?folder=self_study&lesson=dual_relationships", "no such page": "lesson/self_study/nothing",
}  # fmt: skip


def go(reader, path: str = ""):
    reader.page.goto(f"{reader.site.url}{path}")
    return reader.page


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(reader, name):
    page = go(reader, PAGES[name])
    assert page.locator("h1").count() == 1
    assert [page.get_by_role(one).count() for one in ("banner", "main", "contentinfo")] == [1, 1, 1]
    assert reader.sweep(thorough=name == "home") == []
    small = page.locator("a, button, summary").evaluate_all(
        "all => all.filter(e => e.checkVisibility() && !e.matches('.skip, p a, dd a')).map(e => e.getBoundingClientRect())"
        ".filter(b => b.width < 24 || b.height < 24).length"
    )
    assert small == 0


def test_help_stands_in_the_same_place_on_every_page(reader):
    reader.open()
    first = reader.page.locator("footer a").all_inner_texts()
    assert first == ["All lessons", "Search", "Glossary", "Report an error"]
    for path in PAGES.values():
        assert go(reader, path).locator("footer a").all_inner_texts() == first


def test_the_one_thing_to_do_next_leads_to_the_exercise_that_is_next(reader):
    page = go(reader)
    assert page.locator(".resume").get_by_role("heading", name="Begin").is_visible()
    assert page.locator(".button:visible").count() == 1, "one primary action"
    reader.open("self_study")
    reader.exercise("spouse_clinic").get_by_role("radio").first.check()
    reader.sent()
    page = go(reader)
    assert page.locator(".resume").get_by_role("heading", name="Go on where you stopped").is_visible()
    row = page.locator(".lesson", has=page.locator('a[href$="lesson/self_study/dual_relationships"]'))
    assert re.search(r"Begun\s+1 of \d+ answered", row.inner_text())
    assert row.locator('.mark[data-mark="begun"]').count() == 1
    page.locator(".resume").get_by_role("link").click()
    page.wait_for_function("() => document.activeElement.closest('[data-exercise]')?.dataset.exercise === 'five_steps'")


def test_home_by_keyboard_alone(reader):
    page = go(reader)
    wanted = page.locator("a, button, input:not([type=hidden]), summary").evaluate_all(
        "all => all.filter(e => e.checkVisibility()).map((e, n) => { e.dataset.stop = n; return n; })"
    )
    reached = []
    for _ in range(len(wanted) + 3):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            "() => { const at = document.activeElement; return at === document.body ? null :"
            " [Number(at.dataset.stop), getComputedStyle(at).outlineStyle]; }"
        )
        if stop is None or (reached and stop[0] == 0):
            break
        assert stop[1] != "none"
        if stop[0] not in reached[-1:]:  # a file field has two stops of its own
            reached.append(stop[0])
    assert reached == wanted


def test_what_is_searched_is_found_marked_and_leads_there(reader):
    page = go(reader)
    page.get_by_label("Search the lessons").fill("barter")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=barter")
    assert page.title().startswith("barter · ")
    assert page.get_by_role("status").inner_text().endswith("places found")
    assert "barter" in page.locator(".results mark").first.inner_text().lower()
    page.get_by_role("link", name="Barter: four codes, and then your state").first.click()
    assert page.locator("h1").inner_text() == LESSON
    page.wait_for_selector(".pr-progress")
    heading = page.get_by_role("heading", name="Barter: four codes, and then your state")
    assert 0 < heading.bounding_box()["y"] < 400
    assert page.get_by_label("Search the lessons").count() == 0
    page = go(reader, "search?q=xyzzy")
    assert "Nothing found" in page.get_by_role("status").inner_text()


def test_a_report_becomes_a_file_and_what_was_typed_outlives_a_mistake(reader):
    page = reader.open().page
    page.get_by_role("contentinfo").get_by_role("link", name="Report an error").click()
    assert LESSON in page.locator("main").inner_text()
    page.get_by_label("Where it is").fill("The references")
    page.get_by_label("What is wrong").fill("   ")
    page.get_by_role("button", name="Write the file").click()
    alert = page.get_by_role("alert")
    assert alert.inner_text() == "Say what is wrong first."
    field = page.get_by_label("What is wrong")
    assert field.get_attribute("aria-invalid") == "true"
    assert alert.get_attribute("id") in field.get_attribute("aria-describedby")
    assert page.get_by_label("Where it is").input_value() == "The references"
    assert page.title().startswith("Not written")
    assert reader.axe() == []
    field.fill("The year of Gottlieb's model is 1993.")
    page.get_by_role("button", name="Write the file").click()
    name = page.locator(".file code").inner_text()
    assert "Gottlieb's model is 1993" in (reader.site.root / name).read_text("utf-8")
    assert reader.axe() == []
    page.get_by_role("link", name="Back to the lesson").click()
    assert page.locator("h1").inner_text() == LESSON


def test_answers_go_out_in_one_file_and_come_back(reader, tmp_path):
    reader.open("self_study")
    reader.exercise("spouse_clinic").get_by_role("radio").nth(2).check()
    reader.sent()
    page = go(reader)
    with page.expect_download() as got:
        page.get_by_role("link", name="Save my answers as a file").click()
    file = tmp_path / "answers.json"
    got.value.save_as(file)
    assert json.loads(file.read_text("utf-8"))["sheets"]
    kept = reader.sheet()["spouse_clinic"]["response"]
    (reader.site.root / "self_study" / "dual_relationships.answers.json").unlink()
    page = go(reader)
    page.get_by_label("A file of answers").set_input_files(file)
    page.get_by_role("button", name="Bring in").click()
    assert "Answers brought in." in page.locator(".notice[role=status]").inner_text()
    assert reader.sheet()["spouse_clinic"]["response"] == kept
    page.get_by_label("A file of answers").set_input_files(
        {"name": "x.json", "mimeType": "application/json", "buffer": b"{}"}
    )
    page.get_by_role("button", name="Bring in").click()
    assert "Nothing was brought in" in page.locator("main").inner_text()
    assert reader.axe() == []


def test_a_glossary_term_can_be_pointed_at(reader):
    page = go(reader, "glossary")
    link = page.locator(".term a[href^='#']").first
    name = link.get_attribute("href")
    link.click()
    assert 0 <= page.locator(name).bounding_box()["y"] < 900
    assert page.locator(f"{name}:target dt").inner_text() == link.inner_text()
