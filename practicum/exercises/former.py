"""What a learner answered to an earlier version of a question, in words, where the present one no longer has all of it.

An author renames an option, a step, a box, or changes a case between two releases. Such an answer does not count for
the question as it is now, but whoever gave it can read it. What the question still has is shown by its text; of what
is gone there is only the name that the authors' file had for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from .. import words
from ..shapes.view import Former, Said

Lines = list[tuple[str, str]]  # label and text
AsLines = Callable[[Any, Any], Lines]  # a kind's own way to say it (`Exercise.as_it_was`)

MOST_LINES = 60
LONGEST = 20_000  # characters of one text
BOX = re.compile(r"[a-z][a-z0-9_]{0,59}")
MOST_BOXES = 6  # that a version of the lesson may have had and this one has not
OPAQUE = re.compile(r"o[0-9a-f]{8}")  # a name that the cohort's copy has for a graded option says nothing


def view(as_lines: AsLines, spec: Mapping[str, Any], was: Any, response: Any, standing: int | None) -> Former:
    """What a screen adds: the sentence and the lines, {} where there is nothing to say.

    `was` is the earlier answer, `response` what stands of it; `standing`: of a path how many moves are left.
    """
    gone = texts_of_gone_boxes(spec, response)
    if was is None and not gone:
        return {}
    old = gone or (was.get("response") if isinstance(was, dict) else None)
    found = lines(as_lines, spec, old)
    if not found:
        return {}
    if standing is not None:
        return {"changed": words.say("changed_case", left=standing, made=len(found)), "former": found}
    return {"changed": words.say("changed_box" if response else "changed_gone"), "former": found}


def texts_of_gone_boxes(spec: Mapping[str, Any], response: Any) -> dict[str, str]:
    """Of a written response the texts of boxes that it no longer has, as many as may be kept."""
    if "fields" not in spec or not isinstance(response, dict):
        return {}
    found = [(n, t) for n, t in response.items() if n not in spec["fields"] and isinstance(t, str) and t.strip()]
    return dict([(n, t) for n, t in found if BOX.fullmatch(n) and len(t) <= LONGEST][:MOST_BOXES])


def text_of_gone_boxes_alone(spec: Mapping[str, Any], response: Any) -> dict[str, str] | None:
    """A written response that has nothing but texts of boxes that are gone, as it may stand on a sheet; else None."""
    gone = texts_of_gone_boxes(spec, response)
    return {**dict.fromkeys(spec["fields"], ""), **gone} if gone else None


def lines(as_lines: AsLines, spec: Mapping[str, Any], response: Any) -> list[Said]:
    """An earlier answer as label and text, whatever it holds; a stranger may have written it."""
    try:
        found = as_lines(spec, response)
    except (KeyError, TypeError, ValueError, AttributeError):
        return []
    said: list[Said] = [
        {"label": label, "text": text[:LONGEST]} for label, text in found if isinstance(text, str) and text.strip()
    ]
    return said[:MOST_LINES]


def name_of_gone(name: Any) -> str:
    """What is gone, by the only name that is left of it."""
    bare = name.rpartition(".")[2] if isinstance(name, str) else ""
    if not bare or OPAQUE.fullmatch(bare):
        return words.say("gone_unnamed")
    return words.say("gone", part=bare[:80].replace("_", " "))


def text_of(parts: dict[str, Any], name: Any, key: str) -> str:
    """The field `key` of a named part, or the name where the part is gone."""
    for own, part in parts.items():
        if isinstance(part, dict) and part.get("opaque", own) == name:
            return part[key]
    return name_of_gone(name)


def listed(response: Any) -> list[Any]:
    return response if isinstance(response, list) else [response]


def options(spec: Mapping[str, Any], response: Any, key: str) -> Lines:
    return [("", text_of(spec["options"], name, key)) for name in listed(response)]
