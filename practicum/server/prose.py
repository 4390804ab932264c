"""A lesson's prose as HTML for a page: headings under one title, tables that can be scrolled, figures, safe links.

A notebook may come from a stranger. Markup in its text is shown as text; a link leads to the web or within
the page; a picture stands in the notebook itself, as drawing or photograph, or is replaced by its words.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape, unescape
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from .. import words
from ..content.prose import MINUTES_LINE

LONGEST = 200_000  # characters of a lesson's prose, drawings apart; a long lesson has 40,000
PICTURE = re.compile(r"\(data:(image/(?:svg\+xml|png|jpeg));base64,([A-Za-z0-9+/]+={0,2})\)")
MINUTES = re.compile("^" + re.escape(MINUTES_LINE).replace(r"\{minutes\}", r"(\d{1,4})") + "$", re.MULTILINE)
WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)
CLASSES = {"text-align:right": "pg-right", "text-align:center": "pg-center"}


@dataclass
class Heading:
    """A heading of the reading; `level` is that on the page, where the title has 1."""

    id: str
    text: str
    level: int


@dataclass
class Reading:
    """What is known of the reading so far, cell by cell."""

    title: str
    headings: list[Heading] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    anchors: dict[str, str] = field(default_factory=dict)  # as JupyterLab names a heading -> as we do
    tables: int = 0
    minutes: int | None = None  # as the first cell said them
    room: int = LONGEST
    _named: dict[str, int] = field(default_factory=dict)

    def heading(self, text: str, level: int) -> Heading:
        """The next heading, under the title, no level left out, under a name that nothing else bears."""
        before = self.headings[-1].level if self.headings else 1
        slug = re.sub(r"[^\w]+", "-", text.casefold()).strip("-")[:60]
        name = f"s-{slug or 'part'}"
        self._named[name] = count = self._named.get(name, 0) + 1
        if count > 1:
            name += f"--{count}"  # two hyphens: no heading's own words make them
        made = Heading(name, text, max(2, min(level, before + 1, 6)))
        self.headings.append(made)
        self.anchors.setdefault(text.replace(" ", "-"), name)
        return made


class _Renderer(RendererHTML):
    """Everything that differs from plain CommonMark."""

    def heading_open(self, tokens: Sequence[Token], at: int, options: Any, env: MutableMapping[str, Any]) -> str:
        made = tokens[at].meta["heading"]
        return f'<h{made.level} id="{escape(made.id)}" tabindex="-1">'

    def heading_close(self, tokens: Sequence[Token], at: int, options: Any, env: MutableMapping[str, Any]) -> str:
        return f"</h{tokens[at].meta['heading'].level}>\n"

    def link_open(self, tokens: Sequence[Token], at: int, options: Any, env: MutableMapping[str, Any]) -> str:
        href = tokens[at].meta.get("href")
        if not href:
            return ""
        outside = "" if href.startswith("#") else ' class="pg-out" rel="noopener noreferrer external"'
        return f'<a href="{escape(href)}"{outside}>'

    def link_close(self, tokens: Sequence[Token], at: int, options: Any, env: MutableMapping[str, Any]) -> str:
        return "</a>" if tokens[at].meta.get("href") else ""

    def image(self, tokens: Sequence[Token], at: int, options: Any, env: MutableMapping[str, Any]) -> str:
        token = tokens[at]
        alt = self.renderInlineAsText(token.children or [], options, env)
        source = _picture(str(token.attrGet("src")), env["reading"])
        return f'<img src="{source}" alt="{escape(alt)}">' if source else escape(alt)

    def paragraph_open(self, tokens: Sequence[Token], at: int, options: Any, env: MutableMapping[str, Any]) -> str:
        return "<figure>" if _alone(tokens[at + 1]) else self.renderToken(tokens, at, options, env)

    def paragraph_close(self, tokens: Sequence[Token], at: int, options: Any, env: MutableMapping[str, Any]) -> str:
        return "</figure>\n" if _alone(tokens[at - 1]) else self.renderToken(tokens, at, options, env)

    def table_open(self, tokens: Sequence[Token], at: int, options: Any, env: MutableMapping[str, Any]) -> str:
        reading = env["reading"]
        reading.tables += 1
        about = reading.headings[-1].text if reading.headings else reading.title
        label = words.say("table_of", number=reading.tables, title=about)
        return f'<div class="pg-table" role="region" tabindex="0" aria-label="{escape(label)}">\n<table>\n'

    def table_close(self, tokens: Sequence[Token], at: int, options: Any, env: MutableMapping[str, Any]) -> str:
        return "</table>\n</div>\n"

    def th_open(self, tokens: Sequence[Token], at: int, options: Any, env: MutableMapping[str, Any]) -> str:
        return f'<th scope="col"{_aligned(tokens[at])}>'

    def td_open(self, tokens: Sequence[Token], at: int, options: Any, env: MutableMapping[str, Any]) -> str:
        # the first column of a lesson's tables names what the row is about
        return '<th scope="row">' if tokens[at - 1].type == "tr_open" else f"<td{_aligned(tokens[at])}>"

    def td_close(self, tokens: Sequence[Token], at: int, options: Any, env: MutableMapping[str, Any]) -> str:
        return "</th>\n" if tokens[at - 2].type == "td_open" and tokens[at - 3].type == "tr_open" else "</td>\n"

    def fence(self, tokens: Sequence[Token], at: int, options: Any, env: MutableMapping[str, Any]) -> str:
        return f'<pre tabindex="0"><code>{escape(tokens[at].content)}</code></pre>\n'

    def code_block(self, tokens: Sequence[Token], at: int, options: Any, env: MutableMapping[str, Any]) -> str:
        return self.fence(tokens, at, options, env)


def _aligned(token: Token) -> str:
    """A column's side as a class: the page forbids itself style in attributes."""
    found = CLASSES.get(str(token.attrGet("style") or ""))
    return f' class="{found}"' if found else ""


