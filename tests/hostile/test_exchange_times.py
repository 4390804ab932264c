"""Whose a hand-in is and when it came: by the exchange's own file system, where the sender's word differs."""

from __future__ import annotations

import datetime
import json
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.nbgrader_bridge.exchange import inbound, owners, times
from practicum.nbgrader_bridge.gradebook import due_dates
from practicum.nbgrader_bridge.reports import grade_rows, status

from ..nbgrader_bridge.made_up import TOPIC
from .handed_in import age, copy_of, honest, now
from .handed_in import inbound as inbound_of

HOUR = datetime.timedelta(hours=1)


def due(course, hours: float) -> None:
    at = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=hours)
    due_dates.put(course.url, TOPIC, at)


def late(course, run) -> dict[str, float]:
    return {r.learner: round(r.late_hours) for r in grade_rows.rows(course.root, TOPIC) if r.lesson == "gifts"}


def by_command(course, run) -> str:
    return run(course, "autograde", TOPIC, "--collect")


def by_button(course, run) -> str:
    """formgrader's button, and then our command over what it collected."""
    done = course.api().collect(TOPIC)
    assert done["success"], done
    run(course, "autograde", TOPIC)
    return done["log"]


ROADS = pytest.mark.parametrize("collect", [by_command, by_button], ids=["command", "button"])


# ------------------------------------------------------------ times


@ROADS
def test_a_forged_time_does_not_count(cohort, run, collect):
    """Due five hours ago; dated before it in the name, in timestamp.txt, in both; empty, missing, no time, a link."""
    due(cohort, -5)
    honest(cohort, "honest")
    honest(cohort, "both", now(-9))
    (honest(cohort, "file") / "timestamp.txt").write_text(now(-9))
    sent = honest(cohort, "name", now(-9))
    (sent / "timestamp.txt").write_text(now())
    sent = honest(cohort, "touched", now(-9))
    for path in sent.iterdir():
        age(path, -9)
    for learner, text in (("emptied", ""), ("words", "yesterday"), ("nul", "\0" * 20)):
        (honest(cohort, learner, now(-9)) / "timestamp.txt").write_text(text)
    (honest(cohort, "missing", now(-9)) / "timestamp.txt").unlink()
    (linked := honest(cohort, "linked", now(-9)) / "timestamp.txt").unlink()
    linked.symlink_to("/etc/hostname")
    said = collect(cohort, run)
    found = late(cohort, run)
    assert len(found) == 10 and set(found.values()) == {5}
    for learner in ("both", "file", "name", "touched", "emptied", "words", "nul", "missing", "linked"):
        line = next(line for line in said.splitlines() if f"{learner}, the exchange: " in line)
        assert " and that counts." in line or " counts, as the exchange has it." in line
    assert "honest, the exchange" not in said
    odd = {one.learner for one in status.at_the_exchange(cohort.root, TOPIC)}
    assert odd == set(found) - {"honest"}


def test_a_time_in_the_future_puts_nothing_before_what_comes_after_it(cohort, run):
    """The first hand-in is dated in a year's time; the second, honest one is the newest all the same."""
    wrong = cohort.opaque("scarf", "refuse_flatly")[0]
    honest(cohort, "ann", now(9000), scarf=wrong)
    by_command(cohort, run)
    assert cohort.rows("ann")["scarf"][0] == 0.0
    honest(cohort, "ann")
    by_command(cohort, run)
    assert cohort.rows("ann")["scarf"][0] == 2.0
    assert status.at_the_exchange(cohort.root, TOPIC) == []  # the newer one dealt with it


def test_a_hand_in_changed_after_it_was_collected_is_a_new_one(cohort, run):
    """Written over in the exchange afterwards, with its old date."""
    sent = honest(cohort, "ann", scarf=cohort.opaque("scarf", "refuse_flatly")[0])
    by_command(cohort, run)
    (sent / "gifts.answers.json").write_text(json.dumps(cohort.full_sheet()))
    by_command(cohort, run)
    assert cohort.rows("ann")["scarf"][0] == 2.0


def test_an_instructors_time_stays(cohort, run):
    """timestamp.txt in submitted/ corrected by hand: collecting again does not take it back."""
    due(cohort, -5)
    honest(cohort, "ann", now(-9))
    by_command(cohort, run)
    place = cohort.root / "submitted" / "ann" / TOPIC / "timestamp.txt"
    place.write_text("2026-01-01 10:00:00 UTC")
    by_command(cohort, run)
    assert place.read_text() == "2026-01-01 10:00:00 UTC"


def test_an_exchange_that_was_moved(cohort, run):
    """Every file's change is new, what was collected stays; what was not is taken as written where the course says so."""
    due(cohort, -5)
    honest(cohort, "ann")
    by_command(cohort, run)
    stamp = (cohort.root / "submitted" / "ann" / TOPIC / "timestamp.txt").read_text()
    for path in inbound_of(cohort).rglob("*"):
        path.chmod(0o755)
    honest(cohort, "bob", now(-30))
    with (cohort.root / "nbgrader_config.py").open("a") as file:
        file.write('c.CheckedCollect.times = "written"\n')
    said = by_command(cohort, run)
    assert (cohort.root / "submitted" / "ann" / TOPIC / "timestamp.txt").read_text() == stamp
    assert late(cohort, run) == {"ann": 5, "bob": 0} and "bob, the exchange" not in said


