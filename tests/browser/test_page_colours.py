"""The contrast of every pair of colours that the pages put together; axe-core looks at text, and only where it stands now."""

from __future__ import annotations

import re
from itertools import product

import pytest

from .bare import STATIC

GROUNDS = ("page", "surface", "raised", "accent-ground")
TEXTS = ("ink", "muted", "accent", "best", "acceptable", "poor", "harmful")
# A control's line on the grounds on which controls stand; the ring of the focus on all of them.
LINES = [*product(("line",), ("page", "surface")), *product(("muted", "accent", "focus"), GROUNDS)]


def themes() -> dict[str, dict[str, str]]:
    """The tokens of the light theme and of both dark ones, as the style has them."""
    css = (STATIC / "practicum.css").read_text("utf-8")
    blocks = [block for block in re.findall(r"\{([^{}]*--pr-page:[^{}]*)\}", css)]
    found = [dict(re.findall(r"--pr-([a-z-]+): (?:var\([^,]+, )?(#[0-9a-f]{6})", block)) for block in blocks]
    return dict(zip(("light", "dark in Jupyter", "dark"), found, strict=True))


def brightness(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((brightness(one), brightness(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", themes())
def test_text_has_a_contrast_of_4_5_on_every_ground(name):
    theme = themes()[name]
    low = {(t, g): round(c, 2) for t, g in product(TEXTS, GROUNDS) if (c := contrast(theme[t], theme[g])) < 4.5}
    assert low == {}
    assert contrast(theme["on-accent"], theme["accent"]) >= 4.5


@pytest.mark.parametrize("name", themes())
def test_lines_of_controls_and_the_focus_have_a_contrast_of_3(name):
    theme = themes()[name]
    assert {(t, g): round(c, 2) for t, g in LINES if (c := contrast(theme[t], theme[g])) < 3} == {}


def test_both_dark_themes_are_one():
    assert themes()["dark"] == themes()["dark in Jupyter"]
