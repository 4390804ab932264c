"""The version of an exercise: a short name for what a learner is asked and what is right.

An answer keeps the version that it was given to, so that a question changed
since can be shown as changed. Explanations, sources and examples are no part of
it: mending them changes no question. The name is made with the course's secret
salt, because from a plain hash over options and key the key could be tried out.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from . import keys

CASE_ASIDE = ("objective", "principle", "references", "transfer", "remarks")
CHOICE_ASIDE = ("why", "references")
ENDING_ASIDE = ("debrief",)


def _without(value: Mapping[str, Any], *fields: str) -> dict:
    return {name: inner for name, inner in value.items() if name not in fields}


def asked(exercise: Any) -> object:
    """All of an exercise, as the authors' file has it, that a learner is asked, and its key."""
    if "type" in exercise:
        parts = {name: part["text"] for name, part in keys.parts(exercise).items()}
        seen = [exercise.get(f) for f in ("type", "points", "case", "stem", "unit", "categories", "codes")]
        lines = [(line["who"], line["text"]) for line in exercise.get("lines", [])]
        return [*seen, parts, lines, keys.scoring(exercise)]
    if "criteria" in exercise:
        return [exercise[field] for field in ("prompt", "fields", "criteria")]
    if exercise["kind"] == "decision":
        options = {name: (option["say"], option["quality"]) for name, option in exercise["options"].items()}
        return [exercise["text"], exercise["question"], options]
    scenes = {
        name: {**scene, "choices": {n: _without(c, *CHOICE_ASIDE) for n, c in scene["choices"].items()}}
        for name, scene in exercise["scenes"].items()
    }
    endings = {name: _without(ending, *ENDING_ASIDE) for name, ending in exercise["endings"].items()}
    return {**_without(exercise, *CASE_ASIDE), "scenes": scenes, "endings": endings}


def version(exercise: Any, salt: str = "") -> str:
    """12 hex digits. Line breaks and runs of spaces make no difference."""
    text = " ".join(json.dumps(asked(exercise), sort_keys=True, ensure_ascii=False).replace("\\n", " ").split())
    return hmac.new(salt.encode(), text.encode(), hashlib.sha256).hexdigest()[:12]
