"""The examples in docs/authoring.md are what they say: each passes the authors' forms, and together the checker."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from practicum.content import kinds, model
from practicum.content.citations import cited
from practicum.content.load import load_course
from practicum.content.source import plain_of
from practicum.lint import problems_of

from .conftest import ROOT

TEXT = (ROOT / "docs" / "authoring.md").read_text("utf-8")
MARKED = re.compile(r"^<!-- example: (\w+) -->\n```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
EXAMPLES = MARKED.findall(TEXT)
FORMS = {
    "items": model.ItemFile,
    "vignette": model.Vignette,
    "rubric": model.Written,
    "references": model.References,
    "glossary": model.Glossary,
    "lesson": model.LessonHead,
}
# What a whole lesson needs and a page of examples does not have.
TOO_FEW = re.compile(r"items; write at least|marked examples; markers need at least")
DAY = datetime.date(2026, 11, 23)


def values(text: str) -> dict:
    return plain_of(text)


def test_every_block_of_yaml_is_marked():
    assert TEXT.count("```yaml") == len(EXAMPLES)
    assert {kind for kind, _ in EXAMPLES} == set(FORMS)


@pytest.mark.parametrize(("kind", "text"), EXAMPLES, ids=[f"{kind}{n}" for n, (kind, _) in enumerate(EXAMPLES)])
def test_each_example_fits_its_form(kind, text):
    TypeAdapter(FORMS[kind]).validate_python(values(text))


def test_there_is_one_of_every_kind():
    types = [item["type"] for kind, text in EXAMPLES if kind == "items" for item in values(text)["items"].values()]
    cases = [values(text)["kind"] for kind, text in EXAMPLES if kind == "vignette"]
    assert sorted(types) == sorted(kind.name for kind in kinds.of_group("item"))
    assert sorted(cases) == sorted(kind.name for kind in kinds.of_group("vignette"))


def written_as_a_course(place: Path) -> Path:
    """The examples as the one lesson of a course, with a notebook that shows each."""
    of = {kind: [text for k, text in EXAMPLES if k == kind] for kind in FORMS}
    lesson, shown = place / "modules" / "ethics" / "gifts", []
    (lesson / "vignettes").mkdir(parents=True)
    (lesson / "figures").mkdir()
    (place / "modules" / "course.yml").write_text("title: Examples\ntopics: [ethics]\n", "utf-8")
    (lesson.parent / "module.yml").write_text(
        'title: Ethics\nlessons: [gifts]\nas_of: "2026-11-01"\nreview_by: "2027-05-01"\n'
        "principles:\n  gifts: What a gift means comes before what to do with it.\n",
        "utf-8",
    )
    known = (ROOT / "modules" / "competencies.yml").read_text("utf-8")
    (place / "modules" / "competencies.yml").write_text(known, "utf-8")
    (lesson.parent / "glossary.yml").write_text(of["glossary"][0], "utf-8")
    (lesson / "lesson.yml").write_text(of["lesson"][0], "utf-8")
    for figure in values(of["lesson"][0])["figures"].values():
        (lesson / "figures" / figure["file"]).write_text("<svg/>", "utf-8")
    (lesson / "items.yml").write_text("items:\n" + "".join(t.removeprefix("items:\n") for t in of["items"]), "utf-8")
    shown += [f'here.item("{name}")' for text in of["items"] for name in values(text)["items"]]
    for text in of["vignette"]:
        name = values(text)["title"].lower().replace(" ", "_")
        (lesson / "vignettes" / f"{name}.yml").write_text(text, "utf-8")
        shown.append(f'here.vignette("{name}")')
    (lesson / "rubric.yml").write_text(of["rubric"][0], "utf-8")
    shown.append(f'here.written("{values(of["rubric"][0])["id"]}")')
    everything = "\n".join(text for kind in FORMS for text in of[kind] if kind != "references")
    used = {*re.findall(r"\b[a-z]+_\d{4}\b", everything), *cited(everything)}
    known = (ROOT / "modules" / "ethics" / "references.yml").read_text("utf-8")
    works = [work for work in values(known)["references"] if work["id"] in used]
    (lesson.parent / "references.yml").write_text(json.dumps({"references": works}), "utf-8")
    cells: list[dict] = [{"cell_type": "markdown", "id": "taught", "metadata": {}, "source": "## Four steps"}]
    cells += [
        {"cell_type": "code", "id": f"c{n}", "metadata": {}, "outputs": [], "execution_count": None, "source": source}
        for n, source in enumerate(shown)
    ]
    notebook = place / "source" / "ethics" / "gifts.ipynb"
    notebook.parent.mkdir(parents=True)
    notebook.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}), "utf-8")
    return place


def test_the_checker_has_nothing_to_say_but_that_they_are_few(tmp_path):
    loaded, problems = load_course(written_as_a_course(tmp_path))
    assert problems == []
    found = [str(problem) for problem in problems_of(loaded, DAY)]
    assert [said for said in found if not TOO_FEW.search(said)] == []
