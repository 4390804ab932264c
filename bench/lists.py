"""What a page with lists asks for, in a process that runs already: formgrader's handlers, or ours.

Called as `python -m bench.lists COURSE WHAT TOPIC LESSON`; prints the seconds of the second call.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path


def formgraders_submissions(root: Path, topic: str, lesson: str) -> int:
    """GET formgrader/api/submissions/TOPIC."""
    return len(_api(root).get_submissions(topic))


def formgraders_marking(root: Path, topic: str, lesson: str) -> int:
    """GET formgrader/api/notebook_submissions/TOPIC/LESSON."""
    return len(_api(root).get_notebook_submissions(topic, lesson))


def our_submissions(root: Path, topic: str, lesson: str) -> int:
    """practicum status TOPIC --learners"""
    from practicum.nbgrader_bridge.reports import status

    return len(status.standings(root, topic))


def our_marking(root: Path, topic: str, lesson: str) -> int:
    """practicum mark TOPIC LESSON"""
    from practicum.nbgrader_bridge.reports import grade_rows

    return len([w for w in grade_rows.waiting(root, topic) if w["lesson"] == lesson])


def _api(root: Path):
    from nbgrader.apps.api import NbGraderAPI

    from practicum.nbgrader_bridge.setup.course_settings import nbgrader_settings

    return NbGraderAPI(config=nbgrader_settings(root))


LISTS: dict[str, Callable[[Path, str, str], int]] = {
    name: globals()[name]
    for name in ("formgraders_submissions", "formgraders_marking", "our_submissions", "our_marking")
}


def main() -> None:
    root, what, topic, lesson = Path(sys.argv[1]), *sys.argv[2:5]
    _api(root)
    import practicum.nbgrader_bridge.reports.status  # noqa: F401  (a server has imported it)

    # the first call reads settings and opens the database; the second is what every further one takes
    LISTS[what](root, topic, lesson)
    began, busy = time.perf_counter(), time.process_time()
    count = LISTS[what](root, topic, lesson)
    told = {"seconds": time.perf_counter() - began, "busy": time.process_time() - busy, "rows": count}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
