"""Every kind of exercise is whole: of each entry of the registry, what is missing is said in a sentence."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from importlib import import_module

import pytest

from practicum.content import kinds

from .conftest import ROOT

PACKAGE = ROOT / "practicum"
SCREENS = PACKAGE / "widgets" / "static"
NO_KINDS = {"progress", "problem"}  # screens of no exercise
OWN = {  # what an exercise's class says itself
    "clean": "say what may stand on an answer sheet",
    "view": "show itself (a view)",
    "describe": "say a response in words",
    "as_it_was": "say an answer to an earlier version of the question",
}
OF_ITEMS = {
    "fraction": "score a response",
    "explain": "explain an answer",
    "looked_at": "be looked at by the item analysis",
}


def part(folder: str, where: str) -> type | None:
    """The class that an entry names as "file:Class"; None where there is none."""
    file, name = where.split(":")
    if not (PACKAGE / folder / f"{file}.py").is_file():
        return None
    return getattr(import_module(f"practicum.{folder.replace('/', '.')}.{file}"), name, None)


def javascript(table: str = "KINDS") -> dict[str, str]:
    """Kind of view -> what draws it, as the screens' own table has them."""
    text = (SCREENS / "exercise.js").read_text("utf-8")
    found = re.search(rf"^const {table} = \{{\n(.*?)^\}};", text, re.MULTILINE | re.DOTALL)
    return dict(re.findall(r"^  (\w+): \{ draw: (\w+)", found[1], re.MULTILINE))


def tables() -> list[tuple[str, dict, str]]:
    """The tables of rooms that go by kind of item, and what a kind cannot do without its place in them."""
    from practicum.demo.learners import ANSWERS
    from practicum.lint.possible import CHECKS

    return [
        ("practicum/lint/possible.py", CHECKS, "check whether its key is possible"),
        ("practicum/demo/learners.py", ANSWERS, "be answered in the demonstration"),
    ]


def words_used(kind: kinds.Kind) -> set[str]:
    file = PACKAGE / "exercises" / f"{kind.exercise.split(':')[0]}.py"
    said = re.findall(r"words\.say\(\s*\"(\w+)\"", file.read_text("utf-8")) if file.is_file() else []
    return set(said)


def words_on_screen(kind: kinds.Kind) -> set[str]:
    drawn = javascript().get(kind.screen)
    for path in SCREENS.glob("*.js"):
        text = path.read_text("utf-8")
        if drawn and f"export function {drawn}(" in text:
            return set(re.findall(r"\bwords\??\.(\w+)", text))
    return set()


def lacks(kind: kinds.Kind) -> Iterator[str]:
    """What is missing of a kind, a sentence each."""
    from practicum import words

    form, field = part("content/model", kind.form), kinds.GROUPS[kind.group][1]
    if form is None:
        yield f"no form for authors: practicum/content/model/ has no {kind.form}"
    elif field and f"'{kind.name}'" not in str(form.model_fields[field].annotation):
        yield f"its form {kind.form} does not take `{field}: {kind.name}`"
    behaviour = part("exercises", kind.exercise)
    if behaviour is None:
        yield f"no behaviour: practicum/exercises/ has no {kind.exercise}"
    else:
        from practicum.exercises import Exercise, Item

        for method, what in {**OWN, **(OF_ITEMS if kind.group == "item" else {})}.items():
            if getattr(behaviour, method, None) in (None, getattr(Exercise, method, None), getattr(Item, method, None)):
                yield f"{kind.exercise} has no {method}(): it cannot {what}"
    if kind.group == "item":
        for name in ("scoring", "full_marks"):
            if getattr(kind, name) is None:
                yield f"its entry has no {name}: practicum/content/keys.py cannot tell its key"
        for file, table, what in tables():
            if kind.name not in table:
                yield f"{file} has no place for it: it cannot {what}"
    if kind.screen not in javascript():
        yield f"no screen: KINDS of practicum/widgets/static/exercise.js has no '{kind.screen}'"
    template = PACKAGE / "templates_for_authors" / kind.template
    if not template.is_file():
        yield f"no template: practicum/templates_for_authors/{kind.template} is missing"
    elif field and not re.search(rf"^ *{field}: {kind.name}\b", template.read_text("utf-8"), re.MULTILINE):
        yield f"its template {kind.template} has no line `{field}: {kind.name}`"
    for word in sorted(words_used(kind) - set(words.table())):
        yield f"the word '{word}' is not in practicum/words.json"
    for word in sorted(words_on_screen(kind) - set(words.for_screen()) - {"lang"}):
        yield f"its screen needs the word '{word}', which for_screen() of practicum/words.py does not send"
    if not kind.called:
        yield "its entry does not say what instructors' pages call it"
    if not kind.minutes > 0:
        yield "its entry does not say how many minutes it takes"
    if f"\n### {kind.guide}\n" not in (ROOT / "docs" / "authoring.md").read_text("utf-8"):
        yield f"docs/authoring.md has no section '{kind.guide}'"


@pytest.mark.parametrize("kind", kinds.KINDS.values(), ids=kinds.KINDS)
def test_a_kind_is_whole(kind):
    assert [f"{kind.name}: {what}." for what in lacks(kind)] == []


def test_the_screens_are_those_of_the_kinds():
    assert set(javascript()) - NO_KINDS == {kind.screen for kind in kinds.KINDS.values()}


def test_what_is_missing_is_said():
    """Without this, a search that finds nothing would pass for a whole kind."""
    nothing = dataclasses.replace(
        kinds.TRANSCRIPT,
        name="cloze", form="items:ClozeItem", exercise="cloze:Cloze", screen="cloze", template="item/cloze.yml",
        guide="Gaps to fill", called="", minutes=0, scoring=None,
    )  # fmt: skip
    said = list(lacks(nothing))
    for what in ("no form", "no behaviour", "no scoring", "key is possible", "demonstration", "no screen", "no template",
                 "instructors' pages", "minutes", "no section 'Gaps to fill'"):  # fmt: skip
        assert sum(what in sentence for sentence in said) == 1, (what, said)
    plain = dataclasses.replace(kinds.TRANSCRIPT, exercise="base:Exercise")
    for method in (*OWN, *OF_ITEMS):
        assert any(f"no {method}()" in sentence for sentence in lacks(plain)), method


def test_nothing_else_lists_the_kinds():
    """A list of kinds outside the registry and the places that this file looks through would be forgotten."""
    known = {
        "practicum/content/model/items.py", "practicum/lint/possible.py", "practicum/demo/learners.py",
        "practicum/widgets/static/exercise.js",
        "practicum/shapes/content.py",  # the shapes of what each holds
    }  # fmt: skip
    listing = set()
    for path in [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.js"), *PACKAGE.rglob("*.json")]:
        place = path.relative_to(ROOT).as_posix()
        text = path.read_text("utf-8")
        named = {name for name in kinds.KINDS if re.search(rf"(?<![\w/]){name}(?=[\"']?:|[\"'])", text)}
        if len(named) > 3 and not place.startswith("practicum/content/kinds/"):
            listing.add(place)
    assert listing == known


def test_an_exercise_says_its_own_kind(editions):
    """The kind of a view is the entry's, for every exercise of the course."""
    from practicum import exercises

    for edition in editions.values():
        content = json.loads(json.dumps(edition["self_study"]))
        for group, _ in kinds.GROUPS.values():
            for name, spec in content[group].items():
                assert exercises.make(content, name).view()["kind"] == kinds.of(spec).screen
