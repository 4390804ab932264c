"""The demonstration's report: one self-contained HTML page with the table and the distribution."""

from __future__ import annotations

from pathlib import Path

from ..templating import environment
from .cohort import Standing, bins, summary

TEMPLATES = Path(__file__).parent / "templates"

WIDTH, HEIGHT, LEFT, BELOW = 640, 240, 36, 44


def bars(standings: list[Standing]) -> list[dict]:
    """Bars of the histogram in the drawing's units."""
    counted = bins(standings)
    most = max((count for *_, count in counted), default=0) or 1
    step = (WIDTH - LEFT) / len(counted)
    return [
        {
            "x": LEFT + n * step + 4, "width": step - 8, "count": count, "label": f"{low}–{high}",
            "height": count / most * (HEIGHT - BELOW - 24), "middle": LEFT + n * step + step / 2,
        }
        for n, (low, high, count) in enumerate(counted)
    ]  # fmt: skip


def words(standings: list[Standing]) -> str:
    """The distribution in a sentence, for whoever does not see the drawing."""
    parts = [f"{count} between {low} and {high} percent" for low, high, count in bins(standings) if count]
    return f"Of {len(standings)} learners: " + ", ".join(parts) + "."


def html(title: str, standings: list[Standing], made: str) -> str:
    """The page. Every value is escaped; nothing in it is fetched or run."""
    lessons = sorted({lesson for standing in standings for lesson in standing.lessons})
    return environment(TEMPLATES).get_template("report.html").render(
        title=title, standings=standings, lessons=lessons, made=made, bars=bars(standings), words=words(standings),
        summary=summary(standings), size={"width": WIDTH, "height": HEIGHT, "left": LEFT, "below": BELOW},
    )  # fmt: skip
