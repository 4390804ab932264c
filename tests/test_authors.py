"""What authors have beside the checker: minutes, schemas, templates, the preview."""

from __future__ import annotations

import json
import re
import shutil
import threading
import time
from pathlib import Path

import jsonschema
import pytest
from typer.testing import CliRunner

from practicum import cli
from practicum.cli import checking, from_template, lab, preview
from practicum.content import schema, timing
from practicum.content.edition import edition
from practicum.content.load import load_course
from practicum.content.source import plain, read
from practicum.lint import check
from practicum.nbgrader_bridge import notebook, released
from practicum.nbgrader_bridge.course import CourseError

from .conftest import ROOT
from .lint.small_course import FILES, HERE, write

WHERE = "ethics/sitter"
ITEMS, BOOK = HERE + "items.yml", "source/ethics/sitter.ipynb"
TEMPLATES = ROOT / "practicum" / "templates_for_authors"
ITEM_TYPES = sorted(path.stem for path in (TEMPLATES / "item").glob("*.yml"))


@pytest.fixture
def course(tmp_path) -> Path:
    return write(tmp_path)


@pytest.fixture
def run(course):
    def call(*words: str, code: int = 0) -> str:
        done = CliRunner().invoke(cli.app, [*words, "--course", str(course)])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == code, done.output
        return done.output

    return call


def new(place: Path, kind: str, *words: str) -> str:
    done = CliRunner().invoke(cli.app, ["new", kind, *words, "--course", str(place)])
    if done.exception is not None:
        raise done.exception
    return done.output


# ---------------------------------------------------------------- minutes


def content_of(place: Path) -> dict:
    return edition(load_course(place)[0], "ethics", "sitter", "self_study")


def test_minutes_by_the_stated_rules(course):
    content = content_of(course)
    assert timing.words_of(["one two", {"a": "three | --- four"}, 5]) == 4
    assert timing.mergener(6000, 20, 3) == pytest.approx(0.9 * (-22.3 + 12.54 + 55.6 + 46.5))
    prose = "word " * 6000
    read = timing.words(prose, content)
    assert read > 6000
    # easy and short of questions, so Mergener is the lower; hard, so the reading rate is
    assert timing.ce_minutes(prose, content, 1) == int(timing.mergener(read, 8, 1))
    assert timing.ce_minutes(prose, content, 5) == int(read / 100)
    assert timing.ce_minutes("", {**content, "items": {}, "vignettes": {}, "written": {}}, 1) == 0
    assert timing.minutes(prose, content) % 5 == 0
    assert timing.graded_points(content) == 8 + 5


def test_check_items_take_no_time_of_the_lesson(course):
    content = content_of(course)
    without = {**content, "items": {n: i for n, i in content["items"].items() if n != "barter_facts"}}
    content["items"]["barter_facts"]["use"] = "check"
    for of in (timing.words, timing.minutes, timing.ce_minutes):
        assert of("a b", content) == of("a b", without)


def test_check_ends_with_each_lessons_measures(course, run):
    said = run("check").splitlines()
    assert re.fullmatch(
        r"ethics/sitter: about \d+ minutes for learners, \d+ minutes by the rules of continuing education, "
        r"\d+ words, 13 graded points",
        said[0],
    )
    assert said[1:] == ["The course is clean."]
    told = json.loads(run("check", "--json"))
    assert told["problems"] == []
    (measure,) = told["lessons"]
    assert set(measure) == {"topic", "lesson", "minutes", "ce_minutes", "words", "graded_points"}
    (course / "modules/course.yml").write_text(FILES["modules/course.yml"] + "difficulty: 1\n")
    assert json.loads(run("check", "--json"))["lessons"][0]["ce_minutes"] <= measure["ce_minutes"]
    (course / BOOK).unlink()
    assert json.loads(run("check", "--json", code=1))["lessons"] == []


# ---------------------------------------------------------------- frozen by a release


def keep_release(place: Path, learner: str) -> None:
    content = edition(load_course(place)[0], "ethics", "sitter", "keyed", "salt")
    released.keep(place, "ethics", "sitter", content, {}, "{}")
    (place / "submitted" / learner / "ethics").mkdir(parents=True)


