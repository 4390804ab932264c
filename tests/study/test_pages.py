"""The learner's own pages on a real server: home, search, glossary, a report, answers in one file."""

from __future__ import annotations

import json
import re
import shutil
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest

from practicum.content.edition import secrets
from practicum.server import home as pages
from practicum.server.lessons import Lessons
from practicum.study import answer_transfer, report
from practicum.study import place as places

from ..server.site import Reply, Site, put_small, running, small_content, small_notebook
from .conftest import LESSON, NOW, give, right, sheet_at

HREF = f"lesson/ethics/{LESSON}"
PAGES = ["", "search", "search?q=barter", "glossary", "report", f"report?folder=ethics&lesson={LESSON}"]


@pytest.fixture(scope="module")
def always(tmp_path_factory, built) -> Iterator[Site]:
    base = tmp_path_factory.mktemp("learner")
    places.renew(base / "home", built, "0", NOW)
    with running(base / "jupyter", base / "home") as site:
        yield site


@pytest.fixture
def site(always, built) -> Site:
    """The course, and nothing answered or reported."""
    for path in always.root.iterdir():
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    places.renew(always.root, built, "0", NOW)
    return always


@pytest.fixture
def browser(site) -> dict[str, str]:
    """The cookies of a browser that logged in."""
    return {"Cookie": site.login()["Cookie"]}


def token_of(cookies: dict[str, str]) -> str:
    return re.search(r"_xsrf=([^;]+)", cookies["Cookie"])[1]


def post(site: Site, path: str, cookies: dict[str, str], fields: dict, file: bytes | None = None, **headers) -> Reply:
    """What a browser sends for a form."""
    if file is None:
        kind, body = "application/x-www-form-urlencoded", urllib.parse.urlencode(fields).encode()
    else:
        kind, parts = "multipart/form-data; boundary=xx", []
        parts += [
            f'--xx\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode() for n, v in fields.items()
        ]
        head = b'--xx\r\nContent-Disposition: form-data; name="file"; filename="a.json"\r\nContent-Type: x/y\r\n\r\n'
        body = b"".join(parts) + head + file + b"\r\n--xx--\r\n"
    return site.ask("POST", path, body, {**cookies, "Content-Type": kind, **headers}, token=False)


# ------------------------------------------------------------ home


def test_home_leads_to_the_lesson_and_to_the_very_exercise(site):
    page = site.get("")
    assert page.status == 200
    assert "Begin" in page.words and "0 of 1 lessons done" in page.words
    assert f'href="{site.base}practicum/{HREF}"' in page.text
    give(site.root, "yes_is_not_consent", right)
    page = site.get("")
    assert "Go on where you stopped" in page.words
    address = re.search(rf'href="([^"]*{HREF}#[^"]+)"', page.text)[1]
    lesson = site.ask("GET", address.partition("#")[0])
    assert f'id="{address.partition("#")[2]}"' in lesson.text


def test_home_of_a_folder_without_lessons_says_so(site):
    shutil.rmtree(site.root / "ethics")
    page = site.get("")
    assert page.status == 200
    assert "There are no lessons here yet." in page.words


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_closed_and_strict(site, path):
    page = site.get(path)
    assert page.status == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["cache-control"] == "no-store"
    assert not re.search(r"<script(?![^>]*src=)|\bon\w+=|style=", page.text)
    closed = site.ask("GET", path, token=False)
    assert closed.status == 302 and "login" in closed.headers["location"]


@pytest.mark.parametrize("path", ["report", "api/answers"])
def test_a_form_from_elsewhere_or_without_its_token_is_refused(site, browser, path):
    give(site.root, "yes_is_not_consent", right)
    fields = {"text": "x", "_xsrf": token_of(browser)}
    before = sheet_at(site.root)
    for cookies, sent, headers in [
        (browser, {"text": "x"}, {}),
        (browser, {**fields, "_xsrf": "2|00000000|00|0"}, {}),
        (browser, fields, {"Sec-Fetch-Site": "cross-site"}),
        (browser, fields, {"Sec-Fetch-Site": "same-site"}),
        ({}, fields, {}),
    ]:
        said = post(site, path, cookies, sent, b"{}", **headers)
        assert said.status == 403 or "login" in said.headers.get("location", ""), (path, sent, headers)
    assert not (site.root / "reports").exists()
    assert sheet_at(site.root) == before


