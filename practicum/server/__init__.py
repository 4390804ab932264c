"""The Jupyter server extension: lessons as plain pages that need no kernel, and the learner's home.

jupyter_server and tornado are imported below this folder alone. Nothing here imports nbgrader.
"""

from __future__ import annotations

from typing import Any


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "practicum.server"}]


def _load_jupyter_server_extension(serverapp: Any) -> None:
    from .formgrader import guard_when_loaded
    from .routes import add_to

    add_to(serverapp)
    guard_when_loaded(serverapp)
