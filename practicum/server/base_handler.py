"""What every page and answer of ours has in common: login, a strict policy, errors in one sentence."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

from jinja2.utils import htmlsafe_json_dumps
from jupyter_server.base.handlers import JupyterHandler
from markupsafe import Markup
from tornado import web

from .. import words
from ..templating import environment
from .lessons import Lessons

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # none goes elsewhere; with none at all a browser's forms say no origin
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}
TEMPLATES = Path(__file__).parent / "templates"
SENTENCES = {403: "page_forbidden", 404: "page_missing", 413: "page_too_large"}


def in_script(value: Any) -> Markup:
    """A value as JSON that may stand in a page's script block: no text in it can end the block."""
    return htmlsafe_json_dumps(value, dumps=json.dumps, ensure_ascii=False)


class PageHandler(JupyterHandler):
    """A handler of ours. Its pages need the same right as the files that they show."""

    auth_resource = "contents"

    def initialize(self, lessons: Lessons) -> None:
        self.lessons = lessons

    def set_default_headers(self) -> None:
        super().set_default_headers()
        for name, value in HEADERS.items():  # ours stand, whatever the server's settings say
            self.set_header(name, value)

    async def prepare(self, **more: Any) -> None:
        await super().prepare(**more)
        if not self.current_user and self.request.method not in ("GET", "HEAD"):
            raise web.HTTPError(403)  # before a body is read
        if self.current_user:  # or a server that ends itself when nobody works would end under a reader
            self.settings["api_last_activity"] = datetime.datetime.now(datetime.UTC)

    @property
    def home(self) -> str:
        return f"{self.base_url}practicum/"

    def _token(self) -> str:
        """The token of a page's requests. A stranger's page has none, and so sets no cookie."""
        return self.xsrf_token.decode() if getattr(self, "_jupyter_current_user", None) else ""

    def show(self, template: str, **context: Any) -> None:
        """Send a page."""
        about = {
            "lang": words.say("lang"), "base_url": self.home, "words": words.table(), "csrf": self._token()
        }  # fmt: skip
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(environment(TEMPLATES).get_template(template).render(**about, **context))

    def write_error(self, status_code: int, **more: Any) -> None:
        self.show(
            "problem.html.j2", page="problem", title=words.say("page_error_title"), text=sentence(status_code, more)
        )


class Api(PageHandler):
    """A handler that takes JSON from our own pages and gives JSON."""

    async def prepare(self, **more: Any) -> None:
        await super().prepare(**more)
        # what a browser says of where a request comes from; a program that is none says nothing
        if self.request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin" or not self.check_origin():
            raise web.HTTPError(403)
        # a Hub gives these without a token, a picture of a neighbour's page for one
        if self.request.headers.get("Sec-Fetch-Mode", "cors") not in ("cors", "same-origin"):
            raise web.HTTPError(403)

    def get_login_url(self) -> str:
        raise web.HTTPError(403)  # a script can do nothing with a login page

    def tell(self, value: Any) -> None:
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.finish(json.dumps(value, ensure_ascii=False))

    def write_error(self, status_code: int, **more: Any) -> None:
        self.tell({"message": sentence(status_code, more)})


def sentence(status: int, more: dict[str, Any]) -> str:
    """What is wrong, in a sentence for a learner: ours where we said it, never an exception's own text."""
    error = (more.get("exc_info") or (None, None))[1]
    said = getattr(error, "said", None)
    return said if isinstance(said, str) else words.say(SENTENCES.get(status, "page_error"))


class Said(web.HTTPError):
    """An error whose sentence the learner may read."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(status)
        self.said = said
