"""JupyterLab's launcher leads to the learner's home page with one click."""

from __future__ import annotations

import re


def test_one_click_from_the_launcher_to_all_lessons(lab, page):
    page.goto(f"{lab.url}/lab?token={lab.token}&reset")
    card = page.locator(".jp-LauncherCard", has_text="All lessons")
    card.wait_for(timeout=60_000)
    with page.context.expect_page() as opened:
        card.click()
    home = opened.value
    home.wait_for_url(re.compile(r"/practicum/$"))
    home.get_by_role("heading", level=1).wait_for()
