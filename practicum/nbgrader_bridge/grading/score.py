"""Scoring, in the place of execution: the released key, the learner's answer, a number.

Nothing that the learner sent is run. Each grade cell gets the output that it
would have given: a plain float from 0 to its points, because nbgrader gives
full marks for anything else that does not raise.
"""

from __future__ import annotations

import html
import json
import math
from pathlib import Path

from nbformat import from_dict
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from nbgrader.utils import is_grade

from practicum import exercises, words
from practicum.course import notebook, released
from practicum.exercises.review import in_words
from practicum.shapes.content import LessonContent

from ..setup.course_settings import root_of
from ..submission.recover import response_to, submitted


def score_item(keyed: LessonContent, name: str, response) -> float:
    """Points for one item, sure to be a float that nbgrader takes as a score."""
    points = float(keyed["items"][name]["points"])
    value = float(exercises.score(keyed, name, response))
    if not math.isfinite(value):
        raise ValueError(f"the score of '{name}' is not a number")
    return min(max(value, 0.0), points)


def score_output(value: float, points: float, answered: str) -> dict:
    """The cell's output. nbgrader reads the plain text; formgrader shows the sentence."""
    shown = f"{answered} ({words.number(value)} of {words.points(points)})"
    data = {"text/plain": repr(value), "text/html": f"<p>{html.escape(shown)}</p>"}
    return {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1}


def no_score(sentence: str) -> dict:
    """An error: nbgrader gives full marks for silence."""
    return {"output_type": "error", "ename": "NotScored", "evalue": sentence, "traceback": [f"NotScored: {sentence}"]}


def scored(keyed: LessonContent, found: dict | None, name: str | None) -> tuple[float, dict]:
    """What an item earns, and the output that its cell would have had. Raises nothing: what cannot be scored earns 0."""
    if name is None or name not in keyed["items"]:
        return 0.0, no_score(f"the released lesson has no item '{name}'")
    if found is None:
        return 0.0, no_score(
            "the answers were not read; practicum.nbgrader_bridge.submission.recover.Recover must come first"
        )
    item = keyed["items"][name]
    try:
        response = response_to(found, name)
        value = score_item(keyed, name, response)
        return value, score_output(value, float(item["points"]), in_words(item, response))
    except Exception as error:  # one item must not cost the learner the rest
        return 0.0, no_score(f"'{name}' could not be scored ({error})")


class Score(NbGraderPreprocessor):
    """Fills the grade cells of a lesson."""

    def preprocess(self, nb, resources):
        about = resources["nbgrader"]
        keyed = released.keyed(root_of(self), about["assignment"], about["notebook"])
        if keyed is None:
            return nb, resources
        found = submitted(nb)
        for cell in nb.cells:
            if cell.cell_type == "code" and is_grade(cell):
                value, output = scored(keyed, found, cell.metadata.nbgrader.get("grade_id"))
                self.log.debug("%s earns %s", cell.metadata.nbgrader.get("grade_id"), value)
                cell.execution_count, cell.outputs = 1, [from_dict(output)]
        return nb, resources


class ExecuteLabs(Execute):
    """Stock execution for labs, which are learner code by design: silence would earn full marks there.

    Only what the course's own source says is a lab is run. A lesson whose release is
    not on record, or a notebook of a learner's own, gets errors instead.
    """

    def preprocess(self, nb, resources, *rest, **more):
        about, root = resources["nbgrader"], root_of(self)
        if about["notebook"] in released.in_force(root, about["assignment"]):
            return nb, resources
        if is_lab(root / "source" / about["assignment"] / f"{about['notebook']}.ipynb"):
            return super().preprocess(nb, resources, *rest, **more)
        for cell in nb.cells:
            if cell.cell_type == "code" and is_grade(cell):
                cell.outputs = [
                    from_dict(no_score("this lesson's release is not on record; release it again and regrade"))
                ]
        return nb, resources


def is_lab(source: Path) -> bool:
    """Whether the course itself has a notebook here that is no lesson."""
    try:
        return not notebook.is_lesson(json.loads(source.read_text("utf-8-sig")))
    except (OSError, ValueError, AttributeError):
        return False
