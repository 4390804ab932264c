"""Search over lessons: an index in memory, made again when a file changed.

It holds only what a learner may read before answering: prose, and the stems,
cases and prompts of exercises. Keys, feedback, options and examples are not in
it, so no search can bring an answer up.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from .. import words
from ..content.kinds import KINDS

LONGEST_QUERY = 200  # characters
MOST_WORDS = 12
MOST_HITS = 40
LONGEST = 20_000  # characters of one section
BEGIN, END = "\x02", "\x03"  # round what was found, in a snippet; neither can stand in a text
WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Doc:
    """One thing that can be found: `where` names it inside `title`, `kind` is prose, item, vignette, written or term."""

    href: str
    title: str
    where: str
    kind: str
    text: str


# ------------------------------------------------------------ what is put in


class _Sections(HTMLParser):
    """Splits a rendered page at its headings."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[list[str]] = [["", "", ""]]  # anchor, heading, text
        self._heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if re.fullmatch("h[1-6]", tag):
            self._heading = True
            self.found.append([dict(attrs).get("id") or "", "", ""])
        self.found[-1][2] += " "

    def handle_endtag(self, tag: str) -> None:
        self._heading = self._heading and not re.fullmatch("h[1-6]", tag)
        self.found[-1][2] += " "

    def handle_data(self, data: str) -> None:
        self.found[-1][1 if self._heading else 2] += data


def sections(html: str) -> Iterator[tuple[str, str, str]]:
    """(anchor, heading, text) of every section of rendered prose; the first may have no heading."""
    parser = _Sections()
    parser.feed(html)
    parser.close()
    for anchor, heading, text in parser.found:
        if heading.strip() or text.strip():
            yield anchor, " ".join(heading.split()), " ".join(text.split())


def of_exercise(kind: str, spec: Mapping[str, Any]) -> tuple[str, str, str]:
    """(kind of document, what it is called, what it says) of an exercise, as it stands before an answer."""
    said = [spec.get(field) for field in ("case", "text", "stem", "question", "prompt")]
    parts = [part for part in said if isinstance(part, str)]
    title = spec.get("title") if isinstance(spec.get("title"), str) else spec.get("stem")
    return KINDS[kind].group, title if isinstance(title, str) else "", "\n".join(parts)


# ------------------------------------------------------------ the index


def query_of(text: str) -> str | None:
    """What a person typed as a question to the index: every word, the last as a beginning; None without words."""
    found = WORD.findall(text[:LONGEST_QUERY])[:MOST_WORDS]
    if not found:
        return None
    return " ".join(f'"{word}"' for word in found[:-1]) + f' "{found[-1]}"*'


class Index:
    """Documents that can be searched. Made anew by `renew` where the stamp of what they come from changed."""

    def __init__(self) -> None:
        self._stamp: object = None
        self._turn = threading.Lock()
        self._base: sqlite3.Connection | None = None

    def renew(self, stamp: object, docs: Callable[[], Iterable[Doc]]) -> None:
        """Make the index of `docs`, unless it was made at this stamp."""
        with self._turn:
            if stamp == self._stamp and self._base is not None:
                return
            base = sqlite3.connect(":memory:", check_same_thread=False)
            base.execute(
                "create virtual table docs using fts5(place, text, href unindexed, title unindexed, "
                "kind unindexed, tokenize = 'porter unicode61 remove_diacritics 2')"
            )
            clean = str.maketrans("", "", BEGIN + END)
            base.executemany(
                "insert into docs values (?, ?, ?, ?, ?)",
                (
                    (d.where.translate(clean), d.text[:LONGEST].translate(clean), d.href, d.title, d.kind)
                    for d in docs()
                ),
            )
            self._base, self._stamp = base, stamp

    def find(self, text: str) -> list[dict]:
        """What fits best first: {href, title, where, kind, snippet: [{text, hit: bool}]}, at most MOST_HITS + 1."""
        query = query_of(text)
        if query is None or self._base is None:
            return []
        with self._turn:
            rows = self._base.execute(
                f"select href, title, place, kind, snippet(docs, 1, '{BEGIN}', '{END}', '…', 32) "
                "from docs where docs match ? order by bm25(docs, 5.0, 1.0) limit ?",
                (query, MOST_HITS + 1),
            ).fetchall()
        return [
            {"href": href, "title": title, "where": where, "kind": kind, "snippet": bits(snippet)}
            for href, title, where, kind, snippet in rows
        ]


def bits(snippet: str) -> list[dict]:
    """A snippet in pieces: what was found, and what stands round it."""
    found, hit = [], False
    for part in re.split(f"([{BEGIN}{END}])", snippet):
        if part in (BEGIN, END):
            hit = part == BEGIN
        elif part:
            found.append({"text": part, "hit": hit})
    return found


def model(index: Index, text: str) -> dict:
    """What the search page shows.

    {title, query, count_text|None, empty_text|None, too_many_text|None,
     results: [{href, title, where, kind_text, snippet: [{text, hit}]}]}
    """
    text = " ".join(text.split())[:LONGEST_QUERY]
    found = index.find(text)
    shown, asked = found[:MOST_HITS], query_of(text) is not None
    name = "search_over" if len(found) > MOST_HITS else "search_found"
    return {
        "title": words.say("search_title"), "query": text,
        "count_text": words.say_count(name, len(shown)) if shown else None,
        "empty_text": words.say("search_none", query=text) if asked and not shown else None,
        "too_many_text": words.say("search_more", count=MOST_HITS) if len(found) > MOST_HITS else None,
        "results": [
            {**{key: one[key] for key in ("href", "title", "where", "snippet")},
             "kind_text": words.say(f"search_{one['kind']}")}
            for one in shown
        ],
    }  # fmt: skip
