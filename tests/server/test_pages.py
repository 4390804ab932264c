"""A lesson's page from request to sheet and back, on a real server; and the same sheet in the notebook."""

from __future__ import annotations

import json
import re

import pytest

from practicum.cli.lab import offline
from practicum.lesson import Lesson
from practicum.lesson_content import find_content
from practicum.server import page
from practicum.server.base_handler import POLICY
from practicum.server.lessons import Lessons

from .site import COHORT, NAME, SELF, put_small, running, small_content, small_notebook

GRADED, PRACTICE = "posted_discount", "spouse_clinic"


def notebook_of(site, folder: str = "ethics") -> Lesson:
    """What the notebook's own code opens, in the same folder."""
    return Lesson(NAME, site.root / folder, find_content(NAME, site.root / folder))


def chosen(view: dict) -> list[str]:
    return [option["id"] for option in view["options"] if option["chosen"]]


def options(site, lesson: str, name: str) -> list[str]:
    return [option["id"] for option in site.get(lesson).data["views"][name]["options"]]


def test_the_page_has_the_reading_and_every_exercise_in_order(ann, editions):
    page = ann.get(COHORT)
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    content = editions[NAME]["cohort"]
    data = page.data
    shown = [
        n for part in ("items", "vignettes", "written") for n, one in content[part].items() if one.get("use") != "check"
    ]
    assert sorted(data["views"]) == sorted(shown)
    assert re.findall(r"<h1\b", page.text) == ["<h1"]
    assert content["title"] in page.words
    assert "Five chairs, Wednesday noon" in page.words
    assert content["references"]["apa_2017"]["full"] in page.words  # citations and references as in the notebook
    assert page.text.count("<table") == 3
    assert page.text.count('<img src="data:image/') == 1
    places = re.findall(r'data-exercise="(\w+)"', page.text)
    assert places[0] == PRACTICE and places[-1] == "progress" and sorted(places[:-1]) == sorted(shown)
    assert data["progress"]["summary"].startswith("0 of ")
    assert "practicum-response" not in page.text and "here.item" not in page.text


def test_an_answer_is_on_the_sheet_before_it_is_acknowledged(ann):
    option = options(ann, COHORT, GRADED)[1]
    reply = ann.send(COHORT, GRADED, {"do": "choose", "options": [option]}, n=7)
    assert (reply.status, reply.headers["content-type"]) == (200, "application/json; charset=utf-8")
    view = reply.json["view"]
    assert (view["ack"], view["saved"]["state"], chosen(view)) == (7, "saved", [option])
    assert reply.json["progress"]["summary"].startswith("1 of ")
    assert ann.sheet("ethics")[GRADED]["response"] == option
    assert chosen(ann.get(COHORT).data["views"][GRADED]) == [option]
    assert ann.sheet() == {}  # the self-study copy of the lesson is another one


def test_practice_gives_its_feedback_and_the_next_try_the_next(ann):
    first, second = options(ann, SELF, PRACTICE)[:2]
    for n, (option, then) in enumerate(((first, "retry"), (second, None))):
        ann.send(SELF, PRACTICE, {"do": "choose", "options": [option]})
        view = ann.send(SELF, PRACTICE, {"do": "check"}).json["view"]
        assert view["stage"] == "feedback"
        assert [o["id"] for o in view["options"] if o["feedback"]] == [option]
        if then:
            assert ann.send(SELF, PRACTICE, {"do": then}).json["view"]["stage"] == "open"
        assert ann.sheet()[PRACTICE]["tries"] == n + 1
    assert ann.sheet()[PRACTICE]["first"]["response"] == first


def test_options_stand_still_from_the_first_sight_over_the_first_answer(ann):
    seen = options(ann, SELF, PRACTICE)
    assert options(ann, SELF, PRACTICE) == seen
    view = ann.send(SELF, PRACTICE, {"do": "choose", "options": [seen[0]]}).json["view"]
    assert [option["id"] for option in view["options"]] == seen == options(ann, SELF, PRACTICE)


def test_learners_see_orders_of_their_own(ann):
    """On a hub the folders are called alike, so that the path of one alone would give all the same order."""

    def order(secret: bytes) -> list:
        lessons = Lessons(ann.root, secret)
        place = lessons.place("-", NAME)
        read = lessons.read(place)
        views = page.context(read.lesson, lessons.desk(place, read))["views"]
        return [[option["id"] for option in view["options"]] for view in views.values() if view["kind"] == "choice"]

    assert order(b"ann's") == order(b"ann's") != order(b"bob's")


def test_what_a_page_took_stands_in_the_notebook_and_the_other_way_round(ann):
    first, second = options(ann, COHORT, GRADED)[:2]
    ann.send(COHORT, GRADED, {"do": "choose", "options": [first]})
    here = notebook_of(ann)
    assert here.exercise(GRADED).response == first
    here.take(GRADED, {"do": "choose", "options": [second]})
    here.take("ending_the_trade", {"do": "write", "fields": {"words": "I asked, and that was mine."}})
    views = ann.get(COHORT).data["views"]
    assert chosen(views[GRADED]) == [second]
    assert views["ending_the_trade"]["fields"][0]["value"] == "I asked, and that was mine."


def test_a_page_and_a_notebook_open_at_once_lose_nothing_of_each_other(ann):
    here = notebook_of(ann)  # opened before anything was answered, and keeps what it read then
    one, two = GRADED, "supervisee_therapy"
    ann.send(COHORT, one, {"do": "choose", "options": [options(ann, COHORT, one)[0]]})
    here.take(two, {"do": "choose", "options": [options(ann, COHORT, two)[0]]})
    ann.send(COHORT, "ending_the_trade", {"do": "write", "fields": {"words": "First."}})
    assert set(ann.sheet("ethics")) == {one, two, "ending_the_trade"}
    assert set(notebook_of(ann).sheet.answers) == {one, two, "ending_the_trade"}


