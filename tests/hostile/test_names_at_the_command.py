"""Learners' ids and names as data: every command that takes one, prints one or writes one into a file."""

from __future__ import annotations

import ast
import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from practicum import cli, learner_ids
from practicum.course import CourseError
from practicum.nbgrader_bridge.marks import known_learners, roster
from practicum.nbgrader_bridge.reports import learner_records

from ..nbgrader_bridge.conftest import copied
from ..nbgrader_bridge.made_up import TOPIC
from .odd_names import GRADED_ONCE, MARKUP, TERMINAL, hand_in_as, is_plain

CLI = Path(cli.__file__).parent
SENT_AT = "2026-10-05 15:30:00.000000 UTC"


@pytest.fixture(scope="module")
def odd(released_once, tmp_path_factory):
    """A course that graded work under every odd id. Tests of it change nothing."""
    made = copied(released_once, tmp_path_factory.mktemp("odd"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRACTICUM_COURSE", str(made.root))
        patch.chdir(made.root)
        hand_in_as(made, *GRADED_ONCE, *TERMINAL, *MARKUP)
        made.said = CliRunner().invoke(cli.app, ["autograde", TOPIC])
        yield made


def folders_of(root: Path, learner: str) -> list[str]:
    """What lies under this id, looked up by name."""
    steps = [path.name for step in ("submitted", "autograded", "feedback") for path in (root / step).glob("*")]
    inbound = [path.name for path in (root / "exchange" / "practicum" / "inbound").iterdir()]
    return [n for n in steps if n == learner] + [n for n in inbound if n.startswith(f"{learner}+{TOPIC}+")]


def test_work_under_an_odd_id_is_graded_and_the_id_is_said(odd):
    """A folder in submitted/ with an id that no roster takes: graded, and one line names it, escaped."""
    assert odd.said.exit_code == 0, odd.said.output
    count = len(GRADED_ONCE) + len(TERMINAL) + len(MARKUP)
    assert f"Scored {TOPIC} for {count} learners." in odd.said.stdout
    assert (
        f"ann lee, {TOPIC}: Graded, though this is no learner's id by the course's rule: it has a space."
        in odd.said.stdout
    )
    assert r"\x1b[31mred, " in odd.said.stdout and r"new\nline, " in odd.said.stdout and is_plain(odd.said.output)
    assert f"\nann, {TOPIC}" not in odd.said.stdout and f"müller, {TOPIC}" not in odd.said.stdout


@pytest.mark.parametrize(
    "words",
    [["status", "--learners"], ["mark", TOPIC], ["cohort", "list"], ["export"], ["export", "--for", "canvas"],
     ["export", "--for", "moodle"], ["export", "--for", "blackboard"], ["autograde", TOPIC, "--again"], ["feedback", TOPIC]],
    ids=" ".join,
)  # fmt: skip
def test_nothing_that_is_printed_moves_a_terminal(odd, run, words):
    """Ids with escape sequences, line ends, marks of direction and rich's markup, in the output of every list."""
    said = run(odd, *words)
    assert is_plain(said.replace("\t", "") if "blackboard" in words else said)
    if words[0] != "feedback":  # which names only those with whom something went wrong
        assert "[red]x" in said and r"\x1b[31mred" in said and r"\u202etxt" in said and r"new\nline" in said


@pytest.mark.parametrize("words", [["status", "--json"], ["cohort", "list", "--json"], ["export", "--json"], ["mark", TOPIC, "--json"]], ids=" ".join)  # fmt: skip
def test_json_gives_ids_as_they_are_and_moves_no_terminal(odd, run, words):
    """--json for a program: the raw id comes out of it, and no raw control character stands in it."""
    said = run(odd, *words)
    assert is_plain(said)
    found = json.loads(said)
    found = found["learners"] if isinstance(found, dict) else found
    assert {*GRADED_ONCE, *TERMINAL, *MARKUP} <= {one["learner"] for one in found}


def test_files_of_grades_hold_neither_formulas_nor_control_characters(odd, run, tmp_path):
    """The same ids in CSV, in a workbook, and in the files for learning management systems."""
    from openpyxl import load_workbook

    for form in ("csv", "canvas", "moodle", "blackboard"):
        to = tmp_path / f"{form}.csv"
        run(odd, "export", "--for", form, "--to", str(to))
        text = to.read_text("utf-8-sig")
        assert is_plain(text.replace("\t", "") if form == "blackboard" else text)
        rows = list(csv.reader(io.StringIO(text), delimiter="\t" if form == "blackboard" else ","))
        assert not any(cell.startswith(("=", "+", "@", "\t")) for row in rows[1:] for cell in row)
    run(odd, "export", "--to", str(tmp_path / "all.xlsx"))
    cells = [c for row in load_workbook(tmp_path / "all.xlsx").active.iter_rows() for c in row]
    assert not any(c.data_type == "f" for c in cells)
    assert all(is_plain(c.value) for c in cells if isinstance(c.value, str))
    assert any(c.value == r"new\nline" for c in cells)


def test_a_formula_behind_another_delimiter_is_none():
    """A spreadsheet that parts lines by semicolons sees a cell in the middle of a name."""
    from practicum.nbgrader_bridge.reports.grade_files import safe

    assert safe("Ann;=1+1") == "Ann;'=1+1" and safe("Ann\t=1+1") == r"Ann\t=1+1" and safe("\u00a0=1+1") == "'\u00a0=1+1"
    assert safe("Ann; Lee") == "Ann; Lee" and safe(3.0) == 3.0


@pytest.mark.parametrize("learner", [*GRADED_ONCE, *TERMINAL, *MARKUP], ids=learner_ids.shown)
def test_whoever_was_graded_can_be_recorded(odd, run, tmp_path, learner):
    """`record` takes every id that is known, and puts that learner's files and nobody else's into the archive."""
    assert json.loads(run(odd, "record", "--", learner))["learner"] == learner
    to = tmp_path / "all.zip"
    run(odd, "record", "--to", str(to), "--", learner)
    with zipfile.ZipFile(to) as archive:
        names = archive.namelist()
    assert f"submitted/{TOPIC}/gifts.answers.json" in names
    assert [n for n in names if n.startswith("exchange/")] == [
        f"exchange/{learner_ids.shown(learner)}+{TOPIC}+2026-11-01 10:05:00.000000 UTC+secret/gifts.ipynb"
    ]
    assert all(is_plain(name) for name in names)


def test_whoever_was_graded_can_be_marked_and_given_time(released_course, run):
    """`mark` and `extend` take every id that is known; ids are printed escaped."""
    course, ids = released_course, ["ann+1", "a[b]", "\x1b[31mred"]
    run(course, "release", TOPIC, "--due", "2026-10-05")
    hand_in_as(course, *ids)
    run(course, "autograde", TOPIC)
    for learner in ids:
        said = run(course, "mark", TOPIC, "gifts", learner, "warmth=4", "reason=1", "--comment", "Clear.\x1b[2J")
        assert said.startswith(f"Marked {learner_ids.shown(learner)}'s reply") and is_plain(said)
        assert course.rows(learner)["reply"] == (None, 5.0, False)
        assert is_plain(run(course, "extend", learner, TOPIC, "2026-12-24"))
        assert "has no extension" in run(course, "extend", learner, TOPIC, "none")


def test_whoever_was_graded_can_be_forgotten_and_nobody_else_is(released_course, run):
    """`forget` of ids that are patterns, or the beginning of another's, takes exactly that learner's."""
    course, ids = released_course, ["ann", "ann+1", "*", "a[b]", "ab", "new\nline"]
    hand_in_as(course, *ids)
    run(course, "autograde", TOPIC)
    run(course, "feedback", TOPIC)
    for number, learner in enumerate(ids):
        before = {other: folders_of(course.root, other) for other in ids[number:]}
        assert len(before[learner]) == 4
        said = run(course, "forget", "--yes", "--", learner)
        assert said.startswith(f"Removed {learner_ids.shown(learner)} from: the gradebook") and is_plain(said)
        assert folders_of(course.root, learner) == []
        assert {other: folders_of(course.root, other) for other in ids[number + 1 :]} == {
            other: before[other] for other in ids[number + 1 :]
        }
        with course.gradebook() as gradebook:
            assert {one.id for one in gradebook.students} == set(ids[number + 1 :])
    assert not any((course.root / "submitted").iterdir())


NOBODYS = [
    "..",
    ".",
    "",
    "../released",
    "/etc",
    "ann lee/../ann",
    f"ann/{TOPIC}",
    "**",
    "an?",
    "a[n]n",
    "ann\0",
    "{absolute}",
]


def test_no_id_is_a_path_or_a_pattern(odd, run):
    """What is no id of anybody is refused in one sentence by every command, and nothing is read or removed by it."""
    before = sorted(path for path in odd.root.rglob("*") if "backups" not in path.parts)
    for learner in (one.format(absolute=odd.root / "submitted" / "ann") for one in NOBODYS):
        for words in (
            ["record", "--", learner], ["forget", "--yes", "--", learner],
            ["mark", TOPIC, "gifts", learner, "warmth=4", "reason=1"], ["extend", learner, TOPIC, "2099-12-24"],
            ["autograde", TOPIC, f"--learner={learner}"], ["feedback", TOPIC, f"--learner={learner}"],
        ):  # fmt: skip
            with pytest.raises(CourseError) as error:
                run(odd, *words)
            assert "\n" not in learner_ids.shown(str(error.value)) and len(str(error.value)) < 500
    assert sorted(path for path in odd.root.rglob("*") if "backups" not in path.parts) == before


def test_a_link_in_the_place_of_a_folder_is_removed_and_not_what_it_points_to(released_course, run, tmp_path):
    """submitted/eve is a link to a folder elsewhere: forgetting eve leaves that folder, recording her reads nothing of it."""
    course = released_course
    (tmp_path / "elsewhere" / TOPIC).mkdir(parents=True)
    (tmp_path / "elsewhere" / TOPIC / "precious.txt").write_text("mine")
    (course.root / "submitted").mkdir(exist_ok=True)
    (course.root / "submitted" / "eve").symlink_to(tmp_path / "elsewhere")
    run(course, "record", "eve", "--to", str(tmp_path / "eve.zip"))
    with zipfile.ZipFile(tmp_path / "eve.zip") as archive:
        assert archive.namelist() == ["record.json"]
    run(course, "forget", "eve", "--yes")
    assert not (course.root / "submitted" / "eve").is_symlink()
    assert (tmp_path / "elsewhere" / TOPIC / "precious.txt").read_text() == "mine"


def test_files_under_odd_names_are_recorded(released_course, run, tmp_path):
    """A learner's files with control characters, and with bytes that are no text, in their names."""
    course = released_course
    folder = course.hand_in("ann", course.full_sheet())
    (folder / "a\x1b[31m\nb.txt").write_text("1")
    (Path(str(folder)) / b"\xff.txt".decode("utf-8", "surrogateescape")).write_text("2")
    run(course, "record", "ann", "--to", str(tmp_path / "ann.zip"))
    with zipfile.ZipFile(tmp_path / "ann.zip") as archive:
        assert {rf"submitted/{TOPIC}/a\x1b[31m\nb.txt", rf"submitted/{TOPIC}/\udcff.txt"} <= set(archive.namelist())


def test_a_secret_that_is_no_text_stops_no_forgetting(released_course, run):
    """submission_secret.txt that is no text, a link or a folder: the learner is forgotten all the same."""
    course = released_course
    (course.hand_in("ann", course.full_sheet()) / "submission_secret.txt").write_bytes(b"\xff\xfe")
    (course.hand_in("bob", course.full_sheet()) / "submission_secret.txt").mkdir()
    run(course, "autograde", TOPIC)
    run(course, "feedback", TOPIC)
    for learner in ("ann", "bob"):
        assert "the gradebook" in learner_records.forget(course.root, learner).removed
    assert roster.listed(course.root) == []


def test_the_one_rule_says_what_is_wrong_and_how_to_mend_it():
    """The sentence on an id: the character, and for a space what to put in its place."""
    assert learner_ids.sentence("ann lee").endswith("where a space was meant . or _ will do.")
    assert "(\\xa0)" in learner_ids.sentence("ann\u00a0lee") and "(\\n)" in learner_ids.sentence("ann\nlee")
    for good in ("ann", "müller", "_ann", "ann+1", "ann@uni.example", "李", "अनु", "a-b.c"):
        assert learner_ids.problem(good) is None, good
    for bad in (
        "",
        ".",
        "..",
        "a/b",
        "a\\b",
        "~ann",
        "o'neil",
        "a*",
        "a?",
        "a[b]",
        "a b",
        "a\0",
        "-x",
        "+x",
        "x.",
        "a" * 101,
    ):
        assert learner_ids.problem(bad), bad


# ------------------------------------------------------------ one place for what is printed


@pytest.mark.parametrize("path", sorted(CLI.glob("*.py")), ids=lambda p: p.name)
def test_every_command_prints_by_the_function_that_escapes(path):
    """No command prints by itself: `say`, `ask` and `print_json` of cli/shared.py do, and they escape.

    A rich table takes `Text` of what `shown` gave; strings there would be read as markup.
    """
    if path.name == "shared.py":
        return
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        assert called not in ("print", "typer.echo", "typer.secho", "typer.confirm", "typer.prompt", "sys.stdout.write",
                              "sys.stderr.write", "rich.print"), f"line {node.lineno}: {called}"  # fmt: skip
        if called.endswith((".add_row", ".add_column")):
            given = [a for a in node.args if not isinstance(a, ast.Constant | ast.Starred)]
            assert all(ast.unparse(a).startswith(("Text(shown(", "name")) for a in given), f"line {node.lineno}"
        if called == "TextColumn":
            assert ast.unparse(node).endswith("markup=False)"), f"line {node.lineno}"


def test_an_error_is_printed_escaped(monkeypatch, capsys):
    """main() prints a CourseError's sentence, in which a name may stand as it came."""

    def fail() -> None:
        raise CourseError("No \x1b[31mred\nhere")

    monkeypatch.setattr(cli, "app", fail)
    with pytest.raises(SystemExit):
        cli.main()
    assert capsys.readouterr().err == "No \\x1b[31mred\\nhere\n"


@pytest.mark.parametrize(
    ("name", "whose"),
    [
        (f"ann+{TOPIC}+{SENT_AT}+r", "ann"),
        (f"ann+1+{TOPIC}+{SENT_AT}+r", "ann+1"),
        (f"ann+{TOPIC}+{TOPIC}+{SENT_AT}+r", f"ann+{TOPIC}"),  # an id may be written like the beginning of a name
        (f"ann+trauma+{TOPIC}+{SENT_AT}", "ann+trauma"),
        (f"ann+1+{TOPIC}+no time", "ann+1"),
        (f"ann+{TOPIC}", "ann"),
        ("notes", None),
    ],
)
def test_a_hand_in_is_its_own_learners_and_nobody_elses(name, whose):
    """Forgetting removes what lies in the exchange under a learner's id: one that begins alike keeps theirs."""
    assert known_learners.sender(name, {TOPIC, "trauma"}) == whose
