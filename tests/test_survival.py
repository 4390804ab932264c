"""Answers survive: kills at any instant, two windows, a full disk, a folder that may not be written to.

Real processes and real signals. What a lesson acknowledged as saved is on the sheet afterwards.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

from practicum import answers, disk, sheet_files

from .killing import (
    CONTENT,
    NAMES,
    SHEET,
    Memory,
    answering,
    event,
    forked,
    in_child,
    kill_myself,
    killed_after,
    number_of,
    numbers,
    rest,
)
from .killing import lesson as open_lesson

if not hasattr(os, "fork"):
    pytest.skip("these tests fork and kill", allow_module_level=True)

RANDOM_KILLS = 870
OPERATIONS_OF_A_SAVE = 16  # and a little more: the last ones fall into the next save


@pytest.fixture
def impatient(monkeypatch):
    """A dead one's lock is taken away sooner, for there are a thousand of them."""
    monkeypatch.setattr(disk, "GONE", 0.002)
    monkeypatch.setattr(disk, "STALE_NAMELESS", 0.02)


@pytest.fixture
def memory_disk(tmp_path):
    """A folder in memory where there is one: flushing costs nothing there, and a kill is no loss of power."""
    shared = Path("/dev/shm")
    if not os.access(shared, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=shared) as place:
        yield Path(place)


def read(folder: Path) -> answers.Sheet:
    return answers.read(folder / SHEET, CONTENT)


def litter(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if p.name != SHEET)


def looks_well(folder: Path, memory: Memory) -> None:
    assert memory.missing(numbers(read(folder))) == []
    assert len(litter(folder)) <= 3, litter(folder)  # a lock, a part and a broken lock at most: it does not add up


# ------------------------------------------------------------ kills


@pytest.mark.stress
def test_a_kill_at_a_random_instant_loses_nothing_acknowledged(memory_disk, impatient):
    memory, chance = Memory(), random.Random(7)
    here, began = open_lesson(memory_disk), time.perf_counter()
    for n in range(20):
        here.take(NAMES[n % len(NAMES)], event(NAMES[n % len(NAMES)], n))
    one_save = (time.perf_counter() - began) / 20
    for n in range(RANDOM_KILLS):
        killed_after(memory_disk, memory, 100 * (n + 1), chance.uniform(0, 2 * one_save))
        looks_well(memory_disk, memory)
        memory = settled(memory_disk)
    open_lesson(memory_disk)
    assert litter(memory_disk) == []


def settled(folder: Path) -> Memory:
    """What was under way is on the sheet now or is not; from here on it counts as it stands."""
    memory = Memory()
    memory.acknowledged = numbers(read(folder))
    return memory


@pytest.mark.parametrize("when", ["before", "half", "after"])
def test_a_kill_at_every_step_of_a_save_loses_nothing_acknowledged(tmp_path, when, impatient):
    for n, at in enumerate(range(1, OPERATIONS_OF_A_SAVE * 3)):  # three saves, since a kill leaves a lock to break
        memory = settled(tmp_path) if n else Memory()
        work = answering(tmp_path, NAMES, 100 * (n + 1), ready=lambda at=at: kill_myself(at, when))
        with forked(work) as (_, reads):
            memory.hear(rest(reads))
        assert memory.acknowledged
        looks_well(tmp_path, memory)
    open_lesson(tmp_path).take(NAMES[0], event(NAMES[0], 9_999))
    assert litter(tmp_path) == []


def test_what_killed_writers_left_goes_at_the_next_opening_and_the_next_save(tmp_path):
    here = open_lesson(tmp_path)
    for act in (lambda: here.take(NAMES[0], event(NAMES[0], 1)), lambda: open_lesson(tmp_path)):
        for n in range(5):
            (tmp_path / f".{SHEET}.abc{n}.part").write_text("{")
        (tmp_path / f".{SHEET}.lock.0badcafe").write_text("1 elsewhere 0123456789abcdef")
        (tmp_path / ".other.answers.json.x.part").write_text("another lesson's")
        act()
        assert litter(tmp_path) == [".other.answers.json.x.part"]


