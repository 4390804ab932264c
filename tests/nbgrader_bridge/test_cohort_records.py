"""Who is in the cohort, where everybody stands, and what is kept of one learner: on both databases."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import pytest
from typer.testing import CliRunner

from practicum import cli
from practicum.course import CourseError
from practicum.nbgrader_bridge.gradebook import database
from practicum.nbgrader_bridge.marks import extensions, roster
from practicum.nbgrader_bridge.marks.marking import mark
from practicum.nbgrader_bridge.marks.roster_file import Entry, parse
from practicum.nbgrader_bridge.reports import learner_records, status

from .made_up import TOPIC

REPLY = {"words": "Dear Mrs Ono", "why": "It matters."}
ROSTER = 'id,name,section,accommodation\nann,Ann Lee,A,+2 days\nbob,"Bob, the =Elder",B,quiet room\ndan,Dan,A,\n'


@pytest.fixture
def cohort(released_course, tmp_path):
    course = released_course
    course.hand_in("ann", course.full_sheet(reply=REPLY))
    course.hand_in("bob", course.sheet(reply={"words": "Hello", "why": ""}))
    course.autograde()
    mark(course.root, "ann", TOPIC, "gifts", "reply", {"warmth": 4, "reason": 1}, "Warm.", "meg")
    file = tmp_path / "roster.csv"
    file.write_text(ROSTER, "utf-8")
    course.file = file
    return course


def test_a_roster_gives_names_sections_and_more_time(cohort, run):
    assert run(cohort, "release", TOPIC, "--due", "2026-10-28T12:00")
    said = run(cohort, "cohort", "import", str(cohort.file))
    assert said == "1 learner added, 2 brought up to date; 1 with more time.\n"
    assert roster.listed(cohort.root) == [
        Entry("ann", "Ann Lee", "A", "+2 days"), Entry("bob", "Bob, the =Elder", "B", "quiet room"),
        Entry("dan", "Dan", "A", ""),
    ]  # fmt: skip
    assert set(extensions.kept(cohort.root, TOPIC)) == {"ann"}
    run(cohort, "autograde", TOPIC, "--again")
    late = {r["learner"]: float(r["late_hours"]) for r in json.loads(run(cohort, "export", "--json"))}
    assert late["bob"] - late["ann"] == pytest.approx(48, abs=0.02) and late["ann"] > 0
    assert "dan  Dan  A" in run(cohort, "cohort", "list")
    again = run(cohort, "cohort", "import", str(cohort.file), "--json")
    assert json.loads(again)["new"] == 0 and len(roster.listed(cohort.root)) == 3


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "needs a first line with the names id and name"),
        ("id,section\nann,A\n", "needs a first line with the names id and name"),
        ("id,name\n", "has no learner below its first line"),
        ("id,name\n../up,Ann\n", "line 2: '../up' is no learner's id: it has the character '/'"),
        ("id,name\nann lee,Ann\n", "line 2: 'ann lee' is no learner's id: it has a space"),
        ("id,name\nann,Ann\nann,Bea\n", "line 3: the id ann stands in line 2 already"),
        ("id,name\nann,\n", "line 2: ann has no name"),
        ("id,name\nann," + "x" * 300 + "\n", "line 2: ann has a field that is longer than 200"),
        ("id,name\nann,Ann\x07\n", "or holds control characters"),
    ],
)
def test_a_roster_with_a_mistake_is_named_by_line(text, said):
    with pytest.raises(CourseError) as error:
        parse(text.encode())
    assert said in str(error.value)


def test_rosters_come_in_several_forms():
    assert parse("\ufeffID;Name;Section\r\nann;Ann Lee;A\r\n\r\n".encode()) == [Entry("ann", "Ann Lee", "A")]
    assert parse(b'name,id\n"Lee, Ann",ann\n') == [Entry("ann", "Lee, Ann")]
    assert parse("id\tname\r\nann\tÄnne Lee\r\n".encode("utf-16")) == [Entry("ann", "Änne Lee")]
    with pytest.raises(CourseError, match="is not UTF-8"):
        parse("id,name\nann,Änne\n".encode("latin-1"))
    with pytest.raises(CourseError, match="larger than 2 MB"):
        parse(b"x" * 2_000_001)


@pytest.mark.parametrize(
    ("text", "hours"),
    [("+48 hours", 48), ("+3 days", 72), ("+ 1.5 h", 1.5), ("+2d", 48), ("2 days", 0), ("+x", 0), ("", 0)],
)
def test_an_accommodation_is_more_time_only_in_its_form(text, hours):
    assert Entry("ann", "Ann", "", text).more_hours == hours


def test_status_says_who_stands_where(cohort, run):
    run(cohort, "cohort", "import", str(cohort.file))
    cohort.hand_in("eve", cohort.full_sheet())
    states = {one.learner: one.state for one in status.standings(cohort.root)}
    assert states == {"ann": "graded", "bob": "waiting for a marker", "dan": "nothing yet", "eve": "handed in"}
    (cohort.root / "submitted" / "ann" / TOPIC / "timestamp.txt").write_text("2026-11-02 10:00:00 UTC")
    found = json.loads(run(cohort, "status", "--json"))
    assert found["topics"] == [
        {
            "topic": TOPIC, "learners": 4, "nothing_yet": 1, "handed_in": 1, "new_work": 1, "waiting_for_a_marker": 1,
            "graded": 0, "waiting_responses": 1, "late": 0, "no_answers": 0,
        }
    ]  # fmt: skip
    assert [one["learner"] for one in json.loads(run(cohort, "status", "--json", "--section", "A"))["learners"]] == [
        "ann",
        "dan",
    ]
    shown = run(cohort, "status", TOPIC, "--learners")
    assert "Handed" in shown and f"{TOPIC}  dan  Dan  A  nothing yet" in shown
    with pytest.raises(CourseError, match="Nobody is in section 'Z'; the roster has A, B"):
        status.standings(cohort.root, section="Z")


def test_a_record_holds_all_that_is_kept(cohort, run, tmp_path):
    run(cohort, "cohort", "import", str(cohort.file))
    run(cohort, "feedback", TOPIC)
    found = json.loads(run(cohort, "record", "ann"))
    assert (found["name"], found["section"], found["accommodation"]) == ("Ann Lee", "A", "+2 days")
    assert found["marks"][0]["marker"] == "meg" and found["marks"][0]["comment"] == "Warm."
    assert {cell["item"] for cell in found["cells"]} >= {"scarf", "signs", "reply"}
    to = tmp_path / "out" / "ann.zip"
    assert "to " in run(cohort, "record", "ann", "--to", str(to))
    with zipfile.ZipFile(to) as archive:
        names = archive.namelist()
        kept = archive.read("record.json")
    assert json.loads(kept)["learner"] == "ann" and b"bob" not in kept
    assert {
        f"submitted/{TOPIC}/gifts.answers.json",
        f"autograded/{TOPIC}/gifts.ipynb",
        f"feedback/{TOPIC}/gifts.html",
    } <= set(names)
    with pytest.raises(CourseError, match="Nothing is kept of 'zoe'"):
        learner_records.record(cohort.root, "zoe")
    with pytest.raises(CourseError, match="is not a learner's id"):
        learner_records.known(cohort.root, "../ann")


def test_whoever_is_forgotten_is_nowhere_and_others_lose_nothing(cohort, run):
    run(cohort, "cohort", "import", str(cohort.file))
    run(cohort, "feedback", TOPIC)
    inbound = cohort.root / "exchange" / "practicum" / "inbound" / f"ann+{TOPIC}+2026-11-01 10:05:00 UTC"
    inbound.mkdir(parents=True)
    (inbound / "gifts.ipynb").write_text("{}")
    before = {r["learner"]: r for r in json.loads(run(cohort, "export", "--json"))}
    done = json.loads(run(cohort, "forget", "ann", "--yes", "--json"))
    assert "the gradebook" in done["removed"] and "marks, extensions and roster" in done["removed"]
    left = [p for p in cohort.root.rglob("*") if p.is_dir() and p.name.split("+")[0] == "ann"]
    assert left == []
    assert not any("ann" in map(str, row) for rows in cohort.every_row().values() for row in rows)
    assert {r["learner"]: r for r in json.loads(run(cohort, "export", "--json"))} == {"bob": before["bob"]}
    if not database.on_server(database.url_of(cohort.root)):
        files = [*cohort.root.glob("gradebook/*.db"), *cohort.root.glob("gradebook/backups/*.db")]
        assert len(files) > 2 and not any(b"Ann Lee" in path.read_bytes() for path in files)
    with pytest.raises(CourseError, match="Nothing is kept of 'ann'"):
        learner_records.forget(cohort.root, "ann")


def test_forgetting_asks_first(cohort, monkeypatch):
    monkeypatch.chdir(cohort.root)
    done = CliRunner().invoke(cli.app, ["forget", "ann"], input="n\n")
    assert "cannot be undone" in done.output and isinstance(done.exception, CourseError)
    assert (cohort.root / "submitted" / "ann").is_dir()


def test_exports_for_learning_management_systems(cohort, run, tmp_path):
    run(cohort, "cohort", "import", str(cohort.file))
    out = list(csv.reader(io.StringIO(run(cohort, "export", "--for", "canvas"))))
    assert out[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", TOPIC]
    assert out[1] == ["    Points Possible", "", "", "", "", "12.0"]
    assert out[2] == ["Lee, Ann", "", "ann", "ann", "A", "10.0"]
    assert out[3] == ["Bob, the =Elder", "", "bob", "bob", "B", ""]  # a name as it is; a mark is still to come
    moodle = list(csv.DictReader(io.StringIO(run(cohort, "export", "--for", "moodle"))))
    assert moodle[0] == {"Username": "ann", "ID number": "ann", "Full name": "Ann Lee", f"{TOPIC} (out of 12)": "10.0"}
    board = list(csv.DictReader(io.StringIO(run(cohort, "export", "--for", "blackboard")), delimiter="\t"))
    assert board[0] == {"Last Name": "Lee", "First Name": "Ann", "Username": "ann", f"{TOPIC} [Total Pts: 12]": "10.0"}
    assert (board[1]["Last Name"], board[1]["First Name"]) == ("Bob, the =Elder", "")
    to = tmp_path / "canvas.csv"
    assert "1 written response waits" in run(cohort, "export", "--for", "canvas", "--to", str(to))
    assert not to.read_bytes().startswith(b"\xef\xbb\xbf")
    with pytest.raises(CourseError, match="is no form of export"):
        run(cohort, "export", "--for", "sakai")


def test_a_workbook(cohort, run, tmp_path):
    from openpyxl import load_workbook

    run(cohort, "cohort", "import", str(cohort.file))
    to = tmp_path / "grades.xlsx"
    assert "Wrote 4 lines" in run(cohort, "export", "--to", str(to))
    sheet = load_workbook(to).active
    lines = list(sheet.iter_rows(values_only=True))
    assert lines[0][:3] == ("learner", "name", "section") and lines[1][:3] == ("ann", "Ann Lee", "A")
    assert isinstance(lines[1][lines[0].index("score")], float | int)
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
