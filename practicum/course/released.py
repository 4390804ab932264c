"""What was released, with its keys: gradebook/released/.

salt                           makes opaque option names; written once, so names outlive a re-release
<topic>.json                   which release of each lesson is in force
<hash>/<topic>/<lesson>.json           the content with its keys: scoring uses this and nothing else
<hash>/<topic>/<lesson>.content.json   the content that learners got
<hash>/<topic>/<lesson>.ipynb          the notebook that learners got
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from practicum.content.grammar import source_of

from ..shapes.content import LessonContent
from . import CourseError


def folder(root: Path) -> Path:
    return Path(root) / "gradebook" / "released"


def salt(root: Path) -> str:
    """The course's secret salt. Made on first use and never changed."""
    path = folder(root) / "salt"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as made:
            made.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    kept = path.read_text().strip()
    if not kept:
        raise CourseError(
            f"The file {path} is empty; restore it from a backup, for released option names depend on it."
        )
    return kept


def in_force(root: Path, topic: str) -> dict[str, str]:
    """The hash in force of each released lesson of a topic area."""
    path = folder(root) / f"{topic}.json"
    return json.loads(path.read_text("utf-8-sig"))["lessons"] if path.is_file() else {}


def _text(root: Path, topic: str, lesson: str, ending: str) -> str | None:
    release = in_force(root, topic).get(lesson)
    if release is None:
        return None
    path = folder(root) / release / topic / f"{lesson}{ending}"
    if not path.is_file():
        raise CourseError(f"{path} is missing; restore it from a backup or release {topic} again.")
    return path.read_text("utf-8-sig")


def _read(root: Path, topic: str, lesson: str, ending: str) -> Any:
    text = _text(root, topic, lesson, ending)
    return None if text is None else json.loads(text)


def keyed(root: Path, topic: str, lesson: str) -> LessonContent | None:
    """The released content with its keys, or None where the lesson was never released."""
    return _read(root, topic, lesson, ".json")


def keyed_in_force(root: Path, topic: str) -> dict[str, LessonContent]:
    """The content with its keys of every released lesson of a topic area, by the lesson's name."""
    found = {name: keyed(root, topic, name) for name in in_force(root, topic)}
    return {name: content for name, content in found.items() if content is not None}


def cohort(root: Path, topic: str, lesson: str) -> LessonContent | None:
    """The released content as learners got it."""
    return _read(root, topic, lesson, ".content.json")


def notebook(root: Path, topic: str, lesson: str) -> dict | None:
    """The released notebook as learners got it, its split lines joined."""
    found = _read(root, topic, lesson, ".ipynb")
    for cell in found["cells"] if found else []:
        cell["source"] = source_of(cell)
    return found


def keep(
    root: Path, topic: str, lesson: str, with_keys: LessonContent, without: LessonContent, released_notebook: str
) -> None:
    """Keep one released lesson and put it in force."""
    release = with_keys["hash"]
    place = folder(root) / release / topic
    write(place / f"{lesson}.json", as_json(with_keys))
    write(place / f"{lesson}.content.json", as_json(without))
    write(place / f"{lesson}.ipynb", released_notebook)
    lessons = {**in_force(root, topic), lesson: release}
    put_in_force(root, topic, lessons)


def put_in_force(root: Path, topic: str, lessons: dict[str, str]) -> None:
    """Name the releases in force; with none, the topic counts as unreleased."""
    path = folder(root) / f"{topic}.json"
    if lessons:
        write(path, as_json({"schema": 1, "topic": topic, "lessons": lessons}))
    else:
        path.unlink(missing_ok=True)


def as_json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all; an older read-only one gives way."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    beside.write_text(text, "utf-8")
    os.replace(beside, path)
