"""JSON from a stranger: bounded, without NaN, without names that stand twice. Standard library alone."""

from __future__ import annotations

import json
from typing import Any

LARGEST = 2_000_000  # bytes
DEEPEST = 12


class Refused(ValueError):
    """Data that cannot be used at all, in half a sentence: 'it is no JSON'."""


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


def parse(data: bytes) -> Any:
    """JSON from a stranger. Raises Refused."""
    if len(data) > LARGEST:
        raise Refused("it is larger than 2 MB")
    if not data.strip():
        raise Refused("it is empty")
    try:
        value = json.loads(data.decode("utf-8"), parse_constant=_no_constant, object_pairs_hook=_no_duplicates)
    except Refused:
        raise
    except UnicodeDecodeError as error:
        raise Refused("it is not UTF-8 text") from error
    except RecursionError as error:
        raise Refused("it is nested too deeply") from error
    except ValueError as error:
        raise Refused("it is cut short or no JSON") from error
    check_depth(value)
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


def size(value: Any) -> int | None:
    """How many bytes a JSON value takes in a file; None where it cannot be written (1e999 is infinite to Python)."""
    try:
        return len(json.dumps(value, ensure_ascii=False, allow_nan=False).encode())
    except ValueError:
        return None
