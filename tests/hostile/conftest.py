"""The made-up course of tests/nbgrader_bridge, to be attacked, and to be worked on by two at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..nbgrader_bridge.conftest import (  # noqa: F401
    cohort,
    copies,
    course,
    kept_by,
    published_once,
    pytest_generate_tests,
    released_course,
    released_once,
    run,
    unreleased,
)


def pytest_collection_modifyitems(items) -> None:
    """SQLAlchemy warns of nbgrader's own models in every test that grades, nbformat of hostile notebooks."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.filterwarnings("ignore:Object of type <Submitted"))
            item.add_marker(pytest.mark.filterwarnings("ignore:Non-unique cell id"))
