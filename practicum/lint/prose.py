"""A paragraph of prose that states a number, a law or a section names its source.

What counts as such a statement (FACTS), paragraph by paragraph of a notebook's Markdown:
a paragraph sign; "section", "standard", "rule" and the like with a number; a code's own numbering
(A.5.d, 3.05, 1.13(b)); percent; a decimal number; statistics (g = 0.74, p < .05); one in five;
a year in brackets, after "in", "since", "of" or "the", or beside Act, Code, Stats. and the like; "et al.".

What does not count: whole numbers otherwise (four options, ten minutes, 988), money, times of day,
lengths of time and way, the numbers of a list, headings, and the date of an "as of". A table, or a line that ends with a
colon, may have its citation in the paragraph after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..content import grammar
from ..content.citations import cited
from ..content.load import Loaded, LoadedLesson, LoadedModule
from ..content.source import Problem
from . import notebook as notebooks

MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
NO_FACT = re.compile(
    rf"as of (?:{MONTH} )?(?:\d{{1,2}},? )?(?:{MONTH} )?(?:\d{{4}}(?:-\d\d-\d\d)?)?"  # as-of dates, either way round
    r"|[$€£]\s?\d[\d.,]*(?:\s?(?:an?|per) \w+)?"  # money
    r"|\b\d{1,2}[.:]\d{2}\s?(?:a\.m\.|p\.m\.|am\b|pm\b|o'clock)"  # times of day
    r"|\b\d+\.\d+ (?:hours?|minutes?|years?|miles?|km|meters?)\b"  # lengths of time and way
    r"|^\s*(?:\d+[.)]|[-*+])\s"  # list numbers
    r"|\{\{.*?\}\}|!?\[[^\]]*\]\([^)]*\)|`[^`]*`",  # slots, links and pictures, code
    re.IGNORECASE | re.MULTILINE,
)
LAW = r"(?:Act|Code|Stats?|Statutes?|Laws?|Regulations?|Rules?|Amendments?)"
YEAR = r"(?:1[89]|20)\d\d"
FACTS = re.compile(
    r"§+\s?\d*"
    r"|\b(?:[Ss]ections?|[Ss]ubsections?|[Ss]tandards?|[Cc]lauses?|[Aa]rticles?|[Rr]ules?|[Cc]hapters?|[Tt]itles?) \d[\w.()]*"
    r"|\b[A-Z]\.\d{1,2}(?:\.[a-z])?\b"
    r"|\b\d[\d.,]*\s?(?:%|percent\b|per cent\b)"
    r"|\b[A-Za-z]\s?[=<>≤≥]\s?[-−–]?\d?\.?\d+"
    r"|(?<![\w.])\d+\.\d+(?:\([a-z0-9]\))*"
    r"|\b(?:1|[Oo]ne) in (?:\d+|two|three|four|five|six|seven|eight|nine|ten|twenty|a hundred)\b"
    rf"|\b(?:[Ii]n|[Ss]ince|of|the) {YEAR}\b|\({YEAR}[a-z]?\)|\b{LAW}\.?,? (?:of )?{YEAR}\b|\b{YEAR} (?:\w+ )?{LAW}\b"
    r"|\bet al\."
)
ANY_FACT = re.compile(r"[\d§]|\b[Oo]ne in |et al\.")  # what all of FACTS have one of


def paragraphs(markdown: str) -> list[str]:
    """A cell's paragraphs, without headings."""
    blocks = re.split(r"\n\s*\n", re.sub(r"^#{1,6} .*$", "\n", markdown, flags=re.MULTILINE))
    return [block.strip() for block in blocks if block.strip()]


def leads_on(paragraph: str) -> bool:
    """Whether the paragraph after this one may hold its citation."""
    return paragraph.startswith("|") or paragraph.rstrip("*_ ").endswith(":")


def uncited(markdown: str) -> Iterator[str]:
    """What each paragraph without a source states, in its own words."""
    blocks = paragraphs(markdown)
    for n, block in enumerate(blocks):
        if not ANY_FACT.search(block):  # most paragraphs; the long expressions take a fifth of a check
            continue
        found = FACTS.search(NO_FACT.sub(" ", block))
        covered = [block, *(blocks[n + 1 : n + 2] if leads_on(block) else [])]
        if found and not any(cited(text) for text in covered):
            yield re.sub(r"(?<!et al)[.,]+$", "", found[0].strip())


def facts_are_cited(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    path = notebooks.path_of(loaded, module, lesson)
    notebook = notebooks.read(path)
    for number, cell in enumerate(notebook["cells"] if notebook else [], 1):
        if cell.get("cell_type") != "markdown":
            continue
        for what in uncited(grammar.source_of(cell)):
            yield notebooks.problem_in(
                loaded, path, notebook, number,
                f"'{what}' stands in a paragraph without a source; cite one as [@key], or say it without the number",
            )  # fmt: skip
