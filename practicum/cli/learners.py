"""Commands for those who learn: learn, and answers, which carries them from one computer to another."""

from __future__ import annotations

import datetime
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from . import lab, running_server
from .shared import CourseOption, JsonOption, plural, print_json, root_of, say

FolderOption = Annotated[
    Path | None,
    typer.Option(
        "--folder", show_default=False,
        help="Where your lessons and answers are. Default: what PRACTICUM_FOLDER names, or Practicum in your documents.",
    ),
]  # fmt: skip
answers = typer.Typer(
    help="Your answers in one file: to another computer, or to be safe. Example: practicum answers export mine.json",
    no_args_is_help=True,
)


def now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")


def folder_of(given: Path | None) -> Path:
    from practicum.study import place

    return (given or place.default()).expanduser().resolve()


def _unwritable(folder: Path, error: OSError) -> Exception:
    from practicum.course import CourseError

    return CourseError(f"Nothing can be written in {folder} ({error.strerror}); name another folder with --folder.")


def prepare(root: Path, folder: Path) -> None:
    """Put the course as it is now into the learner's folder, and bring over answers that earlier versions kept elsewhere."""
    from rich.console import Console

    from practicum.course import CourseError, selfstudy
    from practicum.study import place

    if (folder / "modules" / "course.yml").is_file():
        raise CourseError(f"{folder} is the course itself; name a folder of your own with --folder.")
    mark, told = selfstudy.fingerprint(root), Console(stderr=True)
    if not place.current(folder, mark):
        with told.status("Reading the course …") as status:
            files = selfstudy.files(root, lambda done, of: status.update(f"Preparing lessons: {done} of {of} …"))
        place.renew(folder, files, mark, now())
    brought = place.bring_over(folder, root / selfstudy.FOLDER, now())
    if brought:
        say(f"Brought over your answers to {plural(len(brought), 'lesson')} from {selfstudy.FOLDER}.", err=True)


def prepare_from(lessons: Path, folder: Path) -> None:
    """The same from lessons that were built elsewhere."""
    from practicum.course import CourseError
    from practicum.study import place

    files = {
        path.relative_to(lessons).as_posix(): path.read_text("utf-8")
        for path in sorted(lessons.rglob("*"))
        if path.is_file() and path.suffix in (".json", ".ipynb")
    }
    if not any(name.endswith(".content.json") for name in files):
        raise CourseError(f"There are no lessons in {lessons}; unpack the archive again.")
    version = lessons / "version.txt"
    mark = version.read_text("utf-8").strip() if version.is_file() else ""
    if not mark or not place.current(folder, mark):
        place.renew(folder, files, mark, now())


def learn(
    lesson: Annotated[
        str | None, typer.Argument(help="The lesson; without it, your home page opens.", show_default=False)
    ] = None,
    browser: Annotated[bool, typer.Option(help="Open the browser; without it, the address is printed.")] = True,
    build_only: Annotated[
        bool, typer.Option("--build-only", help="Only prepare the lessons, and print where.")
    ] = False,
    folder: FolderOption = None,
    lessons: Annotated[
        Path | None,
        typer.Option("--lessons", help="Lessons as an archive brings them, in place of a course.", show_default=False),
    ] = None,
    course: CourseOption = None,
) -> None:
    """Study by yourself: your home page with all lessons, or one lesson. Your answers stay in your own documents.

    Example: practicum learn dual_relationships
    """
    from practicum.course import CourseError
    from practicum.study.shelf import Shelf

    home = folder_of(folder)
    root = home if lessons else root_of(course)
    try:
        prepare_from(lessons, home) if lessons else prepare(root, home)
    except OSError as error:
        raise _unwritable(home, error) from error
    places = {place.lesson: place for place in Shelf(home).lessons}
    if lesson is not None and lesson not in places:
        raise CourseError(f"There is no lesson '{lesson}'; the lessons are: {', '.join(places)}.")
    path = places[lesson].notebook if lesson else home
    if build_only:
        say(str(path))
        return
    url = f"/doc/tree/{path.relative_to(home).as_posix()}" if lesson else "/practicum/"
    open_already = running_server.address(home, url)
    if open_already is None and not running_server.begins(home):
        say("Your lessons are being opened; waiting for that.")
        open_already = running_server.awaited(home, url)
    if open_already:
        say("Your lessons are open already. They are at this address:")
        say(open_already)
        if browser:
            webbrowser.open(open_already)
        return
    try:
        ended = lab.run(home, url, browser, home / ".jupyter" if lessons else root / "build")
    finally:
        running_server.begun(home)
    raise typer.Exit(ended)


@answers.command("export")
def export_answers(
    file: Annotated[Path, typer.Argument(help="The file to write.")],
    force: Annotated[bool, typer.Option("--force", help="Overwrite a file that is there.")] = False,
    folder: FolderOption = None,
) -> None:
    """Write all your answers into one file. Example: practicum answers export my-answers.json"""
    from practicum.course import CourseError
    from practicum.study import answer_transfer
    from practicum.study.shelf import Shelf

    home = folder_of(folder)
    shelf = Shelf(home)
    if not shelf.lessons:
        raise CourseError(f"There are no lessons in {home}; name your folder with --folder.")
    if file.exists() and not force:
        raise CourseError(f"{file} is there already; take another name, or overwrite it with --force.")
    try:
        count = answer_transfer.save(shelf, file.resolve(), now())
    except OSError as error:
        raise CourseError(f"{file} cannot be written ({error.strerror}); take another place.") from error
    say(f"Wrote {file}: your answers to {plural(count, 'lesson')}.")


@answers.command("import")
def import_answers(
    file: Annotated[Path, typer.Argument(help="A file that `practicum answers export` or your home page made.")],
    folder: FolderOption = None,
    json: JsonOption = False,
) -> None:
    """Bring in the answers of such a file. Question by question the later answer stays; nothing is lost.

    Example: practicum answers import my-answers.json
    """
    from practicum.course import CourseError
    from practicum.study import answer_transfer
    from practicum.study.shelf import Shelf

    home = folder_of(folder)
    if file.exists() and not file.is_file():  # a pipe would be waited for without end
        raise CourseError(f"{file} is no file; name the one that `practicum answers export` or your home page made.")
    try:
        with file.open("rb") as opened:
            data = opened.read(answer_transfer.LARGEST + 1)
        done = answer_transfer.imported(Shelf(home), data, now())
    except answer_transfer.Refused as error:
        raise CourseError(
            f"Nothing was brought in, because of {file}: {error}. Your answers are as they were."
        ) from error
    except OSError as error:
        raise CourseError(f"{file} cannot be read ({error.strerror}).") from error
    if json:
        print_json({"lessons": done.lessons, "same": done.same, "left": done.left})
        return
    say(f"Brought in answers to {plural(len(done.lessons), 'lesson')}; {len(done.same)} had nothing new.")
    for line in done.left:
        say(line)


def add_to(app: typer.Typer) -> None:
    app.command()(learn)
    app.add_typer(answers, name="answers")
