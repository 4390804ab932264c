"""What no command can foresee, in a sentence: a database that is locked, gone or damaged, a disk that takes no more."""

from __future__ import annotations

import errno
import sys

DISK = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EROFS, errno.EACCES, errno.EIO)


def sentence(error: Exception) -> str | None:
    """None for an error of any other kind."""
    if isinstance(error, OSError) and error.errno in DISK:
        where = error.filename or "A file"
        return f"{where} could not be read or written ({error.strerror}). Mend that and run the same command again."
    database = sys.modules.get(
        "practicum.nbgrader_bridge.gradebook.database"
    )  # where it is not, no database was opened
    return database.sentence(error) if database else None
