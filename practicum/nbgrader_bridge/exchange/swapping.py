"""A folder that is made aside and takes its place when it is whole."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path


def swap(new: Path, target: Path) -> None:
    """A folder that is whole into its place; whoever is killed in between leaves the old one, which put_back finds."""
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if os.path.lexists(target):
        os.rename(target, old)
    os.rename(new, target)
    if old.is_symlink() or old.is_file():
        old.unlink()
    shutil.rmtree(old, ignore_errors=True)


def put_back(target: Path) -> None:
    """What stood in a place from which somebody was killed who was about to put something newer there."""
    new, old = (target.with_name(f".{target.name}.{ending}") for ending in ("new", "old"))
    shutil.rmtree(new, ignore_errors=True)
    if os.path.lexists(target):
        shutil.rmtree(old, ignore_errors=True)
    elif os.path.lexists(old):
        os.rename(old, target)


def share(folder: Path) -> None:
    """nbgrader's permissions where several instructors share a course."""
    for place, _, names in os.walk(folder):
        os.chmod(place, (stat.S_IMODE(os.stat(place).st_mode) | 0o2770) & 0o2777)
        for name in names:
            path = os.path.join(place, name)
            os.chmod(path, (stat.S_IMODE(os.stat(path).st_mode) | 0o660) & 0o777)
