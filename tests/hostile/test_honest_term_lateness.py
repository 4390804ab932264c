"""Honest use that went wrong: dates, lateness, more time, scores typed in formgrader, times written by hand.

Each case says what it does and what must hold; nobody here means any harm.
"""

from __future__ import annotations

import datetime
import json
import re
import shutil
import time

import pytest

from practicum.course import CourseError
from practicum.nbgrader_bridge import grade_cohort
from practicum.nbgrader_bridge.gradebook import due_dates, our_tables
from practicum.nbgrader_bridge.marks import mark_history
from practicum.nbgrader_bridge.nbgrader_commands import convert
from practicum.nbgrader_bridge.reports import grade_rows
from practicum.nbgrader_bridge.submission import timestamps

from ..nbgrader_bridge.formgrader import Server
from ..nbgrader_bridge.made_up import TOPIC

ZERO = '\nc.LateSubmissionPlugin.penalty_method = "zero"\n'
TENTH = """
from nbgrader.plugins import BasePlugin
class TenthADay(BasePlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return score * 0.1 * total_seconds_late / 86400
c.AssignLatePenalties.plugin_class = TenthADay
"""
PLACE = mark_history.Place(TOPIC, "gifts", "reply", "ann")
REPLY = {"words": "Dear Mrs Ono", "why": "It matters."}
OTHER = {"words": "No.", "why": "Rules."}
FULL = ("warmth=4", "reason=2")
NOISE = re.compile(r"\d\.\d{3,}")


def settings(course, text: str) -> None:
    with (course.root / "nbgrader_config.py").open("a") as file:
        file.write(text)


def zone(course, name: str) -> None:
    with (course.root / "modules" / "course.yml").open("a") as file:
        file.write(f"time_zone: {name}\n")


def hand_in(course, at: str = "2026-10-07 10:00:00 UTC", reply: dict | None = REPLY, learner: str = "ann"):
    shutil.rmtree(course.root / "submitted" / learner, ignore_errors=True)
    folder = course.hand_in(learner, course.full_sheet(**({"reply": reply} if reply else {})))
    (folder / "timestamp.txt").write_text(at)
    return folder


def due(course, at: str = "2026-10-05T16:00") -> None:
    due_dates.put(course.url, TOPIC, due_dates.moment(f"{at}Z" if at[-1] != "Z" else at))


def score_late(course) -> None:
    """Handed in two days late where late work counts nothing, and scored."""
    settings(course, ZERO)
    due(course)
    hand_in(course)
    grade_cohort.autograde(course.root, TOPIC)


def type_in_formgrader(course, score: float | None, comment: str | None = None, learner: str = "ann") -> None:
    """As formgrader's page writes it."""
    with course.gradebook() as gradebook:
        grade = gradebook.find_grade("reply", "gifts", TOPIC, learner)
        grade.manual_score, grade.needs_manual_grade = score, False
        gradebook.find_comment("reply", "gifts", TOPIC, learner).manual_comment = comment
        gradebook.db.commit()


def row(course, learner: str = "ann") -> grade_rows.Row:
    return next(r for r in grade_rows.rows(course.root, TOPIC) if r.learner == learner and r.lesson == "gifts")


def stored(course, learner: str = "ann") -> float:
    with course.gradebook() as gradebook:
        return gradebook.find_submission_notebook("gifts", TOPIC, learner).late_submission_penalty or 0.0


def given(course) -> list[tuple[float, str]]:
    with our_tables.store(course.root) as db:
        return [(mark.total, mark.marker) for mark in mark_history.history(db, PLACE)]


# ------------------------------------------------------------ what lateness costs is worked out again


def test_late_work_that_counts_nothing_counts_nothing_after_its_mark(released_course, run):
    """Scored first, marked then: nbgrader's penalty was that of the unmarked work, and 6 of 6 points stayed."""
    course = released_course
    score_late(course)
    run(course, "mark", TOPIC, "gifts", "ann", *FULL, "--marker", "meg")
    assert stored(course) == row(course).score > 6
    assert row(course).final_score == 0


