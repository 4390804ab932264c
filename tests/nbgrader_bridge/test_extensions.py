"""When it is due, who is late, who has more time: in the gradebook, in reports, in the lesson."""

from __future__ import annotations

import json
import zoneinfo

import pytest
from sqlalchemy import text

from practicum.course import CourseError, released
from practicum.nbgrader_bridge.gradebook import database
from practicum.nbgrader_bridge.reports import grade_rows

from .learner import Learner
from .made_up import TOPIC

PENALTY = """
class HalfPoint:
    pass
from nbgrader.plugins import BasePlugin
class TwoPoints(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return 2.0
c.AssignLatePenalties.plugin_class = TwoPoints
"""


def lateness(course) -> dict[tuple[str, str], tuple[float, float]]:
    """(learner, lesson) -> hours late, penalty."""
    return {(r.learner, r.lesson): (r.late_hours, r.late_penalty) for r in grade_rows.rows(course.root, TOPIC)}


# ------------------------------------------------------------ late and extended


def test_late_work_is_reported_and_an_extension_counts_before_and_after(cohort, run):
    for name, hours in (("ann", -1), ("bob", 30), ("cat", 30), ("dan", 80)):
        Learner(cohort, name).work().hand_in(hours)
    assert "cat has until 2026-10-07 16:00" in run(cohort, "extend", "cat", TOPIC, "2026-10-07T16:00")  # 48 hours
    run(cohort, "autograde", TOPIC, "--collect")
    hours = {learner: late for (learner, lesson), (late, _) in lateness(cohort).items() if lesson == "gifts"}
    assert hours == {"ann": 0, "bob": 30, "cat": 0, "dan": 80}
    said = run(cohort, "extend", "bob", TOPIC, "2026-10-06")  # to the end of that day: 31 hours 59 minutes
    assert "They handed in 2026-10-06 22:00 (UTC+00:00): in time." in said
    made = json.loads(run(cohort, "extend", "dan", TOPIC, "2026-10-07T16:00", "--json"))
    assert (made["learner"], made["late_hours"], made["until"]) == ("dan", 32.0, "2026-10-07 16:00:00+00:00")
    run(cohort, "autograde", TOPIC, "--again")
    hours = {learner: late for (learner, lesson), (late, _) in lateness(cohort).items() if lesson == "gifts"}
    assert hours == {"ann": 0, "bob": 0, "cat": 0, "dan": 32}
    said = run(cohort, "extend", "bob", TOPIC, "none")
    assert "bob has no extension for boundaries; it is due 2026-10-05 16:00 (UTC+00:00)." in said
    assert lateness(cohort)["bob", "gifts"][0] == 30


def test_an_extension_moves_not_with_the_due_date(cohort, run):
    Learner(cohort, "ann").work().hand_in(30)
    run(cohort, "extend", "ann", TOPIC, "2026-10-06T16:00")
    run(cohort, "autograde", TOPIC, "--collect")
    assert lateness(cohort)["ann", "gifts"][0] == 6
    run(cohort, "release", TOPIC, "--due", "2026-10-05T20:00")
    assert lateness(cohort)["ann", "gifts"][0] == 6
    run(cohort, "release", TOPIC, "--due", "2026-10-08")
    assert lateness(cohort)["ann", "gifts"][0] == 0


