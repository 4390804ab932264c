"""Contents, notebooks and answer files that somebody made to do harm: a page stands, or says one sentence."""

from __future__ import annotations

import base64
import json
import re

import pytest

from .site import JSON, SELF, put_small, small_content, small_notebook

LESSON = "lesson/bad/small"
SCRIPT = "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=1>"
CHOOSE = {"do": "choose", "options": ["a"]}


def stands(site, *statuses: int) -> str:
    """The page and an answer to it are ours whatever lies there, and every other lesson goes on."""
    page, reply = site.get(LESSON), site.send(LESSON, "asks", CHOOSE)
    assert page.status in (statuses or (200, 404, 409)), page.text[-600:]
    assert reply.status in (200, 404, 409), reply.text
    assert page.status != 200 or page.data["progress"]["kind"] in ("progress", "problem")
    assert isinstance(reply.json, dict) and "Traceback" not in page.text + reply.text
    assert site.get("").status == 200
    assert site.get(SELF).status == 200
    return page.text


def harmless(text: str) -> None:
    """No script, handler, frame, outside picture or script link that is not ours."""
    scripts = re.findall(r"<script\b[^>]*>", text)
    assert all('src="/practicum/static/' in one or 'type="application/json"' in one for one in scripts), scripts
    assert text.count("</script>") == len(scripts)
    markup = re.sub(r"<script\b.*?</script>", "", text, flags=re.DOTALL)
    for tag in re.findall(r"<[a-zA-Z][^>]*>", markup):
        assert not re.search(r"\s(on\w+|style|srcdoc|formaction)\s*=", re.sub(r'"[^"]*"', '""', tag)), tag
        assert (
            not re.match(r"<(iframe|object|embed|base|form|style|link(?![^>]+/practicum/static/))\b", tag)
            or "/practicum/" in tag
        ), tag
        for address in re.findall(r'\s(?:href|src|action)="([^"]*)"', tag):
            assert re.match(r"(https?://|#|/practicum/|data:image/(svg\+xml|png|jpeg);base64,|\?)", address), tag
            assert "src=" not in tag or not address.startswith("http"), tag


# ------------------------------------------------------------ contents


def asks(**more) -> dict:
    return {"asks": small_content()["items"]["asks"] | more}


def without(name: str) -> dict:
    return {k: v for k, v in small_content().items() if k != name}


def deep(levels: int) -> bytes:
    return json.dumps(small_content(extra=None)).replace("null", "[" * levels + "]" * levels).encode()


def dealt() -> dict:
    """A case with more hands of cards than a machine could ever list."""
    scene = {"text": "Now?", "choices": {"go": {"say": "Go.", "quality": "best", "why": "So.", "goto": "end"}}}
    return {
        "title": "Cards", "kind": "branching", "principle": "p", "text": "A case.", "meters": {}, "start": "one",
        "cards": {f"card{n}": [str(value) for value in range(50)] for n in range(30)}, "scenes": {"one": scene},
        "endings": {"over": {"title": "Over", "debrief": "Done.", "quality": "best"}}, "references": [],
    }  # fmt: skip


def rows(number: float) -> dict:
    """A written response that hands a number of the file on to the screen."""
    return {"title": "T", "prompt": "P", "points": 4, "criteria": {}, "fields": {"a": {"label": "L", "rows": number}}}


def circle() -> dict:
    return dealt() | {"cards": {}, "scenes": {"one": {"text": "Round.", "on_entry": [{"go": "one"}], "choices": {}}}}


CONTENTS = {
    "empty": b"", "cut": b'{"lesson": "small", "items": {', "null": b"null", "list": b"[]", "text": b'"x"', "latin": b"\xff\xfe{}",
    "nan": json.dumps(small_content(items=asks(points=float("nan")))).encode(),
    "infinite": json.dumps(small_content(items={}, written={"asks": rows(77)})).replace("77", "1e999").encode(),
    "no_number": json.dumps(small_content(items={}, written={"asks": rows(float("nan"))})).encode(),
    "half_an_emoji": json.dumps(small_content(title="\ud83d Hello")).encode(),
    "deep": deep(100_000), "rather_deep": deep(400), "huge": b'"' + b"x" * 21_000_000 + b'"',
    "other_lesson": small_content(lesson="other"), "lesson_of_another_kind": small_content(lesson=["small"]),
    **{f"no_{part}": without(part) for part in ("items", "vignettes", "written", "references", "title", "objectives", "edition", "hash")},
    **{f"{part}_{type(wrong).__name__}": small_content(**{part: wrong})
       for part in ("items", "vignettes", "written", "references", "title", "topic_title", "objectives", "edition", "due", "hash")
       for wrong in (None, 3, [], ["x"], {"asks": None}, {"asks": {"kind": 3}})},
    **{f"item_{field}_{type(wrong).__name__}": small_content(items=asks(**{field: wrong}))
       for field in ("type", "use", "points", "stem", "options", "order", "references", "case", "version")
       for wrong in (None, -3, [[]], {"a": None}, {"a": {"text": 3, "correct": "x"}})},
    "no_such_type": small_content(items=asks(type="__class__")),
    "no_options": small_content(items=asks(options={})),
    "cards": small_content(items={}, vignettes={"asks": dealt()}),
    "circle": small_content(items={}, vignettes={"asks": circle()}),
    "condition": small_content(items={}, vignettes={"asks": circle() | {"scenes": {"one": {
        "text": [{"text": "x", "when": "(" * 5000}], "choices": {}}}}}),
    "proto": small_content(items={"asks": small_content()["items"]["asks"], "__proto__": {"type": "single_choice"}}),
}  # fmt: skip


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
def test_a_content_that_is_wrong_in_any_way_breaks_no_page(ann, content):
    put_small(ann.root / "bad", content)
    harmless(stands(ann))


