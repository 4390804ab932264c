"""An unchanged case is searched once; whatever else lies where that is kept is searched anew and replaced."""

from __future__ import annotations

import json

import pytest

from practicum.content import explore
from practicum.lint import explored as kept

CASE = {
    "meters": {"risk": {"start": 3}},
    "start": "first",
    "scenes": {"first": {"text": "x", "choices": {"go": {"say": "y", "quality": "best", "goto": "end"}}}},
    "endings": {"done": {"title": "z"}},
}


@pytest.fixture
def searches(monkeypatch):
    """How often a case was searched."""
    made, search = [], explore.explore
    monkeypatch.setattr(explore, "explore", lambda case: made.append(1) or search(case))
    return made


def test_the_same_case_is_searched_once_and_says_the_same(tmp_path, searches):
    first = kept.explored(tmp_path, "a.b.c", CASE)
    assert kept.explored(tmp_path, "a.b.c", CASE) == first == explore.explore(CASE)
    assert len(searches) == 2  # the second is this test's own


def test_a_changed_case_is_searched_anew(tmp_path, searches):
    kept.explored(tmp_path, "a.b.c", CASE)
    other = {**CASE, "endings": {"late": {"title": "z"}}}
    assert set(kept.explored(tmp_path, "a.b.c", other).endings) == {"late"}


@pytest.mark.parametrize(
    "damage",
    [b"", b"\xff", b"[]", b'{"key": 1}', lambda told: {**told, "seen": {}}, lambda told: {**told, "seen": []},
     lambda told: {**told, "seen": {**told["seen"], "scenes": {"first": 3}}}],
    ids=range(7),
)  # fmt: skip
def test_what_is_damaged_counts_for_nothing(tmp_path, searches, damage):
    right = kept.explored(tmp_path, "a.b.c", CASE)
    path = tmp_path / kept.FOLDER / "a.b.c.json"
    path.write_bytes(
        damage if isinstance(damage, bytes) else json.dumps(damage(json.loads(path.read_bytes()))).encode()
    )
    assert kept.explored(tmp_path, "a.b.c", CASE) == right
    assert len(searches) == 2


def test_a_folder_that_cannot_be_written_only_costs_time(tmp_path, searches):
    (tmp_path / "build").write_text("a file in the way")
    assert kept.explored(tmp_path, "a.b.c", CASE).endings
