"""Honest work that arrives under another name, damaged, in another alphabet or in a zip, and hand-ins that are empty.

One learner a case, all in one cohort: graded once by the command, and once by the call behind formgrader's button.
Each case says what was done to the files and what must come of it: the answers count, and a line says what was odd.
"""

from __future__ import annotations

import json
import shutil
import unicodedata
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from practicum import answers
from practicum.nbgrader_bridge import grade_cohort

from ..nbgrader_bridge.conftest import Course, copied
from ..nbgrader_bridge.made_up import FULL, NOTHING, REPLY, TOPIC

NOTEBOOK, SHEET = "gifts.ipynb", "gifts.answers.json"
NAMES = [
    "gifts.answers (1).json", "gifts.answers(2).json", "ann_123_assignsubmission_file_gifts.answers.json",
    "copy of gifts.answers.json", "gifts.answers - Copy.json", "gifts.answers.json.txt", "GIFTS.ANSWERS.JSON",
    "gifts_answers.json", "answers.txt", "gifts.answers.json.download", "gifts", "week 3/Ann Müller/gifts.answers.json",
    "gifts.answers.json/gifts.answers.json", unicodedata.normalize("NFD", "für Frau Müller.json"),
    "gifts.answers.damaged-20260901.json",
]  # fmt: skip
EMPTY = "No answers that count were handed in; ask whether these were the right files."


# nbgrader's own converter takes half a second a learner; tests/nbgrader_bridge/test_bulk.py holds the roads to each other
BY_BUTTON = ["sheet_0", "sheet_12", "sheet_alone", "one_zip", "notebook_alone_in_utf_16", "released_notebook_alone"]


class Handed:
    """A learner's folder as it is made for a case."""

    def __init__(self, course: Course, learner: str) -> None:
        self.course, self.sheet = course, course.full_sheet(reply=REPLY)
        self.folder = course.hand_in(learner, self.sheet)

    def path(self, name: str) -> Path:
        return self.folder / name

    def move(self, old: str, new: str) -> None:
        self.path(old).rename(self.path("moved"))
        self.path(new).parent.mkdir(parents=True, exist_ok=True)
        self.path("moved").rename(self.path(new))

    def data(self, name: str) -> bytes:
        return self.path(name).read_bytes()

    def without(self, *names: str) -> None:
        for name in names:
            self.path(name).unlink()

    def embed(self) -> None:
        """The answers into the notebook, the sheet gone."""
        notebook = json.loads(self.data(NOTEBOOK))
        cell = next(c for c in notebook["cells"] if c["id"] == "lesson")
        cell["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": {answers.MIME: self.sheet}}]
        self.path(NOTEBOOK).write_text(json.dumps(notebook, ensure_ascii=False, indent=1), "utf-8")
        self.without(SHEET)

    def pack(self, *names: str, into: str = "work.zip") -> None:
        with zipfile.ZipFile(self.path(into), "w", zipfile.ZIP_DEFLATED) as made:
            for name in names:
                made.writestr(f"my work/{name}", self.data(name))
                self.without(name)


Case = tuple[Callable[[Handed], None], dict, str]  # what was done, the rows that follow, a part of what is said
CASES: dict[str, Case] = {
    f"sheet_{number}": (
        partial(lambda one, to: one.move(SHEET, to), to=name), FULL,
        f"The answer sheet was handed in under the name '{name}'.",
    )
    for number, name in enumerate(NAMES)
}  # fmt: skip


def case(rows: dict, said: str):
    def add(spoil: Callable) -> Callable:
        CASES[spoil.__name__] = (spoil, rows, said)
        return spoil

    return add


@case(FULL, "The answer sheet was handed in under the name 'answers (1).json'.")
def sheet_alone(one):
    one.move(SHEET, "answers (1).json")
    one.without(NOTEBOOK, "touch.ipynb", "gifts.content.json", "touch.content.json")


@case(FULL, "The notebook was handed in under the name 'gifts.ipynb.txt'.")
def notebook_as_text(one):
    one.embed()
    one.move(NOTEBOOK, "gifts.ipynb.txt")


@case(FULL, "The notebook was handed in under the name 'Dual.IPYNB'.")
def notebook_in_capitals_alone(one):
    one.embed()
    one.move(NOTEBOOK, "Dual.IPYNB")
    one.without("touch.ipynb", "gifts.content.json", "touch.content.json")


