"""The other versions of an answer as a sheet's file keeps them: under `aside`, where older programs leave them alone.

    "aside": {"other_<hash>": {"exercise": name, "at": time, "others": [{"response": …, "at": time, "version": …}]}}

In memory they stand in the entry itself, under `others`.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Mapping
from typing import Any

from . import exercises, merging
from .bounded_json import moment, storable
from .shapes.answer import AnswerEntry, Given, QuestionVersion
from .shapes.content import LessonContent

PREFIX = "other_"
VERSION = re.compile(r"[0-9a-f]{1,32}")


def question(raw: dict) -> QuestionVersion:
    """The version of the question that was answered, as part of an entry; older sheets have none."""
    version = raw.get("version")
    return {"version": version} if isinstance(version, str) and VERSION.fullmatch(version) else {}


def given(content: LessonContent, exercise: str, raw: dict) -> Given:
    """What was answered, when, and to which version of the question, as it may stand. Raises BadResponse."""
    response = exercises.clean(content, exercise, raw.get("response"))
    return {"response": response, "at": moment(raw.get("at")), **question(raw)}


def _place(exercise: str) -> str:
    return PREFIX + hashlib.sha256(exercise.encode("utf-8", "replace")).hexdigest()[:16]


def parted(answers: dict[str, AnswerEntry]) -> tuple[dict[str, AnswerEntry], dict[str, dict]]:
    """The answers as they stand in a file, and their other versions as they stand under `aside`."""
    found = {
        _place(name): {"exercise": name, "at": entry["at"], "others": entry["others"]}
        for name, entry in answers.items()
        if entry.get("others")
    }
    return ({name: merging.with_others(entry, []) for name, entry in answers.items()} if found else answers), found


def listed(sheet: Any, exercise: str) -> list[dict]:
    """The other versions of an answer in a sheet as it stands in a file."""
    aside = sheet.get("aside") if isinstance(sheet, dict) else None
    found = aside.get(_place(exercise)) if isinstance(aside, dict) else None
    others = found.get("others") if isinstance(found, dict) else None
    return [one for one in others if isinstance(one, dict)] if isinstance(others, list) else []


def joined(answers: dict[str, AnswerEntry], content: LessonContent, aside: dict[str, Any]) -> dict[str, Any]:
    """Put the other versions into the entries they belong to; gives what is left of `aside`.

    One that this version of the lesson cannot have stays there, under a name that no later one takes.
    """
    left = {}
    for name, raw in aside.items():
        exercise = raw.get("exercise") if isinstance(raw, dict) and name.startswith(PREFIX) else None
        if not isinstance(exercise, str) or exercise not in answers or name != _place(exercise):
            left[name] = raw
            continue
        found, every = [], listed({"aside": aside}, exercise)[: merging.MOST_OTHERS]
        for one in map(storable, every):
            with contextlib.suppress(exercises.BadResponse):
                found.append(given(content, exercise, one))
        entry = answers[exercise]
        answers[exercise] = merging.with_others(entry, merging.without(found, entry["response"]))
        if len(found) < len(every):
            left[f"{name}_old"] = raw
    return left


# ------------------------------------------------------------ answers to an earlier version of the question


def later(raw: Any, than: Any) -> bool:
    """Whether one answer was given after the other, both as they came."""
    at, other = (moment(one.get("at")) if isinstance(one, dict) else "" for one in (raw, than))
    return at > other


def _path(raw: Mapping[str, Any]) -> list | None:
    path = raw["response"].get("path") if isinstance(raw.get("response"), dict) else None
    return path if isinstance(path, list) else None


def is_whole(raw: dict, entry: AnswerEntry) -> bool:
    """Whether the lesson still has all of an answer; of a case's path it may have only the beginning."""
    return _path(raw) == _path(entry)


def waits(raw: Any, beside: Any) -> bool:
    """Whether what lies aside still tells something beside the answer that counts."""
    if not isinstance(raw, dict) or not isinstance(beside, dict):
        return False
    at, since, path, left = moment(raw.get("at")), moment(beside.get("at")), _path(raw), _path(beside)
    cut = path is not None and left is not None and len(path) > len(left) and path[: len(left)] == left
    return at > since or (at == since and cut)