@pytest.mark.parametrize(
    ("right", "wrong", "line", "says"),
    [
        ("  graded_2:", "  graded_two:", 1, "the graded item 'graded_2' is gone"),
        ("    stem: What do you say first, the 3.", "    points: 2\n    stem: What do you say first, the 3.", 35, "the points of 'graded_3' changed from 1 to 2"),
        ("use: practice", "use: graded", 2, "the graded item 'barter_facts' is new"),
    ],
)  # fmt: skip
def test_what_a_release_froze_is_said_by_the_checker(course, run, right, wrong, line, says):
    text = FILES[ITEMS].replace(right, wrong, 1)
    (course / ITEMS).write_text(FILES[ITEMS])
    keep_release(course, "ann")
    assert "The course is clean." in run("check")
    (course / ITEMS).write_text(text)
    (found,) = [p for p in json.loads(run("check", "--json", code=1))["problems"] if "handed in" in p["what"]]
    assert (found["file"], found["line"]) == (ITEMS, line)
    assert found["what"].startswith(f"{says}, but answers to ethics/sitter have been handed in; undo it")


def test_wording_may_change_and_the_demonstrations_learners_freeze_nothing(course, run):
    keep_release(course, "ann")
    (course / ITEMS).write_text(FILES[ITEMS].replace("It owns the request.", "It says whose it was."))
    assert "The course is clean." in run("check")
    (course / "submitted" / "ann").rename(course / "submitted" / "demo_ann")
    (course / ITEMS).write_text(FILES[ITEMS].replace("    stem: What do you", "    points: 2\n    stem: What do you", 1))
    assert "The course is clean." in run("check")


def test_a_damaged_release_is_one_sentence(course, run):
    keep_release(course, "ann")
    (course / "gradebook/released/ethics.json").write_text("{")
    assert "what was released of sitter cannot be read" in run("check", code=1)


# ---------------------------------------------------------------- schemas


def test_schemas_in_the_repository_are_current():
    kept = {path.name: path.read_text("utf-8") for path in (ROOT / schema.FOLDER).iterdir()}
    assert kept == schema.texts(), "run `practicum schema`"


def test_schema_writes_what_is_not_current(course, run):
    assert "Wrote modules/schema/course.schema.json, " in run("schema")
    assert run("schema") == "modules/schema/ is current.\n"
    assert {p.name for p in (course / schema.FOLDER).iterdir()} == set(schema.texts())


def validator(name: str) -> jsonschema.Draft7Validator:
    made = schema.schemas()[name]
    jsonschema.Draft7Validator.check_schema(made)
    return jsonschema.Draft7Validator(made)


def as_json(value: object) -> object:
    return json.loads(json.dumps(value))


def schema_of(file: str) -> str:
    stem = Path(file).stem
    return "vignette" if "/vignettes/" in file else stem


def test_schemas_accept_what_the_checker_accepts():
    loaded, _ = load_course(ROOT)
    sources = [loaded.source]
    for module in loaded.modules.values():
        sources += [*module.sources.values(), *(s for le in module.lessons.values() for s in le.sources.values())]
    for source in sources:
        assert not list(validator(schema_of(source.name)).iter_errors(as_json(source.plain))), source.name


@pytest.mark.parametrize(
    ("file", "right", "wrong"),
    [
        ("modules/course.yml", "title:", "titel:"),
        ("modules/ethics/module.yml", "barter: Who", "Barter: Who"),
        ("modules/ethics/references.yml", "type: book", "type: novel"),
        (HERE + "lesson.yml", "summary: Say no.", ""),
        (ITEMS, "type: multiple_choice", "type: multi_choice"),
        (ITEMS, ", feedback: It presses her.", ""),
        (HERE + "vignettes/offer.yml", "quality: best", "quality: good"),
        (HERE + "rubric.yml", "{3: Wholly", "{three: Wholly"),
    ],
)
def test_schemas_refuse_what_the_checker_refuses(course, file, right, wrong):
    (course / file).write_text(FILES[file].replace(right, wrong, 1))
    source, _ = read(course / file, file)
    assert list(validator(schema_of(file)).iter_errors(as_json(source.plain)))


def test_every_field_is_described():
    def undescribed(value: object, at: str) -> list[str]:
        if not isinstance(value, dict):
            return []
        fields = value.get("properties", {})
        return [f"{at}.{n}" for n, f in fields.items() if "description" not in f] + [
            name for part, inner in value.get("$defs", {}).items() for name in undescribed(inner, part)
        ]

    assert [gap for name, made in schema.schemas().items() for gap in undescribed(made, name)] == []


# ---------------------------------------------------------------- templates


