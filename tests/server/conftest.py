"""Two learners, each with a server, a root and a token of their own, as on one shared machine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from .site import NAME, Site, put_lesson, running

AS_RELEASED = "as_released.ipynb"


@pytest.fixture(scope="session")
def shelves(tmp_path_factory, root: Path, editions) -> dict[str, Path]:
    """A root for each: the self-study lesson in it, the cohort's in ethics/."""
    made = {}
    for learner in ("ann", "bob"):
        made[learner] = tmp_path_factory.mktemp(learner) / "home"
        put_lesson(made[learner], root, editions[NAME]["self_study"])
        put_lesson(made[learner] / "ethics", root, editions[NAME]["cohort"], graded=True)
        shutil.copy(made[learner] / "ethics" / f"{NAME}.ipynb", made[learner].parent / AS_RELEASED)
    return made


def _site(shelves: dict[str, Path], learner: str) -> Iterator[Site]:
    with running(shelves[learner].parent / "jupyter", shelves[learner]) as site:
        yield site


@pytest.fixture(scope="session")
def ann_always(shelves) -> Iterator[Site]:
    yield from _site(shelves, "ann")


@pytest.fixture(scope="session")
def bob_always(shelves) -> Iterator[Site]:
    yield from _site(shelves, "bob")


def _clean(site: Site) -> None:
    """Nothing answered, and no lesson of another test."""
    for path in site.root.iterdir():
        if path.is_dir() and not path.is_symlink() and path.name != "ethics":
            shutil.rmtree(path)
        elif path.is_symlink() or path.name.startswith("."):
            path.unlink()
    for folder in (site.root, site.root / "ethics"):
        for path in folder.iterdir():
            if path.is_file() and path.name not in (f"{NAME}.content.json", f"{NAME}.ipynb"):
                path.unlink()
    shutil.copy(site.root.parent / AS_RELEASED, site.root / "ethics" / f"{NAME}.ipynb")  # a server puts answers into it


@pytest.fixture
def ann(ann_always) -> Site:
    _clean(ann_always)
    return ann_always


@pytest.fixture
def bob(bob_always) -> Site:
    _clean(bob_always)
    return bob_always
