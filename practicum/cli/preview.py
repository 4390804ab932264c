"""A lesson as its learners see it, for whoever writes it, and again on every save: preview."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from practicum.disk import Stamp, stamp

from . import lab
from .shared import CourseOption, plural, root_of, say

FOLDER = Path("build") / "preview"  # answers given in a preview stay here
EVERY = 1.0  # seconds between two looks at the files
MOST_SAID = 12  # problems after one save


@dataclass(frozen=True)
class Built:
    """What became of one building: the notebook, if there is one now, and what is wrong with the lesson."""

    notebook: Path | None
    problems: list[str] = field(default_factory=list)


def files_of(root: Path, topic: str, lesson: str) -> Iterator[Path]:
    """Every file that a lesson is made from."""
    yield root / "modules" / "course.yml"
    yield from (root / "modules" / topic / name for name in ("module.yml", "references.yml"))
    yield root / "source" / topic / f"{lesson}.ipynb"
    yield from sorted(p for p in (root / "modules" / topic / lesson).rglob("*") if not p.name.startswith("."))


def seen(root: Path, topic: str, lesson: str) -> dict[str, Stamp]:
    """The stamp of each file. A file that is just being replaced is looked at next time."""
    return {str(path): at for path in files_of(root, topic, lesson) if (at := stamp(path))}


def build(root: Path, topic: str, lesson: str) -> Built:
    """Write the lesson's self-study edition below build/preview/; whatever is wrong becomes sentences."""
    from practicum.content.edition import edition
    from practicum.content.load import load_course
    from practicum.course import CourseError, notebook, released
    from practicum.lint import problems_of

    ours = {path.relative_to(root).as_posix() for path in files_of(root, topic, lesson)}
    here = f"modules/{topic}/{lesson}/"
    loaded, problems = load_course(root, topic)
    found = [p for p in problems if p.file in ours or p.file.startswith(here)]
    module = loaded.modules.get(topic) if loaded else None
    if found or loaded is None or module is None or lesson not in module.lessons:
        listed = f"modules/{topic}/module.yml does not list '{lesson}' under `lessons`; add it"
        return Built(None, [str(p) for p in found or problems] or [listed])
    found = sorted({p for p in problems_of(loaded) if p.file in ours or p.file.startswith(here)})
    try:
        source = json.loads((root / "source" / topic / f"{lesson}.ipynb").read_text("utf-8-sig"))
        content = edition(loaded, topic, lesson, "self_study")
        made = notebook.build(source, content, module.lessons[lesson].folder / "figures", graded=False)
    except CourseError as error:
        return Built(None, [str(error), *map(str, found)])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Built(
            None,
            [str(p) for p in found]
            or [f"source/{topic}/{lesson}.ipynb has a cell that cannot be read; save it again from JupyterLab"],
        )
    # A change in modules/ alone leaves every cell as it was; this line lets JupyterLab see that the lesson changed.
    made["metadata"]["practicum"]["content"] = content["hash"]
    place = root / FOLDER
    released.write(place / f"{lesson}.content.json", released.as_json(content))
    path, text = place / f"{lesson}.ipynb", released.as_json(made)
    if not _is_of(path, made):
        released.write(path, text)
    return Built(path, [str(p) for p in found])


def _is_of(path: Path, made: dict) -> bool:
    """Whether the notebook that is there was built from the same; its outputs may stay then."""
    try:
        kept = json.loads(path.read_text("utf-8-sig"))
        return kept["metadata"]["practicum"] == made["metadata"]["practicum"] and [
            (cell["id"], cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"]))
            for cell in kept["cells"]
        ] == [(cell["id"], cell["source"]) for cell in made["cells"]]
    except (OSError, ValueError, KeyError, TypeError):
        return False


def lines(built: Built, lesson: str, clock: str = "") -> Iterator[str]:
    """What is said of one building: at `clock` after a save, without one at the start."""
    count = plural(len(built.problems), "problem")
    checked = f"The checker has {count}:" if built.problems else "The checker has nothing to say."
    if built.notebook is None:
        yield f"{clock}  {lesson} was not built; the preview is as it was. Mend {count}:".strip()
    elif clock:
        yield f"{clock}  Built {lesson}; reload the page to see it. {checked}"
    else:
        yield checked
    yield from (f"  {problem}" for problem in built.problems[:MOST_SAID])
    if more := len(built.problems[MOST_SAID:]):
        yield f"  and {more} more; `practicum check` names them"


def watch(
    root: Path,
    topic: str,
    lesson: str,
    say: Callable[[str], None],
    stop: threading.Event,
    every: float = EVERY,
    before: dict | None = None,
) -> None:
    """Build again whenever a file of the lesson was written, until `stop` is set.

    `before` is what was seen when it was last built, so that a save in between is not missed.
    """
    import datetime

    before = seen(root, topic, lesson) if before is None else before
    while not stop.wait(every):
        now = seen(root, topic, lesson)
        if now == before:
            continue
        before = now
        clock = datetime.datetime.now().strftime("%H:%M:%S")
        try:
            for line in lines(build(root, topic, lesson), lesson, clock):
                say(line)
        except Exception as error:  # a thread that ends would leave the author with an old preview, unawares
            say(f"{clock}  {lesson} was not built: {type(error).__name__}: {' '.join(str(error).split())}")


def preview(
    lesson: Annotated[str, typer.Argument(help="TOPIC/LESSON, such as ethics/dual_relationships.")],
    browser: Annotated[bool, typer.Option(help="Open the browser; without it, the address is printed.")] = True,
    build_only: Annotated[bool, typer.Option("--build-only", help="Build it once and print its path.")] = False,
    course: CourseOption = None,
) -> None:
    """Open a lesson as a learner sees it, and build it again on every save of its files; then reload the page.

    Answers that you give stay in build/preview/. Example: practicum preview ethics/dual_relationships
    """
    root = root_of(course)
    from .from_template import lesson_folder

    topic, name, _ = lesson_folder(root, lesson)
    before = seen(root, topic, name)
    built = build(root, topic, name)
    for line in lines(built, name):
        say(line, err=True)
    if built.notebook is None:
        raise typer.Exit(1)
    if build_only:
        say(str(built.notebook))
        return
    say(f"Previewing {topic}/{name}. Save any of its files and reload the page. Ctrl+C ends it.")
    stop = threading.Event()
    watcher = threading.Thread(target=watch, args=(root, topic, name, say, stop, EVERY, before), daemon=True)
    watcher.start()
    try:
        # a server's ordinary chatter would bury what is said of each save
        code = lab.run(
            built.notebook.parent, f"/doc/tree/{built.notebook.name}", browser, root / "build", "--log-level=WARN"
        )
    finally:
        stop.set()
        watcher.join()
    raise typer.Exit(code)


def add_to(app: typer.Typer) -> None:
    app.command()(preview)
