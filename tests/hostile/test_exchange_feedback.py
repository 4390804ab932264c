"""What goes out with feedback: pages that the course wrote, each learner's by itself."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from nbgrader.utils import notebook_hash

from practicum.nbgrader_bridge import grade_cohort
from practicum.nbgrader_bridge.reports import learner_records

from ..nbgrader_bridge.conftest import copied
from ..nbgrader_bridge.made_up import TOPIC
from .handed_in import holds, honest

KEY = "OF-THE-INSTRUCTOR-ALONE"
ROADS = ["practicum feedback --publish", "formgrader's button", "nbgrader release_feedback"]


def outbound(course) -> Path:
    return course.root / "exchange" / "practicum" / "feedback"


def page_of(course, secret: str, lesson: str = "gifts") -> Path:
    return outbound(course) / f"{notebook_hash(secret=secret, notebook_id=lesson)}.html"


def by_mail(course, learner: str) -> Path:
    """A folder in submitted/ as an instructor makes it of a mail."""
    place = course.root / "submitted" / learner / TOPIC
    place.mkdir(parents=True)
    for name in ("gifts.ipynb", "touch.ipynb"):
        (place / name).write_bytes((course.root / "release" / TOPIC / name).read_bytes())
    (place / "gifts.answers.json").write_text(json.dumps(course.full_sheet()))
    (place / "timestamp.txt").write_text("2026-10-05 10:00:00 UTC")
    return place


SECRETS = {
    "binary": b"\xff\xfe\x00" * 40,
    "endless": b"a" * 5000,
    "nothing": b"",
    "blank": b" \n" * 60,
    "short": b"x",
}


@pytest.fixture(scope="module")
def graded(published_once, tmp_path_factory):
    """A cohort whose feedback is written: honest ones, one by mail, odd secrets, pages of their own."""
    with pytest.MonkeyPatch.context() as patch:
        course = copied(published_once, tmp_path_factory.mktemp("feedback"))
        patch.setenv("PRACTICUM_COURSE", str(course.root))
        patch.delenv("PRACTICUM_EXCHANGE", raising=False)
        for learner in ("ann", "zoe", "tim"):
            honest(course, learner)
        for learner, secret in SECRETS.items():
            (honest(course, learner) / "submission_secret.txt").write_bytes(secret)
        one = honest(course, "mal")
        (honest(course, "eve") / "submission_secret.txt").write_bytes((one / "submission_secret.txt").read_bytes())
        (honest(course, "sly") / "touch.ipynb").unlink()
        course.api().collect(TOPIC)
        (course.root / "submitted" / "tim" / TOPIC / "timestamp.txt").unlink()
        by_mail(course, "mia")
        for learner in ("sly", "mia"):  # pages of their own, as mail may bring them
            place = course.root / "submitted" / learner / TOPIC
            for name in ("touch.html", "index.html", "gifts.html"):
                (place / name).write_text(f"<p>{KEY}")
        (course.root / "submitted" / "mia" / TOPIC / "touch.ipynb").unlink()
        grade_cohort.autograde(course.root, TOPIC)
        outcomes = grade_cohort.feedback(course.root, TOPIC)
        assert not [one for one in outcomes if one.error]
        yield course


@pytest.fixture(scope="module", params=ROADS)
def published(request, graded, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        course = copied(graded.root, tmp_path_factory.mktemp("published"))
        patch.setenv("PRACTICUM_COURSE", str(course.root))
        patch.delenv("PRACTICUM_EXCHANGE", raising=False)
        keys = course.root / "gradebook" / "released" / "private.json"
        keys.write_text(KEY)
        linked = course.root / "feedback" / "zoe" / TOPIC / "touch.html"
        linked.unlink()
        linked.symlink_to(keys)  # our command writes the page anew
        patch.chdir(course.root)
        if request.param == ROADS[0]:
            from typer.testing import CliRunner

            from practicum import cli

            done = CliRunner().invoke(cli.app, ["feedback", TOPIC, "--publish"])
            assert done.exit_code == 0, done.output
            course.said = done.output
        elif request.param == ROADS[1]:
            done = course.api().release_feedback(TOPIC)
            assert done["success"], done
            course.said = done["log"]
        else:
            course.said = course.nbgrader("release_feedback", TOPIC)
        yield course


def secret(course, learner: str) -> str:
    return (course.root / "submitted" / learner / TOPIC / "submission_secret.txt").read_text()


@pytest.mark.parametrize("learner", ["ann", "zoe", "sly", "tim"])
def test_everybody_with_a_secret_gets_theirs(published, learner):
    page = page_of(published, secret(published, learner))
    assert "Feedback: Gifts" in page.read_text("utf-8")
    assert page.stat().st_mode & 0o777 == 0o644
    assert f"{learner}, the exchange: The feedback" not in published.said


@pytest.mark.parametrize(
    ("learner", "why"),
    [
        ("mia", "did not come through the exchange"),
        ("binary", "is no text"),
        ("endless", "it is too large"),
        ("nothing", "too short to be a secret"),
        ("blank", "too short to be a secret"),
        ("short", "too short to be a secret"),
        ("mal", "the same secret as that of eve"),
        ("eve", "the same secret as that of mal"),
    ],
)
def test_who_has_none_is_told_apart_and_their_page_named(published, learner, why):
    said = [line for line in published.said.splitlines() if f"{learner}, the exchange: The feedback was" in line]
    assert len(said) == 1 and why in said[0] and f"feedback/{learner}/{TOPIC}" in said[0]
    assert (published.root / "feedback" / learner / TOPIC / "gifts.html").is_file()


def test_nothing_but_the_courses_pages_is_published(published):
    """A learner's own pages by mail, in the place of a lesson that they did not hand in; a link in feedback/."""
    assert holds(outbound(published), KEY) == []
    pages = {page_of(published, secret(published, who), lesson).name for who in ("ann", "zoe", "sly", "tim")
             for lesson in ("gifts", "touch")}  # fmt: skip
    assert {p.name for p in outbound(published).iterdir()} <= pages
    assert not [p for p in outbound(published).rglob("*") if p.is_symlink()]