def test_the_last_before_the_due_date_by_the_time_that_counts(cohort):
    """nbgrader's before_duedate: a later hand-in that was dated before it is not the last before it."""
    first = honest(cohort, "ann", scarf=cohort.opaque("scarf", "refuse_flatly")[0])
    due(cohort, 0)
    cut = datetime.datetime.now(datetime.UTC)
    while datetime.datetime.now(datetime.UTC) <= cut + datetime.timedelta(milliseconds=30):
        pass  # a file system's clock has its own grain
    honest(cohort, "ann", now(-2))
    with (cohort.root / "nbgrader_config.py").open("a") as file:
        file.write("c.ExchangeCollect.before_duedate = True\n")
    assert cohort.api().collect(TOPIC)["success"]
    sheet = (cohort.root / "submitted" / "ann" / TOPIC / "gifts.answers.json").read_bytes()
    assert sheet == (first / "gifts.answers.json").read_bytes()


# ------------------------------------------------------------ owners

NOBODY, DAEMON = 65534, 1


def owned(sent, uid: int):
    for path in (*sent.iterdir(), sent):
        os.chown(path, uid, uid)
    return sent


as_root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")


@as_root
@ROADS
def test_anothers_account_hands_in_for_nobody_else(cohort, run, collect):
    """Ann's folder (here the account daemon) copied by another account under her id, later and with nothing right."""
    sent = owned(honest(cohort, "daemon"), DAEMON)
    bad = copy_of(sent, "daemon", now(3))
    (bad / "gifts.answers.json").unlink()
    owned(bad, NOBODY)
    said = collect(cohort, run)
    assert cohort.rows("daemon")["scarf"][0] == 2.0
    assert "it belongs to the account 'nobody', not to 'daemon'" in said
    (odd,) = status.at_the_exchange(cohort.root, TOPIC)
    assert odd.learner == "daemon" and odd.state == "refused"
    shown = run(cohort, "status", TOPIC)
    assert "it belongs to the account 'nobody', not to 'daemon'" in shown
    found = json.loads(run(cohort, "status", TOPIC, "--json"))["at_the_exchange"]
    assert [one["learner"] for one in found] == ["daemon"]
    run(cohort, "status", "--dealt-with", "daemon")
    assert status.at_the_exchange(cohort.root, TOPIC) == []
    assert "belongs to" not in collect(cohort, run)


@as_root
def test_the_rule_can_be_set(cohort, run):
    """owners = "say" takes it and says so; check_owner = False says nothing."""
    owned(honest(cohort, "daemon"), NOBODY)
    config = cohort.root / "nbgrader_config.py"
    before = config.read_text()
    config.write_text(before + 'c.CheckedCollect.owners = "say"\n')
    assert "Of the hand-in's folder: it belongs to the account 'nobody'" in by_command(cohort, run)
    assert cohort.rows("daemon")["scarf"][0] == 2.0
    owned(honest(cohort, "daemon"), 12345)
    config.write_text(before + "c.ExchangeCollect.check_owner = False\n")
    assert "belongs to" not in by_command(cohort, run)


class OfTests(owners.Accounts):
    """A computer with two accounts."""

    def name(self, uid):
        return {1001: "ann", 1002: "mal", 1003: "hub"}.get(uid)

    def has(self, learner):
        return learner in ("ann", "mal", "hub")

    def trusted(self, uid):
        return uid == 0


@pytest.mark.parametrize(
    ("learner", "uid", "before", "why"),
    [
        ("ann", 1001, (), None),
        ("ann", 1002, (), "it belongs to the account 'mal', not to 'ann'"),
        ("ann", 4000, (), "the account number 4000, which has no name, not to 'ann'"),
        ("ann", 0, (), None),  # put there by whoever may do everything
        ("bob", 1003, (), None),  # one account for everybody: nobody can tell
        ("bob", 1002, (), "who is another learner"),
        ("bob", 4000, (), None),
        ("bob", 4000, (4001,), "came from another one"),
        ("bob", 4000, (4000, 4001), None),
    ],
)
def test_whose_account_it_is(learner, uid, before, why):
    said = OfTests(known={"ann", "mal", "bob"}).problem(learner, uid, before)
    assert (said is None) == (why is None) and (why is None or why in said)


# ------------------------------------------------------------ the pure parts


@pytest.mark.parametrize(
    ("name", "learner", "topic"),
    [
        ("ann+ethics+2026-10-05 18:00:00.000000 UTC+aB-_cdEFghij", "ann", "ethics"),
        ("ann+ethics+2026-10-05 18:00:00.000000 UTC", "ann", "ethics"),
        ("a+b+c+ethics+2026-10-05 18:00:00.000000 UTC+aBcdEFghijkl", "a+b+c", "ethics"),
        ("a+b+ethics+2026-10-05 18:00:00 UTC", "a+b", "ethics"),
        ("ann+ethics+2026-10-05 18:00:00.000000 CEST+123456789012", "ann", "ethics"),
        ("ann+2026-10-05 18:00:00 UTC+ethics+2026-10-05 18:00:00 UTC+x", "ann+2026-10-05 18:00:00 UTC", "ethics"),
    ],
)
def test_a_folders_name_is_read_from_the_right(name, learner, topic):
    found = inbound.parse(name)
    assert (found.learner, found.topic) == (learner, topic) and found.at is not None


@given(st.text(max_size=60))
def test_any_name_is_read_or_is_none(name):
    found = inbound.parse(name)
    assert found is None or f"{found.learner}+{found.topic}+" in name
    inbound.concerns(name, "ethics", {"ethics"})


moments = st.datetimes(datetime.datetime(2020, 1, 1), datetime.datetime(2030, 1, 1))


@given(st.none() | moments, st.none() | moments, moments)
def test_no_written_time_wins_against_the_exchange(in_file, in_name, exchange):
    found = times.decide(in_file, in_name, exchange)
    assert abs(found.at - exchange) <= times.TOLERANCE
    assert all(found.overridden or abs(at - exchange) <= times.TOLERANCE for at in (in_file, in_name) if at)
