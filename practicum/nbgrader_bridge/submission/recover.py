"""What the learner handed in, read before nbgrader changes anything, and put where grading finds it.

The answers come from the sheet beside the notebook and from the bundle in the
notebook's output. Both are a stranger's data: practicum.answers bounds and
checks them. Whatever is wrong is said in the metadata; nothing raises, because
nbgrader would drop the whole submission.
"""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.preprocessors import NbGraderPreprocessor

from practicum import answers, bounded_json
from practicum.bounded_json import moment, storable
from practicum.course import released
from practicum.exercises import former
from practicum.shapes.content import LessonContent

from ..setup.course_settings import coursedir_of, root_of
from . import damaged_json, hand_in_files, new_work, notebook_reading
from .plain_text import cleaned
from .rebuild import mend
from .renamed_files import Found, some

NO_ANSWERS = "No answers were handed in."
SHEET_RENAMED = "The answer sheet was handed in under the name {names}."
SHEET_DAMAGED = "The {where} was damaged ({why}); {read} that stand whole in it were read."
NOTHING_FOUND = Found()


def sheet_at(path: Path, content: LessonContent) -> tuple[answers.Sheet | None, str | None]:
    """The sheet at `path`, None where there is none; and what was wrong with a damaged one of which a part was read.

    Raises SheetError, also for what is no plain file.
    """
    try:
        data = notebook_reading.contents(path, answers.LARGEST)
    except FileNotFoundError:
        return None, None
    except notebook_reading.Odd as odd:
        raise answers.SheetError(str(odd)) from odd
    except OSError as error:
        raise answers.Unreadable(f"it cannot be opened ({error.strerror})") from error
    try:
        return answers.validate(bounded_json.parse(data), content), None
    except bounded_json.Damaged as error:
        found = damaged_json.beginning(damaged_json.text_of(data)[0])
        if not isinstance(found, dict) or not found.get("answers"):
            raise
        return answers.validate(found, content), str(error)


def same(bundle: Any, sheet: answers.Sheet | None) -> bool:
    """Whether a bundle says what a sheet says that was used as it came: the usual case, and dear to check twice."""
    return sheet is not None and not sheet.left_out and not sheet.aside and bundle == sheet.as_json()


def sheets(
    folder: Path, notebook: dict, content: LessonContent, found: Found = NOTHING_FOUND
) -> tuple[answers.Sheet, str, list[str]]:
    """The answers of a submission, where they were found, and what was wrong.

    `found` is what the folder holds under other names. All merge answer by answer, the sheet of the right name first.
    """
    lesson, notes = content["lesson"], []

    def tried(where: str, read) -> answers.Sheet | None:
        try:
            return read()
        except answers.SheetError as error:
            notes.append(f"The {where} could not be used: {error}.")
        except Exception as error:  # a stranger's data must never stop the cohort's grading
            notes.append(f"The {where} could not be used ({type(error).__name__}).")
        return None

    def by_name() -> answers.Sheet | None:
        sheet, damage = sheet_at(answers.path_of(folder, lesson), content)
        if sheet and damage:
            notes.append(_damaged("answer sheet", damage, sheet))
        return sheet

    def bundle(of: dict) -> answers.Sheet | None:
        value = answers.from_notebook(of)
        if same(value, beside):
            return beside
        return None if value is None else answers.validate(value, content)

    beside, used = None, []
    beside = tried("answer sheet", by_name)
    inside = tried("copy of the answers in the notebook", lambda: bundle(notebook))
    notebooks, others = found.of(lesson)
    for name, copied in notebooks:
        inside = answers.newer(inside, tried(f"copy in '{last_of(name)}'", partial(bundle, copied)))
    for name, value in others:
        if same(value, beside):
            continue
        where = f"answer sheet '{last_of(name)}'"
        if sheet := tried(where, partial(answers.validate, value, content)):
            used.append(f"'{cleaned(name)}'")
            if name in found.damaged:
                notes.append(_damaged(where, "it is cut short or no JSON", sheet))
        beside = answers.newer(beside, sheet)
    if used:
        notes.append(SHEET_RENAMED.format(names=some(used)))
    where = "both" if beside and inside else "sheet" if beside else "notebook" if inside else "nothing"
    sheet = beside if inside is beside else answers.newer(beside, inside)
    sheet = sheet or answers.Sheet(lesson, content=content["hash"], seed="0")
    read = _texts_of_gone_boxes(sheet, content)
    notes += [f"Left out: {what}." for what in sheet.left_out[:20] if what.partition(":")[0] not in read]
    sheet.aside = {}  # the rest is of no use to a marker, and a stranger's
    if where == "nothing" and not notes:
        notes.append(NO_ANSWERS)
    return sheet, where, notes


