"""What several tests share: the real course, read once."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

# How long one example takes says nothing on a machine that does other work too.
settings.register_profile("practicum", deadline=None)
settings.load_profile("practicum")

ROOT = Path(__file__).parent.parent


def pytest_collection_modifyitems(config, items) -> None:
    """Long series run by `make stress` (-m stress), and where one names a test."""
    if config.option.markexpr or config.option.keyword or any("::" in named for named in config.args):
        return
    stress = [item for item in items if item.get_closest_marker("stress")]
    if stress:
        config.hook.pytest_deselected(items=stress)
        items[:] = [item for item in items if item not in stress]


@pytest.fixture(scope="session", autouse=True)
def nobodys_documents(tmp_path_factory) -> Path:
    """No test may write into the documents of whoever runs it."""
    place = tmp_path_factory.mktemp("documents") / "Practicum"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PRACTICUM_FOLDER", str(place))
        yield place


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def postgres():
    """The address of a PostgreSQL server that runs for the tests alone."""
    from . import postgres

    with postgres.server() as url:
        yield url


@pytest.fixture(scope="session")
def loaded():
    from practicum.content.load import load_course

    course, problems = load_course(ROOT)
    assert not problems, "\n".join(map(str, problems))
    return course


@pytest.fixture(scope="session")
def editions(loaded):
    """lesson -> edition kind -> content, for every lesson of the course."""
    from practicum.content.edition import edition

    return {
        lesson: {
            kind: edition(loaded, topic, lesson, kind, "" if kind == "self_study" else "salt")
            for kind in ("keyed", "self_study", "cohort")
        }
        for topic, module in loaded.modules.items()
        for lesson in module.lessons
    }


def copy_course(place: Path) -> Path:
    """The real course where a test may do with it what it likes."""
    for part in ("modules", "source"):
        shutil.copytree(
            ROOT / part, place / part, ignore=shutil.ignore_patterns(".ipynb_checkpoints", "*.answers.json")
        )
    shutil.copy(ROOT / "nbgrader_config.py", place)
    return place


def copy_lesson(place: Path, lesson: str = "dual_relationships", topic: str = "ethics") -> Path:
    """The real course with one lesson left in it, for tests that count or move what there is."""
    import re

    copy_course(place)
    head = place / "modules" / topic / "module.yml"
    head.write_text(re.sub(r"^lessons: .*$", f"lessons: [{lesson}]", head.read_text("utf-8"), flags=re.M), "utf-8")
    for folder in (place / "modules" / topic).iterdir():
        if (folder / "lesson.yml").exists() and folder.name != lesson:
            shutil.rmtree(folder)
    for notebook in (place / "source" / topic).glob("*.ipynb"):
        if notebook.stem != lesson:
            notebook.unlink()
    return place


@pytest.fixture(scope="session")
def chromium():
    """One browser a session, quiet and without a request of its own to anywhere."""
    from .needs import need, need_driver

    path = need("chromium", "chromium")
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not here: pip install -e .[dev]")
    need_driver()
    flags = (
        "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
        " --disable-component-update --disable-sync"
    )
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags.split())
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demo_course(tmp_path_factory):
    """The real course after `practicum demo`, as a command, with what it printed. Nobody changes it; copy it."""
    import subprocess
    import sys

    def make(folder: Path) -> None:
        place = copy_course(folder)
        done = subprocess.run(
            [sys.executable, "-m", "practicum.cli", "demo"], cwd=place, capture_output=True, text=True, timeout=900
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
        (folder / "printed.txt").write_text(done.stdout, "utf-8")

    place = once_a_run(tmp_path_factory, "demo", make)
    return place, (place / "printed.txt").read_text("utf-8")


def once_a_run(tmp_path_factory, name: str, make) -> Path:
    """A folder that `make` fills, once for all workers of a run; whoever changes something in it copies it first."""
    import filelock

    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    place = shared / f"once_{name}"
    with filelock.FileLock(shared / f"once_{name}.lock"):
        if not (shared / f"once_{name}.whole").exists():
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
            make(place)
            (shared / f"once_{name}.whole").touch()
    return place
