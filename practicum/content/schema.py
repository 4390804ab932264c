"""JSON Schema for editors: what may be written in each file, so that an editor can say it while typing.

Made from the model, so the two cannot disagree; a test holds modules/schema/ current.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic import TypeAdapter

from . import model

FOLDER = "modules/schema"
# name of the schema -> the form, the files that have it
FILES: dict[str, tuple[Any, str]] = {
    "course": (model.Course, "modules/course.yml"),
    "competencies": (model.Competencies, "modules/competencies.yml"),
    "module": (model.Module, "module.yml of a topic area"),
    "references": (model.References, "references.yml of a topic area"),
    "unchecked": (model.Unchecked, "unchecked.yml of a topic area"),
    "glossary": (model.Glossary, "glossary.yml of a topic area"),
    "lesson": (model.LessonHead, "lesson.yml of a lesson"),
    "items": (model.ItemFile, "items.yml of a lesson"),
    "vignette": (model.Vignette, "a file in vignettes/ of a lesson"),
    "rubric": (model.Written, "rubric.yml of a lesson"),
}
DRAFT = "http://json-schema.org/draft-07/schema#"  # the one that every editor knows


def _plain(value: Any) -> Any:
    """Without what pydantic adds for programs: a title for each field (the field's name again)."""
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    kept = {key: inner for key, inner in value.items() if key != "discriminator"}
    if isinstance(kept.get("title"), str):
        del kept["title"]
    if "patternProperties" in kept:
        kept.setdefault("additionalProperties", False)  # names of another form are refused
    return {
        key: {name: _plain(field) for name, field in inner.items()}
        if key in ("properties", "$defs", "patternProperties")
        else _plain(inner)
        for key, inner in kept.items()
    }


def schemas() -> dict[str, dict]:
    """The schema of each file, by name."""
    made = {}
    for name, (kind, files) in FILES.items():
        schema = _plain(TypeAdapter(kind).json_schema(by_alias=True))
        for form in (schema, *schema.get("$defs", {}).values()):
            if levels := form.get("properties", {}).get("levels"):  # JSON knows no numbers as keys
                levels["patternProperties"] = {"^[0-9]+$": levels["additionalProperties"]}
                levels["additionalProperties"] = False
        made[name] = {"$schema": DRAFT, "title": files, **schema}
    return made


def texts() -> dict[str, str]:
    """File name -> text, for modules/schema/."""
    return {
        f"{name}.schema.json": json.dumps(schema, ensure_ascii=False, indent=1) + "\n"
        for name, schema in schemas().items()
    }
