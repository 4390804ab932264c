"""The server that `practicum learn` starts, with settings of its own, and what its kernels take of the memory."""

from __future__ import annotations

import json
import secrets
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from practicum.cli import lab

# What the learners' install does not have: the instructors' extensions, and Notebook 7 of the tests.
NOT_LEARNERS = (
    "notebook nbgrader.server_extensions.formgrader nbgrader.server_extensions.validate_assignment "
    "nbgrader.server_extensions.assignment_list nbgrader.server_extensions.course_list"
).split()
NOT_IN_LAB = {"@jupyter/nbgrader": True, "@jupyter-notebook/lab-extension": True}
PATIENCE = 120  # seconds


@dataclass
class Server:
    """A running server. `began` and `listening` are moments of the clock on the wall, as a browser has it."""

    port: int
    token: str
    process: psutil.Process
    began: float
    listening: float = 0.0

    def url(self, path: str = "practicum/", query: str = "") -> str:
        return f"http://127.0.0.1:{self.port}/{path}?token={self.token}{query}"

    def ask(self, path: str, method: str = "GET", body: dict | None = None) -> object:
        """The server's JSON for a request with the token."""
        headers = {"Authorization": f"token {self.token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/{path}", data, headers, method=method)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def worked(self) -> float:
        """Seconds that a processor has worked for the server alone."""
        times = self.process.cpu_times()
        return times.user + times.system

    # -- memory

    def own_bytes(self) -> int:
        """Memory that would be free again if the server ended, without its kernels."""
        return self.process.memory_full_info().uss

    def kernels(self) -> list[psutil.Process]:
        found = self.process.children(recursive=True)
        return [one for one in found if "ipykernel_launcher" in " ".join(one.cmdline())]

    def end_kernels(self) -> None:
        for session in self.ask("api/sessions"):
            self.ask(f"api/sessions/{session['id']}", "DELETE")
        _, still = psutil.wait_procs(self.kernels(), timeout=PATIENCE)
        if still:
            raise RuntimeError("a kernel did not end")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _environment(base: Path) -> dict[str, str]:
    """As `practicum learn` has it; nothing of the person's own Jupyter is read or written."""
    config = base / "config"
    config.mkdir(parents=True)
    off = {"ServerApp": {"jpserver_extensions": dict.fromkeys(NOT_LEARNERS, False)}}
    (config / "jupyter_server_config.json").write_text(json.dumps(off), "utf-8")
    (config / "labconfig").mkdir()
    (config / "labconfig" / "page_config.json").write_text(json.dumps({"disabledExtensions": NOT_IN_LAB}), "utf-8")
    own = {
        "JUPYTER_CONFIG_DIR": config, "JUPYTER_DATA_DIR": base / "data", "JUPYTER_RUNTIME_DIR": base / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": base / "settings", "JUPYTERLAB_WORKSPACES_DIR": base / "workspaces",
        "IPYTHONDIR": base / "ipython", "JUPYTER_PREFER_ENV_PATH": "1",
    }  # fmt: skip
    return {**lab.environment(base), **{name: str(value) for name, value in own.items()}}


def _listening(port: int, process: subprocess.Popen, log: Path) -> float:
    """The moment at which a browser is let in."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return time.time()
        except OSError:
            time.sleep(0.002)
    raise RuntimeError(f"the server did not start:\n{log.read_text('utf-8', 'replace')[-4000:]}")


@contextmanager
def running(root: Path, base: Path) -> Iterator[Server]:
    """A server over the learner's folder `root` for as long as the block lasts; `base` is a new folder for its own."""
    port, token = _free_port(), secrets.token_hex(16)
    environment, log = _environment(base), base / "server.log"
    command = [
        *lab.command(root, "/practicum/", browser=False), f"--ServerApp.port={port}", "--ServerApp.port_retries=0",
        "--ServerApp.ip=127.0.0.1", f"--IdentityProvider.token={token}", "--LabApp.expose_app_in_browser=True",
    ]  # fmt: skip
    with log.open("wb") as out:
        began = time.time()
        process = subprocess.Popen(command, cwd=root, env=environment, stdout=out, stderr=out)
        try:
            yield Server(port, token, psutil.Process(process.pid), began, _listening(port, process, log))
        finally:
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
