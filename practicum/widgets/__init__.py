"""The thin transport between an exercise and the browser: one widget for all kinds."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import anywidget
import traitlets

STATIC = Path(__file__).parent / "static"
IMPORT = re.compile(r'^import .* from "\./([a-z_]+\.js)";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


def in_order(name: str = "exercise.js", before: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The modules that one needs, itself last: each stands after those it imports."""
    for other in IMPORT.findall((STATIC / name).read_text("utf-8")):
        if other not in before:
            before = in_order(other, before)
    return (*before, name)


MODULES = in_order()


@cache
def joined() -> str:
    """The ES modules as one, because a widget brings a single file and there is no bundler.

    The files import each other only by whole lines and no top-level name stands
    twice (a test holds them to it), so leaving those lines out is enough.
    """
    return "\n".join(EXPORT.sub("", IMPORT.sub("", (STATIC / name).read_text("utf-8"))) for name in MODULES)


@cache
def style() -> str:
    return (STATIC / "practicum.css").read_text("utf-8")


class ExerciseWidget(anywidget.AnyWidget):
    """Shows a view; hands each message of its screen to `taken`, which sets the next view.

    A message: {event, n, seen: what its screen was told of the state it shows, window: the screen's name}
    """

    _esm = joined()
    _css = style()
    view = traitlets.Dict().tag(sync=True)

    def __init__(self, view: dict, taken: Callable[[ExerciseWidget, dict], None] | None = None) -> None:
        super().__init__(view=view)
        self._taken = taken
        self.on_msg(self._message)

    def _message(self, _widget: object, content: object, _buffers: object) -> None:
        if self._taken is None or not isinstance(content, dict) or not isinstance(content.get("n"), int):
            return
        self._taken(self, content)
