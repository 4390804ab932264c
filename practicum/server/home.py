"""The requests of the learner's own pages: home, search, glossary, a report, answers in one file.

Each is thin; what a page says is made in practicum/study/.
"""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Iterator
from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado import httputil, web

from .. import exercises, words
from ..disk import stamps
from ..lesson_content import ContentProblem
from ..shapes.content import LessonContent
from ..study import answer_transfer, assignments, glossary, home, report, search
from ..study.shelf import Place, Shelf
from .base_handler import PageHandler, Said
from .lessons import Lessons
from .page import WRONG

MOST_FIELDS = 20  # of a form


def now() -> datetime.datetime:
    return datetime.datetime.now().astimezone()


@web.stream_request_body
class Form(PageHandler):
    """A page with a form. Its body is counted while it comes; only then is it read, and its token looked at."""

    largest = 100_000  # bytes

    async def prepare(self, **more: Any) -> None:
        self._body, self._read = bytearray(), False
        await super().prepare(**more)
        if self.request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            raise web.HTTPError(403)
        if int(self.request.headers.get("Content-Length") or 0) > self.largest:
            raise web.HTTPError(413)

    def data_received(self, chunk: bytes) -> None:
        self._body += chunk
        if len(self._body) > self.largest:
            raise web.HTTPError(413)

    def check_xsrf_cookie(self) -> None:
        """Asked before there is a body, which holds the token; asked again by `fields`.

        A Hub asks of what only reads too, and there nothing comes later.
        """
        if self.request.method in ("GET", "HEAD") or getattr(self, "_read", False):
            super().check_xsrf_cookie()

    def fields(self) -> dict[str, str]:
        """The texts of the form; a file's is its bytes, in `self.files`. Raises HTTPError for one that is not ours."""
        arguments: dict[str, list[bytes]] = {}
        self.files: dict[str, list[httputil.HTTPFile]] = {}
        kind = self.request.headers.get("Content-Type", "")
        try:
            httputil.parse_body_arguments(kind, bytes(self._body), arguments, self.files)
        except httputil.HTTPInputError as error:
            raise web.HTTPError(400) from error
        if len(arguments) + len(self.files) > MOST_FIELDS:
            raise web.HTTPError(400)
        self.request.body_arguments = arguments
        self.request.arguments |= arguments
        self._read = True
        self.check_xsrf_cookie()
        return {name: values[-1].decode("utf-8", "replace") for name, values in arguments.items() if values}


class HomePage(PageHandler):
    """GET practicum/"""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        told = self.lessons.exchange.told
        await show_home(self, [told.pop(0) for _ in range(len(told))])


async def show_home(door: PageHandler, told: list[str] | None = None) -> None:
    """The home page, with sentences on what was just done."""
    model = await asyncio.to_thread(_model, door.lessons)
    ways = {"export": "api/answers", "import_to": "api/answers"} if not model["empty"] else None
    door.show("home.html.j2", page="home", told=told or [], carry=ways, **model)


def _model(lessons: Lessons) -> dict[str, Any]:
    at = now()
    return assignments.with_assignments(home.model(lessons.shelf, at), lessons.exchange, lessons.shelf.lessons, at)


# ------------------------------------------------------------ search and glossary


class SearchPage(PageHandler):
    """GET practicum/search?q="""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        self.show(
            "search.html.j2", page="search", **await asyncio.to_thread(self._found, self.get_query_argument("q", ""))
        )

    def _found(self, text: str) -> dict[str, Any]:
        shelf, index = self.lessons.shelf, self.lessons.index
        places = [place for place in shelf.lessons if not place.problem]
        files = [file for place in places for file in (place.content, place.notebook)]
        index.renew(stamps(*files, shelf.root / "course.json"), lambda: docs(self.lessons, places))
        return search.model(index, text)


def docs(lessons: Lessons, places: list[Place]) -> Iterator[search.Doc]:
    """Everything that may be found: sections and exercises of each lesson as its page shows them, and the glossary."""
    for place in places:
        try:
            read = lessons.read(place)
            yield from _of_prose(place, read.lesson.parts)
            yield from _of_exercises(place, read.content, read.lesson.names)
        except (ContentProblem, *WRONG):
            continue
    for one in glossary.terms(lessons.shelf):
        text = " ".join([one["text"], *one["also"]])
        yield search.Doc(f"glossary#{one['id']}", one["topic"], one["term"], "term", text)