@case(FULL, "under the name 'work.zip/my work/gifts.answers.json'")
def one_zip(one):
    one.pack(NOTEBOOK, SHEET)


@case(FULL, "under the name 'work.zip/my work/gifts.answers.json'")
def zip_of_the_sheet_beside_the_released_notebook(one):
    one.pack(SHEET)


@case(NOTHING, "'outer.zip/my work/work.zip' is a zip inside a zip and was not read; unpack it.")
def zip_in_a_zip(one):
    one.pack(SHEET)
    one.pack("work.zip", into="outer.zip")


@case(NOTHING, "is a damaged zip; unpack it by hand")
def half_a_zip(one):
    one.pack(SHEET)
    one.path("work.zip").write_bytes(one.data("work.zip")[:-30])


@case(FULL, "'copy (1).json', 'copy (2).json', 'copy (3).json'")
def three_sheets_each_with_one_answer(one):
    for number, (name, entry) in enumerate(one.sheet["answers"].items(), 1):
        one.path(f"copy ({number}).json").write_text(json.dumps({**one.sheet, "answers": {name: entry}}))
    one.without(SHEET)


@case(FULL, "'older.json'")
def an_older_sheet_beside_the_right_one(one):
    old = one.course.sheet(saved="2026-10-01T10:00:00+00:00", scarf=one.course.opaque("scarf", "refuse_flatly")[0])
    one.path("older.json").write_text(json.dumps(old))


@case(FULL, "'practicum-answers-2026-11-01.json'")
def all_answers_saved_as_one_file(one):
    whole = {"kind": "practicum answers", "schema": 1, "sheets": [{"topic": TOPIC, **one.sheet}]}
    one.path("practicum-answers-2026-11-01.json").write_text(json.dumps(whole))
    one.without(SHEET)


@case(FULL, "")
def byte_order_marks(one):
    for name in (NOTEBOOK, SHEET):
        one.path(name).write_bytes(b"\xef\xbb\xbf" + one.data(name).replace(b"\n", b"\r\n"))


@case(FULL, "")
def notebook_alone_with_a_byte_order_mark(one):
    one.embed()
    one.path(NOTEBOOK).write_bytes(b"\xef\xbb\xbf" + one.data(NOTEBOOK))


@case(FULL, "")
def notebook_alone_in_utf_16(one):
    one.embed()
    one.path(NOTEBOOK).write_bytes(one.data(NOTEBOOK).decode().encode("utf-16"))


@case(FULL, "")
def sheet_in_utf_16(one):
    one.path(SHEET).write_bytes(b"\xfe\xff" + one.data(SHEET).decode().encode("utf-16-be"))


@case(FULL, "")
def zeros_at_the_end(one):
    one.path(SHEET).write_bytes(one.data(SHEET) + b"\0" * 4096)
    one.path(NOTEBOOK).write_bytes(one.data(NOTEBOOK) + b"\0" * 4096)


@case({**FULL, "reply": (0.0, None, False)}, "2 answers that stand whole in it were read.")
def sheet_cut_in_the_last_answer(one):
    text = json.dumps(one.sheet)
    one.path(SHEET).write_text(text[: text.index('"why"')])


@case(FULL, "The notebook was damaged; what stands before the damage was read.")
def notebook_alone_cut_after_the_answers(one):
    one.embed()
    one.path(NOTEBOOK).write_bytes(one.data(NOTEBOOK)[:-400])


@case(FULL, "3 answers that stand whole in it were read.")
def sheet_written_over_a_longer_one(one):
    one.path(SHEET).write_bytes(one.data(SHEET) + b'": 3}}}')


@case(NOTHING, EMPTY)
def nothing_answered(one):
    one.without(SHEET)


@case(NOTHING, EMPTY)
def blank_answers(one):
    one.path(SHEET).write_text(json.dumps(one.course.sheet(reply={"words": " ", "why": ""})))


@case(NOTHING, EMPTY)
def practice_alone(one):
    one.path(SHEET).write_text(json.dumps(one.course.sheet(tea="accept")))


@case(NOTHING, EMPTY)
def released_notebook_alone(one):
    one.without(SHEET, "touch.ipynb", "touch.content.json", "gifts.content.json")


