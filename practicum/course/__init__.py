"""The course folder and what is made of it without nbgrader: released lessons, notebooks, the self-study edition."""

from __future__ import annotations

import os
from pathlib import Path


class CourseError(Exception):
    """Something that whoever runs the course can mend; its text is one sentence."""


def find_course(start: Path | str | None = None) -> Path:
    """The course folder at or above `start` (default: the working directory)."""
    here = Path(start or os.getcwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "modules" / "course.yml").is_file():
            return folder
    raise CourseError(
        f"No course was found at {here} or above it; go to the folder that holds modules/course.yml and try again."
    )
