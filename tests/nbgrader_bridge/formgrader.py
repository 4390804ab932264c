"""A real Jupyter server with formgrader, for tests."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from practicum.cli.lab import offline

from .made_up import REPO

FORMGRADER = "nbgrader.server_extensions.formgrader"


class Server:
    """A Jupyter server with formgrader, started in the course's folder."""

    def __init__(self, root, home, *extensions: str):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        env = {**os.environ, "PYTHONPATH": str(REPO), "JUPYTER_CONFIG_DIR": str(home), "JUPYTER_DATA_DIR": str(home)}
        env |= {"JUPYTER_RUNTIME_DIR": str(home / "run"), "JUPYTER_NO_CONFIG": "1"}
        command = [
            sys.executable,
            "-m",
            "jupyter_server",
            f"--ServerApp.port={self.port}",
            "--ServerApp.port_retries=0",
            "--ServerApp.token=t",
            "--ServerApp.open_browser=False",
            "--allow-root",
            offline(),
            f"--ServerApp.root_dir={root}",
            f"--ServerApp.jpserver_extensions={dict.fromkeys([FORMGRADER, *extensions], True)}",
        ]
        self.log = (home / "log").open("w")
        self.process = subprocess.Popen(command, cwd=root, env=env, stdout=self.log, stderr=subprocess.STDOUT)

    def call(self, path: str, post: bool = False, put: dict | None = None) -> str:
        headers = {"Authorization": "token t", "Content-Type": "application/json"}
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", headers=headers, data=b"{}" if post else None
        )
        if put is not None:
            request.data, request.method = json.dumps(put).encode(), "PUT"
        with urllib.request.urlopen(request, timeout=120) as answer:
            return answer.read().decode()

    def press(self, path: str) -> None:
        result = json.loads(self.call(f"/formgrader/api/{path}", post=True))
        assert result["success"], result

    def wait(self) -> None:
        for _ in range(200):
            try:
                self.call("/api/status")
                return
            except (urllib.error.URLError, ConnectionError):
                assert self.process.poll() is None, "the server ended"
                time.sleep(0.3)
        raise AssertionError("the server did not start within a minute")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)
        self.log.close()
