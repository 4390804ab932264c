"""Releasing by every road; what a release holds; what a refused one leaves alone."""

from __future__ import annotations

import base64
import json
import re

import pytest

from practicum.course import CourseError, released
from practicum.nbgrader_bridge.release.release import release

from .made_up import REPO, TOPIC, source_notebook


def edit(course, name: str, old: str, new: str) -> None:
    path = course.root / "modules" / TOPIC / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def files(folder) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def cells(course, lesson: str = "gifts") -> dict[str, dict]:
    notebook = json.loads((course.root / "release" / TOPIC / f"{lesson}.ipynb").read_text())
    return {cell["id"]: cell for cell in notebook["cells"]}


def test_command_api_and_release_give_the_same_files(course):
    course.nbgrader("generate_assignment", TOPIC)
    by_command = files(course.root / "release")
    course.release()
    by_api = files(course.root / "release")
    made = release(course.root, TOPIC)
    assert by_command == by_api == files(course.root / "release")
    assert sorted(by_command) == [
        f"{TOPIC}/gifts.content.json", f"{TOPIC}/gifts.ipynb", f"{TOPIC}/touch.content.json", f"{TOPIC}/touch.ipynb",
    ]  # fmt: skip
    assert set(made.lessons) == {"gifts", "touch"}


def test_a_release_holds_what_nbgrader_needs(released_course):
    found = cells(released_course)
    item = found["scarf"]["metadata"]["nbgrader"]
    assert (item["grade"], item["locked"], item["points"], item["solution"]) == (True, True, 2, False)
    response = found["response-reply"]["metadata"]["nbgrader"]
    assert (response["grade"], response["solution"], response["points"]) == (True, True, 6)
    assert list(found).index("response-reply") == list(found).index("written-reply") + 1
    for name in ("prose-01", "parameters", "lesson", "tea", "watch", "progress"):
        about = found[name]["metadata"]["nbgrader"]
        assert (about["grade"], about["locked"]) == (False, True), name
        assert found[name]["metadata"]["editable"] is False
    with released_course.gradebook() as gradebook:
        graded = {c.name: c.max_score for c in gradebook.find_notebook("gifts", TOPIC).grade_cells}
    assert graded == {"scarf": 2, "signs": 3, "reply": 6}


def test_prose_is_filled_in(released_course):
    found = {name: "".join(cell["source"]) for name, cell in cells(released_course).items()}
    assert "Weigh a gift" in found["prose-01"] and "{{" not in "".join(found.values())
    assert "(Brown, 2001, p. 3)" in found["prose-02"]
    picture = r"!\[A path from the gift to the \\\[decision\\\]\]\(data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)\)"
    assert b"<svg" in base64.b64decode(re.search(picture, found["prose-02"])[1])
    assert "Brown, A. (2001)" in found["prose-03"]


def test_the_cohorts_content_has_no_key(released_course):
    content = json.loads((released_course.root / "release" / TOPIC / "gifts.content.json").read_text())
    assert content["edition"] == "cohort"
    assert all(set(o) == {"text"} for o in content["items"]["scarf"]["options"].values())
    assert content["items"]["tea"]["options"]["accept"]["correct"] is True
    assert content["hash"] == released_course.keyed()["hash"]
    keyed = released_course.keyed()["items"]["scarf"]["options"]
    assert {o["opaque"] for o in keyed.values()} == set(content["items"]["scarf"]["options"])


def test_option_names_outlive_a_release(released_course):
    before = released_course.opaque("scarf", "ask_meaning")
    released_course.release()
    assert released_course.opaque("scarf", "ask_meaning") == before


def test_strays_of_an_author_stay_behind(course):
    source = course.root / "source" / TOPIC
    (source / "gifts.answers.json").write_text("{}")
    (source / "gifts.content.json").write_text('{"key": "STRAY"}')
    (source / "old.content.json").write_text('{"key": "STRAY"}')
    (source / "reading.txt").write_text("a file that learners get")
    course.nbgrader("generate_assignment", TOPIC)
    found = files(course.root / "release" / TOPIC)
    assert sorted(found) == ["gifts.content.json", "gifts.ipynb", "reading.txt", "touch.content.json", "touch.ipynb"]
    assert b"STRAY" not in b"".join(found.values())


