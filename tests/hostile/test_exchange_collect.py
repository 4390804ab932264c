"""Whatever lies in inbound/: each hand-in by itself, regular files that the course expects, and a line for the rest.

One exchange full of ill-meant and odd things, collected once by each road; each case looks at one of them.
"""

from __future__ import annotations

import json
import os
import socket

import pytest

from practicum.nbgrader_bridge.exchange import copying

from ..nbgrader_bridge.conftest import copied
from ..nbgrader_bridge.made_up import TOPIC
from . import handed_in
from .handed_in import folder, holds, honest, inbound, now, received

SECRET = "OF-THE-INSTRUCTOR-ALONE"
ROADS = ["practicum autograde --collect", "formgrader's button", "nbgrader collect"]


def furnish(course) -> None:
    """Everybody's hand-ins."""
    keys = course.root / "gradebook" / "released" / "private.json"
    keys.write_text(json.dumps({"secret": SECRET}))
    ann = honest(course, "ann")
    honest(course, "zoe+exam")  # a `+` in an id is nothing odd

    links = folder(course, "links")
    (links / "gifts.ipynb").symlink_to(keys)
    (links / "gifts.answers.json").symlink_to(ann / "gifts.answers.json")
    (links / "touch.answers (1).json").symlink_to(keys)
    (links / "page.html").symlink_to("/etc/passwd")
    (links / "whole.ipynb").symlink_to(course.root / "gradebook")
    (links / "work").symlink_to(course.root / "gradebook")
    (links / "timestamp.txt").symlink_to(keys)
    (links / "submission_secret.txt").symlink_to(keys)

    half = honest(course, "half")
    (half / "more.ipynb").symlink_to(keys)
    (half / "notes.html").write_text("<script>alert(1)</script>")
    (half / "tool.py").write_text("raise SystemExit")
    os.mkfifo(half / "pipe.ipynb")
    os.mkfifo(half / "touch.answers.json")
    with socket.socket(socket.AF_UNIX) as bound:
        os.chdir(half)
        bound.bind("s.json")
    os.link(keys, half / "hard.json")
    os.mknod(half / "null.ipynb", 0o666 | 0o020000, os.makedev(1, 3)) if os.geteuid() == 0 else None

    huge = honest(course, "huge")
    with (huge / "video.ipynb").open("wb") as file:
        file.truncate(copying.LARGEST + 1)  # sparse
    for number in range(4):
        with (huge / f"big{number}.json").open("wb") as file:
            file.truncate(copying.LARGEST)
    many = honest(course, "many")
    for number in range(300):
        (many / f"aaa{number:03}.json").write_text("{}")
    deep = honest(course, "deep")
    place = deep
    for _ in range(9):
        place = place / "d"
    place.mkdir(parents=True)
    (place / "gifts.ipynb").write_text("{}")
    (deep / ("n" * 249 + ".ipynb")).write_text("{}")

    (inbound(course) / f"fifo+{TOPIC}+{now()}+r").symlink_to(course.root / "gradebook")
    os.mkfifo(inbound(course) / f"pipe+{TOPIC}+{now()}+r")
    (inbound(course) / "notes.txt").write_text("a plain file")
    (inbound(course) / f"plain+{TOPIC}+{now()}+r").write_text("a plain file")
    for name in (f"x+{TOPIC}+garbage+r", f"y+{TOPIC}+", "garbage", "+" * 20, f"w+{TOPIC}+2026-13-45 99:00:00 UTC+r",
                 f"other+no_such_topic+{now()}+r", "n" * 255, f"a\x1b[31m\n+{TOPIC}+{now()}+r"):  # fmt: skip
        (inbound(course) / name).mkdir()
    os.mkdir(os.fsencode(inbound(course)) + b"/\xff\xfe+" + TOPIC.encode() + b"+2026-11-01 10:00:00 UTC+r")
    for name in ("<img src=x onerror=alert(1)>", "-rf", "two words", "..", ".hidden"):
        honest(course, name)
    empty = folder(course, "empty")
    (empty / "reflection.docx").write_text("words")


@pytest.fixture(scope="module", params=ROADS)
def collected(request, published_once, tmp_path_factory):
    """The course after collecting, and all that was said of it."""
    with pytest.MonkeyPatch.context() as patch:
        course = copied(published_once, tmp_path_factory.mktemp("exchange"))
        patch.setenv("PRACTICUM_COURSE", str(course.root))
        patch.delenv("PRACTICUM_EXCHANGE", raising=False)
        patch.chdir(course.root)
        furnish(course)
        patch.chdir(course.root)
        if request.param == ROADS[0]:
            from typer.testing import CliRunner

            from practicum import cli

            done = CliRunner().invoke(cli.app, ["autograde", TOPIC, "--collect"])
            assert done.exit_code == 0, done.output
            course.said = done.output
        elif request.param == ROADS[1]:
            done = course.api().collect(TOPIC)
            assert done["success"], done
            course.said = done["log"]
        else:
            course.said = course.nbgrader("collect", TOPIC)
        yield course


def lines(course, learner: str) -> str:
    return "\n".join(line for line in course.said.splitlines() if f"{learner}, the exchange: " in line)


