"""The closed door: who is not the learner, or not on our own page, gets nothing and changes nothing."""

from __future__ import annotations

import json
import os
import re
import socket

import pytest

from practicum.server.base_handler import POLICY as DOORS_POLICY
from practicum.server.lessons import Lessons
from practicum.server.routes import table
from tests.test_keys import leaks

from .site import COHORT, JSON, NAME, SELF, put_small

PAGES = ["", SELF, COHORT, "nothing", "lesson/no/lesson"]
FILES = ["static/page.js", "static/page.css", "static/widgets/exercise.js"]
NO_FILES = ["static/nothing.js", "static/../page.js", "static/widgets", "static/page.js/", "static/%2e%2e/door.py"]
POSTS = [f"api/{SELF}/spouse_clinic", "api/nothing"]
WRITE = {"event": {"do": "write", "fields": {"words": "Not mine."}}, "n": 1}
WRITTEN = f"api/{COHORT}/ending_the_trade"


def nothing_kept(site) -> bool:
    return site.sheet() == {} and site.sheet("ethics") == {}


# ------------------------------------------------------------ login


@pytest.mark.parametrize("headers", [{}, {"Authorization": "token wrong"}, {"Cookie": "username=me"}])
def test_without_login_there_is_nothing(ann, headers):
    for path in (*PAGES, "/practicum", "api/answers", "api/exchange", "api/nothing", "report", "search?q=ethics"):
        said = ann.ask("GET", path, headers=headers, token=False)
        if path.startswith("api/") and path != "api/answers":
            assert said.status == 403 and set(said.json) == {"message"}, path
            continue
        assert (said.status, said.body) == (302, b""), path
        assert said.headers["location"].startswith("/login?next="), path
    for path in POSTS:
        said = ann.ask("POST", path, WRITE, {**JSON, **headers}, token=False)
        assert said.status == 403, path
        assert set(said.json) == {"message"}
    assert nothing_kept(ann)


def test_scripts_and_styles_are_for_everybody_and_nothing_else_is(ann):
    """They say nothing of anybody; a Hub's server takes no login's cookie with a module script."""
    for path in FILES:
        theirs, mine = ann.get(path, token=False), ann.get(path)
        assert theirs.status == 200 and theirs.body == mine.body, path
        assert theirs.cookies == {}, path
        assert "access-control-allow-origin" not in theirs.headers
        assert theirs.headers["cross-origin-resource-policy"] == "same-origin"
    for path in NO_FILES:
        said = ann.get(path, token=False)
        assert said.status in (302, 404), path
        assert said.cookies == {} and "csrf" not in said.text and "import annotations" not in said.text, path
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        assert ann.ask(method, FILES[0], b"", token=False).status in (403, 405)


def test_a_pair_of_made_up_tokens_is_no_login(ann):
    """Whoever is not logged in can give the cookie and the header alike; that proves nothing."""
    made = ann.ask("GET", "/login", token=False).cookies["_xsrf"]
    headers = {**JSON, "Cookie": f"_xsrf={made}", "X-XSRFToken": made}
    for path in (WRITTEN, *POSTS):
        assert ann.ask("POST", path, WRITE, headers, token=False).status == 403, path
    assert nothing_kept(ann)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
def test_other_methods_do_nothing(ann, method):
    for path in (*PAGES, *FILES, *POSTS):
        for token in (True, False):
            assert ann.ask(method, path, token=token).status in (302, 403, 404, 405), path
    assert nothing_kept(ann)


def every_address(site) -> list[str]:
    """One address of every kind that the server knows as ours, whoever added it."""
    kinds = [spec.regex.pattern.removesuffix("$") for spec in table("/", Lessons(site.root, b""))]
    return [re.sub(r"\([^)]*\)|\.\*", "x", kind).replace("\\", "") for kind in kinds]