def test_wording_may_change_after_learners_handed_in(released_course):
    released_course.hand_in("ann", released_course.full_sheet())
    edit(released_course, "gifts/items.yml", "What comes first?", "What would you do first?")
    before = released_course.keyed()["hash"]
    release(released_course.root, TOPIC)
    assert released_course.keyed()["hash"] != before
    assert "would you do first" in released_course.keyed()["items"]["scarf"]["stem"]


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        ("gifts/items.yml", "points: 2", "points: 4", "the points of 'scarf' changed from 2 to 4"),
        ("gifts/items.yml", "credit: 0.25", "credit: 0.5", "the key of 'scarf' changed"),
        ("gifts/items.yml", "{text: Its colour,", "{text: Its colour, correct: true,", "the key of 'signs' changed"),
        ("gifts/items.yml", "its_colour:", "its_hue:", "the key of 'signs' changed"),
        ("gifts/rubric.yml", "{4: Warm and clear,", "{5: Warm and clear,", "the rubric points of 'reply' changed"),
    ],
)
def test_what_scores_stand_on_is_frozen(released_course, name, old, new, sentence):
    released_course.hand_in("ann", released_course.full_sheet())
    before = files(released_course.root / "release"), released.in_force(released_course.root, TOPIC)
    edit(released_course, name, old, new)
    with pytest.raises(CourseError, match=sentence):
        release(released_course.root, TOPIC)
    assert (files(released_course.root / "release"), released.in_force(released_course.root, TOPIC)) == before
    assert sorted(p.name for p in released_course.root.glob("release/*")) == [TOPIC]


def test_everything_may_change_before_anybody_handed_in(released_course):
    edit(released_course, "gifts/items.yml", "points: 2", "points: 4")
    release(released_course.root, TOPIC)
    assert released_course.keyed()["items"]["scarf"]["points"] == 4


def test_a_refused_release_by_the_command_keeps_the_keys_in_force(released_course):
    released_course.hand_in("ann", released_course.full_sheet())
    edit(released_course, "gifts/items.yml", "points: 2", "points: 4")
    said = released_course.nbgrader("generate_assignment", TOPIC, "--force", ok=False)
    assert "the points of 'scarf' changed from 2 to 4" in said
    assert released_course.keyed()["items"]["scarf"]["points"] == 2


def test_a_new_cell_is_refused_in_our_words(released_course):
    released_course.hand_in("ann", released_course.full_sheet())
    released_course.autograde()
    rows = released_course.rows("ann")
    path = released_course.root / "source" / TOPIC / "gifts.ipynb"
    notebook = json.loads(path.read_text())
    notebook["cells"].insert(1, {"cell_type": "markdown", "id": "new", "metadata": {}, "source": "One more word."})
    path.write_text(json.dumps(notebook))
    with pytest.raises(CourseError, match="the notebook's cell 'prose-04' is new"):
        release(released_course.root, TOPIC)
    assert released_course.rows("ann") == rows


def test_a_later_lessons_failure_leaves_the_gradebook_as_it_was(released_course):
    before = files(released_course.root / "release"), released.in_force(released_course.root, TOPIC)
    edit(released_course, "gifts/items.yml", "points: 2", "points: 4")
    path = released_course.root / "source" / TOPIC / "touch.ipynb"
    path.write_text(json.dumps(source_notebook("touch", [("code", "import os")])))
    with pytest.raises(CourseError, match="Cell 1 of the notebook touch holds code that a lesson does not know"):
        release(released_course.root, TOPIC)
    assert (files(released_course.root / "release"), released.in_force(released_course.root, TOPIC)) == before
    with released_course.gradebook() as gradebook:
        assert gradebook.find_grade_cell("scarf", "gifts", TOPIC).max_score == 2


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ([("code", 'here.item("nothing")')], "shows item 'nothing', which modules/ does not have"),
        ([("code", 'here.item("hug")')] * 2, "'hug' stands twice"),
        (["# Only words"], "does not show 'hug'"),
        (["![](figure:lost)", ("code", 'here.item("hug")')], "The figure 'lost' is not described"),
        ([("code", 'from practicum import lesson\nhere = lesson("gifts", answers)')], "opens the lesson 'gifts'"),
    ],
)
def test_a_wrong_notebook_is_refused_in_one_sentence(course, cells, sentence):
    path = course.root / "source" / TOPIC / "touch.ipynb"
    path.write_text(json.dumps(source_notebook("touch", cells)))
    with pytest.raises(CourseError, match=sentence) as error:
        release(course.root, TOPIC)
    assert "\n" not in str(error.value)


def test_a_problem_in_the_course_is_named(course):
    edit(course, "gifts/items.yml", "points: 2", "pionts: 2")
    with pytest.raises(CourseError, match=rf"modules/{TOPIC}/gifts/items.yml:7 .*'pionts' is not a field"):
        release(course.root, TOPIC)


def test_unknown_topics_are_named(course):
    with pytest.raises(CourseError, match="There is no folder source/nowhere"):
        release(course.root, "nowhere")


def test_the_labextension_knows_the_response_cell(released_course):
    """It hides that cell by its text; both must say the same."""
    from practicum.nbgrader_bridge.config import RESPONSE_STUB

    grammar = (REPO / "practicum" / "labextension" / "static" / "grammar.js").read_text("utf-8")
    first, second = RESPONSE_STUB.partition("answer. ")[::2]
    assert first + "answer. " in grammar and second in grammar
    assert "".join(cells(released_course)["response-reply"]["source"]) == RESPONSE_STUB