def _alone(inline: Token) -> bool:
    """Whether a paragraph is nothing but one picture."""
    kids = inline.children or []
    return len(kids) == 1 and kids[0].type == "image"


def _picture(source: str, reading: Reading) -> str | None:
    found = re.fullmatch(r"picture:(\d{1,4})", source)
    number = int(found[1]) if found else len(reading.pictures)
    return reading.pictures[number] if number < len(reading.pictures) else None


def _set_aside(text: str, reading: Reading) -> str:
    """The text with its drawings taken out: they are long, and nothing in them is Markdown."""

    def one(match: re.Match) -> str:
        reading.pictures.append(f"data:{match[1]};base64,{match[2]}")
        return f"(picture:{len(reading.pictures) - 1})"

    return PICTURE.sub(one, text)


def _plain(inline: Token) -> str:
    """The words of a heading without its marks."""
    return " ".join(kid.content for kid in inline.children or [] if kid.type in ("text", "code_inline")).strip()


def _headed(tokens: list[Token], reading: Reading) -> list[Token]:
    """The tokens with their headings named; one that only repeats the lesson's title goes."""
    kept: list[Token] = []
    skip = 0
    for at, token in enumerate(tokens):
        if skip:
            skip -= 1
            continue
        if token.type == "heading_open":
            text, level = _plain(tokens[at + 1]), int(token.tag[1:])
            if level == 1 and text == reading.title:
                skip = 2
                continue
            made = reading.heading(text, level)
            token.meta["heading"] = tokens[at + 2].meta["heading"] = made
        kept.append(token)
    return kept


def _linked(tokens: list[Token]) -> None:
    """Leave a link only where it leads to the web or within the page."""
    for token in tokens:
        href = None
        for kid in token.children or []:
            if kid.type == "link_open":
                href = str(kid.attrGet("href") or "")
                href = href if href.startswith("#") or WEB.match(href) else None
            if kid.type in ("link_open", "link_close"):
                kid.meta["href"] = href


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:
        """The renderer decides, so that what is refused still reads as words."""
        return True


@cache
def _markdown() -> MarkdownIt:
    made = _Parser("commonmark", {"html": False, "maxNesting": 20}, renderer_cls=_Renderer)
    made.enable(["table", "strikethrough"])
    return made


def _without_minutes(text: str, reading: Reading) -> str:
    """The text without the line that says the minutes: a page says them in its head."""
    found = MINUTES.search(text)
    if not found or reading.minutes is not None:
        return text
    reading.minutes = int(found[1])
    return text[: found.start()] + text[found.end() :]


def render(text: str, reading: Reading) -> str:
    """One cell's text as HTML; what it adds to the reading is put there."""
    markdown, text = _markdown(), _without_minutes(text, reading)
    text = _set_aside(text, reading)[: reading.room]
    reading.room -= len(text)
    tokens = _headed(markdown.parse(text), reading)
    _linked(tokens)
    return markdown.renderer.render(tokens, markdown.options, {"reading": reading})


def anchored(html: str, reading: Reading) -> str:
    """The HTML with links within the page led to our headings; what leads nowhere becomes the top of the page."""
    known = {one.id for one in reading.headings}

    def one(match: re.Match) -> str:
        name = unquote(unescape(match[1]))
        return f'<a href="#{escape(reading.anchors.get(name, name if name in known else ""))}">'

    return re.sub(r'<a href="#([^"]*)">', one, html)
