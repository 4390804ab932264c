"""A lock of the operating system on an open file: it ends with its process, however that one ends."""

from __future__ import annotations

import contextlib
import errno
import os
import random
from typing import Any

FIRST, SLOTS = 1 << 30, 64  # bytes far behind the file's end, which Windows lets nobody read while they are locked
NONE_HERE = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL)


class NotSupported(Exception):
    """This file system has no locks."""


if os.name == "nt":
    import msvcrt

    # msvcrt has no shared locks: who shares takes one of many bytes, who is alone takes all of them

    def locked(handle: int, shared: bool) -> bool:
        """Take the lock, shared or alone; False where others have it. Never waits."""
        if not shared:
            return _taken(handle, FIRST, SLOTS)
        start = random.randrange(SLOTS)
        return any(_taken(handle, FIRST + (start + step) % SLOTS, 1) for step in range(SLOTS))

    def _taken(handle: int, first: int, count: int) -> bool:
        os.lseek(handle, first, os.SEEK_SET)
        try:
            windows: Any = msvcrt  # of which the stubs know nothing on other systems
            windows.locking(handle, windows.LK_NBLCK, count)
        except OSError:
            return False
        return True

    def unlocked(handle: int) -> None:
        """Nothing to do: closing the file ends every lock that was taken through it."""

else:
    import fcntl

    def locked(handle: int, shared: bool) -> bool:
        """Take the lock, shared or alone; False where others have it. Never waits."""
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in NONE_HERE:
                raise NotSupported(error.strerror) from error
            if error.errno in (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES):
                return False
            raise
        return True

    def unlocked(handle: int) -> None:
        """Give the lock back now: a forked child may hold the same file open for longer."""
        with contextlib.suppress(OSError):  # where there are none
            fcntl.flock(handle, fcntl.LOCK_UN)
