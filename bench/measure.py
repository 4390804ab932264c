"""One command in a process of its own: how long it took and how much memory its largest process had."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

BIN = Path(sys.executable).parent
ROOT = Path(__file__).resolve().parents[1]
KIBIBYTES = 1024 if sys.platform != "darwin" else 1  # what ru_maxrss counts in


class Failed(RuntimeError):
    """A measured command ended with an error; its last words."""


@dataclass(frozen=True)
class Measured:
    """`busy` are the seconds that processors worked for it, its child processes included: a loaded machine changes them least."""

    seconds: float
    busy: float
    megabytes: float
    said: str


def run(command: list[str], at: Path) -> Measured:
    """Run a command to its end. Raises Failed where it fails: a time of nothing done is no time."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PRACTICUM_")}
    env |= {"PATH": f"{BIN}{os.pathsep}{env['PATH']}", "PYTHONPATH": str(ROOT), "PRACTICUM_COURSE": str(at)}
    log = at / "build" / "bench.log"
    log.parent.mkdir(exist_ok=True)
    with log.open("w+") as out:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=at, env=env, stdout=out, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        said = out.read()
    if process.returncode != 0:
        raise Failed(f"{' '.join(command)} ended with {process.returncode}: {said[-1500:]}")
    return Measured(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * KIBIBYTES / 1e6, said)


def practicum(at: Path, *words: str) -> Measured:
    return run([sys.executable, "-m", "practicum.cli", *words], at)


def nbgrader(at: Path, *words: str) -> Measured:
    return run([str(BIN / "nbgrader"), *words], at)


def inside(at: Path, module: str, *words: str) -> Measured:
    """A call inside a running process, as a server has it: the seconds are those that the module prints, without imports."""
    done = run([sys.executable, "-m", module, str(at), *words], at)
    told = json.loads(done.said.splitlines()[-1])
    return Measured(told["seconds"], told["busy"], done.megabytes, done.said)