def test_a_penalty_goes_by_the_extension_and_what_it_was_is_said(cohort, run):
    with (cohort.root / "nbgrader_config.py").open("a") as file:
        file.write(PENALTY)
    for name in ("ann", "bob"):
        Learner(cohort, name).work().hand_in(30)
    run(cohort, "extend", "bob", TOPIC, "2026-10-07T16:00")
    run(cohort, "autograde", TOPIC, "--collect")
    assert (lateness(cohort)["ann", "gifts"], lateness(cohort)["bob", "gifts"]) == ((30, 2), (0, 0))
    said = run(cohort, "extend", "ann", TOPIC, "2026-10-07T16:00")
    assert "Their penalty for lateness was 2 and is now 0." in said
    assert lateness(cohort)["ann", "gifts"] == (0, 0)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ["nobody", TOPIC, "2026-10-07"],
            "Nobody named 'nobody' is in the gradebook; `nbgrader db student add nobody`",
        ),
        (["anne", TOPIC, "2026-10-07"], "Nobody named 'anne' is in the gradebook; did you mean 'ann'?"),
        (["ann", "nowhere", "2026-10-07"], "The gradebook has no topic area 'nowhere'; it has boundaries."),
        (
            ["ann", TOPIC, "2026-10-05T16:00"],
            "boundaries is due 2026-10-05 16:00 (UTC+00:00); an extension must end after that.",
        ),
        (["ann", TOPIC, "next week"], "'next week' is not a date; write 2026-10-05 or 2026-10-05T18:00."),
        (["ann", TOPIC, "2026-13-05"], "'2026-13-05' is not a date"),
    ],
)
def test_an_extension_that_cannot_be_given_is_one_sentence(cohort, run, words, sentence):
    Learner(cohort, "ann").work().hand_in()  # in the exchange alone: known all the same
    with pytest.raises(CourseError) as error:
        run(cohort, "extend", *words)
    assert str(error.value).startswith(sentence) and "\n" not in str(error.value)


def lose_gradebook(cohort) -> None:
    if file := database.file_of(cohort.url):
        file.unlink()
        return
    with database.engine(cohort.url).begin() as db:
        db.execute(text("DROP SCHEMA public CASCADE"))
        db.execute(text("CREATE SCHEMA public"))


def test_without_a_due_date_or_a_gradebook_there_is_nothing_to_extend(cohort, run):
    run(cohort, "release", TOPIC, "--due", "none")
    with pytest.raises(
        CourseError, match=r"has no due date to extend; set one with `practicum release boundaries --due"
    ):
        run(cohort, "extend", "ann", TOPIC, "2026-10-07")
    lose_gradebook(cohort)
    with pytest.raises(CourseError, match="There is no gradebook yet"):
        run(cohort, "extend", "ann", TOPIC, "2026-10-07")


# ------------------------------------------------------------ when it is due


def content_due(course, lesson: str = "gifts") -> str | None:
    path = course.root / "release" / TOPIC / f"{lesson}.content.json"
    return json.loads(path.read_text("utf-8")).get("due")


def test_the_lesson_knows_the_gradebooks_due_date(cohort, run, monkeypatch):
    assert content_due(cohort) == content_due(cohort, "touch") == "2026-10-05T16:00:00+00:00"
    ann = Learner(cohort, "ann")
    assert "5 October 2026" in ann.open().progress_view()["due"]
    monkeypatch.setenv("TZ", "Europe/Vienna")
    before = released.keyed(cohort.root, TOPIC, "gifts")
    said = run(cohort, "release", TOPIC, "--due", "2026-12-01T18:00+01:00", "--publish")
    assert "It is due 2026-12-01 17:00 (UTC+00:00)." in said or "It is due 2026-12-01 18:00 (UTC+01:00)." in said
    assert content_due(cohort) == "2026-12-01T17:00:00+00:00"
    assert released.keyed(cohort.root, TOPIC, "gifts") == before  # the same release, by its hash
    run(cohort, "release", TOPIC)
    assert content_due(cohort) == "2026-12-01T17:00:00+00:00"  # without a word it stays
    with cohort.gradebook() as gradebook:  # as formgrader sets it
        gradebook.update_or_create_assignment(TOPIC, duedate="2026-12-24 12:00:00 UTC")
    cohort.release()
    assert content_due(cohort) == "2026-12-24T12:00:00+00:00"
    assert json.loads(run(cohort, "release", TOPIC, "--due", "none", "--json"))["due"] is None
    assert content_due(cohort) is None
    ann.fetch_again()


def test_a_day_without_a_time_is_due_at_its_end_in_this_computers_time(monkeypatch):
    import time

    from practicum.nbgrader_bridge.gradebook import due_dates

    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        new_york = zoneinfo.ZoneInfo("America/New_York")
        assert due_dates.moment("2026-10-05").astimezone(new_york).isoformat() == "2026-10-06T00:00:00-04:00"
        assert due_dates.moment("2026-10-05T18:00").isoformat() == "2026-10-05T22:00:00+00:00"
        assert due_dates.moment("2026-10-05T18:00Z").isoformat() == "2026-10-05T18:00:00+00:00"
    finally:
        monkeypatch.undo()
        time.tzset()
