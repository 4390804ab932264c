"""A lesson open twice: in two tabs, in a page and in JupyterLab, on two servers. No text that was saved is gone."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pytest
from playwright.sync_api import Error

from ..server.site import running
from . import lab as labs
from .reader import PATIENCE

ONE, OTHER = "I can't be your therapist, Ana.", "We are friends, so I'll name a colleague."
TITLE = "There are two versions of this answer"


def put(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "small.content.json").write_text(json.dumps(labs.content()), "utf-8")
    (folder / "small.ipynb").write_text(json.dumps(labs.notebook(labs.cells())), "utf-8")
    return folder


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("windows")


@pytest.fixture(scope="module")
def servers(place):
    """Two servers over one folder."""
    put(place / "home" / "t")
    with running(place / "j1", place / "home") as one, running(place / "j2", place / "home") as two:
        yield one, two


@pytest.fixture
def context(chromium, place):
    for sheet in place.glob("home/*/small.answers.json"):
        sheet.unlink()
    put(place / "home" / "t")  # the notebook carries the answers too
    made = chromium.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    made.set_default_timeout(PATIENCE)
    yield made
    made.close()


class Tab:
    """A lesson's page in a tab of its own."""

    def __init__(self, context, site) -> None:
        self.page, self.site = context.new_page(), site
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.goto(f"{site.url}?token={site.token}")
        self.open()

    def open(self) -> Tab:
        self.page.goto(f"{self.site.url}lesson/t/small")
        self.page.wait_for_selector("textarea")
        return self

    @property
    def box(self):
        return self.page.locator("textarea").first

    def write(self, text: str) -> Tab:
        self.box.fill(text)
        self.box.press("Tab")
        return self

    def sent(self) -> Tab:
        self.page.wait_for_function("() => !Object.keys(sessionStorage).some((name) => name.startsWith('practicum '))")
        return self

    def shows(self, text: str) -> None:
        self.page.wait_for_function("(text) => document.querySelector('textarea').value === text", arg=text)

    def drafts(self) -> list[str]:
        return self.page.evaluate(
            "() => Object.keys(localStorage).filter((name) => name.startsWith('practicum draft'))"
        )

    @property
    def versions(self):
        return self.page.get_by_role("group", name=TITLE)

    def entry(self) -> dict:
        sheet = json.loads((self.site.root / "t" / "small.answers.json").read_text())
        return {**sheet["answers"]["note"], "aside": sheet.get("aside", {})}


def hide(tab: Tab) -> None:
    """As if this tab heard nothing of the others: what it shows is old."""
    tab.page.route("**/practicum/api/**", lambda route: route.abort())


def show(tab: Tab) -> None:
    tab.page.unroute("**/practicum/api/**")


def crash(context, tab: Tab) -> None:
    """The tab's process dies, so nothing of it can be sent any more."""
    with tab.page.expect_event("crash"), contextlib.suppress(Error):
        tab.page.goto("chrome://crash")
    tab.page.close()


def both_texts(tab: Tab) -> list[str]:
    return tab.versions.locator(".pr-version-text").all_inner_texts()


def test_two_tabs_keep_both_texts_and_the_learner_chooses(context, servers):
    first, second = Tab(context, servers[0]), Tab(context, servers[0])
    hide(second)
    first.write(ONE).sent()
    second.box.fill(OTHER)
    show(second)
    second.box.press("Tab")
    second.versions.wait_for()
    assert both_texts(second) == [OTHER, ONE]
    assert second.box.input_value() == OTHER  # what was typed stands in its box
    assert second.entry()["response"]["letter"] == OTHER and ONE in json.dumps(second.entry()["aside"])
    first.page.bring_to_front()
    first.versions.wait_for()  # the other tab shows it too
    first.versions.get_by_role("button", name="Keep both").press("Enter")
    first.versions.wait_for(state="detached")
    first.shows(f"{OTHER}\n\n{ONE}")
    second.page.bring_to_front()
    second.shows(f"{OTHER}\n\n{ONE}")
    second.versions.wait_for(state="detached")
    assert first.errors == second.errors == []


def test_two_servers_over_one_folder(context, servers):
    first, second = Tab(context, servers[0]), Tab(context, servers[1])
    first.write(ONE).sent()
    second.page.evaluate("dispatchEvent(new Event('focus'))")  # it comes to the front
    second.shows(ONE)
    second.write(f"{ONE} {OTHER}").sent()
    assert second.versions.count() == 0
    first.write(OTHER).sent()  # typed on the old state, before the tab could look
    first.versions.wait_for()
    assert first.entry()["response"]["letter"] == OTHER
    assert f"{ONE} {OTHER}" in both_texts(first)
    first.versions.get_by_role("button", name="Keep the other one").click()
    first.shows(f"{ONE} {OTHER}")


def test_what_is_typed_and_not_saved_is_never_replaced_by_what_comes(context, servers):
    first, second = Tab(context, servers[0]), Tab(context, servers[0])
    hide(second)
    second.box.fill(OTHER)
    second.box.press("Tab")
    second.page.locator("#trouble").wait_for()
    assert "kept in this browser until it is saved" in second.page.locator("#trouble").inner_text()
    first.write(ONE).sent()
    show(second)
    second.page.evaluate("dispatchEvent(new Event('focus'))")
    second.versions.wait_for()
    assert second.box.input_value() == OTHER and both_texts(second) == [OTHER, ONE]