def test_no_address_of_ours_is_open_or_without_the_policy(ann):
    assert {"/practicum", "/practicum/", "/practicum/lesson/x/x", "/practicum/static/x"} <= set(every_address(ann))
    browser = {k: v for k, v in ann.login().items() if k == "Cookie"}
    for path in every_address(ann):
        for method in ("GET", "POST", "PUT", "DELETE", "PATCH"):
            said = ann.ask(method, path, b"" if method != "GET" else None, token=False)
            closed = (said.status, said.body) == (302, b"") or said.status in (403, 405)
            # of the files that are open to all, this is none
            assert closed or (path.endswith("/static/x") and said.status == 404), (method, path, said.status)
            assert said.headers["content-security-policy"] == DOORS_POLICY, (method, path)
        forged = ann.ask(
            "POST", path, b"", {**browser, "Content-Type": "application/x-www-form-urlencoded"}, token=False
        )
        assert forged.status in (403, 405), path
        said = ann.get(path)
        assert said.headers["content-security-policy"] == DOORS_POLICY, path
        assert said.headers["cache-control"] in ("no-store", "private, no-cache"), path


# ------------------------------------------------------------ forged requests


def test_a_browser_needs_the_pages_own_token_to_answer(ann):
    browser = ann.login()
    for wrong in (None, "", "2|aaaaaaaa|bbbbbbbb|1"):
        headers = {k: v for k, v in browser.items() if k != "X-XSRFToken"}
        headers |= {} if wrong is None else {"X-XSRFToken": wrong}
        assert ann.ask("POST", WRITTEN, WRITE, headers, token=False).status == 403
    assert nothing_kept(ann)
    assert ann.ask("POST", WRITTEN, WRITE, browser, token=False).status == 200
    assert ann.sheet("ethics")["ending_the_trade"]["response"]["words"] == "Not mine."


def test_the_page_itself_carries_the_token_that_it_needs(ann):
    browser = ann.login()
    page = ann.get(COHORT, headers=browser, token=False)
    browser["X-XSRFToken"] = re.search(r'<meta name="csrf" content="([^"]+)"', page.text)[1]
    assert ann.ask("POST", WRITTEN, WRITE, browser, token=False).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},  # another server on the same computer
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_a_page_of_another_origin_cannot_answer(ann, headers):
    said = ann.ask("POST", WRITTEN, WRITE, {**ann.login(), **headers}, token=False)
    assert said.status in (403, 404)
    assert "access-control-allow-origin" not in said.headers
    assert nothing_kept(ann)


def test_a_page_of_another_origin_cannot_read(ann):
    browser = {**ann.login(), "Origin": "http://evil.example"}
    for path in (COHORT, "", "static/page.js"):
        said = ann.get(path, headers=browser, token=False)
        assert "access-control-allow-origin" not in said.headers
        assert said.headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example"])
def test_a_name_that_was_turned_on_this_computer_is_refused(ann, host):
    """DNS rebinding: the browser believes that it talks to evil.example."""
    assert ann.get(COHORT, headers={"Host": host}).status == 403
    assert ann.ask("POST", WRITTEN, WRITE, {**JSON, "Host": host}).status == 403
    assert nothing_kept(ann)


# ------------------------------------------------------------ two learners on one machine


def test_another_learners_key_opens_nothing(ann, bob):
    ann.send(COHORT, "ending_the_trade", {"do": "write", "fields": {"words": "A secret of ann's."}})
    theirs = bob.login()
    # browsers send cookies to every port of a machine; a thief would also give them the right name
    renamed = {**theirs, "Cookie": theirs["Cookie"].replace(str(bob.port), str(ann.port))}
    for headers in ({"Authorization": f"token {bob.token}"}, theirs, renamed):
        for path in (COHORT, SELF, "", "api/answers", f"{COHORT}?token={bob.token}"):
            said = ann.get(path, headers=headers, token=False)
            assert said.status in (302, 403)
            assert b"A secret" not in said.body
        assert ann.ask("POST", WRITTEN, WRITE, {**JSON, **headers}, token=False).status == 403
    assert ann.sheet("ethics")["ending_the_trade"]["response"]["words"] == "A secret of ann's."
    assert bob.sheet("ethics") == {}
    assert "A secret" not in bob.get(COHORT).text