# ------------------------------------------------------------ two windows


def test_two_windows_and_one_that_is_killed_lose_nothing(tmp_path):
    saves, chance = 150, random.Random(3)
    mine = {"one": ["number_0", "written_0"], "two": ["number_1", "written_1"]}
    both, third = "written_2", Memory()
    with (
        forked(answering(tmp_path, [*mine["one"], both], 0, saves)) as (_, one),
        forked(answering(tmp_path, [*mine["two"], both], 5_000, saves)) as (_, two),
    ):
        for n in range(12):
            with forked(answering(tmp_path, ["number_2"], 10_000 + 100 * n)) as (child, reads):
                time.sleep(chance.uniform(0.02, 0.06))
                os.kill(child, signal.SIGKILL)
                third.hear(rest(reads))
            sheet = answers.read(tmp_path / SHEET, CONTENT)
            assert third.missing(numbers(sheet) if sheet else {}) == []
            third.acknowledged |= {k: v for k, v in numbers(sheet).items() if k == "number_2"} if sheet else {}
        heard = rest(one), rest(two)
    found = numbers(read(tmp_path))
    for lines in heard:
        memory = Memory()
        memory.hear(lines)
        memory.acknowledged.pop(both)
        assert memory.missing(found) == []
        assert len([line for line in lines if line.startswith("=")]) == saves
    assert third.missing(found) == []
    last = [max(int(n) for _, name, n in map(str.split, lines) if name == both) for lines in heard]
    assert found[both] in last


def test_a_window_that_opens_meanwhile_never_sees_damage(tmp_path):
    with forked(answering(tmp_path, NAMES, 0, 60)) as (_, reads):
        for _ in range(60):
            assert open_lesson(tmp_path).notices == []
        rest(reads)
    assert litter(tmp_path) == []


def test_an_answer_given_after_a_wrong_clock_was_set_right_stays(tmp_path, monkeypatch):
    desk = importlib.import_module("practicum.lesson_session")
    one, two = open_lesson(tmp_path), open_lesson(tmp_path)
    for time_now, here, n in (("2031", one, 1), ("2026", two, 2), ("2025", one, 3), ("2026", two, 4)):
        monkeypatch.setattr(desk, "clock", lambda year=time_now: f"{year}-01-01T10:00:00.000+00:00")
        here.take("number_0", event("number_0", n))
        assert numbers(read(tmp_path)) == {"number_0": n}
    two.take("number_1", event("number_1", 5))
    assert numbers(read(tmp_path)) == {"number_0": 4, "number_1": 5}
    assert numbers(one.sheet) == {"number_0": 3}  # until it saves again
    one.take("number_2", event("number_2", 6))
    assert numbers(one.sheet) == numbers(read(tmp_path)) == {"number_0": 4, "number_1": 5, "number_2": 6}


def test_windows_keep_the_order_on_their_screen_and_the_file_its_own(tmp_path):
    one, two = open_lesson(tmp_path), open_lesson(tmp_path)
    one.take("number_0", event("number_0", 1))
    seed = two.exercise("number_1").seed
    two.take("number_1", event("number_1", 2))
    assert two.exercise("number_1").seed == seed != one.sheet.seed
    assert read(tmp_path).seed == one.sheet.seed == open_lesson(tmp_path).exercise("number_0").seed


# ------------------------------------------------------------ the lock


def test_a_lock_is_held_by_one_at_a_time_and_given_back(tmp_path):
    path, inside, most = tmp_path / SHEET, [], []

    def work():
        for _ in range(20):
            with disk.Lock(path):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == 1 and len(most) == 80
    assert litter(tmp_path) == []


