"""A real JupyterLab for tests: one server a session, with settings of its own, and a small lesson to put in it."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from practicum.cli.lab import offline
from practicum.nbgrader_bridge.config import RESPONSE_STUB

EXTENSION = Path(__file__).parents[2] / "practicum" / "labextension"
LOCKED = {"editable": False, "deletable": False}
MIME = "application/vnd.practicum.answers+json"
NEWS = {"fetchNews": "false", "checkForUpdates": False}


def code(source: str, **metadata: object) -> dict:
    """A code cell as a release has it."""
    return {
        "cell_type": "code",
        "source": source,
        "metadata": LOCKED | metadata,
        "outputs": [],
        "execution_count": None,
    }


def prose(source: str, **metadata: object) -> dict:
    return {"cell_type": "markdown", "source": source, "metadata": LOCKED | metadata}


def markers_cell(source: str = RESPONSE_STUB) -> dict:
    """The cell that nbgrader marks by hand, right after a written response."""
    nbgrader = {"grade": True, "solution": True, "grade_id": "note", "points": 4, "schema_version": 3, "locked": False}
    return {"cell_type": "markdown", "source": source, "metadata": {"nbgrader": nbgrader}}


def cells() -> list[dict]:
    return [
        code("answers = {}", tags=["parameters"]),
        prose("# When a friend asks\n\nA friend asks you to be her therapist. What would *you* say?"),
        code('from practicum import lesson\nhere = lesson("small", answers)'),
        code('here.item("asks")'),
        prose(
            "## Later\n\n> I would rather tell you than a stranger.\n\n| Code | Says | In which case, at the greatest length that it can |\n|---|---|---|\n| One | Avoid | Uncharacteristically |"
        ),
        code('here.item("barter")'),
        code('here.written("note")'),
        markers_cell(),
        code("here.progress()"),
    ]


def notebook(made_of: list[dict], kernel: str = "python3") -> dict:
    """The whole .ipynb around these cells."""
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {
            "practicum": {"lesson": "small", "autorun": True},
            "kernelspec": {"name": kernel, "display_name": "Python 3", "language": "python"},
        },
        "cells": [{"id": f"cell{i}", **cell} for i, cell in enumerate(made_of)],
    }


def _item(use: str, stem: str, options: dict) -> dict:
    return {
        "type": "single_choice", "use": use, "objective": "says_no", "principle": "one_role", "points": 1,
        "stem": stem, "order": "fixed", "options": options, "references": [],
    }  # fmt: skip


def content() -> dict:
    """What small.content.json holds: a practice item, a graded one without its key, a written response."""
    says = {
        "decline": {"text": "Decline and name a colleague", "correct": True, "feedback": "One role at a time."},
        "accept": {"text": "Accept because she trusts you", "correct": False, "feedback": "Two roles collide."},
    }
    graded = {"o1": {"text": "Agree to barter"}, "o2": {"text": "Talk about the fee first"}}
    criterion = {"title": "Names the roles", "levels": {"0": "Names none.", "4": "Names both."}}
    return {
        "schema": 1, "topic": "ethics", "lesson": "small", "edition": "cohort", "hash": "0123456789abcdef",
        "title": "When a friend asks", "objectives": {}, "principles": {}, "references": {},
        "items": {
            "asks": _item("practice", "She asks at her kitchen table.", says),
            "barter": _item("graded", "A client offers vegetables.", graded) | {"keyless": True},
        },
        "vignettes": {},
        "written": {
            "note": {
                "title": "A note", "prompt": "Write to her.", "points": 4, "criteria": {"roles": criterion},
                "fields": {"letter": {"label": "Your letter", "rows": 4, "words": 60}},
            }
        },
    }  # fmt: skip


class Lab:
    """The running server. Each test puts its files into a folder of its own."""

    def __init__(self, url: str, token: str, root: Path) -> None:
        self.url, self.token, self.root = url, token, root

    def put(self, folder: str, made_of: list[dict] | None = None) -> Path:
        """A lesson in its folder; returns the notebook's path."""
        place = self.root / folder
        place.mkdir()
        (place / "small.content.json").write_text(json.dumps(content()), "utf-8")
        path = place / "small.ipynb"
        path.write_text(json.dumps(notebook(made_of or cells())), "utf-8")
        return path

    def address(self, path: Path, face: str = "doc/tree") -> str:
        """`face`: doc/tree (one document), lab/tree (all of JupyterLab) or notebooks (Notebook 7)."""
        return f"{self.url}/{face}/{path.relative_to(self.root).as_posix()}?token={self.token}&reset"

    def ask(self, path: str, method: str = "GET") -> object:
        """The server's answer to an API request."""
        request = urllib.request.Request(f"{self.url}{path}", method=method)
        request.add_header("Authorization", f"token {self.token}")
        with urllib.request.urlopen(request, timeout=10) as answer:
            body = answer.read()
        return json.loads(body) if body else None

    def session(self, path: Path) -> dict | None:
        """The session that a notebook has, with its kernel."""
        wanted = path.relative_to(self.root).as_posix()
        return next((one for one in self.ask("/api/sessions") if one["path"] == wanted), None)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _environment(base: Path) -> dict[str, str]:
    """Nothing of the person's own Jupyter is read or written; the extension is this tree's, not an installed copy."""
    extensions = base / "jupyter" / "labextensions"
    extensions.mkdir(parents=True)
    (extensions / "practicum-lab").symlink_to(EXTENSION, target_is_directory=True)
    news = base / "settings" / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    news.parent.mkdir(parents=True)
    news.write_text(json.dumps(NEWS), "utf-8")
    own = {
        "JUPYTER_PATH": base / "jupyter", "JUPYTER_CONFIG_DIR": base / "config", "JUPYTER_DATA_DIR": base / "data",
        "JUPYTER_RUNTIME_DIR": base / "runtime", "JUPYTERLAB_SETTINGS_DIR": base / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": base / "workspaces", "IPYTHONDIR": base / "ipython",
    }  # fmt: skip
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return {**os.environ, "PATH": path, **{name: str(value) for name, value in own.items()}}