def test_a_new_lesson_is_whole_and_says_what_is_left(course, run):
    said = new(course, "lesson", "ethics", "gifts")
    assert "modules/ethics/gifts/lesson.yml: title, summary, content_note, objectives" in said
    assert "`practicum preview ethics/gifts`" in said
    assert "lessons: [sitter, gifts]" in (course / "modules/ethics/module.yml").read_text()
    found = [str(problem) for problem in check(course)]
    assert f"{'modules/ethics/gifts/lesson.yml'}:4  'title' still holds the template's words; write your own" in found
    about_form = re.compile(r"should be|is missing|not a field|cannot be read")
    assert not [line for line in found if about_form.search(line)]
    assert {line.split(":")[0] for line in found} == {
        "modules/ethics/gifts/items.yml", "modules/ethics/gifts/lesson.yml", "source/ethics/gifts.ipynb"
    }  # fmt: skip
    assert run("preview", "ethics/gifts", "--build-only").splitlines()[-1].endswith("gifts.ipynb")


@pytest.mark.parametrize(
    ("lessons", "then"),
    [
        ("lessons: []", "lessons: [gifts]"),
        ("lessons: [sitter]  # in teaching order", "lessons: [sitter, gifts]  # in teaching order"),
        ("lessons:\n  - sitter\n", "lessons:\n  - sitter\n  - gifts\n"),
        ("lessons:\n- sitter # first\n", "lessons:\n- sitter # first\n- gifts\n"),
    ],
)
def test_the_lesson_is_listed_without_touching_the_rest(course, lessons, then):
    module = "modules/ethics/module.yml"
    (course / module).write_text("# ours\n" + FILES[module].replace("lessons: [sitter]", lessons))
    new(course, "lesson", "ethics", "gifts")
    assert (course / module).read_text() == "# ours\n" + FILES[module].replace("lessons: [sitter]", then)


@pytest.mark.parametrize("kind", ITEM_TYPES)
def test_a_new_item_stands_at_the_end_and_the_rest_is_as_it_was(course, kind):
    before = (course / ITEMS).read_text() + "  # the last comment\n"
    (course / ITEMS).write_text(before)
    said = new(course, "item", WHERE, "the_scarf", "--type", kind)
    after = (course / ITEMS).read_text()
    assert after.startswith(before)
    assert 'here.item("the_scarf")' in said
    loaded, problems = load_course(course)
    assert problems == []
    assert list(loaded.modules["ethics"].lessons["sitter"].items)[-1] == "the_scarf"
    assert loaded.modules["ethics"].lessons["sitter"].items["the_scarf"].type == kind
    assert "objective: choose_one  # one of: refuses" in after
    words = [p.what for p in check(course)]
    assert "the_scarf: the objective 'choose_one' is not in lesson.yml; known are: refuses" in words
    assert "'stem' still holds the template's words; write your own" in words


def test_an_item_takes_the_indentation_that_is_there(course):
    (course / ITEMS).write_text(re.sub(r"^( +)", r"\1\1", FILES[ITEMS], flags=re.MULTILINE))
    new(course, "item", WHERE, "the_scarf")
    assert load_course(course)[1] == []


def test_items_begin_with_the_first_one(course):
    (course / ITEMS).unlink()
    new(course, "item", WHERE, "the_scarf")
    new(course, "item", WHERE, "the_hat", "--type", "numeric")
    assert list(load_course(course)[0].modules["ethics"].lessons["sitter"].items) == ["the_scarf", "the_hat"]


@pytest.mark.parametrize("more", [(), ("--branching",)])
def test_a_new_vignette_can_be_read_and_played(course, more):
    said = new(course, "vignette", WHERE, "the_scarf", *more)
    assert f"{HERE}vignettes/the_scarf.yml: title, objective, principle, text," in said
    loaded, problems = load_course(course)
    assert problems == []
    vignette = loaded.modules["ethics"].lessons["sitter"].vignettes["the_scarf"]
    assert vignette.kind == ("branching" if more else "decision")
    words = " ".join(p.what for p in check(course) if p.file.endswith("the_scarf.yml"))
    assert "still holds the template's words" in words and "has feedback without a source" in words
    assert "no path" not in words and "cannot end" not in words


