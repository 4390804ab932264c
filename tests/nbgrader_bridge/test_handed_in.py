"""Whatever learners hand in: lessons missing, renamed, copied, changed. Their answers are found and nothing of theirs is run."""

from __future__ import annotations

import json

import pytest

from practicum.nbgrader_bridge.gradebook import our_tables
from practicum.nbgrader_bridge.marks import mark_history
from practicum.nbgrader_bridge.marks.mark_history import Place
from practicum.nbgrader_bridge.marks.marking import mark

from .learner import Learner
from .made_up import TOPIC

FULL = {"scarf": (2.0, None, False), "signs": (3.0, None, False), "reply": (None, None, True)}
NOTHING = {"scarf": (0.0, None, False), "signs": (0.0, None, False), "reply": (0.0, None, False)}
GOOD = {"warmth": 4, "reason": 2}


def history(course, learner: str) -> list[float]:
    with our_tables.store(course.root) as db:
        return [m.total for m in mark_history.history(db, Place(TOPIC, "gifts", "reply", learner))]


def cell(notebook: dict, name: str) -> dict:
    return next(c for c in notebook["cells"] if c["id"] == name)


# ------------------------------------------------------------ what is not there


def test_one_lesson_of_two_is_handed_in(cohort, run):
    ann, bob = Learner(cohort, "ann").work().hand_in(), Learner(cohort, "bob").work()
    (bob.folder / "touch.ipynb").unlink()  # not even its notebook
    bob.hand_in()
    said = run(cohort, "autograde", TOPIC, "--collect")
    assert "Scored boundaries for 2 learners." in said and "2 written responses wait" in said
    assert "touch" not in said
    for learner in ("ann", "bob"):
        assert cohort.rows(learner) == FULL
        assert cohort.rows(learner, "touch") == {"hug": (0.0, None, False)}
    run(cohort, "feedback", TOPIC)
    assert (cohort.root / "feedback" / "bob" / TOPIC / "gifts.html").is_file()
    assert ann.sheet().read_bytes() == (cohort.root / "submitted" / "ann" / TOPIC / "gifts.answers.json").read_bytes()


def test_nothing_answered_and_an_empty_sheet_score_nothing_and_flag_nobody(cohort, run):
    Learner(cohort, "ann").hand_in()
    bob = Learner(cohort, "bob")
    bob.sheet().write_text("")
    bob.hand_in()
    said = run(cohort, "autograde", TOPIC, "--collect")
    assert "0 written responses wait" in said
    assert "bob, gifts: The answer sheet could not be used: it is empty." in said
    assert cohort.rows("ann") == cohort.rows("bob") == NOTHING


def test_a_sheet_without_its_notebook_is_scored(cohort, run):
    ann = Learner(cohort, "ann").work()
    (ann.folder / "gifts.ipynb").unlink()
    ann.hand_in()
    said = run(cohort, "autograde", TOPIC, "--collect")
    assert "ann, gifts: The notebook was not handed in." in said
    assert cohort.rows("ann") == FULL


def test_a_marked_lesson_whose_notebook_is_missing_next_time_keeps_no_mark(cohort, run):
    ann = Learner(cohort, "ann").work().hand_in(-5)
    run(cohort, "autograde", TOPIC, "--collect")
    mark(cohort.root, "ann", TOPIC, "gifts", "reply", GOOD, "Clear.", "meg")
    (ann.folder / "gifts.ipynb").unlink()
    ann.sheet().unlink()
    ann.hand_in(-4)
    assert "ann, gifts: The notebook was not handed in." in run(cohort, "autograde", TOPIC, "--collect")
    assert cohort.rows("ann") == NOTHING
    assert history(cohort, "ann") == [6]


def test_a_folder_without_any_notebook_is_graded_by_its_sheets(cohort, run):
    ann = Learner(cohort, "ann").work().hand_in()
    run(cohort, "autograde", TOPIC, "--collect")
    for path in (cohort.root / "submitted" / "ann" / TOPIC).glob("*.ipynb"):
        path.unlink()
    assert "ann, gifts: The notebook was not handed in." in run(cohort, "autograde", TOPIC, "--again")
    assert cohort.rows("ann") == FULL
    assert ann.sheet().is_file()


def test_a_folder_without_anything_of_a_lesson_is_one_sentence(cohort, run):
    folder = cohort.root / "submitted" / "ann" / TOPIC
    folder.mkdir(parents=True)
    (folder / "work.7z").write_bytes(b"7z\xbc\xaf")
    (outcome,) = json.loads(run(cohort, "autograde", TOPIC, "--json", code=1))
    assert outcome["error"].startswith(f"ann handed in no lesson of {TOPIC}, only work.7z; ask for the right file.")


# ------------------------------------------------------------ renamed, moved, copied


def moved_to(name: str):
    def move(ann: Learner) -> None:
        ann.put(ann.notebook(), name)
        (ann.folder / "gifts.ipynb").unlink()
        if "/" in name:
            ann.sheet().rename((ann.folder / name).parent / ann.sheet().name)

    return move


