"""Real processes for tests of the answer sheet: forked from this one, answering a small lesson, killed on the way."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from practicum.exercises import BadEvent, versions
from practicum.lesson import Lesson

WRITTEN = {"title": "W", "prompt": "P", "points": 2, "fields": {"words": {"label": "Words"}}, "criteria": {}}
NUMBER = {"type": "numeric", "use": "graded", "keyless": True, "points": 1, "stem": "N", "references": []}
CONTENT = {
    "lesson": "small", "topic": "t", "hash": "0123", "edition": "cohort", "references": {},
    "items": {f"number_{n}": NUMBER for n in range(3)}, "vignettes": {},
    "written": {f"written_{n}": WRITTEN for n in range(3)},
}  # fmt: skip
NAMES = [*CONTENT["items"], *CONTENT["written"]]
SHEET = "small.answers.json"
TAIL = " a sentence of some length" * 40  # so that a sheet is some kilobytes


def lesson(folder: Path) -> Lesson:
    return Lesson("small", folder, CONTENT)


def event(name: str, n: int) -> dict:
    if name in CONTENT["items"]:
        return {"do": "answer", "response": str(n)}
    return {"do": "write", "fields": {"words": f"{n}{TAIL}"}}


def number_of(response: object) -> int:
    """Which answer this is, from what stands on the sheet."""
    return int((response["words"] if isinstance(response, dict) else response).split(" ")[0])


def numbers(sheet) -> dict[str, int]:
    return {name: number_of(entry["response"]) for name, entry in sheet.answers.items()}


@contextlib.contextmanager
def forked(work: Callable[[Callable[[str], None]], None]) -> Iterator[tuple[int, int]]:
    """A child that runs `work(tell)`; gives its id and the end of the pipe on which it tells lines."""
    reads, writes = os.pipe()
    child = os.fork()
    if not child:
        write, code = os.write, 1
        try:
            os.close(reads)
            sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115  (a lesson shows things; nobody looks)
            work(lambda line: write(writes, f"{line}\n".encode()) and None)
            code = 0
        except BaseException:
            write(writes, b"! " + json.dumps(traceback.format_exc()).encode() + b"\n")
        finally:
            os._exit(code)
    os.close(writes)
    try:
        yield child, reads
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(reads)


def rest(reads: int, heard: bytes = b"") -> list[str]:
    """All that a child still tells, until it ends, after what was `heard` already."""
    while part := os.read(reads, 65536):
        heard += part
    lines = heard.decode().splitlines()
    for line in lines:
        assert not line.startswith("!"), json.loads(line[2:])
    return lines


def in_child(work: Callable[[], object]) -> object:
    """What `work()` gives in a process of its own, where it may give up rights or mount things."""
    with forked(lambda tell: tell(json.dumps(work()))) as (_, reads):
        return json.loads(rest(reads)[-1])


def answering(
    folder: Path, names: list[str], begin: int = 0, saves: int | None = None, ready: Callable = lambda: None
) -> Callable:
    """Work for a child: answer on and on, telling `? name n` before and `= name n` once it is acknowledged."""

    def work(tell: Callable[[str], None]) -> None:
        here, n = lesson(folder), begin
        while saves is None or n < begin + saves:
            name = names[n % len(names)]
            tell(f"? {name} {n}")
            try:
                here.take(name, event(name, n))
            except BadEvent:  # as many versions of two windows as may be kept: a learner chooses, and goes on
                for one in list(versions.others(here.exercise(name).entry)):
                    with contextlib.suppress(BadEvent):  # the other window chose it just now
                        here.take(name, {"do": "settle", "version": versions.id_of(one), "keep": "this"})
                continue
            assert here.saved["state"] == "saved", here.saved
            tell(f"= {name} {n}")
            if n == begin:
                ready()
            n += 1

    return work


class Memory:
    """What a parent knows: the last acknowledged answer of each exercise, and the one under way."""

    def __init__(self) -> None:
        self.acknowledged: dict[str, int] = {}
        self.under_way: tuple[str, int] | None = None

    def hear(self, lines: list[str]) -> None:
        for line in lines:
            word, name, n = line.split()
            if word == "=":
                self.acknowledged[name], self.under_way = int(n), None
            else:
                self.under_way = name, int(n)

    def missing(self, found: dict[str, int]) -> list[str]:
        """Acknowledged answers that a sheet does not have. One under way may have got there or not."""
        return [
            f"{name}: {found.get(name)} in the place of {n}"
            for name, n in self.acknowledged.items()
            if found.get(name) != n and (name, found.get(name)) != self.under_way
        ]


OPERATIONS = "open write fsync close chmod replace rename unlink link listdir".split()


def kill_myself(at: int, when: str) -> None:
    """From now on, die by SIGKILL at the `at`-th call of the system: before it, after it, or half through a write."""
    left, now = at, os.kill

    def wrapped(real: Callable) -> Callable:
        def call(*words, **more):
            nonlocal left
            left -= 1
            if left == 0 and when == "half" and real is write:
                real(words[0], bytes(words[1])[: len(words[1]) // 2])
            if left == 0 and when != "after":
                now(os.getpid(), signal.SIGKILL)
            result = real(*words, **more)
            if left == 0:
                now(os.getpid(), signal.SIGKILL)
            return result

        return call

    write = os.write
    for name in OPERATIONS:
        setattr(os, name, wrapped(getattr(os, name)))


def killed_after(folder: Path, memory: Memory, begin: int, delay: float) -> None:
    """One child that is killed `delay` seconds after its first acknowledged answer."""
    with forked(answering(folder, NAMES, begin)) as (child, reads):
        heard = b""
        while b"= " not in heard:
            part = os.read(reads, 65536)
            assert part and not part.startswith(b"!"), part
            heard += part
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
        memory.hear(rest(reads, heard))
