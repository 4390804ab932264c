"""The map of the course as a learner's copy has it: read from a file or a lesson's content, and believed in nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..bounded_json import Refused, parse

NAME = "course.json"
MOST_TOPICS = 60
MOST_LESSONS = 200  # of one topic
MOST_TERMS = 1000
LONGEST = 4000  # characters of one text


def text(value: Any, otherwise: str = "") -> str:
    """A text as it may be shown; anything else is `otherwise`."""
    return value[:LONGEST] if isinstance(value, str) and value.strip() else otherwise


def _list(value: Any, most: int) -> list[dict]:
    return [one for one in value[:most] if isinstance(one, dict)] if isinstance(value, list) else []


def number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10_000 else None


def _lesson(raw: dict) -> dict:
    return {
        "id": text(raw.get("id")), "title": text(raw.get("title")), "summary": text(raw.get("summary")),
        "minutes": number(raw.get("minutes")),
        "objectives": _texts(raw.get("objectives")),
    }  # fmt: skip


def _texts(value: Any, most: int = 20) -> list[str]:
    return [one for one in map(text, value[:most]) if one] if isinstance(value, list) else []


def _term(raw: dict) -> dict:
    lists = {key: _texts(raw.get(key)) for key in ("also", "sources", "see_also", "lessons")}
    return {"id": text(raw.get("id")), "term": text(raw.get("term")), "text": text(raw.get("text")), **lists}


def _topic(raw: dict) -> dict:
    return {
        "id": text(raw.get("id")), "title": text(raw.get("title")), "summary": text(raw.get("summary")),
        "order": number(raw.get("order")) or 0,
        "lessons": [one for one in map(_lesson, _list(raw.get("lessons"), MOST_LESSONS)) if one["id"]],
        "glossary": [t for t in map(_term, _list(raw.get("glossary"), MOST_TERMS)) if t["id"] and t["term"]],
    }  # fmt: skip


def clean(raw: Any) -> dict:
    """A map in its right form, whatever came: without what does not belong, and nothing too long."""
    raw = raw if isinstance(raw, dict) else {}
    topics = [one for one in map(_topic, _list(raw.get("topics"), MOST_TOPICS)) if one["id"]]
    return {"title": text(raw.get("title")), "report_to": text(raw.get("report_to")), "topics": topics}


def read(path: Path) -> dict | None:
    """The map in a file; None where there is none that can be read."""
    try:
        return clean(parse(path.read_bytes()))
    except (OSError, Refused):
        return None


def joined(found: list[dict]) -> dict:
    """Several maps as one: the first that knows a topic or a title says it; topics in their order."""
    topics: dict[str, dict] = {}
    for one in found:
        for topic in one["topics"]:
            topics.setdefault(topic["id"], topic)
    first = {key: next((one[key] for one in found if one[key]), "") for key in ("title", "report_to")}
    return {**first, "topics": sorted(topics.values(), key=lambda topic: topic["order"])}