@pytest.mark.parametrize(
    "folder", ["..%2Fann{n}%2Fhome", "%2Ftmp", "..", "../../home", "{root}", "{quoted}", "ethics%2F..%2F..%2Fhome"]
)
def test_no_address_leads_to_another_learners_folder(ann, bob, folder):
    from urllib.parse import quote

    ann.send(SELF, "ending_the_trade", {"do": "write", "fields": {"words": "A secret of ann's."}})
    folder = folder.format(n=0, root=ann.root, quoted=quote(str(ann.root), safe=""))
    for path in (f"lesson/{folder}/{NAME}", f"/practicum/lesson/{folder}/{NAME}"):
        said = bob.get(path)
        assert said.status in (302, 400, 404)
        assert b"A secret" not in said.body
        assert bob.send(f"lesson/{folder}/{NAME}", "ending_the_trade", WRITE["event"]).status in (400, 404, 405)
    assert ann.sheet()["ending_the_trade"]["response"]["words"] == "A secret of ann's."


# ------------------------------------------------------------ paths

UP = ["../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "..%252f", "....//", "%c0%ae%c0%ae/", "./../", "/"]


@pytest.mark.parametrize("up", UP)
def test_no_path_leads_out_of_the_static_files(ann, up):
    for target in (
        "handlers.py",
        "templates/base.html.j2",
        "../words.json",
        "../../etc/passwd",
        "widgets/../../door.py",
    ):
        for path in (f"static/{up}{target}", f"static/{up * 3}{target}", f"static/widgets/{up * 2}{target}"):
            said = ann.get(path)
            assert said.status in (302, 400, 404), path
            assert not any(
                word in said.body for word in (b"import annotations", b"{% block", b"root:x:", b'"practice"')
            )


@pytest.mark.parametrize(
    "name",
    ["static/", "static/widgets", "static/widgets/", "static/.hidden", "static/widgets/%00", "static/page.js%00"],
)
def test_only_the_listed_files_are_there(ann, name):
    assert ann.get(name).status == 404


@pytest.mark.parametrize("up", UP)
def test_no_path_leads_to_a_lesson_that_the_shelf_does_not_hold(ann, up):
    put_small(ann.root.parent / "outside")
    put_small(ann.root / "deep" / "er")
    put_small(ann.root / "release")
    put_small(ann.root / ".hidden")
    paths = [f"{up}outside/small", f"-/{up}outside{up[2:] or '/'}small", f"deep{up[2:] or '/'}er/small"]
    paths += [
        "release/small",
        ".hidden/small",
        "-/small",
        f"-/{NAME}.content.json",
        f"-/{NAME}%00",
        f"ethics%00/{NAME}",
    ]
    for path in paths:
        said = ann.get(f"lesson/{path}")
        assert said.status in (400, 404), path
        assert "Which?" not in said.text
        assert ann.send(f"lesson/{path}", "asks", {"do": "choose", "options": ["a"]}).status in (400, 404), path
    assert not list(ann.root.parent.glob("**/small.answers.json"))


def test_links_out_of_the_root_are_not_followed(ann):
    outside = put_small(ann.root.parent / "beyond")
    (ann.root / "folder").symlink_to(outside, target_is_directory=True)
    for part in ("content.json", "ipynb", "answers.json"):
        place = put_small(ann.root / f"by_{part.partition('.')[0]}")
        (place / f"small.{part}").unlink(missing_ok=True)
        (place / f"small.{part}").symlink_to(outside / f"small.{part}")
    (outside / "small.answers.json").write_text('{"schema": 1, "lesson": "small", "answers": {}, "seed": "ab"}')
    before = (outside / "small.answers.json").read_bytes()
    for folder in ("folder", "by_content", "by_ipynb", "by_answers"):
        assert ann.get(f"lesson/{folder}/small").status == 404, folder
        assert ann.send(f"lesson/{folder}/small", "asks", {"do": "choose", "options": ["a"]}).status == 404, folder
    assert "A small lesson" not in ann.get("").text
    assert (outside / "small.answers.json").read_bytes() == before
    assert sorted(os.listdir(outside)) == ["small.answers.json", "small.content.json", "small.ipynb"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
def test_a_pipe_in_the_place_of_a_file_keeps_nobody_waiting(ann):
    for part in ("content.json", "ipynb", "answers.json"):
        place = put_small(ann.root / f"pipe_{part.partition('.')[0]}")
        (place / f"small.{part}").unlink(missing_ok=True)
        os.mkfifo(place / f"small.{part}")
        assert ann.get(f"lesson/{place.name}/small").status == 404
    assert ann.get("").status == 200


# ------------------------------------------------------------ what a page may send


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/json", ""]
)
def test_only_json_is_taken(ann, kind):
    said = ann.ask("POST", WRITTEN, WRITE, {"Content-Type": kind})
    assert said.status == 415
    assert nothing_kept(ann)


BODIES = [
    b"", b"null", b"[]", b"3", b'"x"', b"{}", b'{"event": {}}', b'{"n": 1}', b'{"event": 1, "n": "1"}', b'{"event": {}, "n": true}',
    b'{"event": {}, "n": -1}', b'{"event": {}, "n": 1e400}', b'{"event": {}, "n": NaN}', b'{"event": {"do": "write"}, "n": 1',
    b"\xff\xfe", b'{"event": 1, "event": 2, "n": 1}', b'{"n": 1, "event": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    b'{"event": {"do": "write"}, "n": 99999999999999999999}',
]  # fmt: skip


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body[:40].decode("latin-1"))
def test_what_is_no_message_is_refused(ann, body):
    said = ann.ask("POST", WRITTEN, body, JSON)
    assert said.status == 400
    assert set(said.json) == {"message"} and "Traceback" not in said.text
    assert nothing_kept(ann)