def test_a_new_rubric_can_be_read(course):
    (course / HERE / "rubric.yml").unlink()
    assert 'here.written("in_your_words")' in new(course, "rubric", WHERE)
    loaded, problems = load_course(course)
    assert problems == []
    assert list(loaded.modules["ethics"].lessons["sitter"].written) == ["in_your_words"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("lesson", "ethics", "sitter"), "modules/ethics/sitter/lesson.yml is there already; nothing was written"),
        (("lesson", "law", "gifts"), "There is no topic area 'law' in modules/; the topic areas are: ethics"),
        (("lesson", "ethics", "Gifts"), "'Gifts' is not a name"),
        (("lesson", "ethics", "../gifts"), "is not a name"),
        (("lesson", "ethics"), "Say the lesson's name too"),
        (("vignette", "ethics", "x"), "Say the topic area and the lesson"),
        (("vignette", "ethics/siter", "x"), "There is no lesson 'siter' in modules/ethics/; its lessons are: sitter"),
        (("vignette", "ethics/../ethics", "x"), "There is no lesson"),
        (("vignette", WHERE, "offer"), "vignettes/offer.yml is there already"),
        (("vignette", WHERE, "graded_1"), "'graded_1' stands in items.yml already; take another name"),
        (("item", WHERE, "graded_1"), "'graded_1' stands in items.yml already"),
        (("item", WHERE, "taking_back"), "'taking_back' stands in rubric.yml already"),
        (("rubric", WHERE), "rubric.yml is there already"),
    ],
)
def test_nothing_is_overwritten(course, words, sentence):
    before = {p: p.read_bytes() for p in course.rglob("*") if p.is_file()}
    with pytest.raises(CourseError, match=re.escape(sentence)):
        new(course, *words)
    assert {p: p.read_bytes() for p in course.rglob("*") if p.is_file()} == before


def test_an_items_file_of_another_form_is_left_alone(course):
    (course / ITEMS).write_text("items: {}\n")
    with pytest.raises(CourseError, match="add the item by hand"):
        new(course, "item", WHERE, "the_scarf")
    assert (course / ITEMS).read_text() == "items: {}\n"


def test_templates_name_their_schema_where_it_is():
    homes = {"lesson.yml": "l", "items.yml": "l", "rubric.yml": "l", "decision.yml": "l/v", "branching.yml": "l/v"}
    for name, home in homes.items():
        (path,) = TEMPLATES.rglob(name)
        named = re.match(r"# yaml-language-server: \$schema=(\S+)\n", path.read_text("utf-8"))[1]
        place = ROOT / "modules" / "topic" / home / named
        assert Path(*place.parts).resolve().is_relative_to(ROOT / schema.FOLDER)
        assert place.resolve().is_file(), name


@pytest.mark.parametrize("name", ["lesson.yml", "rubric.yml", "vignette/decision.yml", "vignette/branching.yml"])
def test_templates_fit_their_schema(name):
    from ruamel.yaml import YAML

    text = from_template.template(name, name="x")
    kind = "vignette" if "/" in name else Path(name).stem
    assert not list(validator(kind).iter_errors(as_json(plain(YAML().load(text)))))


# ---------------------------------------------------------------- preview


def test_a_preview_is_the_self_study_edition_in_a_place_of_its_own(course):
    built = preview.build(course, "ethics", "sitter")
    assert built.problems == []
    assert built.notebook == course / "build" / "preview" / "sitter.ipynb"
    made = json.loads(built.notebook.read_text())
    content = json.loads(built.notebook.with_name("sitter.content.json").read_text())
    assert content["edition"] == "self_study"
    assert made["metadata"]["practicum"] == {"lesson": "sitter", "autorun": True, "content": content["hash"]}
    assert all("nbgrader" not in cell["metadata"] for cell in made["cells"])
    assert not (course / "build" / "self-study").exists()


def test_a_preview_keeps_outputs_until_the_lesson_changes(course):
    path = preview.build(course, "ethics", "sitter").notebook
    made = json.loads(path.read_text())
    made["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "kept"}]
    for cell in made["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)  # as JupyterLab saves it
    path.write_text(json.dumps(made))
    preview.build(course, "ethics", "sitter")
    assert json.loads(path.read_text())["cells"][1]["outputs"]
    (course / ITEMS).write_text(FILES[ITEMS].replace("It presses her.", "It weighs on her."))
    preview.build(course, "ethics", "sitter")
    assert not json.loads(path.read_text())["cells"][1]["outputs"]
    assert "It weighs on her." in path.with_name("sitter.content.json").read_text()


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        (ITEMS, "items: [", "items.yml:"),
        (ITEMS, FILES[ITEMS].replace("use: practice", "use: practise", 1), "'use' should be one of"),
        (BOOK, "{", "this lesson has no notebook that can be read"),
        (BOOK, '{"cells": [{}]}', "sitter"),
        (BOOK, FILES[BOOK].replace("here.progress()", "import os"), "holds code that a lesson does not know"),
        ("modules/ethics/module.yml", FILES["modules/ethics/module.yml"].replace("[sitter]", "[]"), "'sitter'"),
        ("modules/course.yml", "", "course.yml"),
    ],
)
def test_what_cannot_be_built_is_said_and_the_last_preview_stays(course, file, text, says):
    path = preview.build(course, "ethics", "sitter").notebook
    before = path.read_bytes()
    (course / file).write_text(text)
    built = preview.build(course, "ethics", "sitter")
    assert built.notebook is None
    assert any(says in problem for problem in built.problems), built.problems
    assert path.read_bytes() == before