@pytest.mark.parametrize("name", ["gifts-final", "Gifts (1)", "done/gifts"])
@pytest.mark.parametrize("with_sheet", [True, False])
def test_a_renamed_notebook_is_found_by_the_lesson_inside(cohort, run, name, with_sheet):
    ann = Learner(cohort, "ann").work()
    ann.embed()
    moved_to(name)(ann)
    if not with_sheet:
        for path in ann.folder.rglob("*.answers.json"):
            path.unlink()
    ann.hand_in()
    said = run(cohort, "autograde", TOPIC, "--collect")
    assert f"ann, gifts: The notebook was handed in under the name '{name}.ipynb'." in said
    assert cohort.rows("ann") == FULL
    run(cohort, "feedback", TOPIC)
    assert "Dear Mrs Ono" in (cohort.root / "feedback" / "ann" / TOPIC / "gifts.html").read_text("utf-8")


def test_a_renamed_notebook_by_stock_nbgrader(cohort):
    ann = Learner(cohort, "ann").work()
    moved_to("gifts-final")(ann)
    ann.hand_in()
    cohort.nbgrader("collect", TOPIC)
    cohort.nbgrader("autograde", TOPIC)
    assert cohort.rows("ann") == FULL


def test_what_was_typed_into_a_renamed_notebook_reaches_the_marker(cohort, run):
    ann = Learner(cohort, "ann")
    notebook = ann.notebook()
    cell(notebook, "response-reply")["source"] = "Typed into the hidden cell."
    del notebook["metadata"]["practicum"]  # the cell that opens the lesson says it too
    ann.put(notebook, "mine")
    (ann.folder / "gifts.ipynb").unlink()
    ann.hand_in()
    run(cohort, "autograde", TOPIC, "--collect")
    assert cohort.rows("ann")["reply"] == (None, None, True)
    assert "Typed into the hidden cell" in "".join(cell(cohort.autograded("ann"), "response-reply")["source"])


def test_a_copy_with_later_answers_counts_too(cohort, run):
    ann = Learner(cohort, "ann").answer(scarf=Learner(cohort, "x").opaque("scarf", "refuse_flatly")[0])
    ann.embed()
    ann.work()
    copy = ann.embed()
    ann.put(copy, "gifts-Copy1")
    old = json.loads(json.dumps(copy))
    cell(old, "lesson")["outputs"] = []
    ann.put(old)
    ann.sheet().unlink()
    ann.hand_in()
    run(cohort, "autograde", TOPIC, "--collect")
    assert cohort.rows("ann") == FULL


def test_notebooks_of_a_learners_own_change_nothing(cohort, run):
    ann = Learner(cohort, "ann").work()
    ann.put({"cells": [{"cell_type": "code", "source": "1", "metadata": {}}], "metadata": {}}, "my notes")
    (ann.folder / "broken.ipynb").write_text("[" * 100_000)
    (ann.folder / "list.ipynb").write_text("[]")
    ann.hand_in()
    said = run(cohort, "autograde", TOPIC, "--collect")
    assert "ann, " not in said
    assert cohort.rows("ann") == FULL
    assert sorted(p.stem for p in (cohort.root / "autograded" / "ann" / TOPIC).glob("*.ipynb")) == ["gifts", "touch"]


# ------------------------------------------------------------ changed by the learner


def test_an_added_cell_is_kept_as_text_and_an_edited_one_comes_back(cohort, run, tmp_path):
    ann, flag = Learner(cohort, "ann").work(), tmp_path / "ran"
    notebook = ann.notebook()
    code = f"open({str(flag)!r}, 'w')"
    extra = {"metadata": {}, "outputs": [], "execution_count": None}
    notebook["cells"].insert(2, {"cell_type": "markdown", "id": "note", "metadata": {}, "source": "My own *thought*."})
    notebook["cells"].insert(3, {"cell_type": "code", "id": "mine", "source": code, **extra})
    cell(notebook, "scarf")["source"] = "2.0"
    cell(notebook, "prose-01")["source"] = "Rewritten."
    notebook["metadata"]["practicum_unreadable"] = 3
    ann.put(notebook)
    ann.hand_in()
    run(cohort, "autograde", TOPIC, "--collect")
    assert cohort.rows("ann") == FULL and not flag.exists()
    kept = cohort.autograded("ann")
    added = ["".join(c["source"]) for c in kept["cells"] if c["id"].startswith("added-")]
    assert len(added) == 2 and "My own" in added[0]
    assert "".join(cell(kept, "scarf")["source"]) == 'here.item("scarf")'
    assert "Weigh a gift" in "".join(cell(kept, "prose-01")["source"])


def test_a_learners_own_module_is_not_run(cohort, run, tmp_path):
    ann, flag = Learner(cohort, "ann").work(), tmp_path / "ran"
    for name in ("practicum", "json", "random", "nbgrader", "sitecustomize"):
        (ann.folder / f"{name}.py").write_text(f"open({str(flag)!r}, 'w')\nraise SystemExit\n")
    (ann.folder / "practicum").mkdir()
    (ann.folder / "practicum" / "__init__.py").write_text(f"open({str(flag)!r}, 'w')\n")
    ann.hand_in()
    said = run(cohort, "autograde", TOPIC, "--collect")
    assert cohort.rows("ann") == FULL and not flag.exists()
    assert "ann, the exchange: Left out: json.py (the course expects no such file)" in said
    assert not list((cohort.root / "submitted").rglob("*.py"))