def test_a_score_typed_in_formgrader_is_penalised_at_the_next_look(released_course, run):
    """formgrader changes the score and no penalty; export, status and feedback must never show the old one."""
    course = released_course
    score_late(course)
    type_in_formgrader(course, 5)
    found = json.loads(run(course, "status", TOPIC, "--json"))["learners"]
    assert [one["score"] for one in found] == [0]
    type_in_formgrader(course, 6)
    run(course, "feedback", TOPIC)
    page = (course.root / "feedback" / "ann" / TOPIC / "gifts.html").read_text("utf-8")
    assert re.search(r'class="total">.*?<td class="n">0</td>', page)
    type_in_formgrader(course, 4)
    assert course.api().generate_feedback(TOPIC, "ann", force=True)["success"]  # formgrader's button
    page = (course.root / "feedback" / "ann" / TOPIC / "gifts.html").read_text("utf-8")
    assert re.search(r'class="total">.*?<td class="n">0</td>', page)


def test_a_score_typed_on_formgraders_page_moves_the_penalty_at_once(released_course, tmp_path):
    """nbgrader's page went on showing the penalty of the unmarked work until somebody ran a command."""
    course = released_course
    score_late(course)
    before = stored(course)
    with course.gradebook() as gradebook:
        typed = gradebook.find_grade("reply", "gifts", TOPIC, "ann").id
    (tmp_path / "home").mkdir()
    server = Server(course.root, tmp_path / "home", "practicum.server")
    try:
        server.wait()
        assert json.loads(server.call(f"/formgrader/api/grade/{typed}", put={"manual_score": 6}))["manual_score"] == 6
        soon = time.monotonic() + 30
        while stored(course) == before and time.monotonic() < soon:
            time.sleep(0.1)
        assert stored(course) == before + 6
    finally:
        server.stop()


@pytest.mark.parametrize("road", ["release", "formgrader", "extend", "roster", "policy"])
def test_whatever_moves_the_date_moves_the_penalty(released_course, run, road):
    """13.97 points were taken off though nothing was late any more; and the other way round."""
    course = released_course
    score_late(course)
    assert (row(course).final_score, stored(course)) == (0, 5)
    if road == "release":
        run(course, "release", TOPIC, "--due", "2026-10-10T18:00")
    if road == "formgrader":
        due(course, "2026-10-10T18:00")
    if road == "extend":
        assert "penalty for lateness was 5 and is now 0" in run(course, "extend", "ann", TOPIC, "2026-10-08")
    if road == "roster":
        (course.root / "r.csv").write_text("id,name,accommodation\nann,Ann Lee,+3 days\n")
        run(course, "cohort", "import", str(course.root / "r.csv"))
        assert stored(course) == 0  # at once
    if road == "policy":
        path = course.root / "nbgrader_config.py"
        path.write_text(path.read_text().replace(ZERO, ""))
    found = row(course)
    assert (found.late_penalty, found.final_score, stored(course)) == (0, 5, 0)
    assert (found.late_hours == 0) == (road != "policy")
    if road == "extend":
        run(course, "extend", "ann", TOPIC, "none")
        assert stored(course) == 5
    if road == "roster":
        (course.root / "r.csv").write_text("id,name,accommodation\nann,Ann Lee,\n")
        run(course, "cohort", "import", str(course.root / "r.csv"))
        assert (stored(course), row(course).late_penalty) == (5, 5)


def test_a_courses_own_plugin_is_asked_with_the_score_as_it_is(released_course, run):
    course = released_course
    settings(course, TENTH)
    due(course)
    hand_in(course, "2026-10-06 16:00:00 UTC")
    grade_cohort.autograde(course.root, TOPIC)
    assert stored(course) == 0.5
    run(course, "mark", TOPIC, "gifts", "ann", *FULL, "--marker", "meg")
    assert stored(course) == 1.1
    type_in_formgrader(course, 1)
    assert row(course).late_penalty == 0.6 == stored(course)


