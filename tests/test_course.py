"""The real course, proved: it checks clean, every answer scores what is declared, every scene is reached."""

from __future__ import annotations

import json
import subprocess
import sys

import nbformat
import pytest

from practicum import exercises, words
from practicum.content import keys
from practicum.content.explore import explore
from practicum.content.keys import full_marks
from practicum.content.load import load_course
from practicum.content.replay import every_path, hands, replay
from practicum.course import selfstudy
from practicum.demo import exchange
from practicum.exercises.perform import events
from practicum.exercises.review import review
from practicum.lint import check
from practicum.nbgrader_bridge.release.release import release

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
        given[name] = full_marks(item)
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
    """Key: all; blank: nothing; each single wrong option, neighbour, category, number or mark: what the rule says."""
    keyed = editions[lesson]["keyed"]
    item = keyed["items"][name]
    points, right = item["points"], full_marks(item)

    def score(response: object) -> float:
        return exercises.score(keyed, name, response)

    assert score(right) == points
    assert score(None) == 0
    for response, part in single_mistakes(item, right):
        assert score(response) == pytest.approx(points * part, abs=0.011), response


def single_mistakes(item: dict, right) -> list[tuple[object, float]]:
    """Each response with one mistake, and the part of the points that the rule declares for it."""
    named = {part.get("opaque", name): part for name, part in keys.parts(item).items()}
    match item["type"]:
        case "single_choice":
            return [(name, option["credit"]) for name, option in named.items() if not option["correct"]]
        case "multiple_choice":
            wrong = [name for name, option in named.items() if not option["correct"]]
            more = [([*right, name], 1 - 1 / len(wrong)) for name in wrong]
            less = [([n for n in right if n != name], 1 - 1 / len(right)) for name in right]
            return more + less + [([name], 0) for name in wrong]
        case "ordering":
            pairs = len(right) * (len(right) - 1) / 2
            swaps = [[*right[:n], right[n + 1], right[n], *right[n + 2 :]] for n in range(len(right) - 1)]
            return [(swapped, (pairs - 2) / pairs) for swapped in swaps]
        case "matching":
            others = [(n, c) for n, own in right.items() for c in item["categories"] if c != own]
            return [({**right, name: category}, 1 - 1 / len(right)) for name, category in others]
        case "numeric":
            foreseen = [(f"{near['value']:g}", near["credit"]) for near in item["near"].values()]
            return [*foreseen, (f"{item['answer'] + item['tolerance'] + 1000:g}", 0), ("a lot", 0)]
    total = sum(len(codes) for codes in right.values())
    missing = [({n: [c for c in codes if c != code] if n == line else codes for n, codes in right.items()}, 1 - 1 / total)
               for line, own in right.items() for code in own]  # fmt: skip
    more = [({**right, str(n): sorted({*right.get(str(n), []), code})}, 1 - 1 / total)
            for n, line in enumerate(item["lines"], 1) if line["scored"]
            for code in item["codes"] if code not in right.get(str(n), [])]  # fmt: skip
    return missing + more


@pytest.mark.parametrize(("lesson", "name"), ITEMS)
def test_every_part_of_an_answer_is_explained_with_a_source(editions, lesson, name):
    keyed = editions[lesson]["keyed"]
    item = keyed["items"][name]
    wrong = [response for response, _ in single_mistakes(item, full_marks(item)) if response != "a lot"]
    for response in [full_marks(item), *wrong]:
        for part in review(item, response, show_key=True):
            assert part.why
            plain = part.why == words.say("line_plain")  # a line of a transcript in which nothing happens
            assert plain or part.holder.get("references") or item["references"]


@pytest.mark.parametrize(("lesson", "name"), ITEMS)
def test_practice_shows_feedback_on_what_was_answered(editions, lesson, name):
    content = editions[lesson]["self_study"]
    item = content["items"][name]
    for response in [full_marks(item), *(r for r, _ in single_mistakes(item, full_marks(item)) if r != "a lot")]:
        shown = exercises.make(content, name, None, "s", "2026-11-23T00:00:00+00:00")
        for event in events(shown, response):
            shown = shown.respond(event)
        said = shown.view()
        parts = said.get("options") or said.get("steps") or said.get("cases") or said.get("lines") or [said]
        told = [part["feedback"] for part in parts if part.get("feedback")]
        assert told
        assert all(f["why"] and (f["sources"] or f["why"] == words.say("line_plain")) for f in told)


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
    for deal, played in ((n, played) for n in range(len(hands(case))) for played in every_path(case, n)):
        entry = {"response": {"path": list(played.path), "deal": deal, "ended": []}}
        said |= set(exercises.make(content, name, entry).view()["ending"]["remarks"])
    assert said == {remark["text"] for remark in case.get("remarks", [])}


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    place = copy_course(tmp_path_factory.mktemp("course"))
    for topic in COURSE.modules:
        release(place, topic)
    selfstudy.build(place)
    return place


@pytest.mark.parametrize("edition", ["source", "cohort", "self_study"])
@pytest.mark.parametrize(("topic", "lesson"), LESSONS)
def test_every_notebook_runs_in_every_edition_and_keeps_the_answers(released, editions, topic, lesson, edition):
    folder = {
        "source": released / "source" / topic,
        "cohort": released / "release" / topic,
        "self_study": released / "build" / "self-study" / topic,
    }[edition]
    keyed = editions[lesson]["self_study"]
    if edition == "cohort":
        in_force = json.loads((released / "gradebook" / "released" / f"{topic}.json").read_text())["lessons"][lesson]
        keyed = json.loads((released / "gradebook" / "released" / in_force / topic / f"{lesson}.json").read_text())
    given = reference_answers(keyed)
    exchange.execute(folder / f"{lesson}.ipynb", given, folder / "executed.ipynb")
    done = nbformat.read(folder / "executed.ipynb", nbformat.NO_CONVERT)
    assert not [o for cell in done.cells for o in cell.get("outputs", []) if o["output_type"] == "error"]
    sheet = json.loads((folder / f"{lesson}.answers.json").read_text())
    assert set(sheet["answers"]) == set(given)
    earned = sum(
        exercises.score(keyed, name, sheet["answers"][name]["response"])
        for name, item in keyed["items"].items()
        if item["use"] == "graded"
    )
    assert earned == sum(item["points"] for item in keyed["items"].values() if item["use"] == "graded")


@pytest.mark.parametrize(("topic", "lesson"), LESSONS)
def test_every_notebook_passes_nbval(released, topic, lesson):
    """nbval runs each cell as a test of its own, as an instructor's own course tests would."""
    notebook = released / "build" / "self-study" / topic / f"{lesson}.ipynb"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval-lax", notebook.name],
        cwd=notebook.parent, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]
    assert "passed" in done.stdout
