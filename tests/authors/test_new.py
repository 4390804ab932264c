"""`practicum new`: templates that can be read at once, and nothing overwritten."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from practicum.content import schema
from practicum.content.load import load_course
from practicum.course import CourseError
from practicum.lint import check

from ..conftest import ROOT
from ..lint.small_course import FILES, HERE

WHERE = "ethics/sitter"
ITEMS, GLOSSARY = HERE + "items.yml", "modules/ethics/glossary.yml"
TEMPLATES = ROOT / "practicum" / "templates_for_authors"
ITEM_TYPES = sorted(path.stem for path in (TEMPLATES / "item").glob("*.yml"))


def test_a_new_lesson_is_whole_and_says_what_is_left(course, run):
    said = run("new", "lesson", "ethics", "gifts")
    assert "modules/ethics/gifts/lesson.yml: title, summary, content_note, objectives" in said
    assert "`practicum preview ethics/gifts`" in said
    assert "lessons: [sitter, gifts]" in (course / "modules/ethics/module.yml").read_text()
    found = [str(problem) for problem in check(course)]
    assert f"{'modules/ethics/gifts/lesson.yml'}:4  'title' still holds the template's words; write your own" in found
    about_form = re.compile(r"should be|is missing|not a field|cannot be read")
    assert not [line for line in found if about_form.search(line)]
    assert {line.split(":")[0] for line in found} == {
        "modules/ethics/gifts/items.yml", "modules/ethics/gifts/lesson.yml", "source/ethics/gifts.ipynb"
    }  # fmt: skip
    assert run("preview", "ethics/gifts", "--build-only").splitlines()[-1].endswith("gifts.ipynb")


@pytest.mark.parametrize(
    ("lessons", "then"),
    [
        ("lessons: []", "lessons: [gifts]"),
        ("lessons: [sitter]  # in teaching order", "lessons: [sitter, gifts]  # in teaching order"),
        ("lessons:\n  - sitter\n", "lessons:\n  - sitter\n  - gifts\n"),
        ("lessons:\n- sitter # first\n", "lessons:\n- sitter # first\n- gifts\n"),
    ],
)
def test_the_lesson_is_listed_without_touching_the_rest(course, run, lessons, then):
    module = "modules/ethics/module.yml"
    (course / module).write_text("# ours\n" + FILES[module].replace("lessons: [sitter]", lessons))
    run("new", "lesson", "ethics", "gifts")
    assert (course / module).read_text() == "# ours\n" + FILES[module].replace("lessons: [sitter]", then)


@pytest.mark.parametrize("kind", ITEM_TYPES)
def test_a_new_item_stands_at_the_end_and_the_rest_is_as_it_was(course, run, kind):
    before = (course / ITEMS).read_text() + "  # the last comment\n"
    (course / ITEMS).write_text(before)
    said = run("new", "item", WHERE, "the_scarf", "--type", kind)
    after = (course / ITEMS).read_text()
    assert after.startswith(before)
    assert 'here.item("the_scarf")' in said
    loaded, problems = load_course(course)
    assert problems == []
    assert list(loaded.modules["ethics"].lessons["sitter"].items)[-1] == "the_scarf"
    assert loaded.modules["ethics"].lessons["sitter"].items["the_scarf"].type == kind
    assert "objective: choose_one  # one of: refuses" in after
    words = [p.what for p in check(course)]
    assert "the_scarf: the objective 'choose_one' is not in lesson.yml; known are: refuses" in words
    assert "'stem' still holds the template's words; write your own" in words


def test_an_item_takes_the_indentation_that_is_there(course, run):
    (course / ITEMS).write_text(re.sub(r"^( +)", r"\1\1", FILES[ITEMS], flags=re.MULTILINE))
    run("new", "item", WHERE, "the_scarf")
    assert load_course(course)[1] == []


def test_items_begin_with_the_first_one(course, run):
    (course / ITEMS).unlink()
    run("new", "item", WHERE, "the_scarf")
    run("new", "item", WHERE, "the_hat", "--type", "numeric")
    assert list(load_course(course)[0].modules["ethics"].lessons["sitter"].items) == ["the_scarf", "the_hat"]


@pytest.mark.parametrize("more", [(), ("--branching",)])
def test_a_new_vignette_can_be_read_and_played(course, run, more):
    said = run("new", "vignette", WHERE, "the_scarf", *more)
    assert f"{HERE}vignettes/the_scarf.yml: title, objective, principle, text," in said
    loaded, problems = load_course(course)
    assert problems == []
    vignette = loaded.modules["ethics"].lessons["sitter"].vignettes["the_scarf"]
    assert vignette.kind == ("branching" if more else "decision")
    words = " ".join(p.what for p in check(course) if p.file.endswith("the_scarf.yml"))
    assert "still holds the template's words" in words and "has feedback without a source" in words
    assert "no path" not in words and "cannot end" not in words


def test_a_new_rubric_can_be_read(course, run):
    (course / HERE / "rubric.yml").unlink()
    assert 'here.written("in_your_words")' in run("new", "rubric", WHERE)
    loaded, problems = load_course(course)
    assert problems == []
    assert list(loaded.modules["ethics"].lessons["sitter"].written) == ["in_your_words"]


def test_a_new_glossary_says_what_is_left(course, run):
    (course / GLOSSARY).unlink()
    assert f"{GLOSSARY}: rename_first_term" in run("new", "glossary", "ethics")
    words = [p.what for p in check(course) if p.file == GLOSSARY]
    assert "'references' needs at least 1 entry" in words
    assert "the name 'rename_first_term' is still the template's; rename it" in words
    assert "'definition' still holds the template's words; write your own" in words


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("lesson", "ethics", "sitter"), "modules/ethics/sitter/lesson.yml is there already; nothing was written"),
        (("lesson", "law", "gifts"), "There is no topic area 'law' in modules/; the topic areas are: ethics"),
        (("lesson", "ethics", "Gifts"), "'Gifts' is not a name"),
        (("lesson", "ethics", "../gifts"), "is not a name"),
        (("lesson", "ethics"), "Say the lesson's name too"),
        (("vignette", "ethics", "x"), "Say the topic area and the lesson"),
        (("vignette", "ethics/siter", "x"), "There is no lesson 'siter' in modules/ethics/; its lessons are: sitter"),
        (("vignette", "ethics/../ethics", "x"), "There is no lesson"),
        (("vignette", WHERE, "offer"), "vignettes/offer.yml is there already"),
        (("vignette", WHERE, "graded_1"), "'graded_1' stands in items.yml already; take another name"),
        (("item", WHERE, "graded_1"), "'graded_1' stands in items.yml already"),
        (("item", WHERE, "taking_back"), "'taking_back' stands in rubric.yml already"),
        (("rubric", WHERE), "rubric.yml is there already"),
        (("glossary", "ethics"), "modules/ethics/glossary.yml is there already"),
        (("glossary", "law"), "There is no topic area 'law'"),
    ],
)
def test_nothing_is_overwritten(course, run, words, sentence):
    before = {p: p.read_bytes() for p in course.rglob("*") if p.is_file()}
    with pytest.raises(CourseError, match=re.escape(sentence)):
        run("new", *words)
    assert {p: p.read_bytes() for p in course.rglob("*") if p.is_file()} == before


def test_an_items_file_of_another_form_is_left_alone(course, run):
    (course / ITEMS).write_text("items: {}\n")
    with pytest.raises(CourseError, match="add the item by hand"):
        run("new", "item", WHERE, "the_scarf")
    assert (course / ITEMS).read_text() == "items: {}\n"


def test_templates_name_their_schema_where_it_is():
    homes = {
        "glossary.yml": "",
        "lesson.yml": "l",
        "items.yml": "l",
        "rubric.yml": "l",
        "decision.yml": "l/v",
        "branching.yml": "l/v",
    }
    for name, home in homes.items():
        (path,) = TEMPLATES.rglob(name)
        named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", path.read_text("utf-8"))[1]
        place = ROOT / "modules" / "topic" / home / named
        assert Path(*place.parts).resolve().is_relative_to(ROOT / schema.FOLDER)
        assert place.resolve().is_file(), name