def test_text_that_could_not_be_sent_comes_back_after_the_tab_was_killed(context, servers):
    tab = Tab(context, servers[0])
    hide(tab)
    tab.box.fill(ONE)
    assert len(tab.drafts()) == 1
    crash(context, tab)
    again = Tab(context, servers[0])
    again.shows(ONE)
    again.page.locator(".pr-hint", has_text="It stands in its box again").wait_for()
    again.sent()
    again.page.wait_for_function("() => !Object.keys(localStorage).some((name) => name.startsWith('practicum draft'))")
    assert again.entry()["response"]["letter"] == ONE
    again.open()
    assert again.box.input_value() == ONE and again.page.locator(".pr-hint", has_text="in its box again").count() == 0


def test_text_that_comes_back_never_replaces_what_was_saved_meanwhile(context, servers):
    tab = Tab(context, servers[0])
    hide(tab)
    tab.box.fill(ONE)
    crash(context, tab)
    # a browser elsewhere, which knows nothing of this one's text
    servers[1].send("lesson/t/small", "note", {"do": "write", "fields": {"letter": OTHER}})
    again = Tab(context, servers[0])
    again.versions.wait_for()
    assert both_texts(again) == [ONE, OTHER]


def test_a_choice_made_on_an_old_screen_is_told(context, servers):
    first, second = Tab(context, servers[0]), Tab(context, servers[0])
    hide(second)
    first.page.get_by_label("Agree to barter").check()
    first.sent()
    second.page.get_by_label("Talk about the fee first").check()
    show(second)
    second.page.evaluate("dispatchEvent(new Event('focus'))")
    second.page.get_by_text("This was changed in another window at").wait_for()
    assert second.page.get_by_label("Agree to barter").is_checked()
    second.page.get_by_label("Talk about the fee first").check()
    second.sent()
    assert (
        json.loads((servers[0].root / "t" / "small.answers.json").read_text())["answers"]["barter"]["response"] == "o2"
    )


def test_a_folder_that_can_be_written_to_again_is_noticed_without_a_keystroke(context, servers):
    from ..server.test_unsaved import let_files_grow

    tab = Tab(context, servers[0])
    let_files_grow(servers[0], 200)
    try:
        tab.write(ONE * 9)
        tab.page.locator("#trouble").wait_for()
        assert "saved by itself" in tab.page.locator("#trouble").inner_text()
    finally:
        let_files_grow(servers[0], None)
    tab.page.locator("#trouble").wait_for(state="hidden")
    assert tab.entry()["response"]["letter"] == ONE * 9
    assert tab.drafts() == []


def test_a_text_that_is_too_long_is_not_cut_and_not_lost(context, servers):
    tab = Tab(context, servers[0])
    tab.write(ONE).sent()
    long = "word " * 4_100
    tab.write(long)
    tab.page.get_by_text("500 characters too long").wait_for()
    assert tab.box.input_value() == long
    assert "Not all of it is saved" in tab.page.locator("[data-exercise=note]").inner_text()
    assert tab.entry()["response"]["letter"] == ONE
    tab.page.close()
    again = Tab(context, servers[0])
    again.page.get_by_text("500 characters too long").wait_for()
    assert again.box.input_value() == long
    again.write(long[:20_000]).sent()
    assert again.entry()["response"]["letter"] == long[:20_000]
    assert again.page.get_by_text("characters too long").count() == 0


def test_the_choice_by_keyboard_to_the_ear_and_on_every_width(context, servers):
    from axe_playwright_python.sync_playwright import Axe

    tab = Tab(context, servers[0])
    tab.page.evaluate("document.body.setAttribute('data-pr-said-ms', '600000')")  # or a slow machine misses it
    hide(tab)
    tab.box.fill(OTHER)
    servers[1].send("lesson/t/small", "note", {"do": "write", "fields": {"letter": ONE}})
    show(tab)
    tab.box.press("Tab")
    tab.versions.wait_for()
    assert "There are two versions" in tab.page.locator("[data-exercise=note] [aria-live]").inner_text()
    for width, dark in ((1280, False), (420, True), (320, False)):
        tab.page.set_viewport_size({"width": width, "height": 900})
        tab.page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
        found = Axe().run(tab.page).response["violations"]
        assert [v["id"] for v in found] == []
        assert tab.page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        here, there = (tab.versions.locator(".pr-version").nth(n).bounding_box() for n in (0, 1))
        assert (here["y"] == there["y"]) == (width == 1280)
    assert (
        tab.versions.locator(".pr-version-text").first.evaluate("node => getComputedStyle(node).userSelect") != "none"
    )
    tab.versions.get_by_role("button", name="Keep the newer one").focus()
    tab.page.keyboard.press("Space")
    tab.versions.wait_for(state="detached")
    assert tab.page.evaluate("() => document.activeElement.closest('[data-exercise]')?.dataset.exercise") == "note"
    assert tab.sent().entry()["aside"] == {} and tab.entry()["response"]["letter"] == OTHER