@pytest.mark.parametrize("owner", ["", "999999999 {here} 0123456789abcdef", "{me} {here} 0123456789abcdef", "7 elsewhere 0123456789abcdef", "\x00 nonsense"])  # fmt: skip
def test_a_dead_ones_lock_is_taken_away(tmp_path, owner, monkeypatch):
    monkeypatch.setattr(disk, "STALE", 0.05)
    monkeypatch.setattr(disk, "STALE_NAMELESS", 0.05)
    lock = disk.Lock(tmp_path / SHEET, patience=2)
    lock.path.write_text(owner.format(me=os.getpid(), here=lock.owner.split()[1]))
    with lock:
        lock.check()
    assert litter(tmp_path) == []


def test_a_living_ones_lock_is_waited_for_and_then_said(tmp_path, monkeypatch):
    here = open_lesson(tmp_path)
    monkeypatch.setattr(disk, "PATIENCE", 0.1)
    with disk.Lock(tmp_path / SHEET):
        here.take("number_0", event("number_0", 1))
        assert "another window" in here.saved["text"] and here.saved["state"] == "failed"
    here.take("number_1", event("number_1", 2))
    assert numbers(read(tmp_path)) == {"number_0": 1, "number_1": 2}


def test_a_writer_that_lost_its_lock_begins_again(tmp_path, monkeypatch):
    """As after a laptop's sleep: meanwhile the lock was taken for a dead one's and another window saved."""
    one, two = open_lesson(tmp_path), open_lesson(tmp_path)
    real, slept = answers.write, []

    def sleepy(path, sheet, check):
        if not slept:
            slept.append(True)
            lock = tmp_path / f".{SHEET}.lock"
            lock.unlink()
            two.take("number_1", event("number_1", 2))
        real(path, sheet, check)

    monkeypatch.setattr(answers, "write", sleepy)
    one.take("number_0", event("number_0", 1))
    assert one.saved["state"] == "saved"
    assert numbers(read(tmp_path)) == {"number_0": 1, "number_1": 2}
    assert litter(tmp_path) == []


def test_as_on_windows_a_file_that_somebody_reads_is_replaced_a_little_later(tmp_path, monkeypatch):
    here, real, refused = open_lesson(tmp_path), os.replace, []

    def busy(*what):
        if len(refused) < 3:
            refused.append(what)
            raise PermissionError(13, "The process cannot access the file")
        real(*what)

    monkeypatch.setattr(disk, "WINDOWS", True)
    monkeypatch.setattr(os, "replace", busy)
    here.take("number_0", event("number_0", 1))
    assert here.saved["state"] == "saved" and len(refused) == 3
    assert numbers(read(tmp_path)) == {"number_0": 1}


# ------------------------------------------------------------ no room, no right


def says(here, name: str, n: int) -> str:
    """The saved line on the screen after an answer."""
    here.take(name, event(name, n))
    assert number_of(here.exercise(name).response) == n  # on the screen in any case
    return here.view(name, 1)["saved"]["text"]


def test_a_file_that_may_not_grow_is_said_and_saved_later(tmp_path):
    import resource

    def work():
        here = open_lesson(tmp_path)
        said = [says(here, "written_0", 1)]
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, resource.RLIM_INFINITY))
        said.append(says(here, "written_1", 2))
        kept = numbers(read(tmp_path)), litter(tmp_path)
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        said.append(says(here, "number_0", 3))
        return said, kept, numbers(read(tmp_path))

    said, (kept, left), after = in_child(work)
    assert said[0].startswith("Saved") and said[2].startswith("Saved")
    assert said[1].startswith("Not saved: File too large.")
    assert (kept, left) == ({"written_0": 1}, [])
    assert after == {"written_0": 1, "written_1": 2, "number_0": 3}


