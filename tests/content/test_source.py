"""How an author's file is read: what is text, what is refused, and on which line."""

from __future__ import annotations

import pytest

from practicum.content import source

REFUSED = [
    ("a: 1\nb: 2\na: 3\n", 3, "'a' stands twice here"),
    ("a:\n  b: 1\n  b: 2\n", 3, "'b' stands twice here"),
    ("a: *talia wants to follow you\n", 1, "a text that begins with * needs quotation marks"),
    ("a: &x [1]\n", 1, "a text that begins with & needs quotation marks"),
    ("{a: 1}\n---\n{b: 2}\n", 2, "a second document begins here"),
    ("? [a, b]\n: c\n", 1, "something else stands here in the place of a name"),
    ("a: b: c\n", 1, "a colon stands inside unquoted text"),
    ("a: 'x\n", 2, "the YAML cannot be read here"),
    ("x: y\na: \x07\n", 2, "a character stands here that no text has"),
    ("- a\n", 1, "this file should be a list of fields"),
    ("", 1, "this file should be a list of fields"),
    ("a: " + "[" * 50_000, 1, "this goes deeper than 100 levels"),
    ("a: " + "{b: " * 50_000, 1, "this goes deeper than 100 levels"),
    ("a: " + "{" * 50_000, 1, "something else stands here in the place of a name"),
    ("- " * 20_000, 1, "this goes deeper than 100 levels"),
    ("? " * 20_000, 1, "something else stands here in the place of a name"),
]


@pytest.mark.parametrize(("text", "line", "sentence"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_no_file_of_ours_gets_its_line_and_a_sentence(tmp_path, text, line, sentence):
    path = tmp_path / "f.yml"
    path.write_text(text, "utf-8")
    found, problems = source.read(path, "f.yml")
    assert found is None
    assert (problems[0].line, problems[0].what[: len(sentence)]) == (line, sentence)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("no", "no"), ("yes", "yes"), ("off", "off"), ("2026-10-05", "2026-10-05"), ("12:30", "12:30"),
        ("true", True), ("False", False), ("~", None), ("", None), ("null", None), ("'~'", "~"), ("'true'", "true"),
        ("3", 3), ("-4", -4), ("007", 7), ("3.10", 3.1), ("1e3", 1000.0), ("1e999", "1e999"), ("'3'", "3"),
        ("1_000", "1_000"), ("0x1f", "0x1f"), ("1.2.3", "1.2.3"), (".", "."), ("!!python/name:os.system x", "x"),
        ("9" * 31, float("9" * 31)),
    ],
)  # fmt: skip
def test_scalars_are_those_of_yaml_1_2(written, read):
    found = source.plain_of(f"a: {written}\n")["a"]
    assert found == read
    assert type(found) is type(read)


def test_names_of_fields_are_text_but_for_whole_numbers():
    assert source.plain_of("4: a\nyes: b\ntrue: c\n~: d\n") == {4: "a", "yes": "b", "true": "c", "~": "d"}


def test_lines_are_those_of_names_and_of_entries(tmp_path):
    path = tmp_path / "f.yml"
    path.write_text("﻿a:\n  b: 1\n  4:\n    - x\n    - y: 2\nlong: >-\n  one\n\n  two\nlast: 1\n", "utf-8")
    found, _ = source.read(path, "f.yml")
    assert found.plain == {"a": {"b": 1, 4: ["x", {"y": 2}]}, "long": "one\ntwo", "last": 1}
    at = {("a",): 1, ("a", "b"): 2, ("a", 4): 3, ("a", "4", 1): 5, ("a", 4, 1, "y"): 5, ("last",): 10, ("a", "gone"): 1}
    assert {loc: found.line(*loc) for loc in at} == at
