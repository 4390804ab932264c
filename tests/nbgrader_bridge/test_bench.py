"""The bench compares like with like: its gradebook is one that nbgrader takes, its ratios are what they say."""

from __future__ import annotations

import csv
import io
import json

import pytest
from rich.console import Console

from bench import __main__ as bench
from bench import course_size, many_lessons, report, work
from bench import gradebook as filled
from bench.places import copy_course
from practicum.lint import check
from practicum.nbgrader_bridge.reports import grade_rows, status

from ..conftest import ROOT

SIZE = filled.Size(learners=6, topics=2, lessons=2)


def test_nbgrader_and_ours_read_the_same_from_the_generated_gradebook(course):
    filled.fill(course.root, SIZE)
    course.nbgrader("export", "--to=theirs.csv")
    with (course.root / "theirs.csv").open() as file:
        theirs = {
            (r["assignment"], r["student_id"]): (float(r["raw_score"]), float(r["max_score"]))
            for r in csv.DictReader(file)
        }
    ours: dict[tuple, tuple] = {}
    for row in grade_rows.rows(course.root):
        score, most = ours.get((row.topic, row.learner), (0.0, 0.0))
        ours[(row.topic, row.learner)] = (score + row.score, most + row.max_score)
    assert len(theirs) == SIZE.learners * SIZE.topics
    assert ours == theirs


def test_formgraders_lists_and_ours_hold_the_same_learners(course):
    filled.fill(course.root, SIZE)
    theirs = course.api().get_submissions("topic0")
    ours = status.standings(course.root, "topic0")
    assert [(s["student"], s["score"], s["needs_manual_grade"]) for s in theirs] == [
        (s.learner, s.score, s.waiting > 0) for s in ours
    ]
    assert all(s["autograded"] for s in theirs)
    listed = course.api().get_notebook_submissions("topic0", "lesson0")
    waiting = [w for w in grade_rows.waiting(course.root, "topic0") if w["lesson"] == "lesson0"]
    assert 0 < sum(s["needs_manual_grade"] for s in listed) == len(waiting) < SIZE.learners


def measured(task: str, by: str, n: int, seconds: float, busy: float = 1.0) -> dict:
    return {"task": task, "by": by, "n": n, "seconds": seconds, "busy": busy, "megabytes": 100.0}


def measurements() -> tuple[list[dict], list[dict], list[dict]]:
    side = []
    for task in ("autograde", "feedback"):
        for slow, fast in ((21.0, 2.0), (42.0, 3.0), (21.0, 1.0)):
            for by in (report.STOCK, report.WITH_OURS):
                side += [measured(task, by, 1, 3.0), measured(task, by, 10, slow)]
            side.append(measured(task, report.OURS, 10, fast))
    program = [measured(t, by, 500, s) for t in ("export", "submission list", "marking list") for by, s in ((report.STOCK, 240), (report.OURS, 2))]  # fmt: skip
    scale = [measured(t, report.OURS, n, s) for t in ("autograde", "feedback") for n, s in ((10, 2.0), (1000, 8.0))]
    scale += [measured("autograde", report.FLOOR, n, s) for n, s in ((10, 1.0), (1000, 4.0))]
    return side, program, scale


def test_ratios_are_of_the_same_round_and_of_one_submission():
    side, program, scale = measurements()
    found = {(r["task"], r["against"], r["of"]): r for r in report.ratios(side, program, scale)}
    whole = found["autograde", "stock", "10 submissions, the whole command"]
    assert whole["ratio"] == {"median": 14.0, "low": 10.5, "high": 21.0} and whole["target"] is None
    one = found["autograde", "stock", "one submission, ours of 1,000"]
    assert one["theirs"]["median"] == pytest.approx(2.0)  # (21 - 3) / 9: without the start
    assert one["ratio"]["median"] == pytest.approx(2.0 / 0.008) and one["reached"] is True
    exported = found["export", "stock", "the whole command"]
    assert exported["ratio"]["median"] == 120 and exported["reached"] is True
    assert found["marking list", "stock", "the call, in a process that runs already"]["reached"] is None
    last = report.growth(scale)[1]
    assert (last["n"], last["times_floor"]) == (1000, 2.0)
    assert last["each_further_ms"] == pytest.approx(6000 / 990, abs=0.001)
    assert report.floor_of_the_work(scale) == 2.0


def test_results_say_where_and_of_what_and_are_shown(capsys):
    assert bench.plan_of(False, 1000).scale == (10, 100, 1000) and bench.plan_of(False, None) == work.Plan()
    found = bench.results(work.Plan(), {"processor": "P", "cores": 2, "load": 0.1}, *measurements())
    assert json.loads(json.dumps(found))["program"] == "500 learners x 7 topic areas x 4 lessons"
    assert (
        found["quick"] is False
        and found["versions"]["nbgrader"]
        and len(found["measured"]) == sum(map(len, measurements()))
    )
    bench.show(found, Console(width=200))
    shown = capsys.readouterr().out
    assert "14.0 (10.5 to 21.0)" in shown and "100: reached" in shown and "2.0 times the floor" in shown
    assert bench.results(bench.plan_of(True, None), {}, *measurements())["quick"] is True


def test_a_cohort_is_measured_task_by_task(tmp_path):
    (tmp_path / "released").mkdir()
    said: list[str] = []
    found = work.scale(
        work.Plan(scale=(2,), tasks=("autograde", "items")), copy_course(tmp_path / "released"), tmp_path, said.append
    )
    assert [(m["task"], m["by"]) for m in found] == [
        ("autograde", report.OURS), ("items", report.OURS), ("autograde", report.FLOOR),
    ]  # fmt: skip
    assert all(m["seconds"] > 0 and m["busy"] > 0 and m["megabytes"] > 20 and m["n"] == 2 for m in found)
    assert not (tmp_path / "of-2").exists() and said[0] == "making 2 submissions"


def test_a_command_that_fails_is_no_measurement(tmp_path):
    from bench.measure import Failed, practicum

    with pytest.raises(Failed, match="No course was found"):
        practicum(tmp_path, "export")


def test_the_course_copied_to_28_lessons_is_a_clean_course_of_28_lessons(tmp_path):
    place = many_lessons.copied(ROOT, tmp_path / "many")
    assert check(place) == []
    assert len(list(place.glob("source/*/*.ipynb"))) == len(list(place.glob("modules/*/*/lesson.yml"))) == 28


def test_the_table_by_size_says_what_was_reached():
    one = {"median": 1.0, "low": 0.9, "high": 1.2, "aim": 1.5, "reached": True}
    few = {"lessons": 4, **{what: one for what in course_size.SERIES}}
    many = {**few, "lessons": 28, "check": {**one, "median": 3.0, "aim": 2.0, "reached": False}}
    console = Console(width=200, record=True, file=io.StringIO())
    console.print(course_size.table({"as it stands": few, "28 lessons": many}))
    text = console.export_text()
    assert "28 lessons" in text and "3.0" in text and "2 s: not reached" in text and "1.5 s: reached" in text
