"""nbgrader's own autograding by the same rules as ours: which time counts, what is new, what was typed in formgrader.

Its converter cannot be replaced by configuration, but it makes an exporter of ours when it begins, which calls `begin`.
"""

from __future__ import annotations

import contextlib
import datetime
from pathlib import Path

from practicum.course import CourseError

from ..marks import formgrader_scores
from ..submission import new_work, timestamps


def begin(converter) -> None:
    """Prepare one Autograde that is about to start."""
    root, course = Path(converter.coursedir.root), converter.coursedir
    course.get_existing_timestamp = _time_in
    learners: dict[str, list[str]] = {}
    for folder in map(Path, converter.assignments):
        learners.setdefault(folder.name, []).append(folder.parent.name)
    for topic, names in learners.items():
        formgrader_scores.keep(root, topic, names)
    decide = converter.init_destination

    def init_destination(assignment_id: str, student_id: str) -> bool:
        asked = converter.force
        places = (converter._format_source, converter._format_dest)
        new, old = (Path(place(assignment_id, student_id)) for place in places)
        with contextlib.suppress(CourseError, OSError):  # said where the time is entered
            timestamps.tidied(new)
        converter.force = asked or (course.notebook_id == "*" and new_work.is_new(new, old))
        try:
            return decide(assignment_id, student_id)
        finally:
            converter.force = asked

    converter.init_destination = init_destination


def _time_in(folder: str) -> datetime.datetime | None:
    return timestamps.read(Path(folder))
