"""The answer sheet: one JSON file a lesson, beside the notebook.

    {"schema": 1, "lesson": …, "content": hash, "seed": hex, "saved": time,
     "answers": {exercise: an AnswerEntry without others (practicum/shapes/answer.py)},
     "aside": {exercise: …, other_<hash>: {"exercise": …, "at": time, "others": [{"response": …, "at": time}]}}}

A sheet is data from a stranger: bounded, checked against the lesson, never
executed. It is written whole or not at all. The same object stands in the
notebook's output, so a notebook that travels alone carries the answers.

Which wins, file or notebook: neither as a whole. They merge exercise by
exercise; the later answer counts, on a tie the file's. Where neither knew of the
other, the other one is kept beside it until the learner chooses: `others` of an
entry here, in the file under `aside`, where versions that know nothing of it
leave it alone. The earlier first response stays, and the seed is the file's.

`aside` keeps answers that this version of the lesson cannot have (an exercise or
an option that is gone, a case's path of which only the beginning is left), as they
came and bounded, unless one was given since; a version that knows them takes them
back, and until then an exercise shows it (exercises/former). A sheet of another
schema is brought up by UPGRADES or refused, and whoever opens it puts the file aside.
"""

from __future__ import annotations

import datetime
import errno
import json
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, overload

from . import disk, exercises, merging, other_versions
from .bounded_json import LARGEST, check_depth, moment, parse, size, storable
from .bounded_json import Refused as SheetError
from .shapes.answer import AnswerEntry
from .shapes.content import LessonContent

SCHEMA = 1
UPGRADES: dict[int, Callable[[dict], dict]] = {}  # schema n -> the same sheet in schema n + 1
MIME = "application/vnd.practicum.answers+json"
LARGEST_ASIDE = 500_000  # bytes; a full sheet has some tens of thousands
MOST_ENTRIES = 500
NAME = re.compile(r"[a-z0-9_]{1,60}")
WRITER = re.compile(r"[0-9a-f]{1,16}")


class OtherVersion(SheetError):
    """A sheet of a schema that this version does not read; nothing is wrong with it."""


class Unreadable(SheetError):
    """A sheet that the system does not let us open now; what is in it nobody knows."""


@dataclass
class Sheet:
    """A valid sheet. `left_out` says what a stranger's sheet held that it may not."""

    lesson: str
    content: str = ""
    seed: str = field(default_factory=lambda: secrets.token_hex(8))
    saved: str = ""
    answers: dict[str, AnswerEntry] = field(default_factory=dict)
    aside: dict[str, Any] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    def as_json(self) -> dict:
        answers, others = other_versions.parted(self.answers)
        aside = {**self.aside, **others}
        return {
            "schema": SCHEMA,
            "lesson": self.lesson,
            "content": self.content,
            "seed": self.seed,
            "saved": self.saved,
            "answers": answers,
            **({"aside": aside} if aside else {}),
        }


def path_of(folder: Path | str, lesson: str) -> Path:
    return Path(folder) / f"{lesson}.answers.json"


# ------------------------------------------------------------ reading


def _seen(raw: Any) -> dict[str, str]:
    """Of which writers' states a state knows; what is wrong in it counts as not known."""
    if not isinstance(raw, dict):
        return {}
    found = {w: moment(time) for w, time in raw.items() if w == merging.FLOOR or WRITER.fullmatch(w)}
    return merging.bounded({w: time for w, time in found.items() if time})


