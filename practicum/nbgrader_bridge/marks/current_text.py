"""Which text of a response lies before the markers: that of the graded copy, unless another one is just coming."""

from __future__ import annotations

import json
from pathlib import Path

from sqlalchemy import Connection

from practicum.course import CourseError

from . import known_learners
from .mark_history import Place, coming_of, seen


def present_text(root: Path, place: Place) -> str | None:
    """The hash of the response that autograding last placed before the markers; None while there is no whole copy."""
    folder = known_learners.folder(root, "autograded", place.learner)
    if folder is None:
        return None
    try:
        metadata = json.loads((folder / place.assignment / f"{place.notebook}.ipynb").read_text("utf-8"))["metadata"]
    except (OSError, ValueError):
        return None
    return metadata.get("practicum", {}).get("submitted", {}).get("texts", {}).get(place.item, "")


def lying_text(root: Path, db: Connection, place: Place) -> str:
    """The hash of the text that lies before the markers. Raises CourseError where there is none or another one comes."""
    text, last = present_text(root, place), seen(db, place)
    if text is None and last is None:
        raise CourseError(
            f"{place.learner} has no graded copy of {place.assignment}/{place.notebook}; "
            f"run `practicum autograde {place.assignment}` first."
        )
    if text is None or last not in (None, text) or place in coming_of(db, place.assignment, [place.learner]):
        raise CourseError(
            f"{place.learner}'s '{place.item}' is being graded again just now; read it once that is done, then mark it."
        )
    if not text:
        raise CourseError(
            f"{place.learner} wrote nothing for '{place.item}', which scores 0; there is nothing to mark."
        )
    return text
