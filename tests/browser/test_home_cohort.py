"""A cohort learner's home in a real browser, over nbgrader's own exchange: fetch, answer, hand in, a receipt."""

from __future__ import annotations

import pytest

from ..nbgrader_bridge.conftest import copies, released_course, released_once, run, unreleased  # noqa: F401 (fixtures)
from ..nbgrader_bridge.made_up import TOPIC
from ..nbgrader_bridge.test_learners_home import home  # noqa: F401
from .reader import Reader


@pytest.fixture(scope="session")
def kept_by() -> None:
    """The gradebook is SQLite's."""


@pytest.fixture
def reader(chromium, home):  # noqa: F811
    yield from Reader.at_work(chromium, home)


def test_an_assignment_from_its_fetching_to_its_receipt(reader):
    page = reader.page
    page.set_default_timeout(90_000)  # each step runs nbgrader
    page.evaluate("() => { window.mine = true; }")
    page.get_by_role("button", name=f"Fetch {TOPIC}").wait_for()
    assert page.evaluate("window.mine"), "what is new came in without a reload"
    assert page.locator("#said").inner_text() == "New assignments"
    reader.look(320, dark=True)
    assert reader.axe() == []

    page.get_by_role("button", name=f"Fetch {TOPIC}").click()
    page.get_by_text(f"Fetched {TOPIC}.").wait_for()
    box = page.get_by_role("region", name="Handing in")
    assert "still unanswered" in box.inner_text()
    assert reader.axe() == []
    assert not reader.scrolls_sideways()
    box.get_by_role("link").first.click()
    page.wait_for_selector(".pr-progress")
    page.locator('[data-exercise="scarf"]').get_by_role("radio").first.check()
    reader.sent()

    page.goto(reader.site.url)
    page.evaluate("() => addEventListener('submit', (e) => e.preventDefault())")
    for _ in range(2):
        page.get_by_role("button", name="Hand in").click()
    assert page.get_by_text("This takes some seconds").count() == 1
    page.reload()
    page.get_by_role("button", name="Hand in").click()
    receipt = page.locator(".receipts li").first
    receipt.wait_for()
    assert "1 of" in receipt.inner_text()
    assert len(receipt.locator("code").inner_text()) >= 16
    assert f"Handed in {TOPIC} at" in page.locator(".notice[role=status]").inner_text()
    assert reader.sweep() == []