def test_a_plugin_that_fails_is_said_and_takes_nothing_with_it(released_course, run, capsys):
    course = released_course
    settings(course, TENTH)
    due(course)
    hand_in(course)
    grade_cohort.autograde(course.root, TOPIC)
    path = course.root / "nbgrader_config.py"
    path.write_text(path.read_text().replace("return score", "return 1 / 0 + score"))
    run(course, "mark", TOPIC, "gifts", "ann", *FULL, "--marker", "meg")
    assert course.rows("ann")["reply"][1] == 6
    problems: list[str] = []
    grade_rows.rows(course.root, TOPIC, said=problems)
    assert len(problems) == 1 and "The late penalty of ann could not be worked out (ZeroDivisionError" in problems[0]


def test_no_figure_anywhere_has_the_noise_of_sums(released_course, run):
    """16.869999999999997 stood in the gradebook, in the export and in an LMS's file."""
    course = released_course
    settings(course, TENTH.replace("0.1", "0.123456789"))
    due(course)
    hand_in(course, "2026-10-06 21:13:07.123456 UTC")
    grade_cohort.autograde(course.root, TOPIC)
    run(course, "mark", TOPIC, "gifts", "ann", *FULL, "--marker", "meg")
    printed = [run(course, "export", TOPIC), run(course, "export", TOPIC, "--json"), str(stored(course))]
    printed += [run(course, "export", TOPIC, "--for", system) for system in ("canvas", "moodle", "blackboard")]
    printed += [run(course, "status", TOPIC, "--learners"), run(course, "status", TOPIC, "--json")]
    assert not [text for text in printed if NOISE.search(text)]
    found = row(course)
    assert found.late_penalty > 0 and found.final_score == round(found.score - found.late_penalty, 2)


def test_the_roster_stands_when_an_extension_is_taken_back(released_course, run):
    """Taking back the extension took the roster's +3 days with it."""
    course = released_course
    due(course)
    (course.root / "r.csv").write_text("id,name,accommodation\nann,Ann Lee,+3 days\n")
    run(course, "cohort", "import", str(course.root / "r.csv"))
    hand_in(course)
    grade_cohort.autograde(course.root, TOPIC)
    said = run(course, "extend", "ann", TOPIC, "2026-10-06T10:00Z")
    assert "By the roster it would be 2026-10-08 16:00" in said and "which is longer; what you gave here counts" in said
    assert row(course).late_hours == 24
    said = run(course, "extend", "ann", TOPIC, "none")
    assert "The roster's accommodation counts again: ann has until 2026-10-08 16:00" in said
    assert row(course).late_hours == 0
    assert run(course, "extend", "ann", TOPIC, "2026-10-09").count("longer") == 1
    run(
        course, "release", TOPIC, "--due", "2026-10-12Z".replace("Z", "")
    )  # past what was given: the roster's 3 days count
    with course.gradebook() as gradebook:
        assert gradebook.find_submission(TOPIC, "ann").extension == datetime.timedelta(days=3)
    run(course, "release", TOPIC, "--due", "none")
    with course.gradebook() as gradebook:  # nbgrader fails over an extension without a date
        assert gradebook.find_submission(TOPIC, "ann").extension is None
    assert row(course).late_hours == 0


# ------------------------------------------------------------ the end of the day, in the course's time zone


@pytest.mark.parametrize(
    ("at", "late"),
    [
        ("2026-10-06 03:59:30.000000 UTC", 0), ("2026-10-06 03:59:59.999999 UTC", 0),
        ("2026-10-06 04:00:00.000001 UTC", 0.01), ("2026-10-06 05:00:00.000000 UTC", 1),
    ],
)  # fmt: skip
@pytest.mark.parametrize("road", ["ours", "nbgrader"])
def test_the_end_of_the_day_is_its_end_where_the_course_is(released_course, run, at, late, road):
    """Handed in at 23:59:30 of the day, it was late; and the day was that of the computer."""
    course = released_course
    zone(course, "America/New_York")
    settings(course, ZERO)
    said = run(course, "release", TOPIC, "--due", "2026-10-05")
    assert "It is due 2026-10-05 23:59 (New York time, UTC-04:00)." in said
    hand_in(course, at)
    grade_cohort.autograde(course.root, TOPIC) if road == "ours" else course.autograde()
    found = row(course)
    assert (found.late_hours, found.final_score) == (late, 0 if late else 5)
    assert found.handed_in.endswith("-04:00")
    assert f"{TOPIC} is due 2026-10-05 23:59 (New York time, UTC-04:00)." in run(course, "status", TOPIC)


