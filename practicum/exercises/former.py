"""What a learner answered to an earlier version of a question, in words, where the present one no longer has all of it.

An author renames an option, a step, a box, or changes a case between two releases. Such an answer does not count for
the question as it is now, but whoever gave it can read it. What the question still has is shown by its text; of what
is gone there is only the name that the authors' file had for it.
"""

from __future__ import annotations

import re
from typing import Any

from .. import words

MOST_LINES = 60
LONGEST = 20_000  # characters of one text
BOX = re.compile(r"[a-z][a-z0-9_]{0,59}")
MOST_BOXES = 6  # that a version of the lesson may have had and this one has not
OPAQUE = re.compile(r"o[0-9a-f]{8}")  # a name that the cohort's copy has for a graded option says nothing


def view(spec: dict, was: Any, response: Any, standing: int = 0) -> dict:
    """What a screen adds: the sentence and the lines, {} where there is nothing to say.

    `was` is the earlier answer, `response` what stands of it; `standing` how many moves of a case are left.
    """
    gone = texts_of_gone_boxes(spec, response)
    if was is None and not gone:
        return {}
    old = gone or (was.get("response") if isinstance(was, dict) else None)
    found = lines(spec, old)
    if not found:
        return {}
    if _kind(spec) == "branching":
        return {"changed": words.say("changed_case", left=standing, made=len(found)), "former": found}
    return {"changed": words.say("changed_box" if response else "changed_gone"), "former": found}


def run(spec: dict, path: list[str]) -> str:
    """The moves of an earlier run in a row."""
    return "; ".join(one["text"] for one in lines(spec, {"path": path}))


def texts_of_gone_boxes(spec: dict, response: Any) -> dict[str, str]:
    """Of a written response the texts of boxes that it no longer has, as many as may be kept."""
    if "fields" not in spec or not isinstance(response, dict):
        return {}
    found = [(n, t) for n, t in response.items() if n not in spec["fields"] and isinstance(t, str) and t.strip()]
    return dict([(n, t) for n, t in found if BOX.fullmatch(n) and len(t) <= LONGEST][:MOST_BOXES])


def text_of_gone_boxes_alone(spec: dict, response: Any) -> dict[str, str] | None:
    """A written response that has nothing but texts of boxes that are gone, as it may stand on a sheet; else None."""
    gone = texts_of_gone_boxes(spec, response)
    return {**dict.fromkeys(spec["fields"], ""), **gone} if gone else None


def lines(spec: dict, response: Any) -> list[dict[str, str]]:
    """An earlier answer as label and text, whatever it holds; a stranger may have written it."""
    try:
        found = _LINES[_kind(spec)](spec, response)
    except (KeyError, TypeError, ValueError, AttributeError):
        return []
    return [
        {"label": label, "text": text[:LONGEST]} for label, text in found if isinstance(text, str) and text.strip()
    ][:MOST_LINES]


def _kind(spec: dict) -> str:
    return spec.get("type") or spec.get("kind") or "written"


def name_of_gone(name: Any) -> str:
    """What is gone, by the only name that is left of it."""
    bare = name.rpartition(".")[2] if isinstance(name, str) else ""
    if not bare or OPAQUE.fullmatch(bare):
        return words.say("gone_unnamed")
    return words.say("gone", part=bare[:80].replace("_", " "))


def _text(parts: dict[str, Any], name: Any, key: str) -> str:
    for own, part in parts.items():
        if isinstance(part, dict) and part.get("opaque", own) == name:
            return part[key]
    return name_of_gone(name)


def _options(key: str):
    def found(spec: dict, response: Any) -> list[tuple[str, str]]:
        return [("", _text(spec["options"], name, key)) for name in _list(response)]

    return found


def _list(response: Any) -> list[Any]:
    return response if isinstance(response, list) else [response]


def _steps(spec: dict, response: Any) -> list[tuple[str, str]]:
    return [("", f"{n}. {_text(spec['steps'], name, 'text')}") for n, name in enumerate(_list(response), 1)]


def _cases(spec: dict, response: Any) -> list[tuple[str, str]]:
    categories = spec["categories"]
    return [
        (_text(spec["cases"], name, "text"), categories.get(to) or name_of_gone(to)) for name, to in response.items()
    ]


def _codes(spec: dict, response: Any) -> list[tuple[str, str]]:
    return [
        (words.say("line", number=number), ", ".join(spec["codes"].get(code) or name_of_gone(code) for code in codes))
        for number, codes in response.items()
    ]


def _moves(spec: dict, response: Any) -> list[tuple[str, str]]:
    found = []
    for n, step in enumerate(response["path"], 1):
        scene, _, name = step.partition(".")
        choice = spec["scenes"].get(scene, {}).get("choices", {}).get(name)
        found.append((words.say("move", move=n), choice["say"] if choice else name_of_gone(step)))
    return found


def _texts(spec: dict, response: Any) -> list[tuple[str, str]]:
    known = spec["fields"]
    return [(known[n]["label"] if n in known else name_of_gone(n), text) for n, text in response.items()]


_LINES = {
    "single_choice": _options("text"),
    "multiple_choice": _options("text"),
    "decision": _options("say"),
    "ordering": _steps,
    "matching": _cases,
    "transcript": _codes,
    "numeric": lambda spec, response: [("", response)],
    "branching": _moves,
    "written": _texts,
}