EVENTS = [
    None, 1, "write", [], {}, {"do": None}, {"do": ["write"]}, {"do": "__class__"}, {"do": "view"}, {"do": "keep"},
    {"do": "write"}, {"do": "write", "fields": []}, {"do": "write", "fields": {"words": 3}}, {"do": "write", "fields": {"__proto__": "x"}},
    {"do": "write", "fields": {"words": "x" * 20_001}}, {"do": "compare"}, {"do": "check"}, {"do": "confirm"},
]  # fmt: skip


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: json.dumps(event)[:40])
def test_an_event_that_no_screen_sends_changes_nothing(ann, event):
    said = ann.send(COHORT, "ending_the_trade", event)
    assert said.status == 200
    assert said.json["view"]["saved"]["state"] == "failed"
    assert nothing_kept(ann)


def test_the_longest_answer_that_a_box_allows_is_taken(ann):
    text = "\U0001f642" * 20_000
    said = ann.send(COHORT, "ending_the_trade", {"do": "write", "fields": {"words": text, "why": text}})
    assert said.json["view"]["saved"]["state"] == "saved"
    assert ann.sheet("ethics")["ending_the_trade"]["response"]["why"] == text


def test_a_body_that_is_too_large_is_refused_before_it_is_read(ann):
    head = (
        f"POST /practicum/{WRITTEN} HTTP/1.1\r\nHost: 127.0.0.1:{ann.port}\r\nAuthorization: token {ann.token}\r\n"
        "Content-Type: application/json\r\nContent-Length: 900000000\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", ann.port), timeout=30) as line:
        line.sendall(head.encode() + b'{"event": ')
        assert b" 413 " in line.recv(1000).split(b"\r\n")[0]
    assert nothing_kept(ann)


def test_a_body_without_a_length_is_counted_while_it_comes(ann):
    line = ann.connection()
    sent = (b'{"n": 1, "event": "' if not n else b"x" * 10_000 for n in range(80))
    headers = {"Authorization": f"token {ann.token}", **JSON}
    try:
        line.request("POST", f"/practicum/{WRITTEN}", sent, headers, encode_chunked=True)
        assert line.getresponse().status == 413
    except (BrokenPipeError, ConnectionResetError):
        pass  # it hung up on us in the middle, which is as good
    finally:
        line.close()
    assert ann.get(COHORT).status == 200
    assert nothing_kept(ann)


@pytest.mark.parametrize(
    "name", ["nobody", "progress", "__init__", "items", "ending_the_trade%2F..", "%00", "a" * 500, "friday_sitter%20"]
)
def test_an_exercise_that_the_lesson_does_not_have(ann, name):
    said = ann.send(COHORT, name, {"do": "choose", "options": ["a"]})
    assert said.status == 404
    assert set(said.json) == {"message"}
    assert nothing_kept(ann)


