"""Filling in the prose of a lesson: citations, objectives, minutes, references, figures."""

from __future__ import annotations

import re

from ..shapes.content import LessonContent
from . import citations
from .grammar import source_of
from .timing import minutes

FIGURE = re.compile(r"!\[[^\]]*\]\(figure:([a-z][a-z0-9_]*)\)")
HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t]*$", re.MULTILINE)
SLOT = re.compile(r"^\{\{\s*(objectives|minutes|references)\s*\}\}[ \t]*$", re.MULTILINE)
# What {{minutes}} becomes. A page that says the minutes in its head leaves this line out.
MINUTES_LINE = "About {minutes} minutes. You can stop anywhere; your answers are kept."


def used_references(markdown: str, content: LessonContent) -> list[str]:
    """Keys cited in the prose or by what every reader sees, in the order of the reference list."""
    used = set(citations.cited(markdown))
    for vignette in content["vignettes"].values():
        used |= set(vignette.get("references", []))
    for item in content["items"].values():
        used |= set(item.get("references", []))
    return [key for key in content["references"] if key in used]


def markdown_of(notebook: dict) -> str:
    """The prose of a whole notebook."""
    return "\n\n".join(source_of(c) for c in notebook["cells"] if c.get("cell_type") == "markdown")


def figures(markdown: str) -> list[str]:
    """Names of the figures that a Markdown text shows."""
    return FIGURE.findall(markdown)


def headings(markdown: str) -> list[str]:
    """The headings of a Markdown text, in order, as they are written."""
    return HEADING.findall(markdown)


def render_prose(markdown: str, content: LessonContent, whole: str | None = None) -> str:
    """One Markdown cell with its slots and citations filled in.

    `whole` is the prose of the whole lesson, from which minutes and references are taken.
    """
    whole = markdown if whole is None else whole

    def slot(match: re.Match) -> str:
        match match[1]:
            case "objectives":
                return "\n".join(f"{n}. {o['text']}" for n, o in enumerate(content["objectives"].values(), 1))
            case "minutes":
                return MINUTES_LINE.format(minutes=minutes(whole, content))
            case _:
                return "\n".join(f"- {content['references'][k]['full']}" for k in used_references(whole, content))

    return citations.in_text(SLOT.sub(slot, markdown), content["references"])
