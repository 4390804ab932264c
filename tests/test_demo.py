"""`practicum demo`: the main job, as a person runs it."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import sys

import papermill
import pytest

from practicum.course import released
from practicum.demo import exchange
from practicum.demo.cohort import bins, standings, summary
from practicum.demo.learners import PREFIX, answers, learners, written_for
from practicum.nbgrader_bridge.reports.item_rows import ItemRow, rows

LESSON = "dual_relationships"


def demo(place) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "practicum.cli", "demo"], cwd=place, capture_output=True, text=True, timeout=600
    )


def test_it_ends_with_the_cohort_a_report_and_what_to_open_next(demo_course):
    place, printed = demo_course
    for learner in learners():
        assert learner.name in printed
    lessons = len(list((place / "release" / "ethics").glob("*.content.json")))
    assert f"{11 + 12 * (lessons - 1)} written responses wait" in printed  # one learner leaves one out
    assert (place / "build" / "demo" / "report.html").is_file()
    assert re.search(r"report\.html\n", printed)
    assert len(printed.split("report.html")[-1].strip().splitlines()) == 3
    assert " 26 h" in printed


def marks_of(place, learner) -> list[dict[str, int]]:
    """What the learner's written responses are marked with, lesson by lesson."""
    keyed = [released.keyed(place, "ethics", name) for name in released.in_force(place, "ethics")]
    return [written_for(learner, name, one).marks for k in keyed for name, one in k["written"].items()]


def test_everybody_has_scores_marks_feedback_and_a_line_in_the_export(demo_course):
    place, _ = demo_course
    found = standings(rows(place, "ethics"))
    assert {s.learner for s in found} == {learner.id for learner in learners()}
    assert all(s.written is not None for s in found)
    by_id = {s.learner: s for s in found}
    for learner in learners():
        assert by_id[learner.id].written == sum(sum(marks.values()) for marks in marks_of(place, learner))
        assert round(by_id[learner.id].late_hours) == learner.late_hours
        assert (place / "feedback" / learner.id / "ethics" / f"{LESSON}.html").is_file()
    with (place / "build" / "demo" / "grades.csv").open(encoding="utf-8-sig") as file:
        assert {line["learner"] for line in csv.DictReader(file)} == set(by_id)
    assert len({s.total for s in found}) > 6, "learners of different skill should differ"


@pytest.mark.stress
def test_a_second_run_gives_the_same_result(demo_course, tmp_path):
    place, printed = demo_course
    again = tmp_path / "again"
    shutil.copytree(place, again)
    second = demo(again)
    assert second.returncode == 0, second.stderr

    def table(text: str) -> list[str]:
        return [line for line in text.splitlines() if any(learner.name in line for learner in learners())]

    assert table(second.stdout) == table(printed)


def test_it_refuses_in_one_sentence_where_anybody_real_is_on_record(demo_course, tmp_path):
    place, _ = demo_course
    copy = tmp_path / "real"
    shutil.copytree(place, copy)
    (copy / "submitted" / "ann" / "ethics").mkdir(parents=True)
    before = sorted(p.relative_to(copy) for p in copy.rglob("*"))
    refused = demo(copy)
    assert refused.returncode == 1
    assert "ann" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1
    assert sorted(p.relative_to(copy) for p in copy.rglob("*")) == before


def test_learners_are_invented_differ_and_answer_alike_each_time(editions):
    people, keyed = learners(), editions[LESSON]["keyed"]
    assert len(people) == 12
    assert all(p.id.startswith(PREFIX) for p in people)
    assert [answers(p, keyed) for p in people] == [answers(p, keyed) for p in people]
    examples = [t for w in keyed["written"].values() for e in w["examples"].values() for t in e["response"].values()]
    for person in people:
        assert not set(person.response.values()) & set(examples)


def row(learner: str, score: float, written: bool = False, waits: bool = False) -> ItemRow:
    return ItemRow(learner, learner.title(), "one", f"{written}{score}", score, 10, written, waits, 0.0)


def test_standings_and_their_distribution():
    found = standings([row("b", 4), row("a", 9), row("a", 10, written=True), row("b", 0, written=True, waits=True)])
    assert [(s.learner, s.total, s.possible, s.written) for s in found] == [("a", 19, 20, 10), ("b", 4, 20, None)]
    assert [count for *_, count in bins(found)] == [0, 0, 1, 0, 0, 0, 0, 0, 0, 1]
    assert summary(found)["mean"] == pytest.approx(57.5)
    assert summary([]) == {"mean": 0.0, "median": 0.0, "sd": 0.0}


@pytest.mark.parametrize("said", ["Kernel didn't respond in 30 seconds", "Kernel died before replying to kernel_info"])
def test_a_kernel_that_never_answers_is_started_again(monkeypatch, tmp_path, said):
    tried = []

    def start(*_, **__):
        tried.append(1)
        if len(tried) < 3:
            raise RuntimeError(said)

    monkeypatch.setattr(papermill, "execute_notebook", start)
    exchange.execute(tmp_path / "a.ipynb", {})
    assert len(tried) == 3
    tried.clear()
    with pytest.raises(RuntimeError):
        exchange.execute(tmp_path / "a.ipynb", {}, tries=2)