def test_what_is_wrong_is_said_and_the_reading_stands(ann):
    put_small(
        ann.root / "bad", small_content(items=asks(options=[["x"]])), small_notebook("# A small lesson\n\nRead this.")
    )
    page = ann.get(LESSON)
    assert page.status == 200 and "Read this." in page.words
    view = page.data["views"]["asks"]
    assert view["kind"] == "problem" and "small.content.json is damaged" in view["text"]
    put_small(ann.root / "bad", b"{")
    said = ann.get(LESSON)
    assert said.status == 409 and "small.content.json is damaged" in said.words
    assert "small.content.json is damaged" in ann.send(LESSON, "asks", CHOOSE).json["message"]


def texts() -> dict:
    """A content with a script wherever a text may stand."""
    options = {f"o{n}": {"text": SCRIPT, "correct": not n, "feedback": SCRIPT, "references": ["r"]} for n in range(2)}
    return small_content(
        title=SCRIPT, topic_title=SCRIPT, summary=SCRIPT, due=SCRIPT, edition=SCRIPT, hash=SCRIPT,
        objectives={SCRIPT: {"text": SCRIPT}}, references={"r": {"short": SCRIPT, "full": SCRIPT}},
        items=asks(stem=SCRIPT, case=SCRIPT, options=options, references=["r"], version=SCRIPT),
        written={"note": {
            "title": SCRIPT, "prompt": SCRIPT, "points": 4, "fields": {"a": {"label": SCRIPT}},
            "criteria": {"c": {"title": SCRIPT, "levels": {"1": SCRIPT}}}, "examples": {},
        }},
    )  # fmt: skip


def test_a_script_in_every_text_of_a_content_stays_text(ann):
    made = small_notebook("# Hello")
    made["cells"].append(
        {"cell_type": "code", "id": "w", "metadata": {}, "source": 'here.written("note")', "outputs": []}
    )
    put_small(ann.root / "bad", texts(), made)
    text = stands(ann, 200)
    harmless(text)
    assert "&lt;/script&gt;" in text
    view = ann.get(LESSON).data["views"]["asks"]
    assert SCRIPT in view["stem"]  # whole, as text: the screen sets it as text
    harmless(ann.get("").text)


def test_a_folder_with_a_strange_name_is_an_ordinary_folder(ann):
    for name in ("a b", "a&b=c", "ümläut 心", "a'b\"c", "<script>alert(1)", "%2e%2e", "a?b#c", "a+b"):
        put_small(ann.root / name)
        home = ann.get("")
        harmless(home.text)
    addresses = set(re.findall(r'href="/?(?:practicum/)?(lesson/[^"#]+/small)', home.text))
    assert len(addresses) == 8
    for address in addresses:
        page = ann.get(address)
        assert page.status == 200, address
        harmless(page.text)
        lesson = page.data["api"].removeprefix("/practicum/api/")
        assert ann.send(lesson, "asks", CHOOSE).status == 200, address
    assert len(list(ann.root.glob("*/small.answers.json"))) == 8


# ------------------------------------------------------------ notebooks

