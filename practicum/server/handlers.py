"""The requests of lesson pages: the page, an answer, a file. Each is thin; what it says comes from elsewhere."""

from __future__ import annotations

import asyncio
from typing import Any

from jupyter_server.auth.decorator import allow_unauthenticated, authorized
from tornado import web

from .. import words
from ..bounded_json import Refused, parse
from ..lesson_content import ContentProblem
from ..study import home
from ..study.shelf import Place
from . import assets, page
from .base_handler import Api, PageHandler, Said, in_script
from .lessons import NotFound, state_of

LARGEST_BODY = 512_000  # bytes; the longest written response with every letter at its longest is below


class LessonPage(PageHandler):
    """GET practicum/lesson/<folder>/<lesson>"""

    @web.authenticated
    @authorized
    async def get(self, folder: str, lesson: str) -> None:
        try:
            context = await asyncio.to_thread(self._context, folder, lesson)
        except NotFound as error:
            raise Said(404, str(error)) from error
        except ContentProblem as error:
            raise Said(409, str(error)) from error
        self.show("lesson.html.j2", page="lesson", **context)

    def _context(self, folder: str, lesson: str) -> dict[str, Any]:
        place = self.lessons.place(folder, lesson)
        read = self.lessons.read(place)
        desk = self.lessons.desk(place, read)
        made = page.context(read.lesson, desk)
        self.lessons.kept(place)  # a notebook that was open in JupyterLab when answers were given may be closed now
        api = f"{self.home}api/{home.href(place)}"
        data = {"words": words.for_page(), "api": api, **{k: made[k] for k in ("views", "progress", "contents")}}
        data["state"] = state_of(read, desk)
        around = self._around(place)
        return {
            **made, **around, "minutes": around["minutes"] or read.lesson.minutes, "data": in_script(data),
            "api": api, "folder": place.folder, "lesson": place.lesson,
        }  # fmt: skip

    def _around(self, place: Place) -> dict[str, Any]:
        """What the shelf knows: the lesson's minutes, the ones before and after it of the same edition."""
        places = self.lessons.shelf.lessons
        here = next((one for one in places if one.content == place.content), place)
        topics = home.ordered(places, self.lessons.shelf.map())
        row = [one for _, own in topics for one in own if one.edition == here.edition and not one.problem]
        at = row.index(here) if here in row else None
        links = [{"href": f"{self.home}{home.href(one)}", "title": one.title} for one in row]
        return {
            "minutes": here.minutes,
            "previous": links[at - 1] if at else None,
            "next": links[at + 1] if at is not None and at + 1 < len(links) else None,
        }


@web.stream_request_body
class Answer(Api):
    """POST practicum/api/lesson/<folder>/<lesson>/<exercise>. The body is counted while it comes."""

    async def prepare(self, **more: Any) -> None:
        self._body = bytearray()
        await super().prepare(**more)
        if self.request.method == "POST":
            kind = self.request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            if kind != "application/json":
                raise Said(415, words.say("bad_event"))
            if int(self.request.headers.get("Content-Length") or 0) > LARGEST_BODY:
                raise web.HTTPError(413)

    def data_received(self, chunk: bytes) -> None:
        self._body += chunk
        if len(self._body) > LARGEST_BODY:
            raise web.HTTPError(413)

    def _sent(self) -> dict[str, Any]:
        try:
            sent = parse(bytes(self._body))
        except Refused as error:
            raise Said(400, words.say("bad_event")) from error
        n = sent.get("n") if isinstance(sent, dict) else None
        if not isinstance(n, int) or isinstance(n, bool) or not 0 <= n < 2**53 or "event" not in sent:
            raise Said(400, words.say("bad_event"))
        return sent

    @web.authenticated
    @authorized
    async def post(self, folder: str, lesson: str, exercise: str) -> None:
        sent = self._sent()
        try:
            self.tell(await asyncio.to_thread(self.lessons.answer, folder, lesson, exercise, sent))
        except NotFound as error:
            raise Said(404, str(error)) from error
        except ContentProblem as error:
            raise Said(409, str(error)) from error


class Look(Answer):
    """POST practicum/api/lesson/<folder>/<lesson>: what all screens show now; {"state": …} is what the page knows."""

    @web.authenticated
    @authorized
    async def post(self, folder: str, lesson: str) -> None:
        try:
            sent = parse(bytes(self._body))
        except Refused as error:
            raise Said(400, words.say("bad_event")) from error
        known = sent.get("state") if isinstance(sent, dict) else None
        try:
            self.tell(await asyncio.to_thread(self.lessons.look, folder, lesson, known))
        except NotFound as error:
            raise Said(404, str(error)) from error
        except ContentProblem as error:
            raise Said(409, str(error)) from error


class Static(PageHandler):
    """GET practicum/static/<file>: a browser asks each time, and is told where nothing has changed.

    Open to everybody: it is what anybody can install. A Hub's server takes no login's cookie with a module script.
    """

    @allow_unauthenticated
    async def get(self, name: str) -> None:
        path = assets.files().get(name)
        if path is None:
            raise web.HTTPError(404)
        self.set_header("Content-Type", assets.TYPES[path.suffix])
        self.set_header("Cache-Control", "private, no-cache")
        self.finish(await asyncio.to_thread(path.read_bytes))  # tornado adds the ETag and answers 304 by it


class ToHome(PageHandler):
    """GET practicum, as people type it."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        self.redirect(self.home)


class NoPage(PageHandler):
    """An address below practicum/ that is none."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        raise web.HTTPError(404)


class NoAnswer(Api):
    """The same for scripts."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        raise web.HTTPError(404)

    @web.authenticated
    @authorized
    async def post(self) -> None:
        raise web.HTTPError(404)
