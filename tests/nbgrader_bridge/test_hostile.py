"""A stranger's text does nothing in formgrader or in feedback."""

from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import markdown2html_mistune

from practicum.nbgrader_bridge.feedback.safe_html import markdown2html
from practicum.nbgrader_bridge.submission.plain_text import WRAP, cleaned, inert

from .made_up import TOPIC

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![p](http://evil.example/pixel.png)",
    "[click](javascript:alert(1)) <javascript:alert(1)> [r]: javascript:alert(1)",
    "</pre><script>alert(1)</script>",
    "\n\n<iframe src='//evil.example'></iframe>\n\n",
    "```\n</pre>\n```\n~~~\n<b>bold</b>\n~~~",
    r"$\href{javascript:alert(1)}{x}$ $$x$$ \begin{a}<img src=x onerror=alert(1)>\end{a} \(y\) \\[z\\]",
    "```mermaid\ngraph TD; A-->B; click A javascript:alert(1)\n```",
    "{{ 7 * 7 }} {% raw %} {{ cell.source }} # Heading\n=====\n- list\n1. one\n| a | b |\n|---|---|",
    "&lt;script&gt; &#60;script&#62; &#x3c;b>",
    "\u202etxet\u202c \x00\x07\x1b[31mred\x1b[0m \ud800",
    "attachment:x ![a](attachment:none.png)",
    "<svg onload=alert(1)><style>*{display:none}</style><a href=data:text/html,x>x</a>",
]
DANGEROUS = "script iframe object embed form input button base meta link style svg img video audio".split()


def assert_harmless(soup, among: str = "") -> None:
    for tag in soup.find_all(True):
        assert tag.name not in DANGEROUS, f"{tag.name} {among}"
        assert not [a for a in tag.attrs if a.startswith("on") or a == "srcdoc"], tag
        assert tag.get("style") in (None, WRAP) and (tag.name == "pre" or "style" not in tag.attrs), tag
        assert not str(tag.get("href", "")).strip().lower().startswith(("javascript", "data", "vbscript")), tag


@pytest.mark.parametrize(
    "render", [markdown2html_mistune, MarkdownIt("commonmark").render], ids=["mistune", "markdown-it"]
)
@pytest.mark.parametrize("text", HOSTILE)
def test_placed_text_shows_as_it_was_written(render, text):
    html = render(f"**Label**\n\n{inert(text)}\n\nAfter")
    soup = BeautifulSoup(html, "html.parser")
    assert [t.name for t in soup.find_all(True)] == ["p", "strong", "pre", "p"]
    assert tidy(soup.pre.get_text()) == tidy(text)
    assert soup.find_all("p")[1].get_text() == "After"


def tidy(text: str) -> list[str]:
    """Lines without what an empty line's space and a page's edges add."""
    return [line.rstrip() for line in cleaned(text).strip().split("\n")]


@given(st.text(max_size=200))
def test_any_text_stays_inside_its_block(text):
    for render in (markdown2html_mistune, MarkdownIt("commonmark").render):
        soup = BeautifulSoup(render(f"Before\n\n{inert(text)}\n\nAfter"), "html.parser")
        assert [t.name for t in soup.find_all(True)] == ["p", "pre", "p"]


@given(st.text(max_size=300), st.sampled_from(HOSTILE))
def test_cleaned_html_does_nothing(text, hostile):
    soup = BeautifulSoup(markdown2html({}, text + hostile), "html.parser")
    for image in soup.find_all("img"):
        assert image.get("src", "data:image/").startswith("data:image/")
        image.extract()
    assert_harmless(soup)


def formgrader_page(course, learner: str) -> BeautifulSoup:
    """The page that formgrader serves, through the exporter that it makes of its configuration."""
    from nbgrader.server_extensions.formgrader import handlers

    from practicum.nbgrader_bridge.setup.course_settings import nbgrader_settings

    settings = nbgrader_settings(course.root)
    settings.HTMLExporter.template_name = "formgrade"
    settings.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    about = dict(
        assignment_id=TOPIC, notebook_id="gifts", submission_id="s", index=0, total=1, base_url="", student=learner,
        last_name="", first_name="", notebook_path="",
    )  # fmt: skip
    path = course.root / "autograded" / learner / TOPIC / "gifts.ipynb"
    html, _ = HTMLExporter(config=settings).from_filename(str(path), resources=about)
    return BeautifulSoup(html, "html.parser")