def _of_prose(place: Place, parts: tuple[dict[str, Any], ...]) -> Iterator[search.Doc]:
    """A section runs on over exercises until the next heading."""
    said: dict[tuple[str, str], list[str]] = {}
    last = ("", "")
    for part in parts:
        if part["kind"] == "prose":
            for anchor, heading, text in search.sections(part["html"]):
                last = (anchor, heading) if heading else last
                said.setdefault(last, []).append(text)
    for (anchor, heading), texts in said.items():
        href = home.href(place) + (f"#{anchor}" if anchor else "")
        yield search.Doc(href, place.title, heading, "prose", " ".join(texts))


def _of_exercises(place: Place, content: LessonContent, names: list[str]) -> Iterator[search.Doc]:
    for name in names:
        kind, spec = exercises.identify(content, name)
        group, title, text = search.of_exercise(kind, spec)
        yield search.Doc(home.href(place, name), place.title, title, group, text)


class GlossaryPage(PageHandler):
    """GET practicum/glossary"""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        self.show("glossary.html.j2", page="glossary", **await asyncio.to_thread(glossary.model, self.lessons.shelf))


# ------------------------------------------------------------ an error in a lesson


class ReportPage(Form):
    """GET practicum/report?folder=&lesson= gives the form, POST writes the file."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        named = [self.get_query_argument(name, "") for name in ("folder", "lesson")]
        await self._show(await asyncio.to_thread(self.lessons.shelf.find, *named))

    @web.authenticated
    @authorized
    async def post(self) -> None:
        given = self.fields()
        where, text = given.get("where", ""), given.get("text", "")
        place = await asyncio.to_thread(self.lessons.shelf.find, given.get("folder", ""), given.get("lesson", ""))
        try:
            said = report.checked(where, text)
            path = await asyncio.to_thread(report.write, self.lessons.shelf, said, place, now())
        except report.Refused as error:
            self.set_status(400)
            await self._show(place, where=where[: report.LONGEST_WHERE], text=text, problem=str(error))
            return
        to = (await asyncio.to_thread(self.lessons.shelf.map))["report_to"]
        await self._show(place, done={"file": f"{report.FOLDER}/{path.name}", "href": f"report/{path.name}", "to": to})

    async def _show(self, place: Place | None, **more: Any) -> None:
        known = {"folder": place.folder, "lesson": place.lesson} if place else {"folder": "", "lesson": ""}
        about = {"where": "", "text": "", "problem": None, "done": None, **known, **more}
        self.show(
            "report.html.j2", page="report", title=words.say("report_title"), action="report",
            lesson_title=place.title if place else None, **about,
        )  # fmt: skip


class ReportFile(PageHandler):
    """GET practicum/report/<file>: a report that was written, to be saved elsewhere."""

    @web.authenticated
    @authorized
    async def get(self, name: str) -> None:
        found = {path.name: path for path in await asyncio.to_thread(report.written, self.lessons.shelf)}
        if name not in found:
            raise web.HTTPError(404)
        send_file(self, name, "text/plain; charset=utf-8", await asyncio.to_thread(found[name].read_bytes))


def send_file(door: PageHandler, name: str, kind: str, data: bytes) -> None:
    """A file to be saved, never shown."""
    door.set_header("Content-Type", kind)
    door.set_header("Content-Disposition", f'attachment; filename="{name}"')
    door.finish(data)


# ------------------------------------------------------------ answers in one file


class Answers(Form):
    """GET practicum/api/answers gives all answers as a file, POST brings one in."""

    largest = answer_transfer.LARGEST + 10_000  # the form around the file

    @web.authenticated
    @authorized
    async def get(self) -> None:
        at = now()
        data = await asyncio.to_thread(self._exported, self.lessons.shelf, at)
        send_file(self, f"practicum-answers-{at:%Y-%m-%d}.json", "application/json; charset=utf-8", data)

    @staticmethod
    def _exported(shelf: Shelf, at: datetime.datetime) -> bytes:
        return answer_transfer.exported(
            answer_transfer.sheets_of(shelf), at.astimezone(datetime.UTC).isoformat(timespec="milliseconds")
        )

    @web.authenticated
    @authorized
    async def post(self) -> None:
        self.fields()
        files = self.files.get("file") or []
        if len(files) != 1:
            raise Said(400, words.say("carry_refused", why=words.say("carry_no_file")))
        at = now().astimezone(datetime.UTC).isoformat(timespec="milliseconds")
        try:
            done = await asyncio.to_thread(answer_transfer.imported, self.lessons.shelf, files[0]["body"], at)
        except answer_transfer.Refused as error:
            self.set_status(400)
            await show_home(self, [words.say("carry_refused", why=str(error))])
            return
        await show_home(self, [words.say("carry_done" if done.lessons else "carry_nothing"), *done.left])
