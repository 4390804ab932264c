"""What each reader's copy of a lesson carries.

`keyed`       everything, and the opaque names of graded options: stays in gradebook/released/
`self_study`  everything; shown after an attempt
`cohort`      graded and check items without key, feedback, sources or telling names;
              written responses without their marked examples
"""

from __future__ import annotations

import copy
import hashlib
import json
from typing import Any, Literal

from ..shapes.content import LessonContent, Reference
from . import citations, keys
from .load import Loaded, LoadedLesson, LoadedModule
from .versions import version

Kind = Literal["keyed", "self_study", "cohort"]
SCHEMA = 1


def _dump(value: Any) -> Any:
    return value.model_dump(mode="json", by_alias=True, exclude_none=True)


def _versioned(exercise: Any, salt: str) -> Any:
    dumped = _dump(exercise)
    return {**dumped, "version": version(dumped, salt)}


def content_hash(content: LessonContent) -> str:
    """16 hex digits over everything a lesson says, so that a release can be named."""
    bare = {k: v for k, v in content.items() if k not in ("hash", "edition")}
    return hashlib.sha256(json.dumps(bare, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def _rendered(value: Any, references: dict[str, Reference]) -> Any:
    """The same structure with citations in words."""
    if isinstance(value, str):
        return citations.in_text(value, references)
    if isinstance(value, dict):
        return {k: _rendered(v, references) for k, v in value.items()}
    if isinstance(value, list):
        return [_rendered(v, references) for v in value]
    return value


def _whole(module: LoadedModule, lesson: LoadedLesson, salt: str) -> LessonContent:
    """Everything that a lesson says, as plain JSON values."""
    references = module.reference_forms
    items = {name: _versioned(item, salt) for name, item in lesson.items.items()}
    items = {n: i if i["use"] == "practice" else keys.with_opaque_names(n, i, salt) for n, i in items.items()}
    written = {name: {**_versioned(w, salt), "points": w.points} for name, w in lesson.written.items()}
    return {
        "schema": SCHEMA,
        "topic": module.name,
        "lesson": lesson.name,
        "title": lesson.head.title,
        "summary": lesson.head.summary,
        "content_note": lesson.head.content_note,
        "topic_title": module.module.title,
        "as_of": module.module.as_of,
        "objectives": {n: _dump(o) for n, o in lesson.head.objectives.items()},
        "figures": {n: _dump(f) for n, f in lesson.head.figures.items()},
        "principles": dict(module.module.principles),
        "references": references,
        "items": _rendered(items, references),
        "vignettes": _rendered({n: _versioned(v, salt) for n, v in lesson.vignettes.items()}, references),
        "written": _rendered(written, references),
    }


def _without_keys(content: LessonContent) -> LessonContent:
    content = copy.deepcopy(content)
    content["items"] = {n: i if i["use"] == "practice" else keys.without_key(i) for n, i in content["items"].items()}
    for written in content["written"].values():
        written.pop("examples", None)
        written.pop("common_weaknesses", None)
        written.pop("references", None)
    return content


def edition(loaded: Loaded, topic: str, lesson: str, kind: Kind, salt: str = "") -> LessonContent:
    """The content of one lesson for one reader, as plain JSON values.

    All editions of the same content carry the same hash, that of the whole.
    """
    module = loaded.modules[topic]
    content = _whole(module, module.lessons[lesson], salt)
    content["hash"] = content_hash(content)
    content["edition"] = kind
    content["show_key_in_feedback"] = loaded.course.show_key_in_feedback
    if kind == "cohort":
        content = _without_keys(content)
    return content


def secrets(keyed: LessonContent) -> list[str]:
    """Every sentence and name of a keyed content that may not reach a learner's folder before marking."""
    found = [s for item in keyed["items"].values() if item["use"] != "practice" for s in keys.secrets(item)]
    for written in keyed["written"].values():
        for example in written.get("examples", {}).values():
            found += [*example["response"].values(), *example["reasons"].values()]
        found += written.get("common_weaknesses", [])
    return found
