"""The rules that keep the package one-directional and the learner's install light."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "practicum"
# part -> parts of the package that it may import
MAY_IMPORT = {
    "words": set(),
    "shapes": set(),
    "content": {"shapes"},
    "lint": {"shapes", "content", "disk"},
    "overview": {"content", "lint"},
    "course": {"shapes", "content", "disk"},
    "merging": {"shapes"},
    "exercises": {"shapes", "content", "merging", "words"},
    "bounded_json": set(),
    "templating": set(),
    "learner_ids": set(),
    "disk": set(),
    "other_versions": {"shapes", "exercises", "merging", "bounded_json"},
    "answers": {"shapes", "exercises", "disk", "merging", "other_versions", "bounded_json"},
    "sheet_files": {"shapes", "answers", "disk", "words"},
    "progress": {"shapes", "words"},
    "widgets": set(),
    "lesson_content": {"shapes", "content", "course", "bounded_json", "words"},
    "lesson_session": {
        "shapes",
        "exercises",
        "answers",
        "disk",
        "bounded_json",
        "sheet_files",
        "merging",
        "progress",
        "words",
    },
    "lesson": {"shapes", "exercises", "answers", "lesson_session", "widgets", "lesson_content"},
    "archive": {"course"},
    "study": {
        "shapes",
        "content",
        "exercises",
        "answers",
        "sheet_files",
        "bounded_json",
        "disk",
        "lesson_content",
        "words",
        "learner_ids",
    },
    "server": {
        "shapes",
        "content",
        "exercises",
        "answers",
        "lesson_session",
        "bounded_json",
        "disk",
        "lesson_content",
        "study",
        "templating",
        "words",
        "learner_ids",
    },
    "nbgrader_bridge": {
        "shapes",
        "content",
        "course",
        "exercises",
        "answers",
        "other_versions",
        "bounded_json",
        "templating",
        "words",
        "lint",
        "lesson",
        "learner_ids",
    },
    "cohort": {"shapes", "content", "course", "exercises", "nbgrader_bridge", "templating", "words", "learner_ids"},
    "demo": {
        "shapes",
        "content",
        "course",
        "lesson_session",
        "exercises",
        "answers",
        "learner_ids",
        "lint",
        "nbgrader_bridge",
        "lesson_content",
        "study",
        "templating",
        "words",
    },
    "cli": {
        "archive",
        "cohort",
        "content",
        "course",
        "demo",
        "disk",
        "learner_ids",
        "lint",
        "nbgrader_bridge",
        "overview",
        "study",
    },
    "__init__": {"lesson"},
    "__main__": {"cli"},
}
# the parts of nbgrader_bridge in the order of the data: each may import from those before it
BRIDGE_ORDER = (
    "setup gradebook exchange without_notebook nbgrader_commands marks submission config release grading feedback bulk "
    "reports upkeep grade_cohort learner_exchange"
).split()
INSTRUCTORS_ONLY = {"nbgrader", "papermill", "nh3", "pandas", "numpy", "scipy", "sqlalchemy", "nbconvert", "nbformat"}
NEVER_IN_A_LESSON = {
    "pandas",
    "numpy",
    "nh3",
    "nbgrader",
    "pwd",
    "fcntl",
    "pydantic",
    "yaml",
    "nbconvert",
    "papermill",
}


def imports(path: Path) -> list[tuple[str, bool]]:
    """(dotted name, whether it is our own) of every import of a file."""
    package = ["practicum", *path.relative_to(PACKAGE).parts[:-1]]
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [(alias.name, alias.name.startswith("practicum")) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            name = ".".join([*base, *(node.module or "").split(".")]).strip(".")
            own = name.split(".")[0] == "practicum" or not name
            names = [f"{name}.{alias.name}" for alias in node.names] if own else [name]
            found += [(n, n.startswith("practicum")) for n in names]
    return found


FILES = sorted(p for p in PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_imports_run_one_way(path):
    part = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    for name, ours in imports(path):
        if ours and name != "practicum":
            other = name.split(".")[1]
            assert other == part or other in MAY_IMPORT[part], f"{part} may not import {other}"
        outside = name.split(".")[0]
        figures = part == "cohort" and outside in ("numpy", "scipy")
        if part not in ("nbgrader_bridge", "demo") and not figures:
            assert outside not in INSTRUCTORS_ONLY, f"{part} may not import {outside}"
        if part not in ("widgets", "nbgrader_bridge", "demo"):
            assert outside not in ("anywidget", "ipywidgets"), f"only widgets may import {outside}"
        if part != "server":
            assert outside not in ("tornado", "jupyter_server"), f"only server may import {outside}"


BRIDGE = sorted((PACKAGE / "nbgrader_bridge").rglob("*.py"))


@pytest.mark.parametrize("path", BRIDGE, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_rooms_of_the_bridge_stand_in_the_order_of_the_data(path):
    room = path.relative_to(PACKAGE / "nbgrader_bridge").parts[0].removesuffix(".py")
    if room == "__init__":
        return
    for name, ours in imports(path):
        parts = name.split(".")
        if ours and parts[1:2] == ["nbgrader_bridge"] and len(parts) > 2 and parts[2] != room:
            assert BRIDGE_ORDER.index(parts[2]) < BRIDGE_ORDER.index(room), f"{room} may not import {parts[2]}"


def test_no_files_import_each_other_in_a_circle():
    known = {".".join(["practicum", *p.relative_to(PACKAGE).with_suffix("").parts]): p for p in FILES}
    graph = {}
    for module, path in known.items():
        graph[module] = {".".join(name.split(".")[:n]) for name, _ in imports(path) for n in range(2, 6)} & (
            known.keys() - {module}
        )
    circles = [sorted(part) for part in strongly_connected(graph) if len(part) > 1]
    assert circles == []


def strongly_connected(graph: dict[str, set[str]]) -> list[set[str]]:
    """The sets of nodes that reach each other."""
    reached = {node: {node} for node in graph}
    for node in graph:
        waiting = [node]
        while waiting:
            new = graph[waiting.pop()] - reached[node]
            reached[node] |= new
            waiting += new
    return [part for part in ({o for o in reached[n] if n in reached[o]} for n in graph)]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(PACKAGE).as_posix())
def test_files_stay_short(path):
    assert len(path.read_text("utf-8").splitlines()) <= 300


def test_what_a_lesson_imports_is_light():
    code = "import sys; import practicum, practicum.widgets; print(*sorted({m.split('.')[0] for m in sys.modules}))"
    loaded = set(
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    )
    # ipykernel and IPython bring pwd and fcntl on POSIX by themselves; ours must not name them
    assert not loaded & (NEVER_IN_A_LESSON - {"pwd", "fcntl"})
    parts = "content/conditions.py content/replay.py exercises bounded_json.py disk.py answers.py sheet_files.py progress.py lesson_session.py lesson.py widgets"
    for part in parts.split():
        files = [PACKAGE / part] if part.endswith(".py") else (PACKAGE / part).glob("*.py")
        for path in files:
            assert not {n.split(".")[0] for n, _ in imports(path)} & {"pwd", "fcntl", "resource"}


def test_scripts_join_into_one():
    """The joiner of widgets leaves imports out: no top-level name may stand twice."""
    from practicum.widgets import MODULES, STATIC, joined

    assert {p.name for p in STATIC.glob("*.js")} == set(MODULES)
    text = joined()
    assert not re.search(r"^import ", text, re.MULTILINE)
    names = re.findall(r"^(?:async )?(?:const|let|function|class) ([A-Za-z_$][\w$]*)", text, re.MULTILINE)
    assert len(names) == len(set(names)), sorted(n for n in names if names.count(n) > 1)


def test_no_outside_address_is_fetched():
    for path in (PACKAGE / "widgets" / "static").iterdir():
        text = path.read_text("utf-8").replace("http://www.w3.org/", "")
        assert "http://" not in text
        assert "https://" not in text
