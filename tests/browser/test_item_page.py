"""The page of item analysis in the browser: readable by everybody, on every screen, on paper, asking nobody."""

from __future__ import annotations

import json

import numpy as np
import pytest

from practicum.cohort import page as pages
from practicum.cohort import report
from practicum.cohort.gather import Lesson
from practicum.content.replay import every_path

from .typefaces import in_every_type

LEARNERS = 120


@pytest.fixture(scope="module")
def file(editions, tmp_path_factory):
    """The real lesson, answered by invented learners: remarks of every kind, hidden cells, long texts."""
    keyed = editions["dual_relationships"]["keyed"]
    lesson, chance = Lesson(keyed), np.random.default_rng(5)
    ways = [list(played.path) for played in every_path(keyed["vignettes"]["friday_sitter"])][::40]
    for n in range(LEARNERS):
        scores, responses = [], []
        for place, item in enumerate(lesson.graded.values()):
            right = chance.uniform() < (0.98 if place == 0 else n / LEARNERS if place % 4 else 1 - n / LEARNERS)
            scores.append(float(item["points"]) if right else 0.0)
            options = [o.get("opaque", name) for name, o in item.get("options", {}).items()]
            wrong = options[: 1 if n % 40 else 2]
            responses.append(
                {"single_choice": wrong[-1], "multiple_choice": sorted(wrong)}.get(item["type"]) if options else None
            )
        lesson.scores.append(scores)
        lesson.responses.append(responses)
        path = ways[n * n % 7]
        entry = {"response": {"path": path, "deal": 0, "ended": []}, "tries": 1 + (n < 3)}
        lesson.cases.setdefault("friday_sitter", []).append(entry)
        option = list(keyed["vignettes"]["valley"]["options"])[0 if n > 2 else 1]
        lesson.cases.setdefault("valley", []).append({"response": option, "tries": 1})
    empty = Lesson({**keyed, "lesson": "another", "title": "A lesson with few learners"})
    found = report.report(
        "ethics", "Ethics & <b>boundaries</b>", {"dual_relationships": lesson, "another": empty}, "2026"
    )
    json.dumps(found)
    assert sum(len(item["remarks"]) for item in found["lessons"][0]["items"]) >= 3
    return pages.write(found, tmp_path_factory.mktemp("items"))


@pytest.fixture
def opened(chromium, file):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    yield page
    context.close()
    assert asked == [file.as_uri()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_runs_out_of_the_page(opened, scheme):
    from axe_playwright_python.sync_playwright import Axe

    opened.emulate_media(color_scheme=scheme)
    for width in (1280, 420, 320):
        opened.set_viewport_size({"width": width, "height": 900})
        found = Axe().run(opened, options={"resultTypes": ["violations"]}).response["violations"]
        assert [f"{v['id']}: {node['target']}" for v in found for node in v["nodes"]] == []
        assert not opened.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_drawings_have_their_words_and_numbers_stand_apart(opened):
    drawings = opened.get_by_role("img")
    assert drawings.count() == 2
    assert "lie in the window of 30 to 90 percent right" in drawings.nth(1).get_attribute("aria-label")
    boxes = [label.bounding_box() for label in drawings.nth(1).locator("text.label").all()]
    middles = [(b["x"] + b["width"] / 2, b["y"] + b["height"] / 2) for b in boxes]
    assert len(boxes) >= 8
    for n, (x, y) in enumerate(middles):
        assert not any(abs(x - ox) < 8 and abs(y - oy) < 8 for ox, oy in middles[:n])


def test_it_prints_in_ink_on_paper_whole(opened):
    opened.emulate_media(media="print", color_scheme="dark")
    assert opened.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert opened.evaluate("getComputedStyle(document.body).color") == "rgb(28, 35, 33)"
    assert opened.evaluate(
        "[...document.querySelectorAll('.wide')].every(e => getComputedStyle(e).overflowX === 'visible')"
    )
    assert opened.pdf(format="A4").startswith(b"%PDF")


def test_what_a_title_holds_is_text(opened):
    assert opened.locator("h1").inner_text() == "Item analysis: Ethics & <b>boundaries</b>"


def test_no_font_makes_it_run_out_or_overprint(opened):
    assert in_every_type(opened) == []
