"""One learner's folder in submitted/, read and scored. All of it is a stranger's data."""

from __future__ import annotations

import datetime
import os
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from practicum import answers
from practicum.bounded_json import storable
from practicum.course import CourseError

from ..feedback.pages import ignored
from ..submission import hand_in_files, new_work, regular_files, renamed_files, timestamps, unanswered
from ..submission.plain_text import cleaned
from ..submission.renamed_files import some
from .assignment import Assignment
from .lesson import Graded, grade


@dataclass
class Submission:
    """What one learner handed in, and what came of it."""

    learner: str
    error: str | None = None
    known: bool = True  # False: nbgrader would not even enter the learner
    entered: bool = False  # whether there is a submission to enter in the gradebook
    at: datetime.datetime | None = None
    absent: list[str] = field(default_factory=list)  # lessons that no notebook bears the name of
    graded: list[Graded] = field(default_factory=list)
    files: dict[str, Path] = field(default_factory=dict)  # what lies beside the notebooks, to be copied
    notes: dict[str, list[str]] = field(default_factory=dict)  # lesson or topic area -> what was odd
    held: new_work.Held | None = None  # what the folder held when reading began
    began: int = 0


def read(assignment: Assignment, learner: str, seen: set[str]) -> Submission:
    """Read and score a learner's folder; `seen` are the lessons of theirs that were graded before. Raises nothing."""
    made = Submission(learner)
    try:
        _read(assignment, made, seen)
    except CourseError as error:
        made.error = str(error)
    except OSError as error:
        where = cleaned(str(error.filename or assignment.place("submitted", learner)))
        made.error = f"{where} could not be read ({error.strerror})."
    except Exception as error:  # whatever a stranger's files brought about must not stop the others
        made.error = f"The work of {learner} could not be graded ({type(error).__name__}: {cleaned(str(error))[:200]})."
    return made


def _read(assignment: Assignment, made: Submission, seen: set[str]) -> None:
    folder = assignment.place("submitted", made.learner)
    made.known = False
    if storable(made.learner) != made.learner:
        raise CourseError(f"The folder submitted/{cleaned(made.learner)} has a name that is no text; rename it.")
    regular_files.refuse_linked_folder(folder)
    made.known = True
    made.began = new_work.now()
    inside = hand_in_files.look(folder)
    top = _notebooks(assignment, folder, inside)
    lessons = assignment.lessons
    found = renamed_files.search(folder, inside.files, lessons.keys())
    came = hand_in_files.came(folder, lessons.keys(), found)
    if not top and not came:
        made.known = False
        raise CourseError(hand_in_files.nothing(made.learner, assignment.topic, inside))
    made.at = timestamps.tidied(folder)
    made.held = new_work.held(folder)
    made.entered = True
    made.absent = [name for name in lessons if f"{name}.ipynb" not in top]
    here = [name for name in lessons if name in came or (name in made.absent and name in seen)]
    if not here:
        raise CourseError(hand_in_files.nothing(made.learner, assignment.topic, inside))
    for name in here:
        notebook, notes = hand_in_files.notebook_of(folder, name, found)
        made.graded.append(grade(lessons[name], folder, notebook, notes, found))
    made.files = {name: folder / name for name in inside.files if not left_out(name, assignment.patterns)}
    made.files.pop(new_work.RECORD, None)
    of_lessons = {one.lesson: (one.answered, one.notes) for one in made.graded}
    made.notes = unanswered.notes(assignment.topic, lessons, came, of_lessons)
    if said := [*found.said, *_left_out(made, inside)]:
        made.notes.setdefault(assignment.topic, []).extend(said)


def _notebooks(assignment: Assignment, folder: Path, inside: hand_in_files.Folder) -> set[str]:
    """What nbgrader takes for notebooks: those at the top, whatever they are."""
    found = {f"{name}.ipynb" for name in assignment.lessons if os.path.lexists(folder / f"{name}.ipynb")}
    there = (*inside.files, *inside.odd)
    return found | {n for n in there if n.endswith(".ipynb") and not n.startswith(".") and "/" not in n}


@lru_cache(maxsize=1000)  # learners' files bear the same few names
def left_out(name: str, patterns: tuple[str, ...]) -> bool:
    """Whether a file is not copied for its own name or that of a folder it is in."""
    return any(ignored(part, list(patterns)) for part in name.split("/"))


def _left_out(made: Submission, inside: hand_in_files.Folder) -> list[str]:
    """What of the folder nobody looked at."""
    lessons = {name for one in made.graded for name in (f"{one.lesson}.ipynb", answers.path_of("", one.lesson).name)}
    odd = [name for name in inside.odd if name not in lessons]
    said = [f"Left out: {some(odd)}; links and the like are not followed."] if odd else []
    if not inside.whole:
        said.append(f"The folder holds more than {hand_in_files.MOST_FILES:,} files; the rest was left out.")
    return said
