"""Whether gradebook/released holds what its own lists name: scoring needs every released lesson with its keys."""

from __future__ import annotations

import json
from pathlib import Path

from practicum.learner_ids import shown

ENDINGS = (".json", ".content.json", ".ipynb")
KEYED = {"hash": str, "items": dict, "written": dict}


def problem(folder: Path) -> str | None:
    """What is wrong, in half a sentence; None where every lesson in force is there, or nothing was released."""
    lists = sorted(folder.glob("*.json")) if folder.is_dir() else []
    if not lists:
        return None
    salt = folder / "salt"
    if not salt.is_file() or not salt.read_bytes().strip():
        return "its gradebook/released/salt is missing or empty"
    for path in lists:
        lessons = (_value(path) or {}).get("lessons")
        if not isinstance(lessons, dict) or not all(isinstance(one, str) for pair in lessons.items() for one in pair):
            return f"its gradebook/released/{shown(path.name)[:80]} names no lessons"
        for lesson, release in lessons.items():
            if missing := _missing(folder, path.stem, lesson, release):
                return f"its {shown(missing)[:200]} is missing or damaged"
    return None


def _missing(folder: Path, topic: str, lesson: str, release: str) -> str | None:
    if any("/" in name or "\\" in name or name in ("", ".", "..") for name in (lesson, release)):
        return f"lesson '{lesson}'"
    values: dict[str, dict] = {}
    for ending in ENDINGS:
        place = folder / release / topic / f"{lesson}{ending}"
        value = _value(place)
        if value is None:
            return place.relative_to(folder.parents[1]).as_posix()
        values[ending] = value
    keyed = values[".json"]
    sound = all(isinstance(keyed.get(name), kind) for name, kind in KEYED.items())
    same = {keyed.get("hash"), values[".content.json"].get("hash")} == {release} if sound else False
    if not same or not isinstance(values[".ipynb"].get("cells"), list):
        return (folder / release / topic / lesson).relative_to(folder.parents[1]).as_posix()
    return None


def _value(path: Path) -> dict | None:
    """A JSON object; None for anything else."""
    try:
        value = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
