"""What a test needs from the machine: there, or skipped with one line; under PRACTICUM_FULL=1 its lack fails."""

from __future__ import annotations

import os
import shutil

import pytest


def need(program: str, package: str) -> str:
    """The path of a program; where it is missing, the test says which package brings it and is skipped."""
    path = shutil.which(program)
    if path is None:
        sentence = f"{program} is not here: apt-get install {package}"
        if os.environ.get("PRACTICUM_FULL") == "1":
            pytest.fail(sentence, pytrace=False)
        pytest.skip(sentence)
    return path