def _entry(content: LessonContent, name: str, raw: Any) -> AnswerEntry:
    """One answer as it may stand. Raises Unknown or BadResponse."""
    exercises.identify(content, name)
    if not isinstance(raw, dict):
        raise exercises.BadResponse("it is not an answer")
    raw, tries = storable(raw), raw.get("tries", 0)
    entry: AnswerEntry = {
        "response": exercises.clean(content, name, raw.get("response")),
        "at": moment(raw.get("at")),
        "tries": min(max(tries, 0), 10_000) if isinstance(tries, int) and not isinstance(tries, bool) else 0,
        "checked": raw.get("checked") is True,
        **other_versions.question(raw),
    }
    if seen := _seen(raw.get("seen")):
        entry["seen"] = seen
    if marks := exercises.clean_marks(content, name, raw.get("marks")):
        entry["marks"] = marks
    if isinstance(first := raw.get("first"), dict):
        try:
            entry["first"] = other_versions.given(content, name, first)
        except exercises.BadResponse:
            pass  # an option that has gone since; the answer itself stands
    return entry


def upgraded(value: dict) -> dict:
    """A sheet in the present schema. Raises SheetError."""
    schema = value.get("schema")
    if not isinstance(schema, int) or isinstance(schema, bool):
        raise SheetError("it does not say of which version it is")
    while schema in UPGRADES and schema < SCHEMA:
        value, schema = {**UPGRADES[schema](value), "schema": schema + 1}, schema + 1
    if schema < SCHEMA:
        raise OtherVersion(f"it is of an older version ({schema}) that this course no longer reads")
    if schema > SCHEMA:
        raise OtherVersion(f"it is of another version ({str(schema)[:20]}; this course reads {SCHEMA})")
    return value


def validate(value: Any, content: LessonContent) -> Sheet:
    """A sheet as it may be used, from any JSON value.

    Raises SheetError where nothing can be used; single answers that the lesson
    cannot have are named in `left_out` and kept in `aside`.
    """
    check_depth(value)
    if not isinstance(value, dict):
        raise SheetError("it is not an answer sheet")
    value = upgraded(value) if "schema" in value else value
    if "schema" not in value or not isinstance(value.get("answers"), dict):
        raise SheetError("it is not an answer sheet")
    if value.get("lesson") != content["lesson"]:
        raise SheetError(f"it belongs to another lesson ({str(value.get('lesson'))[:60]!r})")
    aside = value["aside"] if isinstance(value.get("aside"), dict) else {}
    if len(value["answers"]) + len(aside) > MOST_ENTRIES:
        raise SheetError("it holds more answers than any lesson has")
    sheet = Sheet(content["lesson"], saved=moment(value.get("saved")))
    if isinstance(content_hash := value.get("content"), str) and re.fullmatch(r"\w{0,64}", content_hash):
        sheet.content = content_hash
    if isinstance(seed := value.get("seed"), str) and re.fullmatch(r"[0-9a-f]{1,64}", seed):
        sheet.seed = seed
    unusable: dict[str, Any] = {}
    for name, raw in value["answers"].items():
        shown = name if NAME.fullmatch(name) else "an unknown name"
        try:
            sheet.answers[name] = _entry(content, name, raw)
            if other_versions.is_whole(raw, sheet.answers[name]):
                continue
        except exercises.Unknown:
            sheet.left_out.append(f"{shown}: this lesson has no such exercise")
        except exercises.BadResponse as error:
            sheet.left_out.append(f"{shown}: {error}")
        unusable[name] = raw
    for name, raw in aside.items():
        if name in value["answers"] and not other_versions.waits(raw, value["answers"][name]):
            continue  # something was answered since
        try:
            entry = _entry(content, name, raw)
        except (exercises.Unknown, exercises.BadResponse):
            entry = None
        if entry and other_versions.is_whole(raw, entry):  # this version knows it again
            sheet.answers[name] = entry
            unusable.pop(name, None)
            continue
        unusable[name] = raw
        sheet.answers |= {name: entry} if entry and name not in sheet.answers else {}
    sheet.aside = _bounded(other_versions.joined(sheet.answers, content, unusable))
    return sheet


def _bounded(entries: dict[str, Any]) -> dict[str, Any]:
    """As many of the unusable entries as may be kept."""
    kept, room = {}, LARGEST_ASIDE
    for name, raw in entries.items():
        if not NAME.fullmatch(name) or not isinstance(raw, dict):
            continue
        raw = storable(raw)
        length = size(raw)
        if length is None or length > room:
            continue
        kept[name], room = raw, room - length
    return kept


