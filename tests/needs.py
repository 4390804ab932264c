"""What a test needs from the machine: there, or skipped with one line; under PRACTICUM_FULL=1 its lack fails."""

from __future__ import annotations

import os
import shutil

import pytest


def need(program: str, package: str, *folders: str) -> str:
    """The path of a program, also in `folders`; where it is missing, the test says what brings it and is skipped."""
    path = shutil.which(program) or shutil.which(program, path=os.pathsep.join(folders))
    if path is None:
        sentence = f"{program} is not here: apt-get install {package}"
        if os.environ.get("PRACTICUM_FULL") == "1":
            pytest.fail(sentence, pytrace=False)
        pytest.skip(sentence)
    return path
