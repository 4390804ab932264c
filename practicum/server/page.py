"""A released notebook and its content as what a page shows. Pure: knows no request and no file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from .. import exercises, words
from ..content.grammar import PROGRESS, SHOW, source_of
from ..lesson_session import LessonSession, problem_view
from ..shapes.content import LessonContent
from . import prose

MOST_CELLS = 2000
MOST_HEADINGS = 200  # in the list of contents
RESPONSE_TAG = "practicum-response"  # the marker's cell: what is written there is for JupyterLab alone
WRONG = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)  # of a damaged content


@dataclass(frozen=True)
class Lesson:
    """The part of a page that no answer changes."""

    title: str
    topic_title: str
    edition: str
    objectives: tuple[str, ...]
    minutes: int | None
    parts: tuple[dict[str, Any], ...]
    contents: tuple[dict[str, Any], ...]

    @property
    def names(self) -> list[str]:
        """The exercises that the page shows, in order."""
        return [part["id"] for part in self.parts if part.get("exercise_kind") not in (None, "progress")]


def text(value: Any, otherwise: str = "") -> str:
    """A text of a content file as it may be shown; anything else is `otherwise`."""
    return value if isinstance(value, str) and value.strip() else otherwise


def build(notebook: dict, content: LessonContent) -> Lesson:
    """The page of a lesson without its answers. Cells that a lesson cannot have are left out."""
    reading = prose.Reading(text(content.get("title"), content["lesson"]))
    parts: list[dict[str, Any]] = []
    seen: set[str] = set()
    for cell in notebook["cells"][:MOST_CELLS]:
        part = _part(cell, content, reading)
        if part is not None and part.get("id") not in seen:
            parts.append(part)
            seen |= {part["id"]} if "id" in part else set()
    for part in parts:
        if part["kind"] == "prose":
            part["html"] = Markup(prose.anchored(part["html"], reading))
    objectives = content.get("objectives")
    return Lesson(
        title=reading.title,
        topic_title=text(content.get("topic_title")),
        edition=text(content.get("edition")),
        objectives=tuple(
            text(one.get("text")) for one in objectives.values() if isinstance(one, dict) and text(one.get("text"))
        ) if isinstance(objectives, dict) else (),
        minutes=reading.minutes,
        parts=tuple(parts),
        contents=tuple({"id": one.id, "text": one.text, "level": one.level} for one in reading.headings[:MOST_HEADINGS]),
    )  # fmt: skip


def _part(cell: dict, content: LessonContent, reading: prose.Reading) -> dict[str, Any] | None:
    source = source_of(cell) if isinstance(cell.get("source"), str | list) else ""
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    if cell.get("cell_type") == "markdown":
        if (isinstance(tags, list) and RESPONSE_TAG in tags) or not source.strip():
            return None
        html = prose.render(source, reading)
        return {"kind": "prose", "html": html} if html.strip() else None
    if cell.get("cell_type") != "code":
        return None
    if source.strip() == PROGRESS:
        return {"kind": "exercise", "id": "progress", "exercise_kind": "progress", "title": words.say("progress_title")}
    found = SHOW.fullmatch(source.strip())
    if not found:
        return None
    try:
        kind, spec = exercises.identify(content, found[2])
        title = text(spec.get("title")) or text(spec.get("stem"), found[2])
    except WRONG:
        kind, title = "problem", found[2]
    return {"kind": "exercise", "id": found[2], "exercise_kind": kind, "title": title}


# ------------------------------------------------------------ with answers


def shown(desk: LessonSession, name: str, ack: int = 0, refused: str | None = None, remark: str | None = None) -> dict:
    """The view of an exercise; of one that a damaged content cannot make, a sentence that says so."""
    try:
        return desk.view(name, ack, refused, remark)
    except exercises.Unknown as error:
        return {**problem_view(str(error), name), "ack": ack}
    except WRONG:
        file = f"{desk.name}.content.json"
        return {**problem_view(words.say("problem_content_damaged", file=file), name), "ack": ack}


def progress(desk: LessonSession) -> dict:
    """What is answered; of a damaged content, a sentence that says so."""
    try:
        return desk.progress_view()
    except WRONG:
        return problem_view(words.say("problem_content_damaged", file=f"{desk.name}.content.json"), "progress")


def context(lesson: Lesson, desk: LessonSession) -> dict[str, Any]:
    """What the template of a lesson's page gets of the lesson and its answers."""
    return {
        "title": lesson.title,
        "topic_title": lesson.topic_title,
        "edition": lesson.edition,
        "objectives": list(lesson.objectives),
        "contents": list(lesson.contents),
        "parts": list(lesson.parts),
        "notices": list(desk.notices),
        "views": {name: shown(desk, name) for name in lesson.names},
        "progress": progress(desk),
    }
