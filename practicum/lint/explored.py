"""What the search through a branching case found, kept in build/checked/ so that an unchanged case is searched once.

The search is most of a check, and an author checks after every change of one file. What was kept counts only for
the very same case and the very same rules of play; anything else that lies there is searched anew and replaced.
"""

from __future__ import annotations

import contextlib
import hashlib
import inspect
import json
from functools import cache
from pathlib import Path

from .. import disk
from ..content import conditions, explore, replay
from ..shapes.content import BranchingSpec

FOLDER = Path("build") / "checked"
LARGEST = 2_000_000  # bytes
PATHS = ("scenes", "endings", "choices")  # of explore.Seen: a shortest path to each


@cache
def _rules() -> str:
    """A name for the rules of play: where their code changes, nothing that was found before counts."""
    told = hashlib.sha256()
    for part in (conditions, explore, replay):
        told.update(Path(inspect.getfile(part)).read_bytes())
    return told.hexdigest()


def explored(root: Path, name: str, case: BranchingSpec) -> explore.Seen:
    """What can be reached in a case, as explore.explore says it; `name` is the case's own in the course.

    Raises ReplayError. A folder that cannot be written costs time and nothing else.
    """
    told = json.dumps([_rules(), case], ensure_ascii=False)  # the order of choices counts, so it stays
    key = hashlib.sha256(told.encode()).hexdigest()
    path = root / FOLDER / f"{name}.json"
    if (found := _kept(path, key)) is None:
        found = explore.explore(case)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            disk.write_whole(path, json.dumps({"key": key, "seen": vars(found)}, ensure_ascii=False).encode())
    return found


def _kept(path: Path, key: str) -> explore.Seen | None:
    """What was found of this very case; None where nothing was kept, or something else."""
    try:
        if path.stat().st_size > LARGEST:
            return None
        told = json.loads(path.read_bytes())
        if told["key"] != key:
            return None
        seen = told["seen"]
        paths = {part: {n: (deal, tuple(way)) for n, (deal, way) in seen[part].items()} for part in PATHS}
        return explore.Seen(**paths, stuck=tuple(seen["stuck"]), cut_short=seen["cut_short"] is True)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