@case(NOTHING, "The answer sheet could not be used: it is empty.")
def files_without_a_byte(one):
    one.path(SHEET).write_bytes(b"")
    one.path(NOTEBOOK).write_bytes(b"")


@case(NOTHING, "The answer sheet could not be used: it is a folder.")
def a_folder_named_like_the_sheet(one):
    one.without(SHEET)
    one.path(SHEET).mkdir()


@case(FULL, "")
def files_that_may_not_be_written(one):
    for path in one.folder.iterdir():
        path.chmod(0o444)


@pytest.fixture(scope="module")
def graded(released_once, tmp_path_factory):
    """Both roads over the same cohort: {road: (course, learner -> what was said)}."""
    first = copied(released_once, tmp_path_factory.mktemp("by_command"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRACTICUM_COURSE", "")
        patch.delenv("PRACTICUM_EXCHANGE", raising=False)
        for name, (spoil, _, _) in CASES.items():
            spoil(Handed(first, name))
        second = Course(Path(shutil.copytree(first.root, tmp_path_factory.mktemp("by_button") / "course")))
        done = grade_cohort.autograde(first.root, TOPIC)
        assert [one.learner for one in done if one.error] == []
        for name in CASES.keys() - set(BY_BUTTON):
            shutil.rmtree(second.root / "submitted" / name)
        # the button begins only where a notebook lies: the guide says to put it there
        shutil.copy(second.root / "release" / TOPIC / NOTEBOOK, second.root / "submitted" / "sheet_alone" / TOPIC)
        second.autograde()
        pressed = {name: together(grade_cohort.notes_of(second.root, name, TOPIC)) for name in BY_BUTTON}
        yield {"command": (first, {one.learner: together(one.notes) for one in done}), "button": (second, pressed)}


def together(notes: dict[str, list[str]]) -> str:
    return " ".join(note for of_one in notes.values() for note in of_one)


@pytest.mark.parametrize(
    ("name", "road"), [*((name, "command") for name in CASES), *((name, "button") for name in BY_BUTTON)]
)
def test_it_counts_and_is_said(graded, name, road):
    course, said = graded[road]
    _, rows, part = CASES[name]
    assert course.rows(name) == rows
    assert part in said[name] if part else said[name] == "", said[name]


def test_a_lesson_that_is_not_done_yet_is_no_line(released_course, run):
    released_course.hand_in("ann", released_course.full_sheet())
    assert "ann" not in run(released_course, "autograde", TOPIC)


def test_an_empty_lesson_that_was_chosen_is_a_line_of_its_own(released_course, run):
    bob = released_course.hand_in("bob", released_course.full_sheet())
    (bob / "touch.ipynb").unlink()
    eve = released_course.hand_in("eve", released_course.sheet(scarf=None))
    (eve / "gifts.ipynb").unlink()
    touch = released_course.sheet("touch", hug=released_course.opaque("hug", "pause_ask", lesson="touch")[0])
    (eve / "touch.answers.json").write_text(json.dumps(touch))
    assert "eve, gifts: The notebook was not handed in." in (said := run(released_course, "autograde", TOPIC))
    assert "bob" not in said
    (eve / "gifts.answers.json").unlink()
    (eve / "touch.ipynb").rename(eve / "gifts.ipynb")  # the wrong file under the right name
    (eve / "gifts.ipynb").write_bytes((released_course.root / "release" / TOPIC / "gifts.ipynb").read_bytes())
    (eve / "touch.answers.json").rename(eve / "mine.json")
    (bob / "gifts.answers.json").rename(bob / "mine.json")
    said = run(released_course, "autograde", TOPIC, "--again")
    assert "eve, touch: The notebook was not handed in. The answer sheet was handed in" in said
    assert "bob, gifts: The answer sheet was handed in under the name 'mine.json'." in said
    assert "eve, gifts: No answers" not in said, "both lessons came; gifts is not done yet"


def test_what_is_no_archive_that_is_read_is_named(released_course):
    folder = released_course.root / "submitted" / "ann" / TOPIC
    folder.mkdir(parents=True)
    (folder / "work.rar").write_bytes(b"Rar!\x1a\x07\x01")
    assert grade_cohort.autograde(released_course.root, TOPIC)[0].error == (
        f"ann handed in no lesson of {TOPIC}, only work.rar; ask for the right file. "
        "An archive other than a zip is to be unpacked first."
    )
