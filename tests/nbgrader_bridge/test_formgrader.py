"""Formgrader's buttons, pressed over HTTP on a real Jupyter server: the same rows, the same pages."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from .made_up import REPO, TOPIC


class Server:
    """A Jupyter server with formgrader, started in the course's folder."""

    def __init__(self, course, home):
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
            f"--ServerApp.root_dir={course.root}",
            '--ServerApp.jpserver_extensions={"nbgrader.server_extensions.formgrader": True}',
        ]
        self.log = (home / "log").open("w")
        self.process = subprocess.Popen(command, cwd=course.root, env=env, stdout=self.log, stderr=subprocess.STDOUT)

    def call(self, path: str, post: bool = False) -> str:
        headers = {"Authorization": "token t", "Content-Type": "application/json"}
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", headers=headers, data=b"{}" if post else None
        )
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


@pytest.fixture
def server(course, tmp_path):
    (tmp_path / "home").mkdir()
    started = Server(course, tmp_path / "home")
    try:
        started.wait()
        yield started
    finally:
        started.stop()


def test_the_buttons_release_score_and_give_feedback(course, server):
    server.press(f"assignment/{TOPIC}/assign")
    assert (course.root / "release" / TOPIC / "gifts.content.json").is_file()
    text = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    course.hand_in("ann", course.full_sheet(reply={"words": text, "why": ""}))
    server.press(f"submission/{TOPIC}/ann/autograde")
    assert course.rows("ann") == {"scarf": (2.0, None, False), "signs": (3.0, None, False), "reply": (None, None, True)}
    notebooks = json.loads(server.call(f"/formgrader/api/student_notebook_submissions/ann/{TOPIC}"))
    shown = server.call(f"/formgrader/submissions/{next(n for n in notebooks if n['name'] == 'gifts')['id']}/")
    assert "How it is marked" in shown and "&lt;script&gt;alert(1)" in shown
    assert "<script>alert" not in shown and "<img src=x" not in shown
    server.press(f"assignment/{TOPIC}/generate_feedback")
    assert "Feedback: Gifts" in (course.root / "feedback" / "ann" / TOPIC / "gifts.html").read_text()
