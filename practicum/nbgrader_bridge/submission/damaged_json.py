"""The beginning of a JSON file that was cut short, overwritten in part or saved in another alphabet.

A disk that was full, a mail program or an old editor leaves such files. What stands
whole before the damage is read; nothing is guessed.
"""

from __future__ import annotations

import json
import re
from typing import Any

from practicum import bounded_json

# Possessive, so that no text makes the search take longer than it is long.
TOKEN = re.compile(r'[\s\0]*+("[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\],:]|[^\s{}\[\],:"\0]++)', re.S)
CLOSING = {"{": "}", "[": "]"}
MOST_TOKENS = 300_000
WHOLE_FROM = 2  # an answer of a sheet, or a cell of a notebook, lies two levels deep and is read whole or not at all


def text_of(data: bytes) -> tuple[str, bool]:
    """A file's text, and whether every letter of it could be read."""
    try:
        return bounded_json.decoded(data), True
    except bounded_json.Refused:
        return bounded_json.decoded(data, "replace"), False


def beginning(text: str) -> Any:
    """What stands whole at the beginning of a damaged text; None where nothing does. Raises nothing."""
    end, closing = _whole(text)
    try:
        return bounded_json.plain(text[:end] + closing) if end else None
    except (ValueError, RecursionError):
        return None


def _whole(text: str) -> tuple[int, str]:
    """Where the last whole part ends, and what closes all around it."""
    stack: list[str] = []
    at, best, before = 0, (0, ""), ""
    for _ in range(MOST_TOKENS):
        found = TOKEN.match(text, at)
        if found is None:
            break
        token, at = found[1], found.end()
        if token in CLOSING:
            stack.append(token)
        elif token in "}]":
            if not stack or CLOSING[stack.pop()] != token:
                break
            if len(stack) <= WHOLE_FROM:
                best = (at, _closing(stack))
            if not stack:
                break  # the value is whole; what follows is not part of it
        elif token == "," and before not in ("", ",", ":", *CLOSING) and len(stack) <= WHOLE_FROM:
            best = (found.start(1), _closing(stack))
        before = token
    return best


def _closing(stack: list[str]) -> str:
    return "".join(CLOSING[one] for one in reversed(stack))


def loaded(text: str) -> tuple[Any, bool]:
    """A stranger's JSON as far as it can be read, and whether that is all of it. Raises nothing."""
    try:
        return json.loads(text), True
    except (ValueError, RecursionError):
        return beginning(text), False
