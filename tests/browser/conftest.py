"""One page a test, in the session's Chromium."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ..server.site import running
from . import lab as labs
from .bare import Bare, serve
from .reader import Reader, put_course


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    with serve() as url:
        yield url


@pytest.fixture
def bare(chromium, address) -> Iterator[Bare]:
    """A bare page with a stub model; at its end no script error and no outside request may have happened."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(5000)
    page = Bare(context.new_page(), address)
    yield page
    context.close()
    assert page.errors == []
    assert page.strays == []


PATIENCE = 60_000  # milliseconds; a kernel starts slowly on a busy machine


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory, chromium) -> Iterator[labs.Lab]:
    with labs.running(tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture
def page(chromium, lab) -> Iterator:
    """A page of its own for each test; at its end no script error may have happened, and its kernels end."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    made = context.new_page()
    errors: list[str] = []
    made.on("pageerror", lambda error: errors.append(str(error)))
    yield made
    context.close()
    for session in lab.ask("/api/sessions"):
        lab.ask(f"/api/sessions/{session['id']}", "DELETE")
    assert errors == []


# ---- pages


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, loaded, editions) -> Iterator:
    """A Jupyter server with every lesson of the course: in self_study/ one's own, in cohort/ a cohort's."""
    place = tmp_path_factory.mktemp("pages")
    put_course(place / "home", loaded, editions)
    with running(place / "jupyter", place / "home") as made:
        yield made


@pytest.fixture
def reader(chromium, site) -> Iterator[Reader]:
    """Somebody with a browser who is logged in and has answered nothing yet."""
    yield from Reader.at_work(chromium, site)