def test_a_lesson_says_the_date_in_the_courses_zone(released_course, run, monkeypatch):
    """The learner's computer, or the server, is elsewhere; it need not know the zone."""
    from practicum import progress
    from practicum.study import home, shelf

    course = released_course
    zone(course, "America/New_York")
    run(course, "release", TOPIC, "--due", "2026-10-05")
    content = json.loads((course.root / "release" / TOPIC / "gifts.content.json").read_text("utf-8"))
    words = "Monday, 5 October 2026, 23:59 (New York time, UTC−4)"
    place = shelf.read(shelf.Place(TOPIC, "gifts", course.root / "release" / TOPIC))
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert progress.due(content, "2026-10-01T10:00:00+00:00").startswith(f"Due {words}.")
        assert home.due(place, datetime.datetime(2026, 10, 1, tzinfo=datetime.UTC))[0] == f"Due {words}"
        for odd in (None, [], {"offset": True}, {"offset": 10**9, "place": "x"}, {"place": 3, "offset": 60}):
            assert "2026" in progress.due({**content, "due_zone": odd}, "2026-10-01T10:00:00+00:00")
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-11-01", "2026-11-02T05:00:00+00:00"), ("2026-03-08", "2026-03-09T04:00:00+00:00"),
        ("2026-11-01T03:00", "2026-11-01T08:00:00+00:00"), ("2026-11-01T01:30-05:00", "2026-11-01T06:30:00+00:00"),
        ("2026-03-08T02:30", "'2026-03-08T02:30' does not exist in New York time: clocks are put forward then."),
        ("2026-11-01T01:30", "comes twice in New York time, for clocks are put back then. Write "
         "2026-11-01T01:30-04:00 or 2026-11-01T01:30-05:00."),
    ],
)  # fmt: skip
def test_days_on_which_clocks_change(written, meant):
    """A day of 23 or 25 hours ends at its own end; an hour that comes twice or never is said."""
    from practicum.course.timezone import Zone

    try:
        assert due_dates.moment(written, Zone("America/New_York")).isoformat() == meant
    except CourseError as error:
        assert meant in str(error)


def test_a_zone_that_does_not_exist_is_one_sentence(released_course, run):
    zone(released_course, "New York")
    with pytest.raises(CourseError, match=r"modules/course.yml: time_zone 'New York' is no time zone; write its name"):
        run(released_course, "release", TOPIC, "--due", "2026-10-05")


# ------------------------------------------------------------ timestamp.txt


READABLE = {
    "mark": b"\xef\xbb\xbf2026-10-05 15:30:00 UTC\r\n", "utf16": "2026-10-05 15:30:00 UTC\r\n".encode("utf-16"),
    "no_seconds": b"2026-10-05 15:30 UTC", "iso": b"2026-10-05T15:30:00Z\n", "offset": b"2026-10-05T17:30:00+02:00",
    "nbgrader": b"2026-10-05 15:30:00.000000 UTC", "spaces": "  2026-10-05\u00a015:30:00  UTC \n\n".encode(),
    "small": b"2026-10-05 15:30:00 utc", "quoted": b'"2026-10-05 15:30:00 UTC"', "words": b"5 October 2026 15:30 UTC",
    "place": b"2026-10-05 11:30 America/New_York", "numeric": b"2026-10-05 17:30:00 +0200",
}  # fmt: skip


@pytest.mark.parametrize("name", READABLE)
def test_a_time_is_read_as_editors_write_it(tmp_path, name):
    """A byte order mark made a learner's work 'damaged'."""
    (tmp_path / "timestamp.txt").write_bytes(READABLE[name])
    assert timestamps.read(tmp_path) == datetime.datetime(2026, 10, 5, 15, 30)


