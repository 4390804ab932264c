"""What several tests share: the real course, read once."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


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
        lesson: {kind: edition(loaded, topic, lesson, kind, "salt") for kind in ("keyed", "self_study", "cohort")}
        for topic, module in loaded.modules.items()
        for lesson in module.lessons
    }
