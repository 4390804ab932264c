"""nbgrader's autograding kept from what is no regular file in submitted/.

nbgrader copies what a link points to, and waits for a pipe for ever. Its converter cannot be replaced by
configuration, but it makes an exporter of ours, which calls `guard`: the converter that is at work then passes over
links and the like, by nbgrader's own list of files to ignore, learner by learner.
"""

from __future__ import annotations

import glob
import os
import stat
from pathlib import Path

from practicum.course import CourseError

from ..exchange.expected import STAMP
from ..exchange.refusals import Said, left_out
from . import hand_in_files


def refuse_linked_folder(folder: Path) -> None:
    """Raise CourseError where a learner's folder is a link to another."""
    if os.path.islink(folder.parent) or os.path.islink(folder):
        where = "/".join(folder.parts[-3:])
        raise CourseError(f"{where} is a link to another folder and is not graded; put the files in its place.")


def _is_odd(path: Path) -> bool:
    try:
        return not stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False


def refuse_odd_file(path: Path) -> None:
    """Raise CourseError for a link or the like."""
    if _is_odd(path):
        raise CourseError(f"{'/'.join(path.parts[-4:])} is no regular file and is not read.")


def guard(converter) -> None:
    """Keep one Autograde from links and the like."""
    of_place, of_learner = converter.init_destination, converter.init_assignment

    def init_destination(assignment_id: str, student_id: str) -> bool:
        folder = Path(converter._format_source(assignment_id, student_id))
        refuse_linked_folder(folder)
        if _is_odd(folder / STAMP):  # nbgrader would read what it points to, or wait for it
            raise CourseError(f"{'/'.join(folder.parts[-3:])}/{STAMP} cannot be used: it is no regular file.")
        return of_place(assignment_id, student_id)

    def init_assignment(assignment_id: str, student_id: str) -> None:
        odd = hand_in_files.look(Path(converter._format_source(assignment_id, student_id))).odd
        if odd:
            said = Said(student_id, left_out(dict.fromkeys(odd, "it is no regular file"))[0], where="submitted")
            converter.log.warning("%s", said)
        before = converter.coursedir.ignore
        converter.coursedir.ignore = [*before, *sorted({glob.escape(name.rpartition("/")[2]) for name in odd})]
        try:
            of_learner(assignment_id, student_id)
        finally:
            converter.coursedir.ignore = before

    converter.init_destination, converter.init_assignment = init_destination, init_assignment
