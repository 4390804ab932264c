"""A small made-up course in a temporary folder, with the real nbgrader around it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

pytest.importorskip("nbgrader")

from sqlalchemy import inspect, text

from practicum.course import released
from practicum.nbgrader_bridge.gradebook import database, our_tables
from practicum.nbgrader_bridge.setup import course_settings as course_folder

from .. import postgres
from .learner import DUE
from .made_up import REPO, TOPIC, write_course

BIN = Path(sys.executable).parent
DATABASES = ["sqlite", "postgresql"]
# Modules whose tests read or write the gradebook or the marks.
ON_BOTH = {
    "test_autograde", "test_bench", "test_bulk_killed", "test_bulk_weeks", "test_cohort_life", "test_cohort_records", "test_databases",
    "test_extensions", "test_feedback", "test_feedback_in_bulk", "test_rounds", "test_table_versions",
    "test_formgrader", "test_items", "test_marks", "test_marks_come_back", "test_release",
}  # fmt: skip


def pytest_collection_modifyitems(items) -> None:
    """SQLAlchemy warns of nbgrader's own models in every test that grades, nbformat of hostile notebooks."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.filterwarnings("ignore:Object of type <Submitted"))
            item.add_marker(pytest.mark.filterwarnings("ignore:Non-unique cell id"))


class Course:
    """The made-up course, and what tests do with it."""

    def __init__(self, root: Path):
        self.root = root

    def nbgrader(self, *words: str, ok: bool = True) -> str:
        """Stock nbgrader, as a command in the course folder."""
        env = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(REPO)}
        done = subprocess.run(
            [BIN / "nbgrader", *words], cwd=self.root, capture_output=True, text=True, env=env, timeout=240
        )
        if ok:
            assert done.returncode == 0, done.stderr[-4000:]
        return done.stdout + done.stderr

    def api(self):
        """nbgrader's own API, as formgrader's buttons use it."""
        from nbgrader.apps.api import NbGraderAPI

        return NbGraderAPI(config=course_folder.nbgrader_settings(self.root))

    def release(self):
        result = self.api().generate_assignment(TOPIC)
        assert result["success"], result["error"]
        return result

    def keyed(self, lesson: str = "gifts") -> dict:
        return released.keyed(self.root, TOPIC, lesson)

    def opaque(self, item: str, *options: str, lesson: str = "gifts") -> list[str]:
        """The names by which a learner's copy knows options."""
        known = self.keyed(lesson)["items"][item]["options"]
        return [known[o]["opaque"] for o in options]

    def sheet(self, lesson: str = "gifts", saved: str = "2026-11-01T10:00:00+00:00", **responses) -> dict:
        return {
            "schema": 1, "lesson": lesson, "content": self.keyed(lesson)["hash"], "seed": "00ff", "saved": saved,
            "answers": {
                name: {"response": r, "at": saved, "tries": 1, "first": {"response": r, "at": saved}, "checked": False}
                for name, r in responses.items()
            },
        }  # fmt: skip

    def full_sheet(self, **more) -> dict:
        return self.sheet(
            scarf=self.opaque("scarf", "ask_meaning")[0],
            signs=sorted(self.opaque("signs", "its_value", "its_timing")),
            **more,
        )

    def hand_in(self, learner: str, sheet: dict | None = None, bundle: dict | None = None, change=None) -> Path:
        """A learner's folder as nbgrader collects it: released files, sheet, bundle in an output, own changes."""
        folder = self.root / "submitted" / learner / TOPIC
        folder.mkdir(parents=True)
        for path in (self.root / "release" / TOPIC).iterdir():
            (folder / path.name).write_bytes(path.read_bytes())
        (folder / "timestamp.txt").write_text("2026-11-01 10:05:00 UTC")
        notebook = json.loads((folder / "gifts.ipynb").read_text())
        if sheet is not None:
            (folder / "gifts.answers.json").write_text(sheet if isinstance(sheet, str) else json.dumps(sheet))
        if bundle is not None:
            cell = next(c for c in notebook["cells"] if c["id"] == "lesson")
            data = {"application/vnd.practicum.answers+json": bundle, "text/plain": "answers"}
            cell["outputs"] = [{"output_type": "display_data", "data": data, "metadata": {}}]
        if change:
            notebook = change(notebook) or notebook
        (folder / "gifts.ipynb").write_text(notebook if isinstance(notebook, str) else json.dumps(notebook))
        return folder

    def autograde(self, learner: str = "*"):
        result = self.api().autograde(TOPIC, learner)
        assert result["success"], result.get("error", "") + result.get("log", "")
        return result

    def gradebook(self):
        from nbgrader.api import Gradebook

        return Gradebook(self.url)

    @property
    def url(self) -> str:
        return database.url_of(self.root)

    def every_row(self) -> dict[str, list[tuple]]:
        """Everything that gradebook and marks hold, by table."""
        with database.engine(self.url).connect() as grades, our_tables.store(self.root) as given:
            found = {}
            for db in (grades, given):
                for table in inspect(db).get_table_names():
                    found[table] = sorted(map(tuple, db.execute(text(f'SELECT * FROM "{table}"'))), key=repr)
        return found

    def rows(self, learner: str, lesson: str = "gifts") -> dict[str, tuple]:
        """item -> (automatic score, manual score, needs a marker)."""
        with self.gradebook() as gradebook:
            found = gradebook.find_submission_notebook(lesson, TOPIC, learner).grades
            return {g.name: (g.auto_score, g.manual_score, g.needs_manual_grade) for g in found}

    def autograded(self, learner: str, lesson: str = "gifts") -> dict:
        return json.loads((self.root / "autograded" / learner / TOPIC / f"{lesson}.ipynb").read_text())