# ------------------------------------------------------------ search


def found(site: Site, text: str) -> list[tuple[str, str]]:
    """(address, place's name) of what a search shows."""
    page = site.get(f"search?q={urllib.parse.quote(text)}")
    assert page.status == 200
    return re.findall(r'<h2><a href="[^"]*practicum/([^"]+)">([^<]*)</a>', page.text)


def test_search_leads_to_headings_exercises_and_terms_that_are_there(site):
    lesson, glossary = site.get(HREF).text, site.get("glossary").text
    kinds = set()
    for text in ("barter", "slippery slope", "rural", "Dana", "supervisee", "repair"):
        assert found(site, text), text
        for address, _ in found(site, text):
            page, _, anchor = address.partition("#")
            assert page in (HREF, "glossary")
            assert not anchor or f'id="{anchor}"' in (lesson if page == HREF else glossary), address
            kinds.add("glossary" if page == "glossary" else anchor.partition("-")[0])
    assert kinds >= {"glossary", "exercise", "s"}  # and the lesson's own beginning


def test_words_are_found_in_other_forms_and_from_their_beginning(site):
    assert found(site, "bartering") and found(site, "barte")
    assert found(site, "CONGREGATION")
    assert found(site, "zeppelin") == []
    assert "Nothing found for “zeppelin”." in site.get("search?q=zeppelin").words
    assert site.get("search?q=").status == 200


@pytest.mark.parametrize(
    "text",
    [
        '"',
        "'",
        "*",
        "a*b OR",
        'NEAR("a" "b")',
        "text: x",
        "-",
        "(",
        "\x00",
        "\x02barter\x03",
        "é" * 500,
        "AND",
        "{}",
        "^a",
    ],
)
def test_whatever_is_asked_is_a_question(site, text):
    page = site.get(f"search?q={urllib.parse.quote(text)}")
    assert page.status == 200
    assert page.text.count("<script") == 0


def test_a_hostile_question_is_shown_as_text(site):
    page = site.get("search?q=" + urllib.parse.quote("<img src=x onerror=alert(1)>"))
    assert "<img" not in page.text and "&lt;img" in page.text


def test_a_new_lesson_is_found_at_once_and_a_hostile_one_is_only_text(site):
    assert found(site, "xylophone") == []
    notebook = small_notebook("# Hello\n\n## A <b>xylophone</b>\n\nIt plays \x02<script>alert(1)</script>.")
    put_small(site.root / "more", small_content(title="<i>T</i>"), notebook)
    assert [name for _, name in found(site, "xylophone")] == ["A &lt;b&gt;xylophone&lt;/b&gt;"]
    page = site.get("search?q=plays")
    assert "<i>" not in page.text and "<script>" not in page.text
    put_small(site.root / "more", b"{", notebook)
    assert found(site, "xylophone") == []
    assert found(site, "barter")


def test_nothing_that_tells_an_answer_is_in_the_index(folder, editions):
    lessons = Lessons(folder, b"x")
    text = "\n".join(f"{doc.where}\n{doc.text}" for doc in pages.docs(lessons, lessons.shelf.lessons))
    assert "slippery slope" in text
    content = editions[LESSON]["self_study"]
    told = secrets(content)
    for item in content["items"].values():
        for part in ("options", "steps", "cases"):
            told += [one["feedback"] for one in item.get(part, {}).values()]
            told += [one["text"] for one in item.get(part, {}).values() if len(one["text"]) > 40]
        told += [item[field] for field in ("right", "feedback") if item.get(field)]
    for vignette in content["vignettes"].values():
        told += [option[field] for option in vignette.get("options", {}).values() for field in ("say", "why", "then")]
        told += [ending["debrief"] for ending in vignette.get("endings", {}).values()]
        told += [choice["why"] for scene in vignette.get("scenes", {}).values() for choice in scene["choices"].values()]
    told = [sentence for sentence in told if " " in sentence]
    assert len(told) > 300
    assert [sentence for sentence in told if sentence in text] == []


