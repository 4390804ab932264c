"""JSON Schema for editors: current, and of one mind with the checker."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from practicum.cli import from_template
from practicum.content import schema
from practicum.content.load import load_course
from practicum.content.source import plain_of, read

from ..conftest import ROOT
from ..lint.small_course import FILES, HERE

ITEMS = HERE + "items.yml"


def test_schemas_in_the_repository_are_current():
    kept = {path.name: path.read_text("utf-8") for path in (ROOT / schema.FOLDER).iterdir()}
    assert kept == schema.texts(), "run `practicum schema`"


def test_schema_writes_what_is_not_current(course, run):
    assert "Wrote modules/schema/course.schema.json, " in run("schema")
    assert run("schema") == "modules/schema/ is current.\n"
    assert {p.name for p in (course / schema.FOLDER).iterdir()} == set(schema.texts())


def validator(name: str) -> jsonschema.Draft7Validator:
    made = schema.schemas()[name]
    jsonschema.Draft7Validator.check_schema(made)
    return jsonschema.Draft7Validator(made)


def as_json(value: object) -> object:
    return json.loads(json.dumps(value))


def schema_of(file: str) -> str:
    stem = Path(file).stem
    return "vignette" if "/vignettes/" in file else stem


def test_schemas_accept_what_the_checker_accepts():
    loaded, _ = load_course(ROOT)
    sources = [loaded.source]
    for module in loaded.modules.values():
        sources += [*module.sources.values(), *(s for le in module.lessons.values() for s in le.sources.values())]
    for source in sources:
        assert not list(validator(schema_of(source.name)).iter_errors(as_json(source.plain))), source.name


@pytest.mark.parametrize(
    ("file", "right", "wrong"),
    [
        ("modules/course.yml", "title:", "titel:"),
        ("modules/ethics/module.yml", "barter: Who", "Barter: Who"),
        ("modules/ethics/references.yml", "type: book", "type: novel"),
        (HERE + "lesson.yml", "summary: Say no.", ""),
        (ITEMS, "type: multiple_choice", "type: multi_choice"),
        (ITEMS, ", feedback: It presses her.", ""),
        (HERE + "vignettes/offer.yml", "quality: best", "quality: good"),
        (HERE + "rubric.yml", "{3: Wholly", "{three: Wholly"),
    ],
)
def test_schemas_refuse_what_the_checker_refuses(course, file, right, wrong):
    (course / file).write_text(FILES[file].replace(right, wrong, 1))
    source, _ = read(course / file, file)
    assert list(validator(schema_of(file)).iter_errors(as_json(source.plain)))


def test_every_field_is_described():
    def undescribed(value: object, at: str) -> list[str]:
        if not isinstance(value, dict):
            return []
        fields = value.get("properties", {})
        return [f"{at}.{n}" for n, f in fields.items() if "description" not in f] + [
            name for part, inner in value.get("$defs", {}).items() for name in undescribed(inner, part)
        ]

    assert [gap for name, made in schema.schemas().items() for gap in undescribed(made, name)] == []


@pytest.mark.parametrize("name", ["lesson.yml", "rubric.yml", "vignette/decision.yml", "vignette/branching.yml"])
def test_templates_fit_their_schema(name):
    text = from_template.template(name, name="x")
    kind = "vignette" if "/" in name else Path(name).stem
    assert not list(validator(kind).iter_errors(as_json(plain_of(text))))
