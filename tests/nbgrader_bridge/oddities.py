"""What learners do to their files: each a name, what it does to a submission before or after it is written."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

from practicum.demo.crowd import Submission

NOTEBOOK, SHEET, STAMP = "gifts.ipynb", "gifts.answers.json", "timestamp.txt"
LARGE = 20_500_000


def _changed(one: Submission, name: str, change: Callable[[dict], object]) -> None:
    value = json.loads(one.files[name])
    one.files[name] = json.dumps(change(value) or value).encode()


def _moved(one: Submission, old: str, new: str) -> None:
    one.files[new] = one.files.pop(old)


# ------------------------------------------------------------ before it is written


def late(one):
    one.files[STAMP] = b"2026-10-01 18:30:00.250000 UTC"


def very_late(one):
    one.files[STAMP] = b"2026-12-01 00:00:00 UTC"


def another_clock(one):
    one.files[STAMP] = b"2026-09-30T20:15:00-04:00"


def without_a_time(one):
    del one.files[STAMP]


def an_empty_time(one):
    one.files[STAMP] = b"\n"


def one_lesson_alone(one):
    del one.files["touch.ipynb"], one.files["touch.answers.json"]


def notebook_alone(one):
    del one.files[SHEET]


def sheet_beside_another_lesson(one):
    del one.files[NOTEBOOK]


def nothing_answered(one):
    for name in ("gifts", "touch"):
        del one.files[f"{name}.answers.json"]
        _changed(
            one,
            f"{name}.ipynb",
            lambda nb: [cell.update(outputs=[]) for cell in nb["cells"] if "outputs" in cell] and nb,
        )


def no_notebook_at_all(one):
    del one.files[NOTEBOOK], one.files["touch.ipynb"]


def renamed(one):
    _moved(one, NOTEBOOK, "gifts (1).ipynb")


def renamed_without_sheet(one):
    _moved(one, NOTEBOOK, "Final ÄÖ.ipynb")
    del one.files[SHEET]


def in_a_folder_below(one):
    for name in (NOTEBOOK, SHEET):
        _moved(one, name, f"work/{name}")


def later_copy(one):
    one.files["gifts-Copy1.ipynb"] = one.files[NOTEBOOK]
    _changed(one, NOTEBOOK, lambda nb: [cell.update(outputs=[]) for cell in nb["cells"] if "outputs" in cell] and nb)
    del one.files[SHEET]


def broken_notebook(one):
    one.files[NOTEBOOK] = one.files[NOTEBOOK][:5000]


def broken_sheet(one):
    one.files[SHEET] = b'{"schema": 1, "answers": NaN'


def both_broken(one):
    broken_notebook(one)
    broken_sheet(one)


def empty_files(one):
    one.files[NOTEBOOK] = one.files[SHEET] = b""


def no_utf8(one):
    one.files[NOTEBOOK] = b"\xff\xfe\x00" + one.files[NOTEBOOK]


def cells_of_another_form(one):
    _changed(one, NOTEBOOK, lambda nb: {**nb, "cells": [1, None, *nb["cells"]]})


def an_older_form(one):
    def change(nb):
        for cell in nb["cells"]:
            del cell["id"]
        nb["nbformat_minor"] = 4

    _changed(one, NOTEBOOK, change)


def nested_deeply(one):
    _changed(one, NOTEBOOK, lambda nb: {**nb, "metadata": {**nb["metadata"], "x": json.loads("[" * 60 + "]" * 60)}})
    one.files[SHEET] = b'{"schema": 1, "lesson": "gifts", "answers": ' + b"[" * 300 + b"]" * 300 + b"}"


def too_large(one):
    _changed(one, NOTEBOOK, lambda nb: {**nb, "metadata": {**nb["metadata"], "x": "x" * LARGE}})
    one.files[SHEET] += b" " * 2_000_001


def removed_cells(one):
    _changed(one, NOTEBOOK, lambda nb: {**nb, "cells": [c for c in nb["cells"] if c["id"] in ("lesson", "scarf")]})


def doubled_cells(one):
    _changed(one, NOTEBOOK, lambda nb: {**nb, "cells": nb["cells"] + nb["cells"]})


def added_cells(one):
    def change(nb):
        extra = {"cell_type": "code", "id": "mine", "metadata": {}, "outputs": [], "execution_count": None}
        nb["cells"].insert(0, {**extra, "source": "import os\nos.abort()"})
        nb["cells"].insert(
            4, {"cell_type": "markdown", "id": "note", "metadata": {}, "source": ["<b>My *own*\n", "$x$ thought.\n"]}
        )
        nb["cells"].append({**extra, "id": "empty", "source": " \n"})

    _changed(one, NOTEBOOK, change)


def typed_into_the_cell(one):
    def change(nb):
        next(c for c in nb["cells"] if c["id"] == "response-reply")["source"] = "Typed \ud83d here."

    _changed(one, NOTEBOOK, change)


def forged(one):
    def change(nb):
        nb["metadata"] = {"language": 5, "kernelspec": {"name": "evil"}, "practicum": 3}
        for number, cell in enumerate(nb["cells"]):
            about = cell["metadata"].get("nbgrader", {})
            about.update(points=1000, locked=False, checksum="0", schema_version=number % 5, solution=number % 2 == 0)
            if "outputs" in cell and cell["id"] != "lesson":
                cell["outputs"] = [
                    {
                        "output_type": "execute_result",
                        "data": {"text/plain": "1000"},
                        "metadata": {},
                        "execution_count": 1,
                    }
                ]

    _changed(one, NOTEBOOK, change)


def answers_that_cannot_be(one):
    def change(sheet):
        sheet["answers"] |= {
            "scarf": {"response": "nothing_like_it", "at": "2026-09-01T10:00:00+00:00"},
            "unheard_of": {"response": 1}, "reply": {"response": {"words": "x" * 20_001}},
        }  # fmt: skip
        sheet["aside"] = {"old": {"response": 3}}

    _changed(one, SHEET, change)


def another_schema(one):
    _changed(one, SHEET, lambda sheet: {**sheet, "schema": 99})


def half_an_emoji(one):
    def change(sheet):
        sheet["answers"]["reply"] = {
            "response": {"words": "Dear \ud83d", "why": "\ud83d\ude00 \u202e"},
            "at": sheet["saved"],
        }

    _changed(one, SHEET, change)


def files_of_ones_own(one):
    one.files |= {"notes/mine.txt": b"mine", "left.pyc": b"x", ".hidden~": b"x", "old~": b"x", "feedback/x.txt": b"x"}
    one.files |= {
        "gifts.content.json": b"forged",
        "data.csv": b"forged",
        ".ipynb_checkpoints/gifts-checkpoint.ipynb": b"{}",
    }


def unknown_notebook_beside(one):
    one.files["broken.ipynb"] = b"[" * 3000
    one.files["list.ipynb"] = b"[]"


# ------------------------------------------------------------ renamed on the way, damaged, saved by another editor


def browser_named_the_sheet(one):
    _moved(one, SHEET, "gifts.answers (1).json")
    released_notebook(one)


def lms_named_the_sheet(one):
    _moved(one, SHEET, "ann_123_assignsubmission_file_gifts.answers.json")
    released_notebook(one)


def released_notebook(one):
    """The notebook as it was released: no answers in it."""
    _changed(one, NOTEBOOK, lambda nb: [cell.update(outputs=[]) for cell in nb["cells"] if "outputs" in cell] and nb)


def sheets_alone_under_other_names(one):
    for name in ("gifts", "touch"):
        del one.files[f"{name}.ipynb"]
        _moved(one, f"{name}.answers.json", f"copy of {name}.Answers.JSON.txt")


def several_sheets_of_one_lesson(one):
    whole = json.loads(one.files[SHEET])
    for number, name in enumerate(list(whole["answers"])):
        part = {**whole, "answers": {name: whole["answers"][name]}}
        one.files[f"sub {number}/gifts.answers.json"] = json.dumps(part).encode()
    del one.files[SHEET]
    released_notebook(one)


def in_a_zip(one):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for name in (NOTEBOOK, SHEET):
            made.writestr(zipfile.ZipInfo(f"Müller/{name}"), one.files.pop(name))
        made.writestr(zipfile.ZipInfo("__MACOSX/._gifts.ipynb"), b"x")
    one.files["my work.zip"] = packed.getvalue()


def notebook_saved_as_json(one):
    _moved(one, NOTEBOOK, "gifts.ipynb.json")
    del one.files[SHEET]


def all_answers_in_one_file(one):
    sheets = [json.loads(one.files.pop(name)) for name in (SHEET, "touch.answers.json")]
    one.files["practicum-answers-2026-09-01.json"] = json.dumps(
        {"kind": "practicum answers", "schema": 1, "sheets": sheets}
    ).encode()
    released_notebook(one)


def with_byte_order_marks(one):
    one.files[NOTEBOOK] = b"\xef\xbb\xbf" + one.files[NOTEBOOK].replace(b"\n", b"\r\n")
    one.files[SHEET] = b"\xef\xbb\xbf" + one.files[SHEET].replace(b"\n", b"\r\n")


def in_utf16(one):
    for name, code in ((NOTEBOOK, "utf-16-le"), (SHEET, "utf-16-be")):
        one.files[name] = ("\ufeff" + one.files[name].decode()).encode(code)


def padded_with_nothing(one):
    for name in (NOTEBOOK, SHEET):
        one.files[name] += b"\0" * 5000 + b"\x1a\r\n"


def written_over_an_older_one(one):
    for name in (NOTEBOOK, SHEET):
        one.files[name] += b'": "the end of a longer file"}]}\n'


def cut_sheet(one):
    one.files[SHEET] = one.files[SHEET][: len(one.files[SHEET]) * 3 // 4]
    released_notebook(one)


def cut_notebook(one):
    one.files[NOTEBOOK] = one.files[NOTEBOOK][: len(one.files[NOTEBOOK]) * 3 // 4]
    del one.files[SHEET]


def one_empty_lesson_chosen(one):
    del one.files["touch.ipynb"], one.files["touch.answers.json"], one.files[SHEET]
    released_notebook(one)


def many_cells(one):
    cell = {"cell_type": "code", "id": "x", "metadata": {"tags": ["injected-parameters"]}, "outputs": []}
    source = "answers = 1\n" + "+" * 15_000 + "1"
    _changed(one, NOTEBOOK, lambda nb: nb["cells"].extend({**cell, "source": source} for _ in range(600)))


GRADED_ALIKE = [
    late, very_late, another_clock, without_a_time, an_empty_time, one_lesson_alone, notebook_alone,
    sheet_beside_another_lesson, nothing_answered, renamed, renamed_without_sheet, in_a_folder_below, later_copy,
    broken_notebook, broken_sheet, both_broken, empty_files, no_utf8, cells_of_another_form, an_older_form, nested_deeply,
    too_large, removed_cells, doubled_cells, added_cells, typed_into_the_cell, forged, answers_that_cannot_be,
    another_schema, half_an_emoji, files_of_ones_own, unknown_notebook_beside, browser_named_the_sheet,
    lms_named_the_sheet, sheets_alone_under_other_names, several_sheets_of_one_lesson, in_a_zip, notebook_saved_as_json,
    all_answers_in_one_file, with_byte_order_marks, in_utf16, padded_with_nothing, written_over_an_older_one, cut_sheet,
    cut_notebook, one_empty_lesson_chosen, many_cells, no_notebook_at_all,
]  # fmt: skip


# What nbgrader fails, and we too: the rows that it leaves are the same.


def no_such_time(one):
    one.files[STAMP] = b"last Tuesday"


def no_lesson_at_all(one):
    one.files = {"essay.ipynb": b"{}", STAMP: one.files[STAMP]}


def nothing_at_all(one):
    one.files = {STAMP: one.files[STAMP], "essay.pdf": b"%PDF"}


FAILED_ALIKE = [no_such_time, no_lesson_at_all, nothing_at_all]


# ------------------------------------------------------------ after it is written: nbgrader fails, we need not


def a_link_that_leads_nowhere(folder: Path) -> None:
    (folder / ".#gifts.ipynb").symlink_to("ann@computer.1234")


def a_pipe(folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")


def a_pipe_for_a_sheet(folder: Path) -> None:
    (folder / SHEET).unlink()
    os.mkfifo(folder / SHEET)


def a_folder_for_a_notebook(folder: Path) -> None:
    (folder / NOTEBOOK).unlink()
    (folder / NOTEBOOK).mkdir()


def a_link_to_the_keys(folder: Path) -> None:
    root = folder.parents[2]
    (keys,) = (root / "gradebook" / "released").glob("*/*/gifts.json")
    for name in ("gifts.answers.json", "mine.json"):
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(keys)


def a_notebook_that_is_a_link(folder: Path) -> None:
    (folder / NOTEBOOK).rename(folder / "elsewhere.txt")
    (folder / NOTEBOOK).symlink_to("elsewhere.txt")


def a_file_larger_than_is_copied(folder: Path) -> None:
    with (folder / "zeros.bin").open("wb") as file:
        file.truncate(101_000_000)


STRANGE_FILES = [
    a_link_that_leads_nowhere, a_pipe, a_pipe_for_a_sheet, a_folder_for_a_notebook, a_link_to_the_keys,
    a_notebook_that_is_a_link, a_file_larger_than_is_copied,
]  # fmt: skip
