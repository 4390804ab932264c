"""A real Jupyter server with our pages, and what a test asks of it over plain HTTP."""

from __future__ import annotations

import http.client
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from practicum.course import notebook, released

NAME = "dual_relationships"
SELF, COHORT = f"lesson/-/{NAME}", f"lesson/ethics/{NAME}"
JSON = {"Content-Type": "application/json"}
# Other extensions only make the start slow; ours is turned on by what its package installed.
OTHERS = (
    "jupyterlab jupyter_lsp jupyter_server_terminals notebook notebook_shim nbgrader.server_extensions.formgrader "
    "nbgrader.server_extensions.validate_assignment nbgrader.server_extensions.assignment_list "
    "nbgrader.server_extensions.course_list"
).split()


@dataclass
class Reply:
    """What the server said. `headers` keeps names in lower case."""

    status: int
    headers: dict[str, str]
    cookies: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def json(self) -> Any:
        return _as_a_browser_reads(self.body)

    @property
    def data(self) -> dict:
        """The data block of a lesson's page."""
        return _as_a_browser_reads(re.search(r'id="lesson-data">(.*?)</script>', self.text, re.DOTALL)[1])

    @property
    def words(self) -> str:
        """The page's text without its markup and its data block."""
        bare = re.sub(r"<script.*?</script>|<[^>]*>", " ", self.text, flags=re.DOTALL)
        return " ".join(unescape(bare).split())


def _as_a_browser_reads(text: str | bytes) -> Any:
    """JSON without NaN and Infinity, which Python alone takes."""

    def refuse(name: str) -> None:
        raise ValueError(f"{name} is no JSON")

    return json.loads(text, parse_constant=refuse)


class _UnixConnection(http.client.HTTPConnection):
    """HTTP over a socket in the file system: it reaches a server that has no network."""

    def __init__(self, path: str) -> None:
        super().__init__("localhost", timeout=60)
        self.unix = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.unix)


@dataclass
class Site:
    """A running server. `ask` sends the token unless told otherwise."""

    root: Path
    token: str
    port: int = 0
    unix: str = ""
    base: str = "/"
    log: Path | None = None
    process: subprocess.Popen | None = field(default=None, repr=False)
    given: dict[Path, bytes] = field(default_factory=dict, repr=False)  # the notebooks as they were at the first call

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.base}practicum/"

    def connection(self) -> http.client.HTTPConnection:
        return (
            _UnixConnection(self.unix) if self.unix else http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        )

    def ask(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None, token: bool = True
    ) -> Reply:
        """The answer to one request; `path` is below practicum/ unless it begins with a slash."""
        sent = {"Authorization": f"token {self.token}"} if token else {}
        line = self.connection()
        try:
            data = body if isinstance(body, bytes | str | None) else json.dumps(body)
            line.request(
                method, path if path[:1] == "/" else f"{self.base}practicum/{path}", data, {**sent, **(headers or {})}
            )
            said = line.getresponse()
            cookies: SimpleCookie = SimpleCookie()
            for name, value in said.getheaders():
                if name.lower() == "set-cookie":
                    cookies.load(value)
            found = {name.lower(): value for name, value in said.getheaders()}
            return Reply(said.status, found, {n: c.coded_value for n, c in cookies.items()}, said.read())
        finally:
            line.close()

    def get(self, path: str, **more: Any) -> Reply:
        return self.ask("GET", path, **more)

    def send(self, lesson: str, exercise: str, event: Any, n: int = 1, **more: Any) -> Reply:
        """What a page's script sends when its reader does something."""
        return self.ask("POST", f"api/{lesson}/{exercise}", {"event": event, "n": n, **more}, JSON)

    def login(self) -> dict[str, str]:
        """Headers of a browser that logged in: its cookies, and the token against forged requests."""
        cookies = self.ask("GET", f"?token={self.token}", token=False).cookies
        return {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "X-XSRFToken": cookies["_xsrf"],
            **JSON,
        }

    def as_given(self) -> None:
        """Take every answer away: the sheets, and what the server has put into the notebooks meanwhile."""
        for sheet in self.root.glob("*/*.answers.json"):
            sheet.unlink()
        if not self.given:
            self.given = {path: path.read_bytes() for path in self.root.glob("*/*.ipynb")}
        for path, data in self.given.items():
            if path.read_bytes() != data:
                path.write_bytes(data)

    def sheet(self, folder: str = "", lesson: str = NAME) -> dict:
        file = self.root / folder / f"{lesson}.answers.json"
        return json.loads(file.read_text("utf-8"))["answers"] if file.is_file() else {}


# ------------------------------------------------------------ files