# ------------------------------------------------------------ glossary


def test_the_glossary_has_every_term_with_its_sources_and_neighbours(site):
    page = site.get("glossary")
    terms = re.findall(r"<dt>([^<]+)</dt>", page.text)
    assert len(terms) >= 25 and terms == sorted(terms, key=str.casefold)
    assert "(American Psychological Association, 2017, 3.05)" in page.words and "[@" not in page.text
    for anchor in re.findall(r'href="#([\w-]+)"', page.text):
        if anchor != "main":
            assert f'id="{anchor}"' in page.text
    assert page.text.count(f'href="{site.base}practicum/{HREF}"') >= 10  # lessons that use the word


def test_a_course_without_a_glossary_says_so(site):
    (site.root / "course.json").unlink()
    assert "This course has no glossary yet." in site.get("glossary").words


# ------------------------------------------------------------ a report


def test_a_report_becomes_a_file_to_send(site, browser):
    page = site.get(f"report?folder=ethics&lesson={LESSON}")
    assert "Dual relationships and conflicts of interest" in page.words
    fields = {
        "folder": "ethics", "lesson": LESSON, "where": "Barter", "_xsrf": token_of(browser),
        "text": "A.10.e says more.\r\n\x1b[31mred\x07 \u202eturned <b>bold</b>",
    }  # fmt: skip
    said = post(site, "report", browser, fields)
    assert said.status == 200
    (path,) = (site.root / "reports").iterdir()
    assert f"reports/{path.name}" in said.words and "Send it to whoever runs your course." in said.words
    text = path.read_text("utf-8")
    assert text.startswith("A report of an error in a lesson\n")
    assert (
        f"Id: ethics/{LESSON}\n" in text and "Where: Barter\n" in text and re.search(r"Version: [0-9a-f]{16}\n", text)
    )
    assert text.endswith("\nA.10.e says more.\n[31mred turned <b>bold</b>\n")
    kept = site.get(f"report/{path.name}")
    assert kept.headers["content-disposition"].startswith("attachment") and kept.text == text
    assert site.ask("GET", f"report/{path.name}", token=False).status in (302, 403)


def test_a_report_says_whom_to_send_it_to(site, browser):
    course = json.loads((site.root / "course.json").read_text())
    (site.root / "course.json").write_text(json.dumps({**course, "report_to": "<b>errors@example.org</b>"}))
    said = post(site, "report", browser, {"text": "x", "_xsrf": token_of(browser)})
    assert "Send it to <b>errors@example.org</b>." in said.words and "<b>errors" not in said.text


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"text": "  \n"}, "Say what is wrong first."),
        ({}, "Say what is wrong first."),
        ({"text": "x" * 5_001}, "This is longer than 5,000 characters"),
        ({"text": "kept", "where": "x" * 301}, "This is longer than"),
    ],
)
def test_what_cannot_be_a_report_says_why_and_keeps_what_was_typed(site, browser, fields, says):
    said = post(site, "report", browser, {**fields, "_xsrf": token_of(browser)})
    assert said.status == 400
    assert says in said.words
    assert fields.get("text", "").strip()[:50] in said.text
    assert not (site.root / "reports").exists()


def test_a_report_names_only_lessons_that_are_there(site, browser):
    fields = {"folder": "../..", "lesson": "../../etc/passwd", "text": "x", "_xsrf": token_of(browser)}
    assert post(site, "report", browser, fields).status == 200
    (path,) = (site.root / "reports").iterdir()
    assert report.FILE.fullmatch(path.name) and "passwd" not in path.read_text()


