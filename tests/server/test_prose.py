"""Prose as HTML: headings under one title, tables, figures, links; pure."""

from __future__ import annotations

import re

import pytest

from practicum.content.prose import MINUTES_LINE
from practicum.server import page
from practicum.server.prose import LONGEST, Reading, anchored, render

PNG = "data:image/png;base64,iVBORw0KGgo="


def html(text: str, title: str = "Gifts") -> str:
    reading = Reading(title)
    return anchored(render(text, reading), reading)


def levels(*texts: str) -> list[tuple[int, str]]:
    reading = Reading("Gifts")
    for text in texts:
        render(text, reading)
    return [(one.level, one.id) for one in reading.headings]


def test_the_title_is_the_pages_own_and_headings_leave_no_level_out():
    assert levels("# Gifts\n\n## One\n\n#### Deep\n\n# Another *title*") == [
        (2, "s-one"), (3, "s-deep"), (2, "s-another-title"),
    ]  # fmt: skip
    assert "<h1" not in html("# Gifts\n\n# More")
    assert html("# Gifts") == ""


def test_headings_of_one_name_have_names_of_their_own_over_all_cells():
    found = levels("## Sources", "## Sources\n\n## Sources 2", "## !!!\n\n## ???")
    assert [name for _, name in found] == ["s-sources", "s-sources--2", "s-sources-2", "s-part", "s-part--2"]


def test_links_within_the_lesson_lead_to_its_headings_as_in_jupyterlab():
    made = html("## Two hats, or one\n\n[back](#Two-hats,-or-one) [gone](#nowhere)")
    assert re.findall(r'href="([^"]*)"', made) == ["#s-two-hats-or-one", "#"]


def test_links_to_the_web_say_so():
    made = html("[APA](https://www.apa.org/ethics?a=1&b=2) and <https://www.nasw.org/>")
    assert made.count('rel="noopener noreferrer external"') == 2
    assert 'href="https://www.apa.org/ethics?a=1&amp;b=2"' in made and "target=" not in made


@pytest.mark.parametrize(
    "address",
    [
        "javascript:x",
        "data:text/html,x",
        "file:///x",
        "//x.example",
        "/api",
        "x.ipynb",
        "mailto:a@b.example",
        "https://",
        "",
    ],
)
def test_other_links_are_plain_words(address):
    assert html(f"Read [this](<{address}>) now.") == "<p>Read this now.</p>\n"


def test_a_table_is_a_region_that_can_be_scrolled_and_each_cell_has_its_heads():
    made = html(
        "## Codes\n\n| Question | APA | Points |\n|---|:--|--:|\n| Who asks | *Not* stated | 2 |\n\n| A | B |\n|-|-|\n| 1 | 2 |"
    )
    assert re.findall(r'<div class="pg-table" role="region" tabindex="0" aria-label="([^"]+)">', made) == [
        "Table 1: Codes",
        "Table 2: Codes",
    ]
    assert made.count('<th scope="col"') == 5 and '<th scope="col" class="pg-right">Points</th>' in made
    assert (
        '<th scope="row">Who asks</th>' in made
        and '<td class="pg-right">2</td>' in made
        and "<td><em>Not</em> stated</td>" in made
    )
    assert "style=" not in made
    assert made.count("<table>") == made.count("</table>") == 2 and made.count("</th>") == 7


def test_a_picture_stands_in_the_page_with_its_words():
    assert (
        html(f"![Two *paths*, \\[one\\] short]({PNG})")
        == f'<figure><img src="{PNG}" alt="Two paths, [one] short"></figure>\n'
    )
    assert html(f"See ![dot]({PNG}) here.") == f'<p>See <img src="{PNG}" alt="dot"> here.</p>\n'


@pytest.mark.parametrize(
    "source",
    [
        "https://x.example/a.png",
        "//x",
        "a.png",
        "data:text/html;base64,AAAA",
        "data:image/svg+xml,%3Csvg/%3E",
        "data:image/png;base64,!!",
        "attachment:a.png",
        "picture:3",
    ],
)
def test_a_picture_from_elsewhere_is_its_words(source):
    made = html(f"See ![the <path>](<{source}>) here.")
    assert made == "<p>See the &lt;path&gt; here.</p>\n"


def test_markup_is_text():
    assert html("a <b onclick=x>bold</b> <!-- c -->") == "<p>a &lt;b onclick=x&gt;bold&lt;/b&gt; &lt;!-- c --&gt;</p>\n"
    assert html('```x" onload="y\n<script>\n```') == '<pre tabindex="0"><code>&lt;script&gt;\n</code></pre>\n'


def test_the_line_of_minutes_is_read_and_left_out_once():
    reading = Reading("Gifts")
    line = MINUTES_LINE.format(minutes=75)
    assert render(f"# Gifts\n\n{line}", reading) == ""
    assert reading.minutes == 75
    assert line in render(line, reading)


def test_prose_has_a_bound_over_the_whole_lesson():
    reading = Reading("Gifts")
    assert len(render("x" * LONGEST, reading)) > LONGEST
    assert render("more", reading) == ""


def test_a_page_shows_what_the_notebook_shows_and_leaves_the_markers_cell_out():
    content = {
        "lesson": "gifts",
        "title": "Gifts",
        "items": {"a": {"type": "numeric", "stem": "How many?"}},
        "vignettes": {},
        "written": {},
    }
    cells = [
        {"cell_type": "markdown", "source": ["# Gifts\n", "\n", "Read."]},
        {"cell_type": "code", "source": 'here.item("a")'},
        {"cell_type": "markdown", "source": "typed", "metadata": {"tags": [page.RESPONSE_TAG]}},
        {"cell_type": "code", "source": "answers = {}"},
        {"cell_type": "code", "source": 'here.written("gone")'},
        {"cell_type": "code", "source": "here.progress()"},
    ]
    lesson = page.build({"cells": cells}, content)
    assert [(p["kind"], p.get("id"), p.get("exercise_kind")) for p in lesson.parts] == [
        ("prose", None, None), ("exercise", "a", "numeric"), ("exercise", "gone", "problem"), ("exercise", "progress", "progress"),
    ]  # fmt: skip
    assert lesson.parts[0]["html"] == "<p>Read.</p>\n" and lesson.names == ["a", "gone"]