@pytest.mark.parametrize("text", ["05/10/2026 15:30", "tomorrow", "2026-10-05 15:30 XYZ", "2026-13-05 15:30 UTC", "{}"])
def test_a_time_that_could_be_another_is_refused(tmp_path, text):
    """5 October or 10 May: guessed, it would be months of lateness."""
    (tmp_path / "timestamp.txt").write_text(text)
    with pytest.raises(CourseError, match="which is no time; write it like 2026-10-05 15:30:00 UTC"):
        timestamps.read(tmp_path)


def test_nbgraders_own_command_reads_the_same_times(released_course, run):
    """`nbgrader autograde` and formgrader's button read the file by code of their own."""
    course = released_course
    due(course)
    folder = hand_in(course)
    for name in ("mark", "utf16", "spaces"):
        (folder / "timestamp.txt").write_bytes(READABLE[name])
        course.autograde()
        with course.gradebook() as gradebook:
            assert gradebook.find_submission(TOPIC, "ann").timestamp == datetime.datetime(2026, 10, 5, 15, 30)
        assert course.api().get_autograded_students(TOPIC) == {"ann"}  # formgrader's list reads it too
        assert states(course, run) == {"waiting for a marker"}


# ------------------------------------------------------------ what is new work


def states(course, run) -> set[str]:
    return {one["state"] for one in json.loads(run(course, "status", TOPIC, "--json"))["learners"]}


def change_nothing(folder):
    (folder / "gifts.ipynb").touch()


def correct_to_earlier(folder):
    (folder / "timestamp.txt").write_text("2026-10-01 10:00:00 UTC")


def take_time_away(folder):
    (folder / "timestamp.txt").unlink()


def change_a_file(folder):
    path = folder / "gifts.answers.json"
    path.write_text(path.read_text().replace("Dear Mrs Ono", "Dear Mrs Uno"))


def add_a_file(folder):
    (folder / "letter.txt").write_text("more")


CHANGES = (correct_to_earlier, take_time_away, change_a_file, add_a_file, change_nothing)


@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.__name__)
@pytest.mark.parametrize("stamped", [True, False], ids=["stamped", "mailed"])
def test_status_and_grading_agree_on_what_is_new(released_course, run, change, stamped):
    """A time corrected to an earlier one: grading said nothing newer, status said new work."""
    course = released_course
    due(course)
    folder = hand_in(course)
    if not stamped:
        (folder / "timestamp.txt").unlink()
        change = change_nothing if change is take_time_away else change
    grade_cohort.autograde(course.root, TOPIC)
    assert states(course, run) == {"waiting for a marker"}
    change(folder)
    new = change is not change_nothing
    assert states(course, run) == {"new work" if new else "waiting for a marker"}
    assert [one.state for one in grade_cohort.autograde(course.root, TOPIC)] == ["scored" if new else "as before"]
    assert states(course, run) == {"waiting for a marker"}
    assert [one.state for one in grade_cohort.autograde(course.root, TOPIC)] == ["as before"]
    if change is correct_to_earlier:
        assert row(course).late_hours == 0


def test_nbgraders_own_command_takes_the_corrected_time(released_course):
    course = released_course
    due(course)
    folder = hand_in(course)
    convert("Autograde", course.root, TOPIC, "ann", force=False)  # what `nbgrader autograde` runs
    assert row(course).late_hours > 0
    correct_to_earlier(folder)
    convert("Autograde", course.root, TOPIC, "ann", force=False)
    assert row(course).late_hours == 0


# ------------------------------------------------------------ scores typed in formgrader, and marks by the command


def test_a_mark_says_that_it_replaces_formgraders_and_keeps_it(released_course, run):
    course = released_course
    hand_in(course)
    grade_cohort.autograde(course.root, TOPIC)
    type_in_formgrader(course, 5, "Well said")
    said = run(course, "mark", TOPIC, "gifts", "ann", *FULL, "--marker", "meg", "--comment", "Clear.")
    assert 'formgrader had 5 points with the comment "Well said"; it is in the history.' in said
    assert given(course) == [(5, "formgrader"), (6, "meg")]
    assert "formgrader had" not in run(course, "mark", TOPIC, "gifts", "ann", *FULL, "--marker", "meg")


