"""The cohort table in the terminal."""

from __future__ import annotations

from rich.table import Table

from ..words import number
from .cohort import Standing


def table(standings: list[Standing]) -> Table:
    """One line a learner: score by lesson, written response, total, late."""
    lessons = sorted({lesson for standing in standings for lesson in standing.lessons})
    made = Table(title="Demonstration cohort (all invented)", title_justify="left", caption_justify="left")
    made.add_column("Learner")
    for lesson in lessons:
        made.add_column(lesson.replace("_", " ").capitalize(), justify="right")
    for name in ("Written response", "Total", "Late"):
        made.add_column(name, justify="right")
    for s in standings:
        scores = [
            f"{number(s.lessons[lesson][0])} of {number(s.lessons[lesson][1])}" if lesson in s.lessons else "none"
            for lesson in lessons
        ]
        written = "waiting" if s.written is None else f"{number(s.written)} of {number(s.written_of)}"
        late = f"{s.late_hours:.0f} h" if s.late_hours else "–"
        made.add_row(s.name, *scores, written, f"{number(s.total)} of {number(s.possible)}", late)
    return made
