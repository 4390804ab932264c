"""The cohort table in the terminal."""

from __future__ import annotations

from rich import box
from rich.table import Table

from ..words import number
from .cohort import Standing

WIDEST = 8  # characters of a lesson's heading, so that four lessons fit a line of 80


def heading(lesson: str, of: float) -> str:
    """A lesson's first word, and the points possible."""
    word = lesson.partition("_")[0].capitalize()
    return f"{word if len(word) <= WIDEST else word[: WIDEST - 1] + '.'}\nof {number(of)}"


def table(standings: list[Standing]) -> Table:
    """One line a learner: score by lesson, written responses, total, late."""
    possible = {lesson: of for standing in standings for lesson, (_, of) in standing.lessons.items()}
    made = Table(
        title="Demonstration cohort (all invented)", title_justify="left", box=box.SIMPLE, padding=0, pad_edge=False
    )
    made.add_column("Learner", no_wrap=True)
    for lesson in sorted(possible):
        made.add_column(heading(lesson, possible[lesson]), justify="right")
    made.add_column(f"Written\nof {number(max((s.written_of for s in standings), default=0))}", justify="right")
    made.add_column(f"Total\nof {number(max((s.possible for s in standings), default=0))}", justify="right")
    made.add_column("Late", justify="right")
    for s in standings:
        scores = [number(s.lessons[lesson][0]) if lesson in s.lessons else "none" for lesson in sorted(possible)]
        written = "waiting" if s.written is None else number(s.written)
        late = f"{s.late_hours:.0f} h" if s.late_hours else "–"
        made.add_row(s.name, *scores, written, number(s.total), late)
    return made
