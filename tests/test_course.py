"""The real course, proved: it checks clean, every answer scores what is declared, every scene is reached."""

from __future__ import annotations

import json

import papermill
import pytest

from practicum import exercises
from practicum.content.explore import explore
from practicum.content.load import load_course
from practicum.content.replay import every_path, replay
from practicum.exercises.perform import events
from practicum.lint import check
from practicum.nbgrader_bridge import selfstudy
from practicum.nbgrader_bridge.release import release

from .conftest import ROOT, copy_course

COURSE, _ = load_course(ROOT)
LESSONS = [(topic, name) for topic, module in COURSE.modules.items() for name in module.lessons]
ITEMS = [(lesson, name) for topic, lesson in LESSONS for name in COURSE.modules[topic].lessons[lesson].items]
CASES = [
    (lesson, name)
    for topic, lesson in LESSONS
    for name, vignette in COURSE.modules[topic].lessons[lesson].vignettes.items()
    if vignette.kind == "branching"
]


def reference_answers(keyed: dict) -> dict[str, object]:
    """The best response to every exercise that is answered by choosing."""
    given: dict[str, object] = {}
    for name, item in keyed["items"].items():
        right = [option.get("opaque", n) for n, option in item["options"].items() if option["correct"]]
        given[name] = right if item["type"] == "multiple_choice" else right[0]
    for name, vignette in keyed["vignettes"].items():
        if vignette["kind"] == "decision":
            given[name] = next(n for n, option in vignette["options"].items() if option["quality"] == "best")
        else:
            seen = explore(vignette)
            best = [n for n, ending in vignette["endings"].items() if ending["quality"] == "best"]
            given[name] = list(seen.endings[best[0]][1])
    for name, written in keyed["written"].items():
        given[name] = {field: "An invented answer." for field in written["fields"]}
    return given


def test_the_course_checks_clean():
    assert [str(problem) for problem in check(ROOT)] == []


@pytest.mark.parametrize(("lesson", "name"), ITEMS)
def test_every_item_scores_what_is_declared(editions, lesson, name):
    keyed = editions[lesson]["keyed"]
    item = keyed["items"][name]
    options = {option.get("opaque", n): option for n, option in item["options"].items()}
    assert exercises.score(keyed, name, reference_answers(keyed)[name]) == item["points"]
    assert exercises.score(keyed, name, None) == 0
    for option, declared in options.items():
        if declared["correct"]:
            continue
        if item["type"] == "single_choice":
            assert exercises.score(keyed, name, option) == round(declared["credit"] * item["points"], 2)
        else:
            wrong = sum(not o["correct"] for o in options.values())
            expected = round(item["points"] * (1 - 1 / wrong), 2)
            right = reference_answers(keyed)[name]
            assert exercises.score(keyed, name, [*right, option]) == pytest.approx(expected, abs=0.011)
            assert exercises.score(keyed, name, [option]) == 0


@pytest.mark.parametrize(("lesson", "name"), ITEMS)
def test_every_option_has_feedback_with_a_source(editions, lesson, name):
    content = editions[lesson]["self_study"]
    for key, option in content["items"][name]["options"].items():
        shown = exercises.make(content, name, None, "s", "2026-11-23T00:00:00+00:00")
        for event in events(shown, [option.get("opaque", key)]):
            shown = shown.respond(event)
        given = [o["feedback"] for o in shown.view()["options"] if o["feedback"] and o["chosen"]]
        assert given[0]["why"] == option["feedback"]
        assert given[0]["sources"]


@pytest.mark.parametrize(("lesson", "name"), CASES)
def test_every_scene_choice_and_ending_is_reached(editions, lesson, name):
    case = editions[lesson]["self_study"]["vignettes"][name]
    seen = explore(case)
    assert set(seen.scenes) == set(case["scenes"])
    assert set(seen.endings) == set(case["endings"])
    assert set(seen.choices) == {f"{s}.{c}" for s, scene in case["scenes"].items() for c in scene["choices"]}
    for scene, (deal, path) in seen.scenes.items():
        assert any(turn.scene == scene for turn in replay(case, path, deal).turns)
    for ending, (deal, path) in seen.endings.items():
        assert replay(case, path, deal).ending == ending


@pytest.mark.parametrize(("lesson", "name"), CASES)
def test_every_remark_is_said_on_some_path(editions, lesson, name):
    content = editions[lesson]["self_study"]
    case = content["vignettes"][name]
    said = set()
    for played in every_path(case):
        entry = {"response": {"path": list(played.path), "deal": 0, "ended": []}}
        said |= set(exercises.make(content, name, entry).view()["ending"]["remarks"])
    assert said == {remark["text"] for remark in case.get("remarks", [])}


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    place = copy_course(tmp_path_factory.mktemp("course"))
    for topic in COURSE.modules:
        release(place, topic)
    for _, lesson in LESSONS:
        selfstudy.build_lesson(place, lesson)
    return place


@pytest.mark.parametrize("edition", ["source", "cohort", "self_study"])
@pytest.mark.parametrize(("topic", "lesson"), LESSONS)
def test_every_notebook_runs_in_every_edition_and_keeps_the_answers(released, editions, topic, lesson, edition):
    folder = {
        "source": released / "source" / topic,
        "cohort": released / "release" / topic,
        "self_study": released / "build" / "self-study",
    }[edition]
    keyed = editions[lesson]["self_study"]
    if edition == "cohort":
        in_force = json.loads((released / "gradebook" / "released" / f"{topic}.json").read_text())["lessons"][lesson]
        keyed = json.loads((released / "gradebook" / "released" / in_force / topic / f"{lesson}.json").read_text())
    given = reference_answers(keyed)
    done = papermill.execute_notebook(
        folder / f"{lesson}.ipynb", folder / "executed.ipynb", {"answers": given}, cwd=folder, progress_bar=False
    )
    assert not [o for cell in done.cells for o in cell.get("outputs", []) if o["output_type"] == "error"]
    sheet = json.loads((folder / f"{lesson}.answers.json").read_text())
    assert set(sheet["answers"]) == set(given)
    earned = sum(
        exercises.score(keyed, name, sheet["answers"][name]["response"])
        for name, item in keyed["items"].items()
        if item["use"] == "graded"
    )
    assert earned == sum(item["points"] for item in keyed["items"].values() if item["use"] == "graded")
