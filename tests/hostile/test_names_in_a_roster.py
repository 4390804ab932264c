"""Rosters as spreadsheets save them, damaged ones, and names as people bear them."""

from __future__ import annotations

import csv
import io
import json
import random

import pytest
from sqlalchemy import event

from practicum.course import CourseError
from practicum.nbgrader_bridge.gradebook import database
from practicum.nbgrader_bridge.marks import roster, roster_import
from practicum.nbgrader_bridge.marks.person_names import family_name_first, joined, parts
from practicum.nbgrader_bridge.marks.roster_file import Entry, parse

from ..nbgrader_bridge.made_up import TOPIC
from .odd_names import is_plain

TWO = [Entry("ann", "Ann Lee"), Entry("bob", "Bob Ono")]
LINES = "id,name\nann,Ann Lee\nbob,Bob Ono\n"


@pytest.mark.parametrize(
    "data",
    [
        LINES.encode(), LINES.replace("\n", "\r").encode(), LINES.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + LINES.encode(), LINES.replace(",", ";").encode(), LINES.replace(",", "\t").encode(),
        LINES.replace(",", "\t").encode("utf-16"), b"\xfe\xff" + LINES.replace(",", "\t").encode("utf-16-be"),
        b"sep=;\r\n" + LINES.replace(",", ";").encode(), LINES.replace(",", "|").encode(),
        LINES.replace("\n", "\n\n").encode(), b'"id","name"\n"ann","Ann Lee"\n"bob","Bob Ono"',
        LINES.replace("\n", ",,,\n").encode(), LINES.replace("ann,Ann Lee", " ann ,\u200eAnn\u00a0 Lee\u200f").encode(),
    ],
    ids="lf cr crlf bom semicolons tabs utf16 utf16be sep pipes blank quoted trailing spaces".split(),
)  # fmt: skip
def test_every_form_in_which_a_spreadsheet_saves_it_is_read(data):
    """Line ends of three systems, four delimiters, byte order marks, Excel's Unicode text."""
    assert parse(data) == TWO


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (LINES.encode() + b"cat," + b"x" * 140_000 + b"\n", "line 4: a field is longer than 131,072 characters"),
        (LINES.encode() + b"cat," + b"x" * 130_000 + b"\n", "line 4: cat has a field that is longer than 200 characters"),
        (b"id,name\nann,Ann\0Lee\n", "holds NUL bytes"),
        (LINES.encode("utf-16-le"), "holds NUL bytes"),
        (LINES.encode("utf-32"), "NUL"),
        (LINES.encode("latin-1") + b"m\xfcller,M\xfcller\n", "is not UTF-8; in the spreadsheet choose 'CSV UTF-8'"),
        (b"\xff\xfe\x00", "is not UTF-8"),
        (b"id name\nann Ann\n", "needs a first line with the names id and name"),
        (b"", "needs a first line"),
        (b"\x00\x01\x02PK", "NUL"),
        (b"id,name,name\nann,Ann,Lee\n", "has the column name twice"),
        (b'id,name\nann,"Ann Lee\nbob,Bob\n', "line 2: a quotation mark stands alone"),
        (b'id,name\nann,"Ann" Lee\n', "line 2: a quotation mark stands alone"),
        (b"id,name\nlee,Lee, Ann\n", "line 2: it has more fields than the first line has names"),
        (b'id,name\nann,"Ann\nLee"\n', "or holds control characters"),
        (b"id,name\n,Ann\n", "line 2: Ann has no id"),
        ("id,name\nann,A\u202enn\n".encode(), "or holds control characters"),
        (b"id,name\nann,\x1b[31mAnn\n", "or holds control characters"),
        (b"id,name\nann," + b"x" * 150 + b"\n", "more than 128 characters"),
        (b"id,name\n..,Ann\n", "line 2: '..' is no learner's id"),
        (b"id,name\na\x1b[2Jb,Ann\n", r"'a\x1b[2Jb' is no learner's id"),
        (b"id,name\n" + b"x" * 2_000_000, "larger than 2 MB"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_one_sentence(data, said):
    """A damaged or wrong file: one sentence that names the line, and no traceback."""
    with pytest.raises(CourseError) as error:
        parse(data)
    assert said in str(error.value) and is_plain(str(error.value)) and "\n" not in str(error.value)
    assert len(str(error.value)) < 400


def test_a_thousand_broken_rosters_give_entries_or_one_sentence():
    """Bytes cut out, put in, turned round, in each of the forms: read or refused, never anything else."""
    chance = random.Random(20261201)
    forms = [
        LINES.encode(),
        LINES.replace("\n", "\r").encode(),
        LINES.replace(",", "\t").encode("utf-16"),
        b'"id","name"\n"a","b"\n',
    ]
    for _ in range(1000):
        data = bytearray(chance.choice(forms))
        for _ in range(chance.randrange(1, 6)):
            at = chance.randrange(len(data))
            data[at : at + chance.randrange(3)] = bytes(
                chance.choices(b'",;\t\r\n\0\xff\xfeax=\x1b', k=chance.randrange(4))
            )
            data = data or bytearray(b"x")
        try:
            assert parse(bytes(data))
        except CourseError as error:
            assert "\n" not in str(error) and is_plain(str(error))


REAL = [
    "Ann Lee", "Lee, Ann", "Ann van der Berg", "van der Berg, Ann", "Sukarno", "María de los Ángeles García",
    "Ana García Márquez", "O'Neil", "Siobhán O\u2019Neil", "Jean-Luc Picard", "علی\u200cرضا کریمی", "דוד כהן", "王小明", "王 小明",
    "Nguyễn Thị Minh Khai", "Ann Lee, LCSW", "Ann Lee, Ph.D.", "Lee, Ann, Jr.", "Bob, the Elder", "ß", "Ann  Lee".replace("  ", " "),
    "J\u0308urgen M\u00fcller", "Wolfeschlegelsteinhausenbergerdorff", "Ann \"Annie\" Lee", "de la Cruz", "D\u2019Angelo", ", Ann", "Lee,",
]  # fmt: skip


@pytest.mark.parametrize("name", REAL)
def test_a_real_name_is_taken(name):
    """As it is written; nbgrader's two fields hold the same words."""
    made = io.StringIO()
    csv.writer(made).writerows([["id", "name"], ["ann", name]])
    entries = parse(made.getvalue().encode())
    assert entries == [Entry("ann", name)]
    assert sorted(joined(*parts(name)).replace(",", "").split()) == sorted(name.replace(",", "").split())


def test_names_stand_in_every_list_as_the_roster_has_them(released_course, run, tmp_path):
    """All of them at once, in `cohort list`, `status` and the exports; a name that formgrader changed since is that one."""
    course = released_course
    names = {f"learner{number}": name for number, name in enumerate(REAL)}
    file = tmp_path / "roster.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows([["id", "name"], *names.items()])
    run(course, "cohort", "import", str(file))
    assert {one["learner"]: one["name"] for one in json.loads(run(course, "cohort", "list", "--json"))} == names
    assert {one["learner"]: one["name"] for one in json.loads(run(course, "status", "--json"))["learners"]} == names
    for learner in names:
        course.hand_in(learner, course.full_sheet())
    run(course, "autograde", TOPIC)
    rows = list(csv.DictReader(io.StringIO(run(course, "export"))))
    assert {row["learner"]: row["name"] for row in rows} == names
    canvas = {row[2]: row[0] for row in csv.reader(io.StringIO(run(course, "export", "--for", "canvas")))}
    for learner, name in names.items():
        assert canvas[learner] == family_name_first(name)
    assert canvas[f"learner{REAL.index('Lee, Ann')}"] == "Lee, Ann"
    with course.gradebook() as gradebook:
        gradebook.update_or_create_student("learner1", first_name="Anne", last_name="Lee")
    assert roster.written_names(course.root)["learner1"] == "Lee, Ann"
    assert next(one.name for one in roster.listed(course.root) if one.learner == "learner1") == "Anne Lee"


@pytest.mark.parametrize(
    ("name", "canvas", "first", "last"),
    [
        ("Ann Lee", "Lee, Ann", "Ann", "Lee"), ("Lee, Ann", "Lee, Ann", "Ann", "Lee"),
        ("Ann van der Berg", "van der Berg, Ann", "Ann", "van der Berg"),
        ("van der Berg, Ann", "van der Berg, Ann", "Ann", "van der Berg"), ("Sukarno", "Sukarno", "", "Sukarno"),
        ("Ana García Márquez", "Ana García Márquez", "Ana García", "Márquez"),
        ("García Márquez, Ana", "García Márquez, Ana", "Ana", "García Márquez"), ("王 小明", "王 小明", "王", "小明"),
        ("Ann Lee, LCSW", "Ann Lee, LCSW", "Ann", "Lee, LCSW"), ("Bob, the Elder", "Bob, the Elder", "", "Bob, the Elder"),
        ("Lee, Ann, Jr.", "Lee, Ann, Jr.", "Ann, Jr.", "Lee"),
    ],
)  # fmt: skip
def test_a_name_is_turned_round_only_where_its_writing_tells_the_family_name(name, canvas, first, last):
    """For systems that sort by family name: never by guessing."""
    assert family_name_first(name) == canvas and parts(name) == (first, last)


def test_a_roster_of_a_hundred_thousand_lines(released_course):
    """It is read, and kept in a handful of transactions, not one a learner as nbgrader's own call would."""
    entries = parse(b"id,name\n" + b"".join(b"l%d,A B\n" % n for n in range(100_000)))
    assert len(entries) == 100_000 and entries[-1] == Entry("l99999", "A B")
    commits = []
    listen = (database.engine(released_course.url), "commit", commits.append)
    event.listen(*listen)
    try:
        assert roster_import.keep(released_course.root, entries[:1200]) == (1200, 0)
    finally:
        event.remove(*listen)
    assert roster_import.keep(released_course.root, entries[:1201]) == (1, 1200) and len(commits) < 5