SVG = base64.b64encode(b"<svg xmlns='http://www.w3.org/2000/svg'><script>window.hacked=1</script></svg>").decode()
PROSE = [
    SCRIPT, f"# {SCRIPT}", f"**{SCRIPT}**", f"`{SCRIPT}`", f"```{SCRIPT}\n{SCRIPT}\n```", f"> {SCRIPT}", f"|{SCRIPT}|\n|-|\n|{SCRIPT}|",
    "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](java\nscript:alert(1))", "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))", "[x](<javascript:alert(1)>)", "<javascript:alert(1)>", "[x](vbscript:x)",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)", "[x](file:///etc/passwd)", "[x](//evil.example/x)",
    "[x](/api/contents)", "[x](../../lab)", "[x](blob:x)", '[x](http://ok.example "onmouseover=alert(1)")', '[x](http://a"onmouseover="x)',
    "[x]: javascript:alert(1)\n\n[x]", "![x](http://evil.example/pixel.png)", "![x](//evil.example/p)", "![x](/logout)",
    "![x](data:text/html;base64,PHNjcmlwdD4=)", f"![x](data:image/svg+xml;base64,{SVG})", "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    '![x" onerror="alert(1)](data:image/png;base64,AAAA)', "![x](picture:0)", "![x](picture:99999)", "![x](javascript:alert(1))",
    "[![x](javascript:1)](javascript:2)", "[x](#s-hello)", '[x](#"onclick="alert(1))', "# <a name=x onclick=alert(1)>", "<!-- x --><b>",
    "<style>*{display:none}</style>", "<form action=http://evil.example><input></form>", "<iframe src=http://evil.example>",
    "\x00\x01\x1b[31m", "\u202egnp.exe", "&lt;script&gt;alert(1)&lt;/script&gt;", "http://evil.example/ <http://fine.example/?a=1&b=2>",
    "# main\n# bar\n# contents\n# lesson-data",
]  # fmt: skip


@pytest.mark.parametrize("text", PROSE, ids=lambda text: text[:30])
def test_prose_that_is_hostile_is_shown_as_words(ann, text):
    put_small(ann.root / "bad", None, small_notebook("# Hello", text, "Still here."))
    page = stands(ann, 200)
    harmless(page)
    assert "Still here." in page
    ids = re.findall(r'\sid="([^"]*)"', page)
    assert len(ids) == len(set(ids))


def cells(*made) -> dict:
    return {**small_notebook("# Hello"), "cells": list(made)}


def prose(text) -> dict:
    return {"cell_type": "markdown", "metadata": {}, "source": text}


NOTEBOOKS = {
    "empty": b"", "cut": b'{"cells": [', "list": b"[]", "no_cells": {"metadata": {}}, "cells_text": {"cells": "x"}, "cells_null": {"cells": [None, 3]},
    "deep": b'{"cells": [{"cell_type": "markdown", "source": ' + b"[" * 100_000 + b"]" * 100_000 + b"}]}", "huge": b'"' + b"x" * 21_000_000 + b'"',
    "source_number": cells(prose(3)), "source_mixed": cells(prose(["a", 3])), "source_null": cells(prose(None)),
    "metadata_list": cells({**prose("Hello."), "metadata": []}), "tags_number": cells({**prose("Hello."), "metadata": {"tags": 3}}),
    "type_list": cells({**prose("Hello."), "cell_type": ["markdown"]}), "no_type": cells({"source": "x"}),
    "outputs_wrong": cells({"cell_type": "code", "source": 'here.item("asks")', "outputs": [3, {"data": []}], "metadata": None}),
    "many_cells": cells(*[prose("Hello.")] * 20_000), "many_headings": cells(prose("# a\n" * 40_000)), "long_prose": cells(prose("word " * 400_000)),
    "brackets": cells(prose("[" * 100_000)), "quotes": cells(prose(">" * 100_000 + " x")), "table": cells(prose("|a" * 2000 + "|\n" + "|-" * 2000 + "|\n" + "|x|\n" * 2000)),
    "shows_nobody": cells({"cell_type": "code", "source": 'here.item("nobody")'}),
    "shows_proto": cells({"cell_type": "code", "source": 'here.item("__proto__")'}),
    "other_code": cells({"cell_type": "code", "source": "import os; os.system('touch hacked')"}),
    "shows_twice": cells(*[{"cell_type": "code", "source": 'here.item("asks")'}] * 3),
    "half_an_emoji": json.dumps(cells(prose("\ud83d Hello"))).encode(),
}  # fmt: skip


@pytest.mark.parametrize("notebook", NOTEBOOKS.values(), ids=NOTEBOOKS)
def test_a_notebook_that_is_wrong_in_any_way_breaks_no_page(ann, notebook):
    put_small(ann.root / "bad", None, notebook)
    text = stands(ann)
    harmless(text)
    assert len(text) < 3_000_000
    assert text.count('data-exercise="asks"') <= 1
    assert not (ann.root / "bad" / "hacked").exists()


# ------------------------------------------------------------ answer files


def sheet(**answers) -> dict:
    return {
        "schema": 1,
        "lesson": "small",
        "content": "x",
        "seed": "ab",
        "saved": "2026-01-01T10:00:00.000+00:00",
        "answers": answers,
    }


