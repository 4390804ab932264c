"""The pages in a real browser: nothing is asked of another origin, the policy is kept, hostile text stays text."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .site import COHORT, NAME, SELF, Site, put_small, small_notebook
from .test_hostile import PROSE, texts

PATIENCE = 20_000


class Visitor:
    """A logged-in page that keeps what it asked, what it broke and what its policy stopped."""

    def __init__(self, page, site: Site) -> None:
        self.page, self.site = page, site
        self.asked: list[str] = []
        self.wrong: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)
        page.on("dialog", lambda dialog: (self.wrong.append(dialog.message), dialog.dismiss()))

    def open(self, path: str) -> None:
        self.page.goto(f"{self.site.url}{path}?token={self.site.token}")

    @property
    def strays(self) -> list[str]:
        here = f"http://127.0.0.1:{self.site.port}/"
        return [url for url in self.asked if not url.startswith((here, "data:"))]


@pytest.fixture
def visitor(chromium, ann) -> Iterator[Visitor]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    made = Visitor(context.new_page(), ann)
    yield made
    context.close()
    assert made.strays == []
    assert made.wrong == []


def test_from_home_to_an_answer_on_the_sheet(visitor):
    page, site = visitor.page, visitor.site
    visitor.open("")
    page.locator(f'a[href$="lesson/-/{NAME}"]').first.click()
    case = page.locator('[data-exercise="spouse_clinic"]')
    case.get_by_role("radio").first.check()
    case.get_by_role("button", name="Check").click()
    case.get_by_role("button", name="Try again").wait_for()
    assert site.sheet()["spouse_clinic"]["tries"] == 1
    box = page.locator('[data-exercise="ending_the_trade"] textarea').first
    with page.expect_response(lambda said: "/ending_the_trade" in said.url):
        box.fill("I asked, and that was mine.")
    assert site.sheet()["ending_the_trade"]["response"]["words"] == "I asked, and that was mine."
    page.reload()
    case.get_by_role("button", name="Try again").wait_for()
    assert box.input_value() == "I asked, and that was mine."
    assert any("/static/widgets/exercise.js" in url for url in visitor.asked)


def test_the_cohorts_lesson_asks_nobody_outside_from_top_to_bottom(visitor):
    page = visitor.page
    visitor.open(COHORT)
    page.locator('[data-exercise="progress"] .pr-frame').wait_for()
    for picture in page.locator("main img").all():
        picture.scroll_into_view_if_needed()
        assert picture.evaluate("one => one.complete && one.naturalWidth > 0")
    page.keyboard.press("End")


def test_hostile_texts_run_nothing_and_fetch_nothing(visitor):
    made = small_notebook("# Hello", *PROSE)
    put_small(visitor.site.root / "bad", texts(), made)
    page = visitor.page
    visitor.open("lesson/bad/small")
    frame = page.locator('[data-exercise="asks"] .pr-frame')
    frame.get_by_role("radio").first.check()
    frame.get_by_role("button", name="Check").click()
    frame.get_by_text("window.hacked").first.wait_for()
    for link in page.locator("main a").all():
        assert link.evaluate("one => ['http:', 'https:'].includes(one.protocol)")
    assert page.evaluate("window.hacked") is None
    # PROSE ends its words with an own form and frame; as elements there is none
    assert page.locator("main iframe, main form, main style, main [onclick], main [onerror], main b").count() == 0


def test_a_stranger_is_sent_to_the_login(chromium, ann):
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{ann.url}{SELF}")
    assert "/login?next=" in page.url
    assert "Dual relationships" not in page.content()
    context.close()
