"""Ids and names that people or attackers bring, and a course in which work lies under each of these ids."""

from __future__ import annotations

import unicodedata

from ..nbgrader_bridge.made_up import TOPIC

# Ids that the course graded before there was a rule for ids.
GRADED_ONCE = [
    "ann lee",
    "müller",
    "o'neil",
    "~ann",
    "_ann",
    "ann+1",
    "ann(1)",
    "a[b]",
    "*",
    "?",
    "50%",
    "李",
    "-x",
    "ann",
]
# Ids that try something: a terminal's colours and title, a forged line, rich's markup, a formula, a turned direction.
TERMINAL = [
    "\x1b[31mred",
    "\x9b31mred",
    "\x1b]0;title\x07",
    "new\nline",
    "back\rward",
    "\u202etxt",
    "a\u2066b",
    "tab\tid",
]
MARKUP = ["[red]x", "[link=http:evil]x", "=1+1", "@SUM(1)", "<b>x<b>"]


def is_plain(text: str) -> bool:
    """Whether nothing in an output moves a terminal or turns a line; line ends part its lines."""
    return all(unicodedata.category(c) not in ("Cc", "Cf", "Zl", "Zp") for c in text.replace("\n", ""))


def hand_in_as(course, *ids: str) -> None:
    """Work under each id in submitted/, and the same in the exchange's inbound folder."""
    inbound = course.root / "exchange" / "practicum" / "inbound"
    for learner in ids:
        course.hand_in(learner, course.full_sheet(reply={"words": "Dear Mrs Ono", "why": ""}))
        sent = inbound / f"{learner}+{TOPIC}+2026-11-01 10:05:00.000000 UTC+secret"
        sent.mkdir(parents=True)
        (sent / "gifts.ipynb").write_text("{}")