def read(path: Path | str, content: LessonContent) -> Sheet | None:
    """The sheet at `path`, None where there is none. Raises SheetError."""
    try:
        data = _bytes(Path(path))
    except FileNotFoundError:
        return None
    except IsADirectoryError as error:
        raise SheetError("it is a folder") from error
    except OSError as error:
        raise Unreadable(f"it cannot be opened ({error.strerror})") from error
    return validate(parse(data), content)


def _bytes(path: Path) -> bytes:
    found: list[bytes] = []

    def take() -> None:
        with open(path, "rb") as file:
            found.append(file.read(LARGEST + 1))

    disk.insist(take)
    return found[-1]


def from_notebook(notebook: dict) -> Any | None:
    """The newest answer bundle in a notebook's outputs, as it stands there; None where there is none."""
    found: list[dict] = []
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    for cell in cells if isinstance(cells, list) else []:
        outputs = cell.get("outputs") if isinstance(cell, dict) else None
        for output in outputs if isinstance(outputs, list) else []:
            data = output.get("data") if isinstance(output, dict) else None
            bundle = data.get(MIME) if isinstance(data, dict) else None
            if isinstance(bundle, dict):
                found.append(bundle)
    return max(found, key=lambda b: moment(b.get("saved")), default=None)


# ------------------------------------------------------------ merging


@overload
def newer(first: Sheet, second: Sheet | None) -> Sheet: ...
@overload
def newer(first: Sheet | None, second: Sheet | None) -> Sheet | None: ...
def newer(first: Sheet | None, second: Sheet | None) -> Sheet | None:
    """Both sheets as one: for each exercise the answer given later; on a tie that of `first`.

    The file is `first` and the notebook's bundle `second` wherever both are known.
    """
    if first is None or second is None:
        return first or second
    merged = Sheet(first.lesson, first.content, first.seed, max(first.saved, second.saved))
    merged.left_out = [*first.left_out, *second.left_out]
    merged.answers = dict(first.answers)
    for name, entry in second.answers.items():
        merged.answers[name] = merging.latest(merged.answers[name], entry) if name in merged.answers else entry
    aside = dict(first.aside)
    for name, raw in second.aside.items():
        if name not in aside or other_versions.later(raw, aside[name]):
            aside[name] = raw
    # of an exercise with both, the later: a window of another version may have saved it (see keeping)
    merged.aside = _bounded(
        {n: r for n, r in aside.items() if n not in merged.answers or other_versions.waits(r, merged.answers[n])}
    )
    return merged


def after(entry: AnswerEntry, before: AnswerEntry | None) -> AnswerEntry:
    """`entry`, which was given later than `before` whatever the clock said, with a time that says so.

    A clock that was wrong and has been set right must not make an old answer the later one.
    """
    if before is None or before is entry or entry["at"] > before["at"]:
        return entry
    later = datetime.datetime.fromisoformat(before["at"]) + datetime.timedelta(milliseconds=1)
    return {**entry, "at": later.isoformat(timespec="milliseconds")}


# ------------------------------------------------------------ writing


def write(path: Path | str, sheet: Sheet, check: Callable[[], None] = lambda: None) -> None:
    """Write the sheet whole or not at all. Raises OSError; then the old sheet stands as it was.

    `check` is asked just before the new one takes its place.
    """
    data = json.dumps(sheet.as_json(), ensure_ascii=False, indent=1).encode() + b"\n"
    if len(data) > LARGEST:
        raise OSError(errno.EFBIG, "the answers are larger than 2 MB")
    disk.write_whole(Path(path), data, check)


def put_aside(path: Path | str, stamp: str, word: str = "damaged") -> Path:
    """Move a sheet that cannot be used out of the way without losing it; returns where it is."""
    path = Path(path)
    return disk.move_aside(path, f"{path.stem}.{word}-{re.sub(r'[^0-9]', '', stamp)[:14]}.json")