def test_reports_stay_in_the_folder(site, browser, tmp_path):
    (site.root / "reports").symlink_to(tmp_path)
    said = post(site, "report", browser, {"text": "x", "_xsrf": token_of(browser)})
    assert said.status == 400 and "could not be written" in said.words
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["..%2fcourse.json", "course.json", "%2e%2e%2fcourse.json", "report-20261123-120000.txt", "x"]
)
def test_no_other_file_is_given_as_a_report(site, name):
    (site.root / "reports").mkdir()
    (site.root / "reports" / "report-20261123-120000.txt").symlink_to(site.root / "course.json")
    assert site.get(f"report/{name}").status == 404


def test_reports_are_bounded(site, browser, folder):
    place = site.root / "reports"
    place.mkdir()
    for n in range(report.MOST):
        (place / f"report-20261123-12{n // 60:02d}{n % 60:02d}.txt").write_text("x")
    said = post(site, "report", browser, {"text": "x", "_xsrf": token_of(browser)})
    assert said.status == 400 and "200 reports" in said.words
    assert post(site, "report", browser, {"text": "x" * 200_000, "_xsrf": token_of(browser)}).status == 413


# ------------------------------------------------------------ answers in one file


def test_answers_go_out_and_come_in(site, browser):
    entry = give(site.root, "yes_is_not_consent", right)
    given = site.get("api/answers")
    assert given.headers["content-disposition"].startswith('attachment; filename="practicum-answers-')
    (site.root / "ethics" / f"{LESSON}.answers.json").unlink()
    said = post(site, "api/answers", browser, {"_xsrf": token_of(browser)}, given.body)
    assert said.status == 200 and "Answers brought in." in said.words
    assert sheet_at(site.root).answers["yes_is_not_consent"] == entry
    again = post(site, "api/answers", browser, {"_xsrf": token_of(browser)}, given.body)
    assert "Everything in the file was here already." in again.words


@pytest.mark.parametrize(
    "data", [b"", b"{", b"\xff", b'{"kind": "practicum answers", "schema": 9, "sheets": []}', b"[" * 5000]
)
def test_a_bad_file_of_answers_changes_nothing_and_says_so(site, browser, data):
    entry = give(site.root, "yes_is_not_consent", right)
    said = post(site, "api/answers", browser, {"_xsrf": token_of(browser)}, data)
    assert said.status == 400
    assert "Nothing was brought in" in said.words
    assert sheet_at(site.root).answers == {"yes_is_not_consent": entry}


def test_a_form_without_a_file_or_of_another_kind_is_refused(site, browser):
    assert post(site, "api/answers", browser, {"_xsrf": token_of(browser)}).status == 400
    headers = {**browser, "Content-Type": "multipart/form-data; boundary=xx"}
    for body in (b"--xx\r\n", b"--xx\r\n\r\n\r\n--xx--", b"\x00" * 100):
        said = site.ask(
            "POST", f"api/answers?_xsrf={urllib.parse.quote(token_of(browser))}", body, headers, token=False
        )
        assert said.status in (400, 403)


def test_a_body_that_is_too_long_is_not_waited_for(site, browser):
    line = site.connection()
    line.putrequest("POST", f"{site.base}practicum/api/answers")
    for name, value in {
        **browser,
        "Content-Length": str(answer_transfer.LARGEST * 2),
        "Content-Type": "multipart/form-data; boundary=x",
    }.items():
        line.putheader(name, value)
    line.endheaders()
    assert line.getresponse().status == 413
    line.close()


def test_what_is_in_the_folder_of_another_topic_stays_there(site, browser, tmp_path):
    """A file names lessons, never places."""
    give(site.root, "yes_is_not_consent", right)
    value = json.loads(site.get("api/answers").body)
    sheet = value["sheets"][0]
    value["sheets"] = [{**sheet, "lesson": "../../x"}, {**sheet, "topic": "../..", "folder": str(tmp_path)}]
    before = {p for p in Path(site.root).parent.rglob("*") if p.is_file() and "jupyter" not in p.parts}
    post(site, "api/answers", browser, {"_xsrf": token_of(browser)}, json.dumps(value).encode())
    assert {p for p in Path(site.root).parent.rglob("*") if p.is_file() and "jupyter" not in p.parts} == before
    assert list(tmp_path.iterdir()) == []
