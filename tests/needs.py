"""What a test needs from the machine: there, or skipped with one line; under PRACTICUM_FULL=1 its lack fails."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest


def need(program: str, package: str, *folders: str) -> str:
    """The path of a program, also in `folders`; where it is missing, the test says what brings it and is skipped."""
    path = shutil.which(program) or shutil.which(program, path=os.pathsep.join(folders))
    if path is None:
        lacks(f"{program} is not here: apt-get install {package}")
    return path


def lacks(sentence: str) -> None:
    """Says what is missing, and ends the test as this module has it."""
    if os.environ.get("PRACTICUM_FULL") == "1":
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)


def need_driver(program: str | None = None) -> None:
    """Playwright drives the browser by a program of its own, which needs a library that a small Debian lacks."""
    if program is None:
        from playwright._impl._driver import compute_driver_executable

        program = compute_driver_executable()[0]
    tried = subprocess.run([program, "--version"], capture_output=True, text=True)
    if tried.returncode:
        lacks(f"Playwright's driver does not start ({tried.stderr.strip()}): apt-get install libatomic1")