@pytest.mark.parametrize("next_step", ["autograde", "again", "nbgrader", "feedback", "button", "mark"])
def test_a_score_typed_over_a_mark_is_in_history_with_the_next_step(released_course, run, next_step):
    """And which of the two counts is said."""
    course = released_course
    hand_in(course)
    grade_cohort.autograde(course.root, TOPIC)
    run(course, "mark", TOPIC, "gifts", "ann", *FULL, "--marker", "meg", "--comment", "Clear.")
    type_in_formgrader(course, 3, "Read again")
    if next_step in ("autograde", "again"):
        grade_cohort.autograde(course.root, TOPIC, again=next_step == "again")
    if next_step == "nbgrader":
        course.autograde()
    if next_step == "feedback":
        run(course, "feedback", TOPIC)
    if next_step == "button":
        assert course.api().generate_feedback(TOPIC, "ann", force=True)["success"]
    listed = run(course, "mark", TOPIC)
    assert "3 points from formgrader count; meg's mark by the rubric, 6, is in the history." in listed
    if next_step == "mark":
        run(course, "mark", TOPIC, "gifts", "ann", "warmth=2", "reason=1", "--marker", "meg")
    assert given(course)[:2] == [(6, "meg"), (3, "formgrader")]
    if next_step in ("feedback", "button"):
        page = (course.root / "feedback" / "ann" / TOPIC / "gifts.html").read_text("utf-8")
        assert "These points were given directly" in page and "Read again" in page and "(reached)" not in page


def test_a_mark_comes_back_when_the_gradebook_forgot(released_course, run):
    """The gradebook was lost and made anew; the marks stand beside it, for the same text."""
    course = released_course
    hand_in(course)
    grade_cohort.autograde(course.root, TOPIC)
    run(course, "mark", TOPIC, "gifts", "ann", *FULL, "--marker", "meg", "--comment", "Clear.")
    with course.gradebook() as gradebook:
        gradebook.remove_submission(TOPIC, "ann")
    grade_cohort.autograde(course.root, TOPIC, again=True)
    assert course.rows("ann")["reply"] == (None, 6.0, False)
    with course.gradebook() as gradebook:
        gradebook.remove_submission(TOPIC, "ann")
    course.autograde()
    assert course.rows("ann")["reply"] == (None, 6.0, False)


def test_a_mark_stands_when_the_boxes_wording_changes(released_course, run):
    """The label of a box is no part of what the learner wrote. The mark is one of an earlier version's at that."""
    from practicum.nbgrader_bridge.grading import place_response

    course = released_course
    hand_in(course)
    grade_cohort.autograde(course.root, TOPIC)
    run(course, "mark", TOPIC, "gifts", "ann", *FULL, "--marker", "meg")
    written = course.keyed()["written"]["reply"]
    former = mark_history.text_hash(place_response.parts(written, REPLY, ""), composed=False)
    with our_tables.store(course.root) as db:
        mark_history.rename(db, {PLACE: (mark_history.seen(db, PLACE), former)})
    for path in (course.root / "modules" / TOPIC / "gifts").glob("*.yml"):
        if "label:" in (text := path.read_text("utf-8")):
            changed = re.sub(r"label: (\w)", r"label: Now \1", text)
    grade_cohort.autograde(course.root, TOPIC, again=True)
    assert course.rows("ann")["reply"] == (None, 6.0, False)
    (course.root / "modules" / TOPIC / "gifts" / "rubric.yml").write_text(changed, "utf-8")
    run(course, "release", TOPIC)
    assert course.keyed()["written"]["reply"] != written
    grade_cohort.autograde(course.root, TOPIC, again=True)
    assert course.rows("ann")["reply"] == (None, 6.0, False)
    course.autograde()
    assert course.rows("ann")["reply"] == (None, 6.0, False)
