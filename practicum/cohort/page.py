"""The item analysis as one HTML page that stands by itself: nothing in it is fetched or run."""

from __future__ import annotations

import os
from pathlib import Path

from practicum import words
from practicum.templating import environment

from . import plots

TEMPLATES = Path(__file__).parent / "templates"


def percent(share: float) -> str:
    """0.625 -> 62 %. Never 100 or 0 for what is not all or nothing."""
    rounded = round(100 * share)
    if rounded == 100 and share < 1:
        return "over 99 %"
    if rounded == 0 and share > 0:
        return "under 1 %"
    return f"{rounded} %"


def decimal(value: float) -> str:
    """.42, as the field writes what cannot exceed 1."""
    shown = f"{abs(value):.2f}".removeprefix("0")
    return f"−{shown}" if value < 0 and shown != ".00" else shown


def in_words(lesson: dict) -> str:
    """The drawing of items, for whoever does not see it."""
    plotted = [i for i in lesson["items"] if i["difficulty"] is not None and i["discrimination"] is not None]
    good = [i for i in plotted if 0.3 <= i["difficulty"] <= 0.9 and i["discrimination"] >= 0.2]
    below = [str(i["number"]) for i in plotted if i["discrimination"] < 0]
    said = f"Of {len(plotted)} items drawn, {len(good)} lie in the window of 30 to 90 percent right and a discrimination of at least .20."
    return said + (f" Below zero: {', '.join(below)}." if below else " None lies below zero.")


def plain(text: str) -> str:
    """The course's own text without its marks of emphasis."""
    return text.replace("**", "").replace("*", "").strip()


def html(found: dict) -> str:
    made = environment(TEMPLATES)
    made.filters |= {"percent": percent, "decimal": decimal, "plain": plain, "points": words.points}
    made.globals |= {"field": plots.field, "scale": plots.scale, "in_words": in_words, "word": words.say}
    return made.get_template("items.html.j2").render(**found)


def write(found: dict, folder: Path) -> Path:
    """Write the page, for its owner alone: it names right answers."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"items-{found['topic']}.html"
    with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(html(found))
    return path
