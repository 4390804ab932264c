"""The self-study archive: what is in it, and its start file on a computer that has only Python."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from practicum import archive, cli
from practicum.course import CourseError

from .conftest import ROOT

FULL = os.environ.get("PRACTICUM_FULL") == "1"


@pytest.fixture(scope="module")
def packed(tmp_path_factory) -> Path:
    to = tmp_path_factory.mktemp("archive") / "practicum.zip"
    done = CliRunner().invoke(cli.app, ["build", "self-study", "--course", str(ROOT), "--to", str(to)])
    assert done.exit_code == 0 and f"to {to}." in done.output
    return to


@pytest.fixture(scope="module")
def unpacked(packed, tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(packed) as found:
        for entry in found.infolist():
            path = Path(found.extract(entry, place))
            path.chmod((entry.external_attr >> 16) & 0o777)
    return place / archive.NAME


def test_it_has_a_start_file_for_each_system(unpacked):
    windows, mac, linux = (
        unpacked / name for name in ("Start on Windows.bat", "Start on macOS.command", "Start on Linux.sh")
    )
    assert b"\r\n" in windows.read_bytes() and b"\r" not in mac.read_bytes() + linux.read_bytes()
    assert os.access(mac, os.X_OK) and os.access(linux, os.X_OK)
    for path in (mac, linux):
        subprocess.run(["bash", "-n", path], check=True)
    assert (unpacked / "Read me first.txt").is_file()


def test_it_has_every_lesson_and_the_program_and_nothing_of_nbgraders(unpacked, loaded):
    for module in loaded.modules.values():
        for name in module.lessons:
            content = json.loads((unpacked / "lessons" / module.name / f"{name}.content.json").read_text("utf-8"))
            assert content["edition"] == "self_study"
            assert (unpacked / "lessons" / module.name / f"{name}.ipynb").is_file()
    (wheel,) = unpacked.glob("practicum-*-py3-none-any.whl")
    with zipfile.ZipFile(wheel) as found:
        names = found.namelist()
    assert "practicum/server/routes.py" in names and any(
        n.endswith("jupyter_server_config.d/practicum.json") for n in names
    )
    asked = {line.split("==")[0] for line in archive.entries((unpacked / "requirements.txt").read_text("utf-8"))}
    assert {"jupyter-server", "tornado", "anywidget"} <= asked
    assert not asked & {"nbgrader", "nh3", "pandas", "numpy", "papermill", "pytest"}
    here = str(Path.home())
    assert not any(
        here in path.read_text("utf-8", "replace")
        for path in unpacked.rglob("*")
        if path.suffix in (".txt", ".py", ".json")
    )


def test_the_learners_lock_pins_what_the_package_asks_for():
    lock = archive.entries((ROOT / archive.LOCK).read_text("utf-8"))
    assert all("==" in entry and "--hash=sha256:" in entry for entry in lock)
    whole = {e.split()[0] for e in archive.entries((ROOT / "requirements.lock").read_text("utf-8"))}
    assert {entry.split()[0] for entry in lock} <= whole, "run `make lock`"


def test_the_same_course_gives_the_same_archive(packed, tmp_path):
    again = tmp_path / "again.zip"
    archive.build(ROOT, again, [])
    with zipfile.ZipFile(packed) as one, zipfile.ZipFile(again) as two:
        assert {n: one.read(n) for n in one.namelist() if not n.endswith(".whl")} == {
            n: two.read(n) for n in two.namelist() if not n.endswith(".whl")
        }


def test_the_start_file_says_what_is_missing(unpacked):
    code = "import runpy, sys; sys.version_info = (3, 8); runpy.run_path('start.py', run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=unpacked, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 1 and done.stdout.startswith("Practicum needs Python 3.11 or newer; this is 3.8.")


def test_a_set_up_that_fails_is_said_in_words(unpacked, tmp_path):
    """The program's folder cannot be made, because a file stands there."""
    (tmp_path / "taken").write_text("")
    env = {**os.environ, "PRACTICUM_PROGRAM": str(tmp_path / "taken")}
    done = subprocess.run(
        [sys.executable, "start.py"], cwd=unpacked, capture_output=True, text=True, env=env, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 1 and "Practicum could not be set up" in done.stdout
    assert "Your lessons and answers are as they were." in done.stdout and "Traceback" not in done.stdout + done.stderr


@pytest.mark.stress
@pytest.mark.skipif(not FULL, reason="installs the learner's packages anew; PRACTICUM_FULL=1 runs it")
def test_the_start_file_sets_everything_up_and_opens_the_lessons(unpacked, tmp_path):
    env = {**os.environ, "PRACTICUM_PROGRAM": str(tmp_path / "program"), "PRACTICUM_FOLDER": str(tmp_path / "home")}
    start = ["sh", "Start on Linux.sh", "--build-only"]
    done = subprocess.run(
        start, cwd=unpacked, capture_output=True, text=True, env=env, timeout=900, stdin=subprocess.DEVNULL
    )
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    assert "This happens once" in done.stdout and list((tmp_path / "home").glob("*/*.ipynb"))
    python = archive_python(tmp_path / "program" / "program")
    for name, there in (("nbgrader", False), ("practicum.server", True), ("jupyter_server", True)):
        found = subprocess.run([python, "-c", f"import {name}"], capture_output=True, cwd=tmp_path)
        assert (found.returncode == 0) == there, name
    again = subprocess.run(start, cwd=unpacked, capture_output=True, text=True, env=env, stdin=subprocess.DEVNULL)
    assert again.returncode == 0 and "This happens once" not in again.stdout


def archive_python(folder: Path) -> Path:
    return folder / "bin" / "python"


@pytest.mark.stress
@pytest.mark.skipif(not FULL, reason="asks the package index for three systems; PRACTICUM_FULL=1 runs it")
@pytest.mark.parametrize("system", archive.PLATFORMS)
def test_every_package_is_a_wheel_on_every_system(system, tmp_path):
    platforms = [word for name in archive.PLATFORMS[system] for word in ("--platform", name)]
    lock = archive.marked(ROOT / archive.LOCK, tmp_path, system, "3.13")
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", "--dry-run", "--quiet", "--target", str(tmp_path / "t"), "--no-deps",
         "--require-hashes", "--only-binary=:all:", *platforms, "--python-version", "3.13", "--implementation", "cp",
         "-r", str(lock)],
        capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]


def test_without_the_program_beside_it_there_is_no_archive(tmp_path):
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules" / "course.yml").write_text("title: Small\ntopics: []\n")
    with pytest.raises(CourseError, match=r"requirements-learner\.lock is missing"):
        archive.build(tmp_path, tmp_path / "a.zip", [])
    assert not (tmp_path / "a.zip").exists()