def pytest_generate_tests(metafunc) -> None:
    """What reads or writes the gradebook is tried with each database that may keep it."""
    if "kept_by" in metafunc.fixturenames:
        both = metafunc.module.__name__.rpartition(".")[2] in ON_BOTH
        metafunc.parametrize("kept_by", DATABASES if both else DATABASES[:1], indirect=True, scope="session")


@pytest.fixture(scope="session")
def kept_by(request) -> str | None:
    """The address of a server for this session's gradebooks; None for SQLite's files."""
    return request.getfixturevalue("postgres") if request.param == "postgresql" else None


@pytest.fixture(scope="session")
def unreleased(kept_by, tmp_path_factory) -> Path:
    """The course with an empty gradebook; making one runs alembic, which takes seconds."""
    made = Course(write_course(tmp_path_factory.mktemp("unreleased")))
    (made.root / "gradebook").mkdir()
    if kept_by:
        with (made.root / "nbgrader_config.py").open("a") as file:
            file.write(f'c.CourseDirectory.db_url = "{postgres.another(kept_by)}"\n')
    course_folder.put_environment_on_path()
    with made.gradebook():
        return made.root


@pytest.fixture(scope="session")
def released_once(unreleased, tmp_path_factory) -> Path:
    """The course, released through nbgrader's API."""
    made = copied(unreleased, tmp_path_factory.mktemp("released"))
    made.release()
    return made.root


def copied(root: Path, to: Path) -> Course:
    """A course with its gradebook, wherever that is kept."""
    made = Course(Path(shutil.copytree(root, to / "course")))
    url, config = database.url_of(root), made.root / "nbgrader_config.py"
    if database.on_server(url):
        config.write_text(config.read_text("utf-8").replace(url, postgres.copy_of(url)), "utf-8")
    return made


@pytest.fixture
def copies(tmp_path, monkeypatch):
    """Makes the copy of a course that a test may spoil."""
    urls = []

    def copy(root: Path) -> Course:
        made = copied(root, tmp_path)
        urls.append(made.url)
        return made

    # nbgrader_config.py sets it; this puts it back after the test
    monkeypatch.setenv("PRACTICUM_COURSE", str(tmp_path / "course"))
    monkeypatch.delenv("PRACTICUM_EXCHANGE", raising=False)
    yield copy
    for url in urls:
        if database.on_server(url):
            postgres.drop(url)


@pytest.fixture
def course(unreleased, copies) -> Course:
    return copies(unreleased)


@pytest.fixture
def released_course(released_once, copies) -> Course:
    return copies(released_once)


@pytest.fixture(scope="session")
def published_once(unreleased, tmp_path_factory):
    """The made-up course, released with a due date and put into the exchange."""
    from practicum.nbgrader_bridge.gradebook import due_dates
    from practicum.nbgrader_bridge.release.release import release

    made = copied(unreleased, tmp_path_factory.mktemp("published"))
    release(made.root, TOPIC, to_exchange=True, due=due_dates.aware(DUE))
    return made.root


@pytest.fixture
def cohort(published_once, copies, monkeypatch) -> Course:
    monkeypatch.setenv("TZ", "UTC")
    return copies(published_once)


@pytest.fixture
def run(monkeypatch):
    """The command, called in the course folder; gives what it printed."""
    from practicum import cli

    def call(course, *words: str, code: int = 0) -> str:
        monkeypatch.chdir(course.root)
        done = CliRunner().invoke(cli.app, list(words))
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == code, done.output
        return done.stdout

    return call