class Watched:
    """A preview watched in a thread, looking often, its lines kept."""

    def __init__(self, course: Path):
        self.said: list[str] = []
        self.stop = threading.Event()
        args = (course, "ethics", "sitter", self.said.append, self.stop, 0.02)
        self.thread = threading.Thread(target=preview.watch, args=args, daemon=True)

    def __enter__(self) -> Watched:
        self.thread.start()
        time.sleep(0.1)
        return self

    def __exit__(self, *_) -> None:
        self.stop.set()
        self.thread.join(10)
        assert not self.thread.is_alive()

    def until(self, words: str) -> None:
        end = time.monotonic() + 20
        while not any(words in line for line in self.said):
            assert time.monotonic() < end, self.said
            time.sleep(0.02)


def test_every_save_builds_again_and_a_mistake_is_said_not_thrown(course):
    path = preview.build(course, "ethics", "sitter").notebook
    with Watched(course) as watched:
        assert watched.said == []
        (course / BOOK).write_text(FILES[BOOK].replace("Asking first matters", "Who asks first matters"))
        watched.until("Built sitter; reload the page to see it. The checker has nothing to say.")
        assert "Who asks first matters" in path.read_text()
        (course / ITEMS).write_text("items: [")
        watched.until("sitter was not built; the preview is as it was.")
        watched.until(f"  {ITEMS}:")
        (course / ITEMS).write_text(FILES[ITEMS].replace("Which facts raise", "Which facts do not raise"))
        watched.until("The checker has 1 problem:")
        watched.until("'not' is easily read over")
        assert "Which facts do not raise" in path.with_name("sitter.content.json").read_text()
        (course / HERE / "vignettes" / "extra.yml").write_text(FILES[HERE + "vignettes/mechanic.yml"])
        watched.until("'extra' is shown nowhere")


def test_the_watch_goes_on_after_an_error_nobody_foresaw(course, monkeypatch):
    def broken(*_):
        raise RuntimeError("no such luck")

    monkeypatch.setattr(notebook, "build", broken)
    with Watched(course) as watched:
        (course / ITEMS).write_text(FILES[ITEMS] + "\n")
        watched.until("sitter was not built: RuntimeError: no such luck")
        monkeypatch.undo()
        (course / ITEMS).write_text(FILES[ITEMS] + "\n\n")
        watched.until("The checker has nothing to say.")


def test_preview_opens_jupyterlab_at_the_lesson_and_stops_watching_with_it(course, run, monkeypatch):
    called = []
    monkeypatch.setattr(lab.subprocess, "call", lambda command, **more: called.append((command, more)) or 0)
    said = run("preview", WHERE, "--no-browser")
    ((command, more),) = called
    assert "--LabApp.default_url=/doc/tree/sitter.ipynb" in command and "--no-browser" in command
    assert more["cwd"] == course / "build" / "preview"
    assert "Previewing ethics/sitter." in said
    assert not [t for t in threading.enumerate() if t.daemon and getattr(t, "_target", None) is preview.watch]


def test_preview_of_what_cannot_be_built_says_why(course, run):
    shutil.rmtree(course / "source")
    said = run("preview", WHERE, "--build-only", code=1)
    assert "this lesson has no notebook that can be read; write its prose there" in said


def test_a_lessons_measures_in_one_sentence():
    measure = dict(topic="a", lesson="b", minutes=90, ce_minutes=61, words=7421, graded_points=12.5)
    assert checking.sentence(measure) == (
        "a/b: about 90 minutes for learners, 61 minutes by the rules of continuing education, 7,421 words, "
        "12.5 graded points"
    )
