"""The answer sheet: one JSON file a lesson, beside the notebook.

    {"schema": 1, "lesson": …, "content": hash, "seed": hex, "saved": time,
     "answers": {exercise: {"response": …, "at": time, "tries": n, "checked": bool,
                            "first": {"response": …, "at": time}}}}

A sheet is data from a stranger: bounded, checked against the lesson, never
executed. It is written whole or not at all. The same object stands in the
notebook's output, so a notebook that travels alone carries the answers.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import exercises

SCHEMA = 1
MIME = "application/vnd.practicum.answers+json"
LARGEST = 2_000_000  # bytes; a full sheet has some tens of thousands
DEEPEST = 12
MOST_ENTRIES = 500
TIME = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$")


class SheetError(ValueError):
    """A sheet that cannot be used at all, in half a sentence: 'it is no JSON'."""


@dataclass
class Sheet:
    """A valid sheet. `left_out` says what a stranger's sheet held that it may not."""

    lesson: str
    content: str = ""
    seed: str = field(default_factory=lambda: secrets.token_hex(8))
    saved: str = ""
    answers: dict[str, dict] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    def as_json(self) -> dict:
        return {
            "schema": SCHEMA,
            "lesson": self.lesson,
            "content": self.content,
            "seed": self.seed,
            "saved": self.saved,
            "answers": self.answers,
        }


def path_of(folder: Path | str, lesson: str) -> Path:
    return Path(folder) / f"{lesson}.answers.json"


# ------------------------------------------------------------ reading


def _no_constant(name: str) -> Any:
    raise SheetError(f"it holds {name}, which is no number")


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise SheetError("it holds the same name twice")
    return found


def _depth(value: Any, limit: int = DEEPEST) -> None:
    if limit < 0:
        raise SheetError("it is nested too deeply")
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _depth(inner, limit - 1)


def parse(data: bytes) -> Any:
    """JSON from a stranger. Raises SheetError."""
    if len(data) > LARGEST:
        raise SheetError("it is larger than 2 MB")
    if not data.strip():
        raise SheetError("it is empty")
    try:
        value = json.loads(data.decode("utf-8"), parse_constant=_no_constant, object_pairs_hook=_no_duplicates)
    except SheetError:
        raise
    except UnicodeDecodeError as error:
        raise SheetError("it is not UTF-8 text") from error
    except RecursionError as error:
        raise SheetError("it is nested too deeply") from error
    except ValueError as error:
        raise SheetError("it is cut short or no JSON") from error
    _depth(value)
    return value


def _time(value: Any) -> str:
    return value if isinstance(value, str) and TIME.match(value) else ""


def _entry(content: dict, name: str, raw: Any) -> dict:
    """One answer as it may stand. Raises Unknown or BadResponse."""
    if not isinstance(raw, dict):
        raise exercises.BadResponse("it is not an answer")
    tries = raw.get("tries", 0)
    entry = {
        "response": exercises.clean(content, name, raw.get("response")),
        "at": _time(raw.get("at")),
        "tries": min(max(tries, 0), 10_000) if isinstance(tries, int) and not isinstance(tries, bool) else 0,
        "checked": raw.get("checked") is True,
    }
    first = raw.get("first")
    if isinstance(first, dict):
        try:
            entry["first"] = {
                "response": exercises.clean(content, name, first.get("response")),
                "at": _time(first.get("at")),
            }
        except exercises.BadResponse:
            pass  # an option that has gone since; the answer itself stands
    return entry


def validate(value: Any, content: dict) -> Sheet:
    """A sheet as it may be used, from any JSON value.

    Raises SheetError where nothing can be used; single answers that the lesson
    cannot have are left out and named in `left_out`.
    """
    _depth(value)
    if not isinstance(value, dict) or not isinstance(value.get("answers"), dict):
        raise SheetError("it is not an answer sheet")
    if value.get("schema") != SCHEMA:
        raise SheetError(f"it is of another version ({str(value.get('schema'))[:20]!r}; this course reads {SCHEMA})")
    if value.get("lesson") != content["lesson"]:
        raise SheetError(f"it belongs to another lesson ({str(value.get('lesson'))[:60]!r})")
    if len(value["answers"]) > MOST_ENTRIES:
        raise SheetError("it holds more answers than any lesson has")
    seed, content_hash = value.get("seed"), value.get("content")
    sheet = Sheet(content["lesson"], saved=_time(value.get("saved")))
    sheet.content = content_hash if isinstance(content_hash, str) and len(content_hash) <= 64 else ""
    if isinstance(seed, str) and re.fullmatch(r"[0-9a-f]{1,64}", seed):
        sheet.seed = seed
    for name, raw in value["answers"].items():
        shown = name if re.fullmatch(r"[a-z0-9_]{1,60}", name) else "an unknown name"
        try:
            sheet.answers[name] = _entry(content, name, raw)
        except exercises.Unknown:
            sheet.left_out.append(f"{shown}: this lesson has no such exercise")
        except exercises.BadResponse as error:
            sheet.left_out.append(f"{shown}: {error}")
    return sheet


def read(path: Path | str, content: dict) -> Sheet | None:
    """The sheet at `path`, None where there is none. Raises SheetError."""
    try:
        with open(path, "rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise SheetError(f"it cannot be opened ({error.strerror})") from error
    return validate(parse(data), content)


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
    return max(found, key=lambda b: _time(b.get("saved")), default=None)


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
        if name not in merged.answers or entry["at"] > merged.answers[name]["at"]:
            merged.answers[name] = entry
    return merged


# ------------------------------------------------------------ writing


def write(path: Path | str, sheet: Sheet) -> None:
    """Write the sheet whole or not at all: a file beside it, flushed to disk, then put in its place.

    Raises OSError; then the old sheet stands as it was.
    """
    path = Path(path)
    text = json.dumps(sheet.as_json(), ensure_ascii=False, indent=1)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.chmod(beside, 0o644)  # mkstemp gives 0600, which an exchange of another user could not read
        os.replace(beside, path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def put_aside(path: Path | str, stamp: str) -> Path:
    """Move a damaged sheet out of the way without losing it; returns where it is."""
    path = Path(path)
    aside = path.with_name(f"{path.stem}.damaged-{re.sub(r'[^0-9]', '', stamp)[:14]}.json")
    os.replace(path, aside)
    return aside
