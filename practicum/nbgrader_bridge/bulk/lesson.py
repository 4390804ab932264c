"""One learner's lesson, scored: the graded notebook and the rows that follow from it, without nbgrader or its formats.

What every copy of a lesson has in common is turned into bytes once. What a learner
changes in it are the outputs of grade cells, the marker's cells and the metadata.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from practicum import answers
from practicum.shapes.content import LessonContent

from ..grading import place_response, score
from ..submission import rebuild, recover
from ..submission.renamed_files import Found

NO_RESPONSE = "No response."  # nbgrader's words for an answer that equals what was released


def dumps(value: Any) -> bytes:
    """Compact JSON. nbgrader indents: that makes a third more bytes and takes four times as long."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


@dataclass(frozen=True)
class Part:
    """One released cell: `before` are its bytes, or of a grade cell those up to its output."""

    identity: str
    before: bytes
    after: bytes = b""
    item: str | None = None  # the grade cell's name
    written: dict | None = None  # the marker's cell as released
    cell: dict | None = None  # and as nbgrader leaves it
    unanswered: str = ""  # its checksum when nothing was written


@dataclass(frozen=True)
class Lesson:
    """A released lesson, ready to grade."""

    name: str
    keyed: LessonContent
    content: LessonContent
    metadata: dict
    parts: list[Part]
    known: frozenset[str]


@dataclass(frozen=True)
class Graded:
    """What comes of one learner's lesson."""

    lesson: str
    files: dict[str, bytes]
    scores: dict[str, float | None]  # grade cell -> automatic score; None waits for a marker
    comments: dict[str, str | None]  # marker's cell -> automatic comment
    texts: dict[str, str]  # written response -> hash of its text
    notes: list[str]
    answered: int  # exercises that count, with an answer in them
    former: dict[str, str] = field(default_factory=dict)  # the same as earlier versions made it


def part(identity: str, released: dict, cell: dict, checksum_of_nothing: str) -> Part:
    """A cell as nbgrader's sanitizing leaves it, ready to be written for every learner."""
    about = cell["metadata"].get("nbgrader", {})
    if rebuild.is_response(cell):
        return Part(identity, dumps(cell), b"", about["grade_id"], released, cell, checksum_of_nothing)
    if about.get("grade") and cell["cell_type"] == "code":
        head = {name: value for name, value in cell.items() if name != "outputs"} | {"execution_count": 1}
        return Part(identity, dumps(head)[:-1] + b',"outputs":[', b"]}", about["grade_id"])
    return Part(identity, dumps(cell))


def grade(lesson: Lesson, folder: Path, notebook: dict, notes: list[str], found: Found) -> Graded:
    """Read and score one learner's lesson. Raises nothing for what a learner sent."""
    sheet, where, more = recover.sheets(folder, notebook, lesson.content, found)
    claimed, extras = rebuild.placed(lesson.known, notebook["cells"])
    typed = {
        p.identity: rebuild.typed(p.written, claimed[p.identity])
        for p in lesson.parts
        if p.written and p.identity in claimed
    }
    what = recover.kept(lesson.content, sheet, where, [*notes, *more], typed)
    made = Graded(lesson.name, {}, {}, {}, {}, what["notes"], what["answered"])
    cells = [dumps(cell) for cell in extras.get(None, ())]
    for one in lesson.parts:
        cells.append(_cell(lesson, one, what, made))
        cells += [dumps(cell) for cell in extras.get(one.identity, ())]
    what["texts"] = made.texts
    metadata = dumps(recover.metadata(lesson.metadata, lesson.content["lesson"], what))
    whole = b'{"cells":[', b",".join(cells), b'],"metadata":', metadata, b',"nbformat":4,"nbformat_minor":5}\n'
    made.files[f"{lesson.name}.ipynb"] = b"".join(whole)
    made.files[answers.path_of("", lesson.name).name] = dumps(what["sheet"])
    return made


def _cell(lesson: Lesson, one: Part, found: dict, made: Graded) -> bytes:
    """A cell's bytes; what it scores goes into `made`."""
    if one.written is not None:
        return _response(lesson, one, found, made)
    if one.item is None:
        return one.before
    made.scores[one.item], output = score.scored(lesson.keyed, found, one.item)
    return one.before + dumps(output) + one.after


def _response(lesson: Lesson, one: Part, found: dict, made: Graded) -> bytes:
    assert one.item is not None and one.cell is not None, "a cell for a response has both"
    if one.item not in lesson.keyed["written"]:
        made.scores[one.item], made.comments[one.item] = 0.0, NO_RESPONSE
        return one.before
    source, text = place_response.placed(lesson.keyed, found, one.item)
    made.texts[one.item], made.former[one.item] = text.hash, text.former
    made.scores[one.item], made.comments[one.item] = (None, None) if text.hash else (0.0, NO_RESPONSE)
    cell = {**one.cell, "source": source}
    if not text.hash:
        about = {**one.cell["metadata"]["nbgrader"], "checksum": one.unanswered}
        cell["metadata"] = {**one.cell["metadata"], "nbgrader": about}
    return dumps(cell)
