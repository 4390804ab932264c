"""The requests of handing in: a look at the exchange, a step, a page of feedback."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado import web

from .. import words
from ..study import assignments
from ..study.exchange import Exchange, Refused, feedback_pages
from .base_handler import Api, PageHandler
from .home import Form, now, show_home

# A feedback page came by the exchange: it may look as it likes, and do nothing.
FEEDBACK_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; sandbox"
)
DONE = {"fetch": "exchange_fetched", "hand-in": "exchange_handed_in", "feedback": "exchange_feedback"}

# nbgrader takes seconds, and a step of it up to minutes. Whoever waits for it waits here: the few threads that
# all other requests share must be free to save answers.
_thread = ThreadPoolExecutor(1, "practicum-exchange")


async def apart(do: Callable[..., Any], *what: Any) -> Any:
    return await asyncio.get_running_loop().run_in_executor(_thread, do, *what)


class Look(Api):
    """GET practicum/api/exchange: look, `?again=1` though the last look is fresh; says whether there is something new."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        exchange: Exchange = self.lessons.exchange
        before = exchange.seen
        await apart(exchange.look, self.get_query_argument("again", "") == "1")
        self.tell({"changed": exchange.seen != before})


class Step(Form):
    """POST practicum/exchange/<fetch|hand-in|feedback>/<assignment>, from the home page's own form."""

    @web.authenticated
    @authorized
    async def post(self, step: str, assignment: str) -> None:
        sure = self.fields().get("sure") == "yes"
        if step not in DONE:
            raise web.HTTPError(404)
        try:
            told = await apart(self._done, step, assignment, sure)
        except Refused as error:
            self.set_status(409)
            await show_home(self, [str(error)])
            return
        self.lessons.exchange.told.append(told)
        self.redirect(self.home, status=303)  # or a reload would hand in again

    def _done(self, step: str, assignment: str, sure: bool) -> str:
        exchange: Exchange = self.lessons.exchange
        exchange.look()
        at = now().isoformat()
        if step == "hand-in":
            own = [p for p in self.lessons.shelf.lessons if p.folder == assignment]
            if assignments.nothing_answered(own) and not sure:
                raise Refused(words.say("exchange_not_sure", title=assignments.title(own)))
            at = exchange.hand_in(assignment, assignments.what(own)).at
        else:
            exchange.step(step, assignment)
        exchange.look(again=True)
        return words.say(DONE[step], assignment=assignment, when=assignments.when(at))


class FeedbackPage(PageHandler):
    """GET practicum/feedback/<folder>/<when>/<lesson>: one that lies in the learner's own folder."""

    @web.authenticated
    @authorized
    async def get(self, folder: str, stamp: str, lesson: str) -> None:
        data = await asyncio.to_thread(self._found, folder, stamp, lesson)
        if data is None:
            raise web.HTTPError(404)
        self.set_header("Content-Security-Policy", FEEDBACK_POLICY)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(data)

    def _found(self, folder: str, stamp: str, lesson: str) -> bytes | None:
        places = {place.folder: place for place in self.lessons.shelf.lessons}
        pages = feedback_pages(places[folder].path) if folder in places else []
        return next((path.read_bytes() for at, name, path in pages if (at, name) == (stamp, lesson)), None)
