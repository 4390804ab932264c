"""The learner's own folder, in their documents: where lessons are put, renewed and keep their answers.

A new version of the course replaces notebooks and contents and leaves answers.
What an old notebook carries of answers goes to the sheet before it is replaced;
answers of a lesson that moved to another topic, and those of a folder that
earlier versions used, are brought over.

`.practicum.json` in it says what was put there, and what was brought over: a
sheet that its owner threw away must not come back from an old folder.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import platformdirs

from .. import answers, disk, sheet_files
from ..answers import Sheet, SheetError
from ..bounded_json import Refused, decoded, parse
from ..shapes.content import LessonContent

VARIABLE = "PRACTICUM_FOLDER"
NAME = "Practicum"
STATE = ".practicum.json"
ENDING = ".content.json"


def default() -> Path:
    """The folder of whoever runs this: where the environment says, or `Practicum` in their documents."""
    given = os.environ.get(VARIABLE, "").strip()
    return Path(given).expanduser() if given else Path(platformdirs.user_documents_dir()) / NAME


@dataclass
class State:
    """What is known of a folder."""

    fingerprint: str = ""
    files: list[str] = field(default_factory=list)
    carried: dict[str, str] = field(default_factory=dict)  # a sheet elsewhere -> what it was when it was brought over

    def as_json(self) -> dict:
        return {"schema": 1, "fingerprint": self.fingerprint, "files": self.files, "carried": self.carried}


def state(place: Path) -> State:
    """What `.practicum.json` says; nothing where it is not there or not ours."""
    try:
        value = parse((place / STATE).read_bytes())
        files, carried = value.get("files"), value.get("carried")
        return State(
            str(value.get("fingerprint")),
            [name for name in files if isinstance(name, str)] if isinstance(files, list) else [],
            {str(k): str(v) for k, v in carried.items()} if isinstance(carried, dict) else {},
        )
    except (OSError, Refused, AttributeError):
        return State()


def current(place: Path, fingerprint: str) -> bool:
    """Whether the folder has all that a course of this fingerprint puts there."""
    known = state(place)
    return known.fingerprint == fingerprint and bool(known.files) and all((place / f).is_file() for f in known.files)


# ------------------------------------------------------------ renewing


def renew(place: Path, files: dict[str, str], fingerprint: str, now: str) -> list[str]:
    """Put a version of the course into the folder; the lessons (by title) that are new or other than before.

    `files` maps paths such as `ethics/gifts.ipynb` to their texts. Raises OSError.
    """
    known, renewed = state(place), []
    place.mkdir(parents=True, exist_ok=True)
    for name in sorted(files):
        if name.endswith(ENDING):
            lesson = name.removesuffix(ENDING)
            content = json.loads(files[name])
            if _lesson(place, lesson, files[name], files.get(f"{lesson}.ipynb", ""), content, now):
                renewed.append(content["title"])
    for name in sorted(set(known.files) - set(files)):
        _gone(place, name, files, now)
    for name, text in files.items():
        if not name.endswith((ENDING, ".ipynb")):
            _write(place / name, text)
    _remember(place, State(fingerprint, sorted(files), known.carried))
    return renewed


def _lesson(place: Path, lesson: str, content_text: str, notebook_text: str, content: LessonContent, now: str) -> bool:
    """Renew one lesson; whether anything changed."""
    notebook, content_path = place / f"{lesson}.ipynb", place / f"{lesson}{ENDING}"
    changed = _write(content_path, content_text)
    old = _json(notebook)
    if old is None or _gist(old) != _gist(json.loads(notebook_text)):
        if old is not None:
            _take_in(notebook.parent, content, [answers.from_notebook(old)], now)
        changed = _write(notebook, notebook_text) or changed
    return changed


def _gone(place: Path, name: str, files: dict[str, str], now: str) -> None:
    """A file that this version does not have. A lesson under another topic is brought there; any other one stays."""
    if not name.endswith(ENDING):
        return
    lesson = name.removesuffix(ENDING)
    there = next((f for f in files if f.endswith(f"/{Path(name).name}")), None)
    if there is None:
        return
    sheet, notebook = place / f"{lesson}.answers.json", place / f"{lesson}.ipynb"
    raws = [_json(sheet), answers.from_notebook(_json(notebook) or {})]
    _take_in((place / there).parent, json.loads(files[there]), raws, now)
    if sheet.is_file():
        disk.move_aside(sheet, f"{Path(lesson).name}.answers.moved.json")
    for path in (notebook, place / name):
        path.unlink(missing_ok=True)


def _take_in(folder: Path, content: LessonContent, raws: list[Any], now: str) -> bool:
    """Bring sheets, as they came, into the lesson's own; what cannot be used is left where it was."""
    found: list[Sheet] = []
    for raw in raws:
        if raw is not None:
            try:
                found.append(answers.validate(raw, content))
            except SheetError:
                continue
    return bool(found) and sheet_files.take_in(answers.path_of(folder, content["lesson"]), content, found, now)


# ------------------------------------------------------------ from where earlier versions kept them


def bring_over(place: Path, old: Path, now: str) -> list[str]:
    """Answers in the folder that earlier versions used, brought over once: the titles of the lessons they belong to.

    Nothing there is changed or removed.
    """
    known, found = state(place), []
    lessons = {Path(name).name.removesuffix(ENDING): place / name for name in known.files if name.endswith(ENDING)}
    if not old.is_dir() or old.resolve() == place.resolve():
        return []
    for path in sorted([*old.glob("*.answers.json"), *old.glob("*.ipynb")]):
        content_path = lessons.get(path.name.removesuffix(".answers.json").removesuffix(".ipynb"))
        raw = _json(path)
        if content_path is None or raw is None:
            continue
        mark = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
        if known.carried.get(str(path.resolve())) == mark:
            continue
        content = json.loads(content_path.read_text("utf-8"))
        raw = raw if path.name.endswith(".answers.json") else answers.from_notebook(raw)
        if _take_in(content_path.parent, content, [raw], now):
            found.append(content["title"])
        known.carried[str(path.resolve())] = mark
    _remember(place, known)
    return list(dict.fromkeys(found))


# ------------------------------------------------------------ files


def _json(path: Path) -> Any:
    """A file's JSON; None where there is none that can be read."""
    try:
        return json.loads(decoded(path.read_bytes()))
    except (OSError, ValueError, RecursionError):
        return None


def _gist(notebook: Any) -> Any:
    """What a notebook says, without its outputs: those carry answers, and a notebook that says the same stays."""
    try:
        return [(c["id"], c["cell_type"], "".join(c["source"])) for c in notebook["cells"]]
    except (KeyError, TypeError):
        return None


def _write(path: Path, text: str) -> bool:
    """Write a file whole; whether it says anything else than before."""
    data = text.encode()
    try:
        if path.read_bytes() == data:
            return False
    except OSError:
        pass
    path.parent.mkdir(parents=True, exist_ok=True)
    disk.write_whole(path, data)
    return True


def _remember(place: Path, known: State) -> None:
    _write(place / STATE, json.dumps(known.as_json(), ensure_ascii=False, indent=1) + "\n")
