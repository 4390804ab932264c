"""When the answers of a page go into the notebook beside them: some seconds after the last one, if nobody has it open.

Whoever has a notebook open in this server's JupyterLab has a session for it; such a notebook waits until that is
over. A JupyterLab of another server cannot be seen from here; its reader would be told that the file changed, and
whichever copy they keep, the sheet has every answer.
"""

from __future__ import annotations

import asyncio
import atexit
from pathlib import Path
from typing import Any

from ..study import notebook_copy
from ..study.shelf import Place

AFTER = 2.0  # seconds after the last answer
AGAIN = 30.0  # the same while a notebook is open


class NotebookCopies:
    """The notebooks that have fallen behind their sheets. Keep one for as long as the server runs."""

    def __init__(self, serverapp: Any) -> None:
        self._app, self._root = serverapp, Path(serverapp.root_dir).resolve()
        self._loop = serverapp.io_loop.asyncio_loop
        self._behind: dict[Path, Place] = {}
        self._next: asyncio.TimerHandle | None = None
        self._turn = asyncio.Lock()
        atexit.register(self.finish)

    def note(self, place: Place) -> None:
        """This lesson's sheet may have more than its notebook. May be called from any thread."""
        self._behind[place.notebook] = place
        self._loop.call_soon_threadsafe(self._in, AFTER)

    def _in(self, seconds: float) -> None:
        if self._next is not None:
            self._next.cancel()
        self._next = self._loop.call_later(seconds, lambda: self._loop.create_task(self.bring_up()))

    async def bring_up(self) -> None:
        """Write what is behind and not open."""
        async with self._turn:
            opened = {self._root / session["path"] for session in await self._app.session_manager.list_sessions()}
            for path in [path for path in self._behind if path not in opened]:
                place = self._behind.pop(path)
                await asyncio.to_thread(notebook_copy.put, place.path, place.lesson)
        if self._behind:
            self._in(AGAIN)

    def finish(self) -> None:
        """Write all that is behind: the server ends, and with it every JupyterLab of its own."""
        while self._behind:
            _, place = self._behind.popitem()
            notebook_copy.put(place.path, place.lesson)
