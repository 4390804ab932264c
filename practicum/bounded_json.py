"""JSON from a stranger: bounded, without NaN, without names that stand twice. Standard library alone."""

from __future__ import annotations

import codecs
import datetime
import json
import math
import re
from typing import Any

LARGEST = 2_000_000  # bytes
DEEPEST = 12
TIME = re.compile(r"^[12]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$")
HALF = re.compile(r"\\u[dD]")  # the only way for half a character to be in UTF-8 text


class Refused(ValueError):
    """Data that cannot be used at all, in half a sentence: 'it is no JSON'."""


class Damaged(Refused):
    """Data that is no whole JSON: its beginning may be."""


# The longer marks first, for that of UTF-32 begins like that of UTF-16. Editors on Windows write them.
MARKS = {
    codecs.BOM_UTF32_LE: "utf-32-le", codecs.BOM_UTF32_BE: "utf-32-be", codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be",
}  # fmt: skip
PADDING = "\0 \t\r\n\x1a"  # a crash or an old editor leaves them behind the end of a file


def decoded(data: bytes, errors: str = "strict") -> str:
    """A file's text, whichever byte order mark it begins with, without padding. Raises Refused, unless `errors` replaces."""
    mark = next((mark for mark in MARKS if data.startswith(mark)), b"")
    try:
        return data[len(mark) :].decode(MARKS.get(mark, "utf-8"), errors).rstrip(PADDING)
    except UnicodeDecodeError as error:
        raise Damaged("it is not UTF-8 text") from error


def _no_constant(name: str) -> Any:
    raise Refused(f"it holds {name}, which is no number")


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Refused("it holds the same name twice")
    return found


def check_depth(value: Any, limit: int = DEEPEST) -> None:
    """Raise Refused where lists and dictionaries go deeper than any of ours."""
    if not isinstance(value, dict | list) or not value:
        return
    if limit <= 0:
        raise Refused("it is nested too deeply")
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):  # most are neither, and a call for each would take most of the time
            check_depth(inner, limit - 1)


def parse(data: bytes, largest: int = LARGEST, deepest: int = DEEPEST) -> Any:
    """JSON from a stranger. Raises Refused."""
    if len(data) > largest:
        raise Refused(f"it is larger than {largest // 1_000_000} MB")
    if not (text := decoded(data)):
        raise Refused("it is empty")
    try:
        value = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_no_duplicates)
    except Refused:
        raise
    except RecursionError as error:
        raise Refused("it is nested too deeply") from error
    except ValueError as error:
        raise Damaged("it is cut short or no JSON") from error
    check_depth(value, deepest)
    return value


def storable(value: Any) -> Any:
    """Any JSON value with half characters replaced: half an emoji cannot be written to a file."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
        return value  # as nearly always
    except UnicodeEncodeError:
        return _replaced(value)


def _replaced(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {_replaced(k): _replaced(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_replaced(v) for v in value]
    return value


def _finite(text: str) -> float:
    if math.isinf(value := float(text)):
        raise Refused("it holds a number that is too large")
    return value


def plain(text: str) -> Any:
    """JSON that may be damaged, as values that can be written and shown again. Raises ValueError, RecursionError."""
    value = json.loads(text, parse_constant=_no_constant, parse_float=_finite)
    return storable(value) if HALF.search(text) else value


def moment(value: Any) -> str:
    """A time in UTC to the millisecond, so that times compare as text; '' for what is none."""
    if not isinstance(value, str) or not TIME.match(value):
        return ""
    try:
        return datetime.datetime.fromisoformat(value).astimezone(datetime.UTC).isoformat(timespec="milliseconds")
    except (ValueError, OverflowError):
        return ""


def size(value: Any) -> int | None:
    """How many bytes a JSON value takes in a file; None where it cannot be written (1e999 is infinite to Python)."""
    try:
        return len(json.dumps(value, ensure_ascii=False, allow_nan=False).encode())
    except ValueError:
        return None