def test_work_by_mail_and_then_through_the_exchange(cohort, run):
    """A later hand-in through the exchange takes its place, and its page is published."""
    place = by_mail(cohort, "mia")
    run(cohort, "autograde", TOPIC)
    said = run(cohort, "feedback", TOPIC, "--publish")
    assert f"It lies in feedback/mia/{TOPIC}, to be sent by other means." in said
    honest(cohort, "mia")
    run(cohort, "autograde", TOPIC, "--collect")
    run(cohort, "feedback", TOPIC, "--publish")
    assert page_of(cohort, (place / "submission_secret.txt").read_text()).is_file()


def test_work_by_mail_that_is_newer_stays(cohort, run):
    """Put there by hand, without a time, after the hand-in in the exchange: it is not lost, and that is said."""
    honest(cohort, "mia", scarf=cohort.opaque("scarf", "refuse_flatly")[0])
    place = by_mail(cohort, "mia")
    (place / "timestamp.txt").unlink()
    said = run(cohort, "autograde", TOPIC, "--collect")
    assert "bears no time and is newer than the hand-in in the exchange" in said
    assert cohort.rows("mia")["scarf"][0] == 2.0


def test_whoever_has_an_odd_secret_can_be_forgotten(graded, tmp_path, monkeypatch):
    course = copied(graded.root, tmp_path)
    monkeypatch.setenv("PRACTICUM_COURSE", str(course.root))
    done = learner_records.forget(course.root, "binary")
    assert "the gradebook" in done.removed and not list(course.root.glob("exchange/*/inbound/binary+*"))
    assert os.listdir(course.root / "submitted" / "ann")