def test_many_windows_at_once_merge(ann):
    import threading

    content = ann.get(COHORT).data["views"]
    names = [name for name, view in content.items() if view["kind"] == "choice"][:8]
    here = notebook_of(ann)

    def window(name: str) -> None:
        ann.send(COHORT, name, {"do": "choose", "options": [content[name]["options"][0]["id"]]})

    threads = [threading.Thread(target=window, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    here.take("ending_the_trade", {"do": "write", "fields": {"words": "Meanwhile."}})
    for thread in threads:
        thread.join()
    assert set(ann.sheet("ethics")) == {*names, "ending_the_trade"}


def test_answers_inside_the_notebook_alone_are_shown_and_kept(ann, tmp_path):
    """As when somebody brings only the .ipynb: its bundle is the older copy, and the next answer joins it."""
    put_small(ann.root / "inside", small_content(items={n: small_content()["items"]["asks"] for n in ("asks", "more")}))
    bundle = {
        "schema": 1, "lesson": "small", "seed": "ab", "saved": "2026-01-01T10:00:00.000+00:00",
        "answers": {"asks": {"response": "b", "at": "2026-01-01T10:00:00.000+00:00", "tries": 1, "checked": True}},
    }  # fmt: skip
    made = small_notebook("# Hello", shows=("asks", "more"))
    made["cells"][0] |= {"cell_type": "code", "outputs": [{"data": {"application/vnd.practicum.answers+json": bundle}}]}
    (ann.root / "inside" / "small.ipynb").write_text(json.dumps(made), "utf-8")
    assert chosen(ann.get("lesson/inside/small").data["views"]["asks"]) == ["b"]
    ann.send("lesson/inside/small", "more", {"do": "choose", "options": ["a"]})
    sheet = ann.sheet("inside", "small")
    assert (sheet["asks"]["response"], sheet["more"]["response"]) == ("b", "a")


def test_an_event_that_is_sent_again_happens_once(ann):
    start = ann.get(SELF).data["views"]["friday_sitter"]["choices"][0]["id"]
    event = {"do": "take", "choice": start}
    one = ann.send(SELF, "friday_sitter", event, key="4f6c")
    again = ann.send(SELF, "friday_sitter", event, key="4f6c")
    assert again.json["view"]["turns"] == one.json["view"]["turns"]
    assert again.json["view"]["saved"]["state"] == "saved"
    assert len(ann.sheet()["friday_sitter"]["response"]["path"]) == 1
    other = ann.send(SELF, "friday_sitter", {"do": "undo"}, key="4f6d")
    assert other.json["view"]["turns"] != one.json["view"]["turns"]


def test_what_cannot_be_done_is_said_and_changes_nothing(ann):
    reply = ann.send(SELF, PRACTICE, {"do": "check"})
    assert reply.status == 200
    assert reply.json["view"]["saved"] == {"state": "failed", "text": "Choose an option first."}
    assert ann.sheet() == {}


def test_a_lesson_that_was_changed_is_read_again(ann):
    folder = put_small(ann.root / "changing")
    assert "Which?" in ann.get("lesson/changing/small").text
    put_small(folder, small_content(items={"asks": small_content()["items"]["asks"] | {"stem": "Which one now?"}}))
    assert "Which one now?" in ann.get("lesson/changing/small").text


def test_lessons_lead_to_their_neighbours_of_the_same_edition(ann):
    put_small(ann.root / "neighbour")
    page = ann.get("lesson/neighbour/small")
    assert "/practicum/lesson/-/dual_relationships" in page.text
    assert "/practicum/lesson/ethics/dual_relationships" not in page.text


def test_the_pages_stand_below_the_servers_own_address(tmp_path):
    """As on a hub, where each learner's server has an address below the hub's."""
    put_small(tmp_path / "home" / "ethics")
    with running(tmp_path / "jupyter", tmp_path / "home", offline(), url="/user/ann/") as site:
        page = site.get("lesson/ethics/small")
        assert page.headers["content-security-policy"] == POLICY  # not that of the server's own settings
        assert page.data["api"] == "/user/ann/practicum/api/lesson/ethics/small"
        assert 'href="/user/ann/practicum/' in page.text and '"/practicum/' not in page.text
        reply = site.send("lesson/ethics/small", "asks", {"do": "choose", "options": ["a"]})
        assert reply.json["view"]["saved"]["state"] == "saved"
        assert site.get("/user/ann/practicum").headers["location"] == "/user/ann/practicum/"
        assert site.get("/practicum/").status == 404


def test_reading_counts_as_work_for_whoever_ends_idle_servers(ann):
    def last() -> str:
        return ann.get("/api/status").json["last_activity"]

    for ask in (lambda: ann.get(SELF), lambda: ann.send(SELF, PRACTICE, {"do": "check"})):
        before = last()
        ask()
        assert last() > before
    still = last()
    ann.get(SELF, token=False)
    assert last() == still


@pytest.mark.parametrize("path", ["nothing", "lesson/ethics/nothing", "lesson/nowhere/small", "lesson/ethics", "api/x"])
def test_what_is_not_there_is_said_in_a_sentence(ann, path):
    said = ann.get(path)
    assert said.status == 404
    text = said.json["message"] if path.startswith("api") else said.words
    assert "There is no such" in text and "Traceback" not in said.text
