"""A second `practicum learn` over a folder that is served opens what is there, and starts no other server."""

from __future__ import annotations

import json
import os
import threading

import pytest
from typer.testing import CliRunner

from practicum.cli import app, lab, running_server
from practicum.course import released

from .site import put_small, running


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    place = tmp_path_factory.mktemp("served")
    put_small(place / "home" / "ethics")
    with running(place / "jupyter", place / "home") as made:
        yield made


@pytest.fixture
def runtime(site, monkeypatch):
    """Jupyter's runtime folder, in which the running server left its file."""
    folder = site.root.parent / "jupyter" / "runtime"
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(folder))
    return folder


def test_a_second_learn_opens_the_running_server(site, runtime, monkeypatch, tmp_path):
    monkeypatch.setattr(lab, "run", lambda *_: pytest.fail("a second server was started"))
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    lessons = tmp_path / "lessons"
    put_small(lessons / "ethics")
    released.write(lessons / "version.txt", "1")
    linked = tmp_path / "linked"
    linked.symlink_to(site.root, target_is_directory=True)
    for folder in (site.root, linked):
        done = CliRunner().invoke(app, ["learn", "--lessons", str(lessons), "--folder", str(folder)])
        assert done.exit_code == 0, done.output
        assert "open already" in done.output and site.url in done.output
    assert opened == [f"{site.url}?token={site.token}"] * 2


def test_a_server_of_another_folder_or_one_that_is_gone_is_not_it(site, runtime, tmp_path):
    assert running_server.address(tmp_path, "/practicum/") is None
    (real,) = runtime.glob("jpserver-*.json")
    about = json.loads(real.read_text())
    mine = tmp_path / "mine"
    mine.mkdir()
    odd = {
        "gone": {**about, "root_dir": str(mine), "url": "http://127.0.0.1:9/"},
        "another token": {**about, "root_dir": str(mine), "token": "0" * 32},
        "elsewhere": {**about, "root_dir": str(mine), "url": "http://example.org/"},
        "no address": {**about, "root_dir": str(mine), "url": 7},
        "list": [],
    }
    for name, value in odd.items():
        file = runtime / f"jpserver-{os.getpid()}.json"
        file.write_text(json.dumps(value))
        try:
            assert running_server.address(mine, "/practicum/") is None, name
        finally:
            file.unlink()
    assert running_server.address(site.root, "/practicum/") == f"{site.url}?token={site.token}"


def test_two_at_the_same_instant_start_one_server(site, runtime, monkeypatch, tmp_path):
    """Somebody clicks twice: the second waits for the server of the first."""
    lessons = tmp_path / "lessons"
    put_small(lessons / "ethics")
    released.write(lessons / "version.txt", "1")
    home = tmp_path / "home"
    put_small(home / "ethics")
    (real,) = runtime.glob("jpserver-*.json")
    about = json.dumps({**json.loads(real.read_text()), "root_dir": str(home)})
    started = []

    def run(*_):
        started.append(True)
        threading.Timer(1, lambda: (runtime / "jpserver-1.json").write_text(about)).start()
        second = CliRunner().invoke(app, ["learn", "--lessons", str(lessons), "--folder", str(home), "--no-browser"])
        assert "being opened" in second.output and site.url in second.output
        return 0

    monkeypatch.setattr(lab, "run", run)
    first = CliRunner().invoke(app, ["learn", "--lessons", str(lessons), "--folder", str(home), "--no-browser"])
    assert (first.exit_code, started) == (0, [True]), first.output
    (runtime / "jpserver-1.json").unlink()
    assert not (home / running_server.STARTING).exists()


def test_a_start_that_never_came_keeps_nobody_waiting(tmp_path):
    sign = tmp_path / running_server.STARTING
    sign.touch()
    assert not running_server.begins(tmp_path)
    os.utime(sign, (1, 1))
    assert running_server.awaited(tmp_path, "/practicum/") is None
    assert running_server.begins(tmp_path)
