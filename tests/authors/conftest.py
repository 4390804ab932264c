"""A small course in a folder of its own, and the command called on it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from practicum import cli

from ..lint.small_course import write


@pytest.fixture
def course(tmp_path) -> Path:
    return write(tmp_path)


@pytest.fixture
def run(course):
    """Call `practicum` in the small course; what a person can mend is raised."""

    def call(*words: str, code: int = 0) -> str:
        done = CliRunner().invoke(cli.app, [*words, "--course", str(course)])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == code, done.output
        return done.output

    return call