# ------------------------------------------------------------ what goes out

POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' data:", "connect-src": "'self'",
    "form-action": "'self'", "base-uri": "'none'", "frame-ancestors": "'none'",
}  # fmt: skip


def test_every_response_of_ours_carries_the_policy(ann):
    browser = ann.login()
    replies = [ann.get(path) for path in (*PAGES, *FILES, "/practicum")]
    replies += [ann.get(path, token=False) for path in (*PAGES, *FILES)]
    replies += [
        ann.ask("POST", WRITTEN, WRITE, headers)
        for headers in (browser, {}, {"Content-Type": "application/json", "Host": "evil"})
    ]
    replies += [ann.ask("POST", path, WRITE, JSON, token=False) for path in POSTS]
    replies += [ann.ask("DELETE", SELF), ann.send(COHORT, "nobody", {}), ann.ask("POST", WRITTEN, b"{", JSON)]
    for said in replies:
        headers = said.headers
        policy = dict(one.strip().partition(" ")[::2] for one in headers["content-security-policy"].split(";"))
        assert policy == POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] in ("no-store", "private, no-cache")
        assert headers["content-type"].partition(";")[0] in (
            "text/html",
            "application/json",
            "text/javascript",
            "text/css",
        )
    assert {said.status for said in replies} >= {200, 302, 400, 403, 404, 405, 415}


def test_a_page_keeps_to_its_policy(ann):
    for path in ("", SELF, COHORT, "nothing"):
        text = ann.get(path).text
        assert not re.search(r"<[^>]+\s(?:style|on\w+)\s*=", text), path
        assert not re.search(r"<style|<iframe|<object|<embed|<base\b|<form[^>]+action=\"http", text)
        for script in re.findall(r"<script[^>]*>", text):
            assert 'src="/practicum/static/' in script or 'type="application/json"' in script
        for address in re.findall(r'<(?:link|img|script)[^>]+(?:href|src)="([^"]*)"', text):
            assert address.startswith(("/practicum/static/", "data:image/"))


def test_a_file_that_has_not_changed_is_not_sent_again(ann):
    first = ann.get("static/page.js")
    again = ann.get("static/page.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status, again.body) == (304, b"")


# ------------------------------------------------------------ keys


def test_nothing_of_a_graded_items_key_is_in_any_response_of_the_cohorts_lesson(ann, editions, tmp_path):
    keyed = editions[NAME]["keyed"]
    said = [ann.get(COHORT), ann.get("")]
    views = said[0].data["views"]
    for name, item in keyed["items"].items():
        if item["use"] == "practice" or name not in views:
            continue
        for option in item.get("options", {}).values():
            said.append(ann.send(COHORT, name, {"do": "choose", "options": [option["opaque"]]}))
        said += [ann.send(COHORT, name, {"do": do}) for do in ("check", "retry", "compare")]
        said.append(ann.send(COHORT, name, {"do": "answer", "response": "1"}))
    said += [ann.send(COHORT, "ending_the_trade", event) for event in (WRITE["event"], {"do": "compare"})]
    said.append(ann.get(COHORT))
    assert len(said) > 40 and all(one.status == 200 for one in said)
    for n, one in enumerate(said):
        (tmp_path / f"{n}.txt").write_bytes(one.body)
        if one.body[:1] == b"{":
            (tmp_path / f"{n}.plain.txt").write_text(json.dumps(one.json, ensure_ascii=False), "utf-8")
    (tmp_path / "page.txt").write_text(json.dumps(said[-1].data, ensure_ascii=False) + said[-1].words, "utf-8")
    assert leaks(tmp_path, keyed) == []
    for name, view in ann.get(COHORT).data["views"].items():
        if keyed["items"].get(name, {}).get("use") == "graded":
            assert view["stage"] == "open"
            assert not list(feedback_in(view)), name


def feedback_in(value: object):
    """Every piece of feedback anywhere in a view."""
    if isinstance(value, dict):
        if value.get("feedback") is not None or "mark" in value:
            yield value
        value = list(value.values())
    for inner in value if isinstance(value, list) else ():
        yield from feedback_in(inner)