def tiny_disk(place: Path, size: str) -> bool:
    """Mount a disk of that size at `place`, for this process alone; False where that is not allowed."""
    libc = ctypes.CDLL(None, use_errno=True)
    new_namespace, private = 0x20000, 0x40000 | 0x4000
    if libc.unshare(new_namespace) or libc.mount(b"none", b"/", None, private, None):
        return False
    return not libc.mount(b"tmpfs", str(place).encode(), b"tmpfs", 0, f"size={size}".encode())


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root mounts a tiny disk")
def test_a_full_disk_is_said_and_saved_once_there_is_room(tmp_path):
    def work():
        if not tiny_disk(tmp_path, "64k"):
            return None
        here = open_lesson(tmp_path)
        said = [says(here, "written_0", 1)]
        with open(tmp_path / "filler", "wb", buffering=0) as filler:
            try:
                while filler.write(b"x" * 512):
                    pass
            except OSError:
                pass
        said += [says(here, "written_1", 2), says(here, "number_0", 3)]
        kept = numbers(read(tmp_path)), litter(tmp_path)
        (tmp_path / "filler").unlink()
        said.append(says(here, "number_1", 4))
        return said, kept, numbers(read(tmp_path)), litter(tmp_path)

    found = in_child(work)
    if found is None:
        pytest.skip("this machine lets nobody mount")
    said, (kept, left), after, left_at_last = found
    assert [line.split(".")[0] for line in said[1:3]] == ["Not saved: the disk is full"] * 2
    assert said[0].startswith("Saved") and said[3].startswith("Saved")
    assert (kept, left) == ({"written_0": 1}, ["filler"])
    assert after == {"written_0": 1, "written_1": 2, "number_0": 3, "number_1": 4} and left_at_last == []


@pytest.fixture
def open_folder():
    """A folder that other users can reach; pytest's own is for one user alone."""
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    yield place
    place.chmod(0o755)
    shutil.rmtree(place)


def as_nobody() -> None:
    if os.geteuid() == 0:
        os.setgid(65534)
        os.setuid(65534)


def test_a_folder_that_may_not_be_written_to_opens_and_is_said(open_folder):
    open_lesson(open_folder).take("number_0", event("number_0", 1))
    (open_folder / f".{SHEET}.x.part").write_text("left by a killed writer")
    before = (open_folder / SHEET).read_bytes()
    open_folder.chmod(0o555)

    def work():
        as_nobody()
        here = open_lesson(open_folder)
        return here.notices, numbers(here.sheet), says(here, "number_0", 2)

    notices, found, said = in_child(work)
    assert (notices, found) == ([], {"number_0": 1})
    assert said.startswith("Not saved: this folder may not be written to.")
    assert (open_folder / SHEET).read_bytes() == before


def test_a_damaged_sheet_in_such_a_folder_stays_and_is_said(open_folder):
    (open_folder / SHEET).write_text("{")
    open_folder.chmod(0o555)

    def work():
        as_nobody()
        return open_lesson(open_folder).notices

    (said,) = in_child(work)
    assert "this folder may not be written to" in said and f"The file {SHEET} stays as it is" in said
    assert (open_folder / SHEET).read_text() == "{"


def test_a_sheet_that_cannot_be_opened_is_neither_moved_nor_overwritten(open_folder):
    """As where another program holds it: it may be whole, so nothing may take its place."""
    open_lesson(open_folder).take("number_0", event("number_0", 1))
    before = (open_folder / SHEET).read_bytes()
    open_folder.chmod(0o777)
    (open_folder / SHEET).chmod(0o000)

    def work():
        as_nobody()
        here = open_lesson(open_folder)
        return here.notices, says(here, "number_1", 2)

    notices, said = in_child(work)
    assert len(notices) == 1 and "it cannot be opened" in notices[0]
    assert said.startswith("Not saved: the file of your answers cannot be opened;")
    (open_folder / SHEET).chmod(0o644)
    assert (open_folder / SHEET).read_bytes() == before and litter(open_folder) == []


def test_why_a_save_failed_is_said_without_the_systems_words():
    said = {sheet_files.reason(OSError(number, "x")) for number in (28, 13, 30)}
    assert said == {"the disk is full.", "this folder may not be written to."}
    assert sheet_files.reason(OSError(5, "Input/output error")) == "Input/output error."
    assert sheet_files.reason(OSError()) == "the file could not be written."
