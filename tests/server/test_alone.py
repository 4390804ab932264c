"""The server by itself: without a network, without the instructors' packages, with nothing started beside it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.needs import lacks, need

from .site import COHORT, NAME, SELF, put_lesson, running

GUARDED = (str(Path(__file__).with_name("guarded.py")),)


def whole_way(site) -> None:
    """Every page and file, and an answer of every kind of exercise."""
    assert site.get("").status == 200
    for lesson in (SELF, COHORT):
        page = site.get(lesson)
        assert page.status == 200
        for name, view in page.data["views"].items():
            for action in ({"do": "write", "fields": {}}, {"do": "check"}, *first_steps(view)):
                assert site.send(lesson, name, action).status == 200
        assert site.get(lesson).status == 200
    for name in ("page.js", "widgets/exercise.js", "widgets/practicum.css"):
        assert site.get(f"static/{name}").status == 200
    assert site.get("nothing").status == 404


def first_steps(view: dict):
    if view["kind"] == "choice":
        yield {"do": "choose", "options": [view["options"][0]["id"]]}
        yield {"do": "check"}
    elif view["kind"] == "branching":
        yield {"do": "take", "choice": view["choices"][0]["id"]}
    else:
        yield {"do": "answer", "response": "1"}


@pytest.fixture
def home(tmp_path, root, editions) -> Path:
    put_lesson(tmp_path / "home", root, editions[NAME]["self_study"])
    put_lesson(tmp_path / "home" / "ethics", root, editions[NAME]["cohort"], graded=True)
    return tmp_path / "home"


def test_no_request_leaves_and_nothing_heavy_is_loaded(tmp_path, home):
    seen = tmp_path / "seen.txt"
    with running(tmp_path / "jupyter", home, start=GUARDED, env={"WATCH": str(seen)}) as site:
        whole_way(site)
        assert len(site.sheet()) > 10
    assert (seen.read_text() if seen.exists() else "") == ""


@pytest.mark.skipif(shutil.which("bwrap") is None and not Path("/proc").is_dir(), reason="bubblewrap is Linux's")
def test_the_pages_are_whole_without_a_network(tmp_path, home):
    """The server has a network of its own with nothing in it; the test reaches it by a socket in a folder."""
    cage = (need("bwrap", "bubblewrap"), "--bind", "/", "/", "--dev", "/dev", "--unshare-net", "--die-with-parent")
    tried = subprocess.run([*cage, "true"], capture_output=True, text=True)
    if tried.returncode:  # as in a container whose users may make no namespaces
        lacks(f"bubblewrap can take no network away here ({tried.stderr.strip()})")
    with running(tmp_path / "jupyter", home, before=cage, unix=True) as site:
        whole_way(site)
        assert len(site.sheet()) > 10