def _texts_of_gone_boxes(sheet: answers.Sheet, content: LessonContent) -> set[str]:
    """Put texts whose boxes the released lesson no longer has before the marker; the responses that this gives."""
    read = set()
    for name, raw in sheet.aside.items():
        if name in sheet.answers or name not in content["written"]:
            continue
        response = former.text_of_gone_boxes_alone(content["written"][name], raw.get("response"))
        if response:
            sheet.answers[name] = {"response": response, "at": moment(raw.get("at")), "tries": 0, "checked": False}
            read.add(name)
    return read


def _damaged(where: str, why: str, sheet: answers.Sheet) -> str:
    count = len(sheet.answers)
    return SHEET_DAMAGED.format(where=where, why=why, read="1 answer" if count == 1 else f"{count} answers")


def last_of(name: str) -> str:
    """A file's own name, without the folders it lies in."""
    return cleaned(name.rpartition("/")[2])


def kept(content: LessonContent, sheet: answers.Sheet, where: str, notes: list[str], typed: dict[str, str]) -> dict:
    """What the graded notebook says of what was handed in; `submitted` gives it back."""
    return {
        "sheet": sheet.as_json(), "from": where, "notes": storable(notes), "typed": storable(typed),
        "answered": answered(content, sheet, typed),
    }  # fmt: skip


def answered(content: LessonContent, sheet: answers.Sheet, typed: dict[str, str]) -> int:
    """How many exercises that count have an answer in them; of a lesson that has only practice, how many of all."""
    given = {name for name, text in typed.items() if text.strip()}
    given |= {name for name, entry in sheet.answers.items() if _says_something(entry["response"])}
    counting = {name for name, item in content["items"].items() if item.get("use") == "graded"} | set(
        content["written"]
    )
    return len(given & counting) if counting else len(given)


def _says_something(response: Any) -> bool:
    """Whether any text stands in a response; figures in one say only how cards were dealt."""
    if isinstance(response, dict | list):
        return any(map(_says_something, response.values() if isinstance(response, dict) else response))
    return isinstance(response, str) and bool(response.strip())


def metadata(as_released: dict, lesson: str, what: dict) -> dict:
    """The metadata of a graded notebook, from those of the released one."""
    return {**as_released, "practicum": {"lesson": lesson, "autorun": False, "submitted": what}}


class Recover(NbGraderPreprocessor):
    """First of the sanitize pass: the released cells, and the learner's answers in the metadata."""

    def preprocess(self, nb, resources):
        root, about = root_of(self), resources["nbgrader"]
        content = released.cohort(root, about["assignment"], about["notebook"])
        if content is None:
            return nb, resources
        folder, known = Path(resources["metadata"]["path"]), released.in_force(root, about["assignment"])
        sheet, where, notes = sheets(folder, nb, content, hand_in_files.found_in(folder, known))
        notes = [*resources.pop("practicum_notes", []), *notes]
        as_released = released.notebook(root, about["assignment"], about["notebook"])
        assert as_released is not None, "kept beside its content"
        cells, typed = mend(as_released, nb.get("cells"))
        said = metadata(as_released["metadata"], content["lesson"], kept(content, sheet, where, notes, typed))
        return nbformat.from_dict({**as_released, "metadata": said, "cells": cells}), resources


def submitted(nb) -> dict | None:
    """What Recover kept in a notebook of autograded/."""
    practicum = nb["metadata"].get("practicum")
    return practicum.get("submitted") if isinstance(practicum, dict) else None


def response_to(found: dict, exercise: str):
    """The learner's response to one exercise, None where there is none."""
    entry = found["sheet"]["answers"].get(exercise)
    return entry.get("response") if entry else None


class PutSheet(NbGraderPreprocessor):
    """First of the autograde pass: the recovered sheet and the released content into autograded/.

    So stock Execute, which opens the lesson there, scores the same answers.
    """

    def preprocess(self, nb, resources):
        about = resources["nbgrader"]
        content = released.cohort(root_of(self), about["assignment"], about["notebook"])
        found = submitted(nb)
        if content is None or found is None:
            return nb, resources
        folder, lesson = Path(resources["metadata"]["path"]), content["lesson"]
        for path, value in (
            (answers.path_of(folder, lesson), found["sheet"]),
            (folder / f"{lesson}.content.json", content),
        ):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)  # copied from a learner who has a folder of that name
            released.write(path, released.as_json(value))
        course = coursedir_of(self)
        handed_in = Path(course.format_path(course.submitted_directory, about["student"], about["assignment"]))
        new_work.note(folder, new_work.held(handed_in), new_work.now())
        return nb, resources
