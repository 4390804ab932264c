"""Nothing overprints or runs out sideways on any page, whatever the reader's font and size of text."""

from __future__ import annotations

import pytest

from ..conftest import ROOT
from .reader import lessons
from .test_home import PAGES, go
from .typefaces import WIDEST, in_every_type, layout_faults, set_type


@pytest.mark.parametrize("name", PAGES)
def test_home_search_glossary_and_report(reader, name):
    go(reader, PAGES[name])
    assert in_every_type(reader.page, widths=(1280, 320)) == []


@pytest.mark.parametrize("lesson", lessons(ROOT))
def test_a_lesson(reader, lesson):
    reader.open("self_study", lesson)
    assert in_every_type(reader.page, WIDEST, widths=(1280, 320)) == []


@pytest.mark.parametrize("kind", WIDEST, ids=str)
def test_the_list_of_contents_over_the_page(reader, kind):
    page = reader.open("cohort").page
    reader.look(320)
    set_type(page, kind)
    page.get_by_role("button", name="Contents").click()
    outside = page.locator("#contents :is(a, span), .bar :is(button, p)").evaluate_all(
        "all => all.filter(e => e.checkVisibility() && !e.matches('.pr-hidden')"
        " && e.getBoundingClientRect().right > innerWidth + 1).map(e => e.innerText.slice(0, 40))"
    )
    assert outside == []
    assert page.locator("#contents").evaluate("e => e.scrollWidth <= e.clientWidth")
    assert layout_faults(page) == []