def put_lesson(folder: Path, repo: Path, content: dict, graded: bool = False) -> Path:
    """The real lesson as a reader has it, in `folder`; returns the notebook's path."""
    topic, name = content["topic"], content["lesson"]
    source = json.loads((repo / "source" / topic / f"{name}.ipynb").read_text("utf-8"))
    made = notebook.build(source, content, repo / "modules" / topic / name / "figures", graded)
    folder.mkdir(parents=True, exist_ok=True)
    released.write(folder / f"{name}.content.json", released.as_json(content))
    released.write(folder / f"{name}.ipynb", released.as_json(made))
    return folder / f"{name}.ipynb"


def small_content(**more: Any) -> dict:
    """A content with one item of one's own; what a test puts in may be wrong in any way."""
    options = {
        "a": {"text": "One", "correct": True, "feedback": "Yes."},
        "b": {"text": "Two", "correct": False, "feedback": "No."},
    }
    item = {
        "type": "single_choice", "use": "practice", "objective": "o", "principle": "p", "points": 1, "stem": "Which?",
        "order": "fixed", "options": options, "references": [],
    }  # fmt: skip
    return {
        "schema": 1, "topic": "ethics", "topic_title": "Ethics", "lesson": "small", "title": "A small lesson",
        "edition": "self_study", "hash": "0123456789abcdef", "objectives": {}, "principles": {}, "references": {},
        "items": {"asks": item}, "vignettes": {}, "written": {}, **more,
    }  # fmt: skip


def small_notebook(*prose: str, shows: tuple[str, ...] = ("asks",)) -> dict:
    """A notebook with this prose, then these items."""
    cells = [{"cell_type": "markdown", "id": f"p{n}", "metadata": {}, "source": text} for n, text in enumerate(prose)]
    cells += [
        {"cell_type": "code", "id": f"c{n}", "metadata": {}, "source": f'here.item("{name}")', "outputs": []}
        for n, name in enumerate(shows)
    ]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {"practicum": {"lesson": "small"}}, "cells": cells}


def put_small(folder: Path, content: Any = None, notebook: Any = None) -> Path:
    """A small lesson in `folder`, made of values or of raw bytes; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for ending, value in (
        ("content.json", content or small_content()),
        ("ipynb", notebook or small_notebook("# Hello")),
    ):
        data = value if isinstance(value, bytes) else json.dumps(value).encode()
        (folder / f"small.{ending}").write_bytes(data)
    return folder


# ------------------------------------------------------------ running


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _environment(base: Path) -> dict[str, str]:
    """Nothing of the person's own Jupyter is read or written."""
    config = base / "config"
    config.mkdir(parents=True)
    off = {"ServerApp": {"jpserver_extensions": dict.fromkeys(OTHERS, False)}}
    (config / "jupyter_server_config.json").write_text(json.dumps(off), "utf-8")
    own = {
        "JUPYTER_CONFIG_DIR": config, "JUPYTER_DATA_DIR": base / "data", "JUPYTER_RUNTIME_DIR": base / "runtime",
        "IPYTHONDIR": base / "ipython", "JUPYTER_PREFER_ENV_PATH": "1",
    }  # fmt: skip
    return {**os.environ, **{name: str(value) for name, value in own.items()}}


def _wait(site: Site) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and site.process.poll() is None:
        try:
            site.ask("GET", f"{site.base}api/status")
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"The server did not start:\n{site.log.read_text('utf-8', 'replace')[-4000:]}")


@contextmanager
def running(
    base: Path, root: Path, *more: str, start: tuple[str, ...] = ("-m", "jupyter_server"), before: tuple[str, ...] = (),
    unix: bool = False, url: str = "/", env: dict[str, str] | None = None, port: int = 0,
) -> Iterator[Site]:  # fmt: skip
    """A server over `root` for as long as the block lasts; `before` stands before Python in its command."""
    base.mkdir(parents=True, exist_ok=True)
    site = Site(root, secrets.token_hex(16), base=url, log=base / "server.log")
    if unix:
        site.unix = str(base / "s")
        where = [f"--ServerApp.sock={site.unix}"]
    else:
        site.port = port or _free_port()
        where = ["--ServerApp.ip=127.0.0.1", f"--ServerApp.port={site.port}", "--ServerApp.port_retries=0"]
    command = [
        *before, sys.executable, *start, "--no-browser", "--allow-root", f"--IdentityProvider.token={site.token}",
        f"--ServerApp.root_dir={root}", f"--ServerApp.base_url={url}", *where, *more,
    ]  # fmt: skip
    with site.log.open("wb") as out:
        environment = {**_environment(base), **(env or {})}
        site.process = subprocess.Popen(command, cwd=root, env=environment, stdout=out, stderr=out)
        try:
            _wait(site)
            yield site
        finally:
            site.process.terminate()
            try:
                site.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                site.process.kill()
                site.process.wait()


def fresh(folder: Path) -> Path:
    """An empty folder of that path."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
