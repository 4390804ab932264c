"""What to do about an item or a case, in words; nothing where the cohort is too small to tell.

A remark is made only when the whole 95 % interval lies beyond its bound, so a
smaller cohort draws fewer remarks, never bolder ones, and none hangs on fewer than
five learners. The bounds: right for
more than 90 % or fewer than 30 %; discrimination below .20 (Ebel & Frisbie,
1991, Essentials of Educational Measurement, 5th ed.); an option that fewer than
5 % take does not work as a distractor (Haladyna & Downing, 1993, "How many
options is enough for a multiple-choice test item?", Educational and
Psychological Measurement 53); left out by more than 10 %; coefficients of .70
and, for decisions about one person, .90 (Nunnally & Bernstein, 1994,
Psychometric Theory, 3rd ed.).
"""

from __future__ import annotations

from dataclasses import dataclass

from practicum.content.kinds import KINDS

from .cells import known
from .intervals import of_share
from .items import ItemStatistics, PartStatistics
from .paths import Case
from .reliability import Reliability

ENOUGH = 30
WHY_ENOUGH = (
    "With 30 learners the 95 % interval of a correlation near 0 is ±.36 and that of a share near one half ±.17; below "
    "that, good and bad items look alike. Linacre (1994, “Sample size and item calibration stability”, Rasch "
    "Measurement Transactions 7:4, 328) puts the least for a difficulty that holds at about 30; Kromrey & Bacon (1992, "
    "“Item analysis of achievement tests based on small numbers of examinees”, ERIC ED348378) studied 5 to 160."
)
EASY, HARD, LOW, RARE, LEFT_OUT = 0.90, 0.30, 0.20, 0.05, 0.10
FAIR, HIGH = 0.70, 0.90
CHOICES = {kind.name for kind in KINDS.values() if kind.parts == "options"}


@dataclass(frozen=True)
class Remark:
    """What stands out, and what to do about it."""

    what: str
    do: str


def of_item(item: ItemStatistics) -> list[Remark]:
    low, high = item.difficulty_interval
    found = _options_of_the_strong(item) if item.kind in CHOICES else []
    easy = low > EASY
    told = item.discrimination_interval if item.partial or known(item.right, item.n) else None
    if told and told[1] < 0:
        found.append(
            Remark(
                "Negative discrimination: those who do well elsewhere do worse here.",
                "Check the key against its source before anything else. If the key is right, look for wording that "
                "misleads those who know more, and take the item out of the score until it is mended.",
            )
        )
    elif told and told[1] < LOW and not easy:
        found.append(
            Remark(
                "Low discrimination: it hardly agrees with the other items.",
                "Read it for a second meaning and for a key that is a matter of taste. It may also ask for something "
                "that no other item asks; then keep it, knowing that it stands alone.",
            )
        )
    if easy:
        found.append(
            Remark(
                "Very easy: nearly everybody earns it.",
                "Keep it if everybody must know this; it then says that the lesson works, and cannot tell learners apart. "
                "Otherwise make the wrong answers more tempting.",
            )
        )
    elif high < HARD:
        found.append(
            Remark(
                "Very hard: few earn it.",
                "Check the key, then whether the lesson teaches it. If both are right, split the item or teach it better.",
            )
        )
    if item.omitted_interval[0] > LEFT_OUT:
        found.append(
            Remark(
                "Often left out.",
                "See whether it is overlooked, unclear or at the end of a long lesson; left out counts as wrong here.",
            )
        )
    return found + (_idle_options(item) if item.kind in CHOICES and not easy else [])


def _options_of_the_strong(item: ItemStatistics) -> list[Remark]:
    found, key = [], [part for part in item.parts if part.right]
    for part in item.parts:
        if part.with_rest_interval is None or not known(part.count, item.n):
            continue
        if not part.right and part.with_rest_interval[0] > 0:
            found.append(_tempts_the_strong(part, item.kind == "single_choice" and part.strong > key[0].strong))
        if part.right and item.kind == "multiple_choice" and part.with_rest_interval[1] < 0:
            found.append(
                Remark(
                    f"The strong leave out the right option “{part.label}”.",
                    "Check whether it is right under every reading; experts may see a condition that the key forgets.",
                )
            )
    return found


def _tempts_the_strong(part: PartStatistics, more_than_the_key: bool) -> Remark:
    if more_than_the_key:
        return Remark(
            f"Possible miskey: of the strongest more take “{part.label}” than the key.",
            "Check the key against its source. If it is wrong, correct the scores of everybody; if it is right, find "
            "out what the strong read into this option, and reword it.",
        )
    return Remark(
        f"The strong take the wrong option “{part.label}” more often than the weak.",
        "Read it as an expert would: it may be defensible. Make it clearly wrong, or count it as right.",
    )


def _idle_options(item: ItemStatistics) -> list[Remark]:
    idle = [part.label for part in item.parts if not part.right and part.interval[1] < RARE]
    if not idle:
        return []
    named = ", ".join(f"“{label}”" for label in idle)
    return [
        Remark(
            f"Hardly anybody takes {named}.",
            "Replace it with a mistake that learners really make, or take it out: three good options are enough.",
        )
    ]


def of_reliability(one: Reliability) -> str:
    low, high = one.interval
    if low >= HIGH:
        return "High enough for decisions about single learners."
    if low >= FAIR:
        return "High enough to teach and to compare groups by; too low to decide about one learner by this alone."
    if high < FAIR:
        return (
            "Low: differences between learners' scores are largely chance. Look at the items named below, or add some. "
            "Where nearly everybody masters a lesson it is low by nature."
        )
    return f"This cohort cannot tell whether it reaches {FAIR:.2f}; take it together with the next one's."


def of_case(case: Case) -> list[Remark]:
    found = []
    for scene in case.scenes:
        bad = sum(c.count for c in scene.choices if c.quality in ("poor", "harmful"))
        if scene.came >= ENOUGH and of_share(bad, scene.came)[0] > 0.5:
            found.append(
                Remark(
                    f"In the scene “{scene.name.replace('_', ' ')}” most choose what is poor or harmful.",
                    "Take it up with the group. If they have good reasons, the scene may withhold what they need to know.",
                )
            )
        idle = [c.label for c in scene.choices if scene.came >= ENOUGH and c.interval[1] < RARE]
        if idle:
            named = ", ".join(f"“{label}”" for label in idle)
            found.append(
                Remark(
                    f"In the scene “{scene.name.replace('_', ' ')}” hardly anybody chooses {named}.",
                    "Make it something that one might really do, or leave it out.",
                )
            )
    unseen = [e.label for e in case.endings if case.finished >= ENOUGH and e.interval[1] < RARE]
    if unseen:
        named = ", ".join(f"“{label}”" for label in unseen)
        found.append(
            Remark(
                f"Hardly anybody reaches {named}.",
                "Nothing is wrong with that where it takes a rare mistake; its text is seldom read.",
            )
        )
    return found
