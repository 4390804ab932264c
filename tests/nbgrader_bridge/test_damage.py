"""Sheets and notebooks that are damaged or tampered with: what can be read is graded, and the rest stays out."""

from __future__ import annotations

import json

import pytest

from practicum.nbgrader_bridge.submission import notebook_reading

from .made_up import FULL, NOTHING, REPLY, TOPIC, notes


@pytest.mark.parametrize(
    "sheet",
    [
        "",
        "{",
        "[]",
        "null",
        '{"schema": 1}',
        "[" * 5000,
        '{"answers": NaN}',
        "\x00\x01",
        '{"schema":1,"lesson":"touch","answers":{}}',
    ],
)
def test_a_damaged_sheet_costs_nothing_while_the_notebook_has_the_answers(released_course, sheet):
    released_course.hand_in("ann", sheet, released_course.full_sheet(reply=REPLY))
    released_course.autograde()
    assert released_course.rows("ann") == FULL
    assert "The answer sheet could not be used" in notes(released_course, "ann")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        '{"nbformat": 4, "cells": [1, null, {}]}',
        '{"cells": {"a": 1}}',
        "[" * 100_000,
        "\ud800",
    ],
)
def test_a_damaged_notebook_costs_nothing_while_the_sheet_is_there(released_course, text):
    folder = released_course.hand_in("ann", released_course.full_sheet(reply=REPLY))
    (folder / "gifts.ipynb").write_bytes(text.encode("utf-8", "surrogatepass"))
    released_course.autograde()
    assert released_course.rows("ann") == FULL
    said = notes(released_course, "ann")
    assert ("The notebook was damaged" if len(text) < 100_000 else notebook_reading.TOO_MANY_PARTS) in said


def wreck(notebook: dict) -> None:
    for number, c in enumerate(notebook["cells"]):
        c["metadata"]["nbgrader"] = [
            None,
            "x",
            {"grade": True},
            {"schema_version": 99, "grade_id": "scarf"},
            {"grade_id": 7},
        ][number % 5]
    notebook["metadata"] = {"kernelspec": {"name": "evil"}, "widgets": {"x": "</script><script>"}, "practicum": 3}


def delete_all(notebook: dict) -> None:
    notebook["cells"] = [c for c in notebook["cells"] if c["id"] == "lesson"]


def double_all(notebook: dict) -> None:
    notebook["cells"] += json.loads(json.dumps(notebook["cells"]))


def forge_points(notebook: dict) -> None:
    for c in notebook["cells"]:
        if "points" in c["metadata"].get("nbgrader", {}):
            c["metadata"]["nbgrader"]["points"] = 1000
            c["source"] = "1000.0" if c["cell_type"] == "code" else c["source"]


def forge_outputs(notebook: dict) -> None:
    for c in notebook["cells"]:
        if c["cell_type"] == "code" and c["id"] != "lesson":
            c["outputs"] = [
                {"output_type": "execute_result", "data": {"text/plain": "1000"}, "metadata": {}, "execution_count": 1}
            ]


@pytest.mark.parametrize("change", [wreck, delete_all, double_all, forge_points, forge_outputs])
def test_whatever_a_learner_does_to_cells_scores_stand_on_the_answers(released_course, change):
    released_course.hand_in("ann", bundle=released_course.full_sheet(reply=REPLY), change=change)
    released_course.hand_in("bob", bundle=released_course.sheet(), change=change)
    released_course.autograde()
    assert released_course.rows("ann") == FULL
    assert released_course.rows("bob") == NOTHING
    as_released = [
        c["id"] for c in json.loads((released_course.root / "release" / TOPIC / "gifts.ipynb").read_text())["cells"]
    ]
    kept = released_course.autograded("ann")
    assert [c["id"] for c in kept["cells"] if not c["id"].startswith("added-")] == as_released
    assert "widgets" not in kept["metadata"]
    assert kept["metadata"]["kernelspec"]["name"] == "python3"