def _wait(lab: Lab, process: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            lab.ask("/api/status")
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text('utf-8', 'replace')[-4000:]}")


@contextmanager
def running(base: Path) -> Iterator[Lab]:
    """JupyterLab on a free port, for as long as the block lasts."""
    root, log = base / "root", base / "server.log"
    root.mkdir()
    port, token = _free_port(), secrets.token_hex(16)
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0", "--ServerApp.ip=127.0.0.1", f"--IdentityProvider.token={token}",
        f"--ServerApp.root_dir={root}", "--LabApp.expose_app_in_browser=True", offline(),
    ]  # fmt: skip
    lab = Lab(f"http://127.0.0.1:{port}", token, root)
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=root, env=_environment(base), stdout=out, stderr=out)
        try:
            _wait(lab, process, log)
            yield lab
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


# ---- what a test asks of a lesson


def opened(page, lab: Lab, path: Path) -> None:
    page.goto(lab.address(path))
    ready(page)


def ready(page) -> None:
    """The last exercise stands and nothing is said about opening any more."""
    page.locator(".pr-progress").wait_for()
    until(lambda: page.locator(".practicum-note:visible").count() == 0, "nothing more is said about opening")


def until(true: Callable[[], object], what: str, seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def sheet(path: Path) -> dict:
    file = path.with_name("small.answers.json")
    return json.loads(file.read_text("utf-8"))["answers"] if file.exists() else {}


def written(path: Path) -> str:
    return (sheet(path).get("note", {}).get("response") or {}).get("letter", "")


def carried(path: Path) -> dict:
    """The answers inside the notebook itself; none while Jupyter is in the middle of writing it."""
    try:
        cells = json.loads(path.read_text("utf-8"))["cells"]
    except ValueError:
        return {}
    for cell in cells:
        for output in cell.get("outputs", []):
            if MIME in output.get("data", {}):
                return output["data"][MIME]["answers"]
    return {}


def seen(page, text: str) -> bool:
    return page.get_by_text(text).filter(visible=True).count() > 0


def asks(page):
    return page.locator(".pr-choice").first


def letter(page):
    return page.get_by_label("Your letter")


def nothing_found(page) -> None:
    """axe-core finds nothing in the lesson's own screens."""
    from axe_playwright_python.sync_playwright import Axe

    found = (
        Axe()
        .run(
            page,
            context={
                "include": [
                    [one]
                    for one in (".pr-root", ".practicum-note", ".practicum-lesson .jp-MarkdownOutput")
                    if page.locator(one).count()
                ]
            },
        )
        .response["violations"]
    )
    assert [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]] == []