def test_nothing_that_a_link_points_to_travels(collected):
    """Links to a key, to a system's file, to a folder, to another learner's sheet; a hard link to a key."""
    for step in ("submitted", "autograded", "feedback"):
        assert holds(collected.root / step, SECRET) == []
        assert holds(collected.root / step, "root:x:0") == []
    assert not [p for p in (collected.root / "submitted").rglob("*") if p.is_symlink()]
    assert not (collected.root / "submitted" / "links").exists()
    said = lines(collected, "links")
    assert "was refused: nothing is in it that the course expects" in said and "gifts.ipynb (it is a link)" in said


def test_what_is_whole_beside_links_pipes_and_devices_is_collected(collected):
    """Pipes, a socket, a device, links, a hard link, a page and a module beside honest files."""
    assert received(collected, "half") == {
        "gifts.ipynb", "touch.ipynb", "gifts.content.json", "touch.content.json", "gifts.answers.json",
        "timestamp.txt", "submission_secret.txt",
    }  # fmt: skip
    said = lines(collected, "half")
    assert "Left out: hard.json (it has a second name elsewhere (a hard link))" in said
    assert "more.ipynb (it is a link)" in said and "notes.html (the course expects no such file)" in said
    assert said.count("\n") == 0 and " more." in said  # one line, however much it is


@pytest.mark.parametrize("learner", ["ann", "half", "huge", "many", "deep", "zoe+exam"])
def test_everybody_else_is_collected(collected, learner):
    assert {"gifts.ipynb", "gifts.answers.json", "timestamp.txt"} <= received(collected, learner)
    if (collected.root / "autograded").exists():
        assert collected.rows(learner)["scarf"][0] == 2.0


def test_bytes_are_bounded(collected):
    """A file of 25 MB and a byte, and four of 25 MB together."""
    place = collected.root / "submitted" / "huge" / TOPIC
    assert sum(p.stat().st_size for p in place.iterdir()) < copying.LARGEST_IN_ALL
    assert "video.ipynb (it is too large)" in lines(collected, "huge")
    assert "they are too large together" in lines(collected, "huge")


def test_number_and_depth_are_bounded(collected):
    """Three hundred files that sort before the lesson's own; a file nine folders down; a name of 255 bytes."""
    assert len(received(collected, "many")) == copying.MOST
    assert "too many files" in lines(collected, "many")
    assert "it lies too deep" in lines(collected, "deep")
    assert "n" * 249 + ".ipynb" in received(collected, "deep")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        (f"fifo+{TOPIC}", "it is a link"),
        (f"pipe+{TOPIC}", "it is no folder"),
        ("notes.txt", "it is no folder"),
        (f"plain+{TOPIC}", "it is no folder"),
        (f"x+{TOPIC}+garbage+r", "the time in its name cannot be read"),
        (f"y+{TOPIC}+", "the time in its name cannot be read"),
        (f"w+{TOPIC}+2026-13-45", "the time in its name cannot be read"),
        ("garbage", "its name is not that of a hand-in"),
        ("++++", "its name is not that of a hand-in"),
        ("nnnnnnnn", "its name is not that of a hand-in"),
        ("other+no_such_topic", "there is no topic area 'no_such_topic'"),
        ("<img src=x onerror=alert(1)>+", "is no learner's id"),
        ("-rf+", "is no learner's id"),
        ("two words+", "is no learner's id"),
        ("..+", "is no learner's id"),
        (".hidden+", "is no learner's id"),
        ("a\\x1b[31m\\n+", "is no learner's id"),
        ("\\udcff\\udcfe+", "is no learner's id"),
        ("empty+", "nothing is in it that the course expects"),
    ],
)
def test_what_is_no_hand_in_is_one_line_and_in_status(collected, name, why):
    from practicum.nbgrader_bridge.reports import status

    said = [line for line in collected.said.splitlines() if f"The hand-in '{name}" in line]
    assert len(said) == 1 and why in said[0]
    kept = [one for one in status.at_the_exchange(collected.root, TOPIC) if one.folder.startswith(name)]
    assert len(kept) == 1 and why in kept[0].said[0] and kept[0].state == "refused"


def test_nothing_else_stands_in_submitted(collected):
    names = {p.name for p in (collected.root / "submitted").iterdir()}
    assert names == {"ann", "half", "huge", "many", "deep", "zoe+exam"}
    assert not [p for p in (collected.root / "submitted").glob("*/.*")]


def test_collecting_again_changes_nothing_and_still_says_it(collected):
    before = {p: p.stat().st_mtime_ns for p in (collected.root / "submitted").rglob("*")}
    done = collected.api().collect(TOPIC)
    assert done["success"] and f"The hand-in 'x+{TOPIC}+garbage+r' was refused" in done["log"]
    assert {p: p.stat().st_mtime_ns for p in (collected.root / "submitted").rglob("*")} == before


def test_handed_in_helpers_are_honest(collected):
    """What the other cases stand on: an honest hand-in is odd in nothing."""
    assert lines(collected, "ann") == "" and handed_in.received(collected, "ann")