def add_hostile_cells(notebook: dict) -> None:
    for number, text in enumerate(HOSTILE[:10]):
        for kind, more in (("markdown", {}), ("raw", {}), ("code", {"execution_count": None, "outputs": []})):
            made = {"cell_type": kind, "id": f"evil-{kind}-{number}", "source": text, **more}
            made["metadata"] = {"raw_mimetype": "text/html", "format": "text/html"} if kind == "raw" else {}
            notebook["cells"].append(made)
    response = next(c for c in notebook["cells"] if c["id"] == "response-reply")
    response["source"] = "\n\n".join(t for t in HOSTILE if "\ud800" not in t)
    response["attachments"] = {"x.svg": {"image/svg+xml": "<svg onload=alert(1)>"}}
    notebook["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {"x": "</script><script>alert(1)"}}
    notebook["metadata"]["title"] = "</title><script>alert(1)</script>"


@pytest.fixture
def attacked(released_course):
    text = "\n\n".join(t for t in HOSTILE if "\ud800" not in t)
    sheet = released_course.full_sheet(reply={"words": text, "why": text})
    released_course.hand_in("ann", sheet, change=add_hostile_cells)
    released_course.autograde()
    return released_course


def test_formgrader_shows_hostile_text_and_runs_none(attacked):
    page = formgrader_page(attacked, "ann")
    notebook = page.find(id="notebook-container")
    shown = notebook.get_text()
    for text in ("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "![p](http://evil.example/pixel.png)"):
        assert text in shown
    for image in notebook.find_all("img"):
        assert image["src"].startswith("data:image/svg+xml;base64,")  # the course's own figure
        image.extract()
    for own in notebook.find_all(class_=["panel-heading", "panel-footer"]):  # formgrader's own fields for marks
        own.extract()
    assert_harmless(notebook)
    assert "alert(1)" not in "".join(str(s) for s in page.find_all("script"))
    assert "Written in the cell below the boxes" in shown
    assert "How it is marked" in shown
    levels = [li.get_text() for li in notebook.find_all("li") if li.find_parent("li")]
    assert levels[:3] == ["4 Warm and clear", "2 Polite", "1 Cold"]


def test_formgrader_shows_what_was_answered(attacked):
    shown = formgrader_page(attacked, "ann").get_text()
    assert "Ask what it means to her (2 of 2 points)" in shown


def test_feedback_shows_hostile_text_and_runs_none(attacked):
    from practicum.nbgrader_bridge.marks import marking

    marking.mark(
        attacked.root, "ann", TOPIC, "gifts", "reply", {"warmth": 4, "reason": 2}, HOSTILE[0] + HOSTILE[1], "meg"
    )
    assert attacked.api().generate_feedback(TOPIC)["success"]
    html = (attacked.root / "feedback" / "ann" / TOPIC / "gifts.html").read_text()
    page = BeautifulSoup(html, "html.parser")
    policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert "default-src 'none'" in policy and "script" not in policy
    for own in page.find_all(["meta", "style", "svg"]):
        own.extract()
    assert_harmless(page)
    assert "<script>alert(1)</script>" in page.get_text()
    assert "On gifts & <b>boundaries</b>" in page.get_text()
    assert {a["href"] for a in page.find_all("a") if not a["href"].startswith("#")} == {"https://example.org/gifts"}
    assert not page.find_all(src=True)


def test_half_an_emoji_costs_nothing(released_course):
    """A browser may cut a text in the middle of a character; no file can hold that."""
    sheet = json.dumps(released_course.full_sheet(reply={"words": "Dear \ud83d", "why": "\ud83d\ude00"}))
    assert "\\ud83d" in sheet
    released_course.hand_in("ann", sheet)
    released_course.autograde()
    assert released_course.rows("ann")["reply"] == (None, None, True)
    assert released_course.api().generate_feedback(TOPIC)["success"]
    assert "\U0001f600" in (released_course.root / "feedback" / "ann" / TOPIC / "gifts.html").read_text()


def test_a_learners_name_is_text(released_course):
    released_course.hand_in("<b>ann", released_course.full_sheet())
    released_course.autograde()
    assert released_course.api().generate_feedback(TOPIC)["success"]
    html = (released_course.root / "feedback" / "<b>ann" / TOPIC / "gifts.html").read_text()
    assert "&lt;b&gt;ann" in html and "<b>ann" not in html
