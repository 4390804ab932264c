"""A case's chart: labels are measured, so that none overprints in any font, with any number of meters, on paper too."""

from __future__ import annotations

import pytest

from . import views
from .typefaces import WIDEST, Type, layout_faults, set_type

NAMES = ("Risk of harm", "Alliance", "Compliance with what was agreed", "Trust", "Responsibility")


def crowded(made: int = 6, value: int = 5) -> dict:
    """A case whose five meters all end at one place."""
    view = views.branching(3)
    view["moves"] = [str(n) for n in range(made)]
    view["meters"] = [
        {"id": f"m{i}", "label": name, "min": 0, "max": 10, "value": value, "better": "high", "start": i,
         "trace": [[0, i], [made, value]], "band": {"low": 2, "high": 6, "label": "Window of tolerance"} if not i else None}
        for i, name in enumerate(NAMES)
    ]  # fmt: skip
    return view


def labels(bare) -> list[dict]:
    return [label.bounding_box() for label in bare.page.locator(".pr-line-label").all()]


@pytest.mark.parametrize("value", [0, 5, 10])
@pytest.mark.parametrize("made", [1, 6])
def test_labels_that_want_one_place_share_it(bare, made, value):
    bare.open(crowded(made, value))
    for kind in (Type("arial-widths"), *WIDEST):
        set_type(bare.page, kind)
        for width in (1280, 320):
            bare.page.set_viewport_size({"width": width, "height": 900})
            bare.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
            assert layout_faults(bare.page) == [], (kind, width)


def test_a_label_moved_away_is_led_to_by_a_line(bare):
    bare.open(crowded(3), width=1280)
    assert bare.page.locator("[data-beside]").count() == 1
    drawn = bare.page.locator(".pr-leader").evaluate_all("all => all.filter(e => e.getAttribute('d')).length")
    assert bare.page.locator(".pr-leader").first.evaluate("e => getComputedStyle(e).display") != "none"
    assert drawn == 4, "the one in the middle stands where its line ends"
    short = [box["height"] for box, name in zip(labels(bare), NAMES, strict=True) if len(name) < 15]
    assert max(short) < 30, "with moves still to come there is room beside the lines"


def test_it_is_measured_again_when_the_type_or_the_width_changes(bare):
    bare.open(crowded(3), width=1280)
    set_type(bare.page, Type("arial-widths"))
    before = labels(bare)
    set_type(bare.page, Type("dejavu-mono", 0, 200))
    assert labels(bare) != before
    assert layout_faults(bare.page) == []
    bare.page.set_viewport_size({"width": 320, "height": 900})
    bare.page.wait_for_selector(".pr-chart-box:not([data-beside])")
    assert layout_faults(bare.page) == []


def test_every_meter_has_a_line_that_is_seen_and_unlike_the_others(bare):
    bare.open(crowded())
    looks = bare.page.locator(".pr-chart-field path.pr-line").evaluate_all(
        "all => [...new Set(all.map(e => getComputedStyle(e)).map(s => [s.stroke, s.strokeDasharray, s.strokeWidth].join()))]"
    )
    assert len(looks) == len(NAMES)
    assert not any(look.startswith("none") for look in looks)


@pytest.mark.parametrize("kind", WIDEST, ids=str)
def test_on_paper_the_labels_are_a_list_beneath_the_lines(bare, kind):
    bare.open(crowded(), width=1280)
    set_type(bare.page, kind)
    bare.page.emulate_media(media="print")
    plot = bare.page.locator(".pr-plot").bounding_box()
    assert all(box["y"] >= plot["y"] + plot["height"] for box in labels(bare))
    assert bare.page.locator(".pr-line-label .pr-swatch:visible").count() == len(NAMES)
    assert bare.page.locator(".pr-leader").first.evaluate("e => getComputedStyle(e).display") == "none"
    assert layout_faults(bare.page) == []
