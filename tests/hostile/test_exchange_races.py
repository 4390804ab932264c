"""A folder that changes under the collector's hands, and a collector that is killed."""

from __future__ import annotations

import os
import threading

import pytest

from practicum.nbgrader_bridge.exchange import collect, copying, swapping
from practicum.nbgrader_bridge.exchange.expected import Expected

from ..nbgrader_bridge.made_up import TOPIC
from .handed_in import honest, received

ALL = Expected((), frozenset(), (), labs=True)
KEY = b"OF-THE-INSTRUCTOR-ALONE"


def look_then(change, sent, target, bounds=None):
    """What is copied of a folder that was changed after it was looked at."""
    handle = os.open(sent, os.O_RDONLY)
    try:
        looked = copying.look(handle, ALL)
        change()
        target.mkdir()
        return copying.copy(handle, looked, ALL, target, bounds or copying.Bounds())
    finally:
        os.close(handle)


@pytest.fixture
def sent(tmp_path):
    made = tmp_path / "sent"
    (made / "below").mkdir(parents=True)
    for name in ("a.ipynb", "b.ipynb", "below/c.ipynb"):
        (made / name).write_bytes(b"{}")
    (tmp_path / "keys").mkdir()
    for name in ("c.ipynb", "key.json"):
        (tmp_path / "keys" / name).write_bytes(KEY)
    return made


def test_a_file_swapped_for_a_link(sent, tmp_path):
    def swap():
        (sent / "a.ipynb").unlink()
        (sent / "a.ipynb").symlink_to(tmp_path / "keys" / "key.json")

    found = look_then(swap, sent, tmp_path / "target")
    assert set(found.files) == {"b.ipynb", "below/c.ipynb"} and "a.ipynb" in found.left_out


def test_a_folder_swapped_for_a_link(sent, tmp_path):
    def swap():
        (sent / "below").rename(tmp_path / "away")
        (sent / "below").symlink_to(tmp_path / "keys")

    found = look_then(swap, sent, tmp_path / "target")
    assert set(found.files) == {"a.ipynb", "b.ipynb"} and "below/c.ipynb" in found.left_out


def test_a_file_swapped_for_a_pipe_a_folder_or_nothing(sent, tmp_path):
    def swap():
        for name in ("a.ipynb", "b.ipynb", "below/c.ipynb"):
            (sent / name).unlink()
        os.mkfifo(sent / "a.ipynb")
        (sent / "b.ipynb").mkdir()

    found = look_then(swap, sent, tmp_path / "target")
    assert found.files == {} and len(found.left_out) == 3


def test_a_file_that_grows(sent, tmp_path):
    found = look_then(
        lambda: (sent / "a.ipynb").write_bytes(b"x" * 5000), sent, tmp_path / "target", copying.Bounds(1000, 10_000)
    )
    assert set(found.files) == {"b.ipynb", "below/c.ipynb"} and not (tmp_path / "target" / "a.ipynb").exists()


def test_links_swapped_in_all_the_time(tmp_path):
    """A sender who swaps a file and a link as fast as can be: whatever is copied, it is never the link's."""
    place, key, stop = tmp_path / "sent", tmp_path / "key", threading.Event()
    place.mkdir()
    key.write_bytes(KEY)
    (tmp_path / "good").write_bytes(b"{}")

    def swap():
        while not stop.is_set():
            os.symlink(key, tmp_path / "l")
            os.replace(tmp_path / "l", place / "a.ipynb")
            (tmp_path / "f").write_bytes(b"{}")
            os.replace(tmp_path / "f", place / "a.ipynb")

    swapper = threading.Thread(target=swap)
    swapper.start()
    try:
        for number in range(300):
            target = tmp_path / f"t{number}"
            look_then(lambda: None, place, target)
            for path in target.iterdir():
                assert path.read_bytes() == b"{}"
    finally:
        stop.set()
        swapper.join()


@pytest.mark.parametrize("at", ["before the swap", "in the middle of it", "before it is kept"])
def test_a_collector_that_is_killed_is_completed_by_the_next(cohort, monkeypatch, at):
    """Nothing half-copied stands in submitted/, and what stood there comes back."""
    honest(cohort, "ann", scarf=cohort.opaque("scarf", "refuse_flatly")[0])
    assert cohort.api().collect(TOPIC)["success"]
    newer = honest(cohort, "ann")

    def killed(*_, **__):
        raise KeyboardInterrupt

    def half(new, target):
        os.rename(target, target.with_name(f".{target.name}.old"))
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        if at == "before it is kept":
            patch.setattr(collect.arrivals, "keep", killed)
        else:
            patch.setattr(swapping, "swap", killed if at == "before the swap" else half)
        assert not cohort.api().collect(TOPIC)["success"]
    assert cohort.api().collect(TOPIC)["success"]
    place = cohort.root / "submitted" / "ann" / TOPIC
    assert (place / "gifts.answers.json").read_bytes() == (newer / "gifts.answers.json").read_bytes()
    assert received(cohort, "ann") >= {"timestamp.txt", "submission_secret.txt", "gifts.ipynb"}
    assert not list((cohort.root / "submitted").glob("*/.*"))
    before = place.stat().st_ino
    assert cohort.api().collect(TOPIC)["success"] and place.stat().st_ino == before


def test_what_stood_there_comes_back_where_nothing_newer_can_be_taken(cohort, monkeypatch):
    """Killed in the middle of the swap, and the newer hand-in is gone since."""
    honest(cohort, "ann")
    assert cohort.api().collect(TOPIC)["success"]
    place = cohort.root / "submitted" / "ann" / TOPIC
    place.rename(place.with_name(f".{place.name}.old"))
    place.with_name(f".{place.name}.new").mkdir()
    assert cohort.api().collect(TOPIC)["success"]
    assert "gifts.answers.json" in received(cohort, "ann")
    assert not list((cohort.root / "submitted").glob("*/.*"))