def given(response, **more) -> dict:
    return {"response": response, "at": "2026-01-01T10:00:00.000+00:00", "tries": 1, "checked": False, **more}


SHEETS = {
    "empty": b"", "cut": b'{"schema": 1, "answers": {', "null": b"null", "huge": b'"' + b"x" * 3_000_000 + b'"', "deep": b"[" * 100_000,
    "latin": b"\xff", "other_lesson": {**sheet(), "lesson": "other"}, "schema_text": {**sheet(), "schema": "1"}, "schema_new": {**sheet(), "schema": 2},
    "schema_old": {**sheet(), "schema": -1}, "answers_list": {**sheet(), "answers": []}, "twice": b'{"schema": 1, "schema": 1}', "nan": b'{"schema": NaN}',
    "response_script": sheet(asks=given(SCRIPT)), "response_deep": sheet(asks=given([[[["a"]]]])), "response_number": sheet(asks=given(3)),
    "entry_text": sheet(asks="a"), "first_wrong": sheet(asks=given("a", first=[])), "tries_huge": sheet(asks=given("a", tries=10**30)),
    "tries_negative": sheet(asks=given("a", tries=-5)), "version_script": sheet(asks=given("a", version=SCRIPT)), "seed_wrong": {**sheet(), "seed": SCRIPT},
    "saved_wrong": {**sheet(asks=given("a")), "saved": SCRIPT}, "saved_far": {**sheet(asks=given("a")), "saved": "2999-01-01T00:00:00Z"},
    "at_far": sheet(asks={**given("a"), "at": "2999-12-31T23:59:59.999+00:00"}), "unknown": sheet(nobody=given("a"), __proto__=given("a")),
    "many": sheet(**{f"n{n}": given("a") for n in range(2000)}), "aside": {**sheet(), "aside": {"x": {"response": SCRIPT}}},
    "half_an_emoji": json.dumps(sheet(asks=given("\ud83d"))).encode(),
}  # fmt: skip


@pytest.mark.parametrize("raw", SHEETS.values(), ids=SHEETS)
def test_an_answer_file_that_is_wrong_in_any_way_breaks_no_page_and_is_not_lost(ann, raw):
    folder = put_small(ann.root / "bad")
    data = raw if isinstance(raw, bytes) else json.dumps(raw).encode()
    (folder / "small.answers.json").write_bytes(data)
    page = stands(ann, 200)
    harmless(page)
    assert ann.sheet("bad", "small")["asks"]["response"] == "a"  # the answer that `stands` gave
    kept = b"".join(path.read_bytes() for path in folder.iterdir() if ".answers" in path.name)
    if raw not in ({}, b"") and b"asks" not in data:
        assert (
            data in kept
            or b"n7" in kept
            or b"nobody" in kept
            or b"aside" in kept
            or b'"answers": {}' in data
            or b'"answers": []' in data
        )


def test_a_damaged_answer_file_is_said_on_the_page(ann):
    folder = put_small(ann.root / "bad")
    (folder / "small.answers.json").write_bytes(b"{")
    page = ann.get(LESSON)
    assert "Your saved answers could not all be read: it is cut short or no JSON." in page.words
    assert [path.name for path in folder.glob("small.answers.damaged-*.json")] != []


def test_a_damaged_answer_file_is_said_in_the_answer_to_an_answer_too(ann):
    folder = put_small(ann.root / "bad")
    assert ann.get(LESSON).status == 200
    (folder / "small.answers.json").write_bytes(b"{")
    reply = ann.send(LESSON, "asks", CHOOSE).json
    assert "Your saved answers could not all be read" in reply["notices"][0]
    assert reply["view"]["saved"]["state"] == "saved"


def test_a_folder_in_the_place_of_the_answer_file(ann):
    folder = put_small(ann.root / "bad")
    (folder / "small.answers.json").mkdir()
    (folder / "small.answers.json" / "kept.txt").write_text("mine")
    stands(ann, 200)
    assert [path.read_text() for path in folder.glob("*/kept.txt")] == ["mine"]
    assert ann.sheet("bad", "small")["asks"]["response"] == "a"


def test_two_learners_answers_never_meet_in_one_file(ann, bob):
    for site, text in ((ann, "Ann's."), (bob, "Bob's.")):
        site.ask(
            "POST", f"api/{SELF}/ending_the_trade", {"event": {"do": "write", "fields": {"words": text}}, "n": 1}, JSON
        )
    for site, text in ((ann, "Ann's."), (bob, "Bob's.")):
        assert site.sheet()["ending_the_trade"]["response"]["words"] == text
