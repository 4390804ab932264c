"""Keeping a lesson's answers on disk: opening the sheet, saving an answer, saying what is wrong.

What was acknowledged as saved is never lost: several windows and programs may
write the same sheet, one at a time, each merging what the others wrote; a sheet
that cannot be used is put aside under another name and never overwritten.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from . import answers, disk, words
from .answers import OtherVersion, Sheet, SheetError, Unreadable
from .shapes.answer import AnswerEntry
from .shapes.content import LessonContent

Made = TypeVar("Made", Sheet, Sheet | None)

TIMES = 5  # a save begins again so often when another window came between
FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}


def reason(error: OSError) -> str:
    """Why a file could not be written, in a sentence for a learner."""
    if error.errno in FULL:
        return words.say("why_full")
    if error.errno in READ_ONLY:
        return words.say("why_read_only")
    if error.errno == errno.EBUSY:
        return words.say("why_closed")
    if isinstance(error, TimeoutError | disk.LockLost):
        return words.say("why_busy")
    return f"{error.strerror or words.say('why_unknown')}."


# ------------------------------------------------------------ opening


def opened(
    path: Path, content: LessonContent, bundle: Any, now: str, only_look: bool = False
) -> tuple[Sheet, list[str]]:
    """The answers so far, of the file and of the notebook's bundle, and sentences on what is wrong.

    Never raises: a lesson opens whatever lies there. `only_look` leaves every file as it is.
    """
    kept, notices = None, []
    if not only_look:
        _sweep(path)
    try:
        kept = answers.read(path, content)
    except SheetError as error:
        kept, notice = (None, _told(error, path)) if only_look else _settled(path, content, now)
        notices += [notice] if notice else []
    inside = _inside(path, content, bundle, only_look)
    if notices and kept is None and inside is not None:
        notices[-1] += " " + words.say("problem_sheet_inside")
    if left := len(set().union(*(_newly_aside(sheet) for sheet in (kept, inside) if sheet))):
        notices.append(words.say_count("problem_left_out", left))
    return answers.newer(kept, inside) or Sheet(content["lesson"]), notices


def _newly_aside(sheet: Sheet) -> set[str]:
    """Answers that this version of the lesson is the first not to know."""
    return {line.partition(":")[0] for line in sheet.left_out} & set(sheet.aside)


def _sweep(path: Path) -> None:
    """Clear what a killed writer left; where somebody is writing now, or nothing may be written, another time."""
    with contextlib.suppress(OSError):
        if any(name.name.startswith(f".{path.name}.") for name in path.parent.iterdir()):
            with disk.Lock(path, patience=2 * disk.GONE):
                disk.tidy(path)


def _told(error: SheetError, file: Path) -> str:
    name = "problem_sheet_version" if isinstance(error, OtherVersion) else "problem_sheet"
    return words.say(name, why=f"{error}.", file=file.name)


def _moved(path: Path, error: SheetError, now: str) -> Path:
    """Put a sheet that cannot be used aside. Raises OSError."""
    if isinstance(error, Unreadable):  # it may be whole, and another program's for a moment
        raise OSError(errno.EBUSY, "the file of the answers cannot be opened")
    return answers.put_aside(path, now, "version" if isinstance(error, OtherVersion) else "damaged")


def _settled(path: Path, content: LessonContent, now: str) -> tuple[Sheet | None, str | None]:
    """A second look at a sheet that could not be used, with nobody else writing; and what to say of it."""
    said = None
    try:
        with disk.Lock(path):
            try:
                return answers.read(path, content), None
            except SheetError as error:
                said = error
                return None, _told(error, _moved(path, error, now))
    except OSError as error:
        why = f"{said}." if said else reason(error)
        return None, words.say("problem_sheet_stays", why=why, file=path.name)


def _inside(path: Path, content: LessonContent, bundle: Any, only_look: bool) -> Sheet | None:
    """The answers inside the notebook. Those of another version go into a file, since saving replaces them."""
    if bundle is None:
        return None
    try:
        return answers.validate(bundle, content)
    except SheetError:
        pass
    if not only_look and isinstance(bundle, dict) and bundle.get("lesson") == content["lesson"]:
        with contextlib.suppress(OSError, ValueError, RecursionError):
            data = json.dumps(bundle, indent=1, allow_nan=False).encode()
            aside = path.with_name(f"{path.stem}.notebook-{hashlib.sha256(data).hexdigest()[:8]}.json")
            if len(data) <= answers.LARGEST and not aside.exists():
                disk.write_whole(aside, data)
    return None


# ------------------------------------------------------------ saving


def save(path: Path, content: LessonContent, sheet: Sheet, name: str, now: str) -> Sheet:
    """Write the sheet, in which `name` was answered just now, merged with what others wrote; returns the merged one.

    Raises OSError; then the file stands as it was.
    """
    return _written(path, content, now, lambda beside: _merged(sheet, beside, name))


def change(path: Path, content: LessonContent, sheet: Sheet, now: str, make: Callable[[Sheet], Sheet | None]) -> Sheet:
    """What `make` makes of the newest sheet, written; where it makes None, nothing is, and the newest is returned.

    The newest is what lies on the disk with what `sheet` has more. Raises OSError and what `make` raises; then the
    file stands as it was.
    """
    newest = sheet

    def made(beside: Sheet | None) -> Sheet | None:
        nonlocal newest
        newest = _with_disk(sheet, beside)
        return make(newest)

    return _written(path, content, now, made) or newest


def _written(path: Path, content: LessonContent, now: str, make: Callable[[Sheet | None], Made]) -> Made:
    """What `make` makes of the sheet at `path`, written there where it is one. Raises OSError and what `make` raises."""
    for more in reversed(range(TIMES)):
        try:
            with disk.Lock(path) as lock:
                disk.tidy(path)
                made = make(_beside(path, content, now))
                if made is not None:
                    answers.write(path, made, lock.check)
                return made
        except disk.LockLost:
            if not more:
                raise
    raise AssertionError  # the last round returns or raises


def looked(path: Path, content: LessonContent, sheet: Sheet) -> Sheet:
    """The sheet with what others wrote meanwhile; one that cannot be read now changes nothing."""
    try:
        return _with_disk(sheet, answers.read(path, content))
    except SheetError:
        return sheet


def take_in(path: Path, content: LessonContent, sheets: list[Sheet], now: str) -> bool:
    """Merge valid sheets from elsewhere into the one at `path`; whether it has anything new.

    Raises OSError; then the file stands as it was.
    """

    def made(beside: Sheet | None) -> Sheet | None:
        merged = functools.reduce(answers.newer, sheets, beside)
        if merged is None or _held(merged) == (_held(beside) if beside else ({}, {})):
            return None
        merged.content = content.get("hash", "")
        return merged

    return _written(path, content, now, made) is not None


def _held(sheet: Sheet) -> tuple[dict[str, AnswerEntry], dict[str, Any]]:
    return sheet.answers, sheet.aside


def _beside(path: Path, content: LessonContent, now: str) -> Sheet | None:
    try:
        return answers.read(path, content)
    except SheetError as error:
        _moved(path, error, now)
        return None


def _merged(sheet: Sheet, beside: Sheet | None, name: str) -> Sheet:
    """What this window has, merged with what lies on disk; the answer given just now is the latest there is."""
    for one in (sheet, beside):
        if one is not None:
            one.aside.pop(name, None)
    if beside is not None:
        sheet.answers[name] = answers.after(sheet.answers[name], beside.answers.get(name))
    return _with_disk(sheet, beside)


def _with_disk(sheet: Sheet, beside: Sheet | None) -> Sheet:
    if beside is None:
        return sheet
    merged = answers.newer(sheet, beside)
    merged.seed = beside.seed  # the first window's; another one shuffles by its own until it is opened again
    merged.content = sheet.content
    return merged
