"""A real JupyterHub for the tests: its own single-user servers, a login that takes any password, no network.

Every learner is a folder of this account, not an account of the system; what separates them here is the Hub.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from .server.site import OTHERS, _free_port

PATIENCE = 120  # seconds for a start; a quiet machine takes six
PASSWORD = "any"
ROOT = Path(__file__).parent.parent

CONFIG = """
c = get_config()
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{hub_port}"
c.JupyterHub.proxy_class = "tests.hub_proxy.OneRequestProxy"
c.JupyterHub.db_url = "sqlite:///{place}/hub.sqlite"
c.JupyterHub.cookie_secret_file = "{place}/cookie_secret"
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allowed_users = set({users!r})
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = "{place}/homes/{{username}}"
c.Spawner.cmd = [{python!r}, "-m", "jupyterhub.singleuser"]
c.Spawner.args = ["--allow-root"]
c.Spawner.default_url = "/practicum/"
c.Spawner.start_timeout = c.Spawner.http_timeout = {patience}
c.Spawner.environment = {environment!r}
c.JupyterHub.services = [{{"name": "tests", "api_token": "{token}"}}]
c.JupyterHub.load_roles = [{{"name": "all", "scopes": ["admin:users", "admin:servers", "tokens"], "services": ["tests"]}}]
"""


@dataclass
class Hub:
    """A Hub at work. `homes` holds a folder for each learner."""

    port: int
    token: str
    place: Path
    process: subprocess.Popen | None = None

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.place / "hub.log").read_text("utf-8", "replace")

    def home(self, user: str) -> Path:
        return self.place / "homes" / user

    def server(self, user: str) -> str:
        """Where a learner's own server begins, as the Hub writes it in addresses."""
        return f"/user/{quote(user, safe='@!:$&()*,;=~')}/"

    def page(self, user: str, path: str = "") -> str:
        return f"{self.origin}{self.server(user)}practicum/{path}"

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """The Hub's own API, with every right."""
        request = urllib.request.Request(
            f"{self.origin}/hub/api/{path}", json.dumps(body).encode() if body is not None else None,
            {"Authorization": f"token {self.token}"}, method=method,
        )  # fmt: skip
        with urllib.request.urlopen(request, timeout=30) as said:
            return json.loads(said.read() or b"null")

    def start(self, *users: str) -> None:
        """Their servers, all at once; returns when each is ready."""
        for user in users:
            self.ask("POST", f"users/{quote(user)}/server")
        _until(lambda: all(self.ask("GET", f"users/{quote(user)}")["server"] for user in users), self)

    def token_of(self, user: str) -> str:
        return self.ask("POST", f"users/{quote(user)}/tokens", {})["token"]


def _until(ready, hub: Hub) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and hub.process.poll() is None:
        try:
            if ready():
                return
        except urllib.error.HTTPError:
            raise
        except OSError:
            pass  # it doesn't listen yet
        time.sleep(0.1)
    raise RuntimeError(f"The Hub did not start:\n{hub.log[-6000:]}")


@contextmanager
def running(place: Path, users: tuple[str, ...], **environment: str) -> Iterator[Hub]:
    """A Hub for as long as the block lasts. `environment` is that of the learners' servers."""
    hub = Hub(_free_port(), secrets.token_hex(16), place)
    settings = place / "settings"
    settings.mkdir()
    off = {"ServerApp": {"jpserver_extensions": dict.fromkeys(OTHERS, False)}}
    (settings / "jupyter_server_config.json").write_text(json.dumps(off), "utf-8")
    own = {
        "JUPYTER_CONFIG_DIR": str(settings), "JUPYTER_PREFER_ENV_PATH": "1", "JUPYTERHUB_ALLOW_TOKEN_IN_URL": "1",
        **environment,
    }  # fmt: skip
    config = CONFIG.format(
        port=hub.port, hub_port=_free_port(), place=place, users=list(users), python=sys.executable, patience=PATIENCE,
        environment=own, token=hub.token,
    )  # fmt: skip
    (place / "jupyterhub_config.py").write_text(config, "utf-8")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    command = [sys.executable, "-m", "jupyterhub", "-f", str(place / "jupyterhub_config.py")]
    with (place / "hub.log").open("wb") as out:
        hub.process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PATH": path}, stdout=out, stderr=out)
        try:
            _until(lambda: urllib.request.urlopen(f"{hub.origin}/hub/health", timeout=10).status == 200, hub)
            yield hub
        finally:
            hub.process.terminate()  # it ends the servers that it started
            try:
                hub.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                hub.process.kill()
                hub.process.wait()
