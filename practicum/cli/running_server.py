"""The server that serves a folder already, so that a second start opens it in place of another one.

Two servers over one folder would work; but whoever starts twice wants what they had, and sees it sooner.
Jupyter's servers leave a file each in its runtime folder; that one of them lives, only an answer tells.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlencode, urlsplit

PATIENCE = 3  # seconds for a server to answer
LARGEST = 100_000  # bytes of such a file
STARTING = ".practicum-starting"
START_TAKES = 30  # seconds at most, from the sign to the first answer


def address(root: Path, path: str) -> str | None:
    """Where a running server over `root` shows `path`, with its token; None where no server serves that folder."""
    from jupyter_core.paths import jupyter_runtime_dir

    for file in sorted(Path(jupyter_runtime_dir()).glob("jpserver-*.json")):
        with contextlib.suppress(OSError, ValueError, TypeError):
            about = json.loads(file.read_bytes()[:LARGEST])
            if isinstance(about, dict) and _serves(about, root) and _answers(about):
                token = about.get("token")
                url = about["url"].rstrip("/") + path
                return f"{url}?{urlencode({'token': token})}" if token else url
    return None


def begins(root: Path) -> bool:
    """Say in the folder that a server over it is about to start; False where somebody else has just said so."""
    sign = root / STARTING
    for _ in range(2):
        try:
            with open(sign, "x"):
                return True
        except FileExistsError:
            if _is_fresh(sign):
                return False
            with contextlib.suppress(OSError):
                sign.unlink()
        except OSError:
            break  # a folder that nobody can write to is looked at all the same
    return True


def begun(root: Path) -> None:
    """Take the sign away: the server has ended, or did not start."""
    with contextlib.suppress(OSError):
        (root / STARTING).unlink()


def awaited(root: Path, path: str) -> str | None:
    """The address, as soon as the server that is starting answers; None where it does not come."""
    while True:
        if found := address(root, path):
            return found
        if not _is_fresh(root / STARTING):
            return None
        time.sleep(0.5)


def _is_fresh(sign: Path) -> bool:
    try:
        return abs(time.time() - sign.stat().st_mtime) < START_TAKES
    except OSError:
        return False


def _serves(about: dict, root: Path) -> bool:
    served = about.get("root_dir")
    return isinstance(served, str) and bool(served) and os.path.realpath(served) == os.path.realpath(root)


def _answers(about: dict) -> bool:
    """Whether the server of such a file lives, takes its token and has our pages. Only this computer is asked."""
    url, token = about.get("url"), about.get("token") or ""
    if not isinstance(url, str) or urlsplit(url).hostname not in ("127.0.0.1", "localhost", "::1"):
        return False
    asked = urllib.request.Request(url.rstrip("/") + "/practicum/", headers={"Authorization": f"token {token}"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never by way of a proxy
    try:
        with opener.open(asked, timeout=PATIENCE) as answer:
            return answer.status == 200 and urlsplit(answer.url).path.endswith("/practicum/")
    except (OSError, urllib.error.URLError):
        return False
