"""How cases were walked through, on the real course's branching case."""

from __future__ import annotations

import pytest

from practicum.cohort import advice, paths
from practicum.content.replay import every_path, replay


@pytest.fixture(scope="module")
def case(editions) -> dict:
    return editions["dual_relationships"]["keyed"]["vignettes"]["friday_sitter"]


@pytest.fixture(scope="module")
def ways(case) -> dict[str, list[str]]:
    """ending -> the shortest way there."""
    found: dict[str, list[str]] = {}
    for played in every_path(case):
        if played.ending not in found or len(played.path) < len(found[played.ending]):
            found[played.ending] = list(played.path)
    return found


def entry(path: list[str], first: list[str] | None = None, tries: int = 1, ended=()) -> dict:
    response = {"path": path, "deal": 0, "ended": list(ended)}
    made = {"response": response, "tries": tries}
    return made | ({"first": {"response": {"path": first, "deal": 0, "ended": []}}} if first else {})


def test_the_first_complete_run_counts(case, ways):
    one, other = list(ways.values())[:2]
    assert paths.first_run(case, entry(other, first=one, tries=2)).path == tuple(one)
    assert paths.first_run(case, entry([], ended=[other])).path == tuple(other)  # a sheet without its first response
    assert paths.first_run(case, entry(one)).path == tuple(one)
    assert paths.first_run(case, entry(one[:1])) is None
    assert paths.first_run(case, entry(["no.such_step"])) is None


def test_endings_choices_qualities_and_ways_add_up(case, ways):
    (first, way), (second, other) = list(ways.items())[:2]
    found = paths.branching("it", case, [entry(way, way)] * 30 + [entry(other, other, tries=2)] * 10 + [entry(way[:1])])
    assert (found.begun, found.finished, found.again) == (41, 40, 10)
    assert {e.name: e.count for e in found.endings if e.count} == {first: 30, second: 10}
    assert found.ways == [(tuple(way), 30), (tuple(other), 10)]
    start = found.scenes[0]
    assert (start.name, start.came) == (case["start"], 40)
    for scene in found.scenes:
        assert sum(c.count for c in scene.choices) == scene.came
    assert sum(found.qualities.values()) == pytest.approx(1)
    taken = [q for path, n in found.ways for _ in range(n) for q in paths._qualities(case, replay(case, path))]
    assert found.qualities["best"] == pytest.approx(taken.count("best") / len(taken))
    assert found.moves == (min(len(way), len(other)), len(way), max(len(way), len(other)))


def test_what_nobody_chooses_is_said_from_73_on_and_what_most_get_wrong(case):
    worst = list(max(every_path(case), key=lambda run: paths._qualities(case, run).count("harmful")).path)
    few = paths.branching("it", case, [entry(worst)] * 40)
    many = paths.branching("it", case, [entry(worst)] * 80)
    said = [[r.what for r in advice.of_case(found)] for found in (few, many)]
    assert any("most choose what is poor or harmful" in one for one in said[0])
    assert not any("hardly anybody chooses" in one for one in said[0])
    assert any("hardly anybody chooses" in one for one in said[1])
    assert advice.of_case(paths.branching("it", case, [entry(worst)] * 20)) == []


def test_a_decision_counts_its_first_answer(editions):
    case = editions["dual_relationships"]["keyed"]["vignettes"]["valley"]
    best, other = sorted(case["options"], key=lambda name: case["options"][name]["quality"] != "best")[:2]
    entries = [{"response": best, "tries": 2, "first": {"response": other}}] * 3 + [{"response": best, "tries": 1}]
    found = paths.decision("valley", case, entries)
    assert {c.name: c.count for c in found.scenes[0].choices if c.count} == {best: 1, other: 3}
    assert (found.finished, found.again) == (4, 3)
