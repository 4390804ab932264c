"""The bench of pages: what it says of targets and ratios, and that its lessons are lessons."""

from __future__ import annotations

import json

import pytest

from bench import pages, pages_year
from practicum.content.grammar import OPEN, source_of


def found(**more: list[float]) -> pages.Found:
    """One value of each series, but for those that are given."""
    made = pages.Found({name: [0.5] for name in pages.SERIES} | more)
    made.rounds = [{name: [0.5] for name in pages.SERIES}]
    return made


def test_a_target_is_reached_by_the_median_and_every_value_is_counted():
    told = pages.series(found(answer_page=[0.01, 0.02, 0.09, 0.1, 3.0]))["answer_page"]
    assert (told["median"], told["low"], told["high"], told["n"]) == (0.09, 0.01, 3.0, 5)
    assert (told["target"], told["reached"], told["below_target"]) == (0.1, True, 3)
    assert pages.series(found(answer_page=[0.1]))["answer_page"]["reached"] is False


def test_a_ratio_is_that_of_a_round():
    made = found()
    made.rounds = [
        {name: [1.0] for name in pages.SERIES} | {"lesson_lab": [2.0], "lesson_page": [1.0]},
        {name: [1.0] for name in pages.SERIES} | {"lesson_lab": [40.0], "lesson_page": [4.0]},
    ]
    told = pages.ratios(made)["lesson"]
    assert (told["median"], told["low"], told["high"]) == (6.0, 2.0, 10.0)


def test_the_tables_show_what_was_missed(capsys):
    from rich.console import Console

    made = found(home_warm=[0.3])
    Console(width=200).print(*pages.tables({"series": pages.series(made), "ratios": pages.ratios(made)}))
    (line,) = [one for one in capsys.readouterr().out.splitlines() if "home, warm: until" in one]
    assert "300 ms" in line
    assert "< 200 ms: not reached, 0 times" in line


@pytest.mark.parametrize("topic, name", pages_year.lessons()[::9])
def test_a_lesson_of_the_year_is_one_for_page_and_notebook(a_year, topic, name):
    notebook = json.loads((a_year / topic / f"{name}.ipynb").read_text("utf-8"))
    assert notebook["metadata"]["practicum"]["lesson"] == name
    content = json.loads((a_year / topic / f"{name}.content.json").read_text("utf-8"))
    assert content["lesson"] == name
    assert content["items"][pages.EXERCISE]["type"] == pages.KIND
    opened = [match for cell in notebook["cells"] if (match := OPEN.fullmatch(source_of(cell).strip()))]
    assert [match[1] for match in opened] == [name]
