"""What a lesson finds when it opens: its content, the notebook beside it, the keys while nbgrader scores."""

from __future__ import annotations

import json
import os
from pathlib import Path

from . import words
from .bounded_json import decoded, plain
from .course import CourseError, released
from .shapes.content import LessonContent

LARGEST_CONTENT = 20_000_000  # bytes


class ContentProblem(Exception):
    """The lesson's content is missing or damaged; the text is a sentence for the learner."""


def grading() -> bool:
    """Whether nbgrader runs this notebook to score it."""
    return os.environ.get("NBGRADER_EXECUTION") == "autograde"


def read_content(path: Path, name: str) -> LessonContent:
    """The content in a file beside a notebook. Raises ContentProblem for one that is no lesson's of that name."""
    try:
        if path.stat().st_size > LARGEST_CONTENT:
            raise ValueError
        content = plain(decoded(path.read_bytes()))
        parts = [content[part] for part in ("items", "vignettes", "written")]
        if content["lesson"] != name or not all(isinstance(part, dict) for part in parts):
            raise ValueError
        return content
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ContentProblem(words.say("problem_content_damaged", file=path.name)) from error


def find_content(name: str, folder: Path) -> LessonContent:
    """The content of a lesson: the file beside the notebook, or for an author the course itself."""
    path = folder / f"{name}.content.json"
    if path.is_file():
        return read_content(path, name)
    for root in (folder, *folder.parents):
        source = root / "source"
        if (root / "modules" / "course.yml").is_file() and folder.is_relative_to(source) and folder != source:
            return _from_modules(name, root, folder.relative_to(source).parts[0])
    raise ContentProblem(words.say("problem_no_content", file=path.name))


def _from_modules(name: str, root: Path, topic: str) -> LessonContent:
    from .content.edition import edition  # pydantic and YAML are an author's need alone
    from .content.load import in_the_way, load_course

    loaded, problems = load_course(root, topic)
    if loaded is None or (problems := in_the_way(problems, topic)):
        raise ContentProblem(f"The course has problems; run `practicum check`. The first: {problems[0]}")
    try:
        module, _ = loaded.lesson(name)
    except KeyError as error:
        raise ContentProblem(str(error.args[0])) from error
    return edition(loaded, module.name, name, "self_study")


def keyed(content: LessonContent) -> LessonContent | None:
    """The released content with its keys, where nbgrader's own Execute runs this notebook."""
    course = os.environ.get("PRACTICUM_COURSE")
    if not course:
        return None
    try:
        return released.keyed(Path(course), content["topic"], content["lesson"])
    except (OSError, ValueError, KeyError, CourseError):
        return None


def notebook_beside(name: str, folder: Path) -> dict | None:
    """The notebook that this kernel serves, to find answers that travelled inside it."""
    session = os.environ.get("JPY_SESSION_NAME", "")
    for path in (Path(session), folder / Path(session).name, folder / f"{name}.ipynb"):
        try:
            if path.suffix == ".ipynb" and path.is_file() and path.stat().st_size <= LARGEST_CONTENT:
                return json.loads(decoded(path.read_bytes()))
        except (OSError, ValueError, RecursionError):
            continue
    return None
