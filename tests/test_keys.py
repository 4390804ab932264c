"""Answer keys reach no learner: every edition by every road, and the learners' wheel, are searched for them."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
import zipfile
from itertools import product
from pathlib import Path

import pytest
from markupsafe import escape

from practicum.content import keys
from practicum.content.edition import secrets
from practicum.course import released
from practicum.exercises.review import review

from .conftest import ROOT, copy_course

TOPIC = "ethics"


def texts(folder: Path) -> dict[str, str]:
    """Every file below a folder as text, with what JSON and base64 hide made plain."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_file():
            raw = path.read_bytes().decode("utf-8", "replace")
            plain = raw.encode().decode("unicode_escape", "replace") if "\\u" in raw else raw
            hidden = " ".join(
                base64.b64decode(part + "==", validate=False).decode("utf-8", "replace")
                for part in re.findall(r"[A-Za-z0-9+/]{60,}", raw)
            )
            found[path.relative_to(folder).as_posix()] = " ".join((raw, plain, hidden))
    return found


WORDS = re.compile(r"\w+")


class Hidden:
    """The secrets of some lessons, sought in one pass: long ones by their words, whatever stands between them.

    A short one, the name of an option, may be one of practice in another lesson: of a lesson's file its own are asked.
    """

    def __init__(self, lessons: list[dict]) -> None:
        self.long: dict[tuple, list[list[str]]] = {}
        self.short: dict[str, re.Pattern] = {}
        self.of: dict[str, set[str]] = {
            keyed["lesson"]: {" ".join(s.split()) for s in secrets(keyed)} for keyed in lessons
        }
        for secret in set().union(*self.of.values()):
            words = WORDS.findall(secret)
            if len(words) >= 4:
                self.long.setdefault(tuple(words[:4]), []).append(words)
            else:
                self.short[secret] = re.compile(rf"(?<![A-Za-z0-9_]){re.escape(secret)}(?![A-Za-z0-9_])")

    def within(self, name: str, text: str) -> set[str]:
        words = WORDS.findall(text)
        found = set()
        for at, four in enumerate(zip(words, words[1:], words[2:], words[3:], strict=False)):
            for secret in self.long.get(four, ()):
                if words[at : at + len(secret)] == secret:
                    found.add(" ".join(secret))
        flat, asked = " ".join(text.split()), self.of.get(Path(name).name.partition(".")[0], self.short.keys())
        return found | {one for one, form in self.short.items() if one in asked and one in flat and form.search(flat)}


def leaks(folder: Path, *lessons: dict) -> list[str]:
    """'file: secret' for every key, telling name and graded feedback sentence of these lessons below a folder."""
    found, hidden = [], Hidden(list(lessons))
    for name, text in texts(folder).items():
        found += [f"{name}: {secret[:60]}" for secret in sorted(hidden.within(name, text.replace("\\n", " ")))]
        if name.endswith(".content.json"):
            for item in json.loads((folder / name).read_text("utf-8"))["items"].values():
                if item["use"] == "practice":
                    continue
                told = set(item) & set(keys.TELLING)
                if told or any(set(part) != {"text"} for part in keys.parts(item).values()):
                    found.append(f"{name}: a graded item carries more than its question")
                if any("codes" in line or "feedback" in line for line in item.get("lines", [])):
                    found.append(f"{name}: a graded transcript carries its key")
    return found


def every_lesson(place: Path) -> list[dict]:
    """All that was released, with its keys."""
    found = [
        released.keyed(place, folder.name, lesson)
        for folder in sorted((place / "release").iterdir())
        if folder.is_dir()
        for lesson in released.in_force(place, folder.name)
    ]
    assert found
    return found


def without_responses(keyed: dict) -> dict:
    """A lesson without its marked examples' responses, which learners of the demonstration write."""
    written = {
        name: {**one, "examples": {n: {**e, "response": {}} for n, e in one.get("examples", {}).items()}}
        for name, one in keyed["written"].items()
    }
    return {**keyed, "written": written}


def by_command(place: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "practicum.cli", "release", TOPIC], cwd=place, check=True, capture_output=True
    )


def by_nbgrader(place: Path) -> None:
    subprocess.run(
        [Path(sys.executable).with_name("nbgrader"), "generate_assignment", TOPIC],
        cwd=place, check=True, capture_output=True,
    )  # fmt: skip


def by_button(place: Path) -> None:
    """What formgrader's button calls."""
    from nbgrader.apps.api import NbGraderAPI

    from practicum.nbgrader_bridge.setup.course_settings import nbgrader_settings

    settings = nbgrader_settings(place)
    done = NbGraderAPI(config=settings).generate_assignment(TOPIC)
    assert done["success"], done


@pytest.mark.parametrize(
    "road", [by_command, by_button, pytest.param(by_nbgrader, marks=pytest.mark.stress)], ids=lambda f: f.__name__
)
def test_no_key_is_released_by_any_road(tmp_path, road):
    place = copy_course(tmp_path)
    road(place)
    assert len(list((place / "release" / TOPIC).glob("*.ipynb"))) == len(every_lesson(place))
    assert leaks(place / "release", *every_lesson(place)) == []


def test_no_key_is_in_any_folder_of_the_whole_way(demo_course):
    place, _ = demo_course
    lessons = every_lesson(place)
    for folder in ("release", "exchange/practicum/outbound"):
        assert list((place / folder).rglob("*.json")), folder
        assert leaks(place / folder, *lessons) == []
    lessons = [without_responses(keyed) for keyed in lessons]
    for folder in ("exchange", "submitted", "autograded", "build/demo/desks"):
        assert list((place / folder).rglob("*.json")), folder
        found = leaks(place / folder, *lessons)
        if folder == "exchange":  # feedback is for those who handed in
            found = [leak for leak in found if "/feedback/" not in leak]
        assert found == []


def test_the_search_finds_what_it_should(tmp_path, editions):
    """Without this, an empty search would pass for a clean one."""
    for name, kinds in editions.items():
        keyed = kinds["keyed"]
        known = {" ".join(secret.split()) for secret in secrets(keyed)}
        assert len(known) > 60, name
        (tmp_path / "a.json").write_text(json.dumps(keyed))
        assert len({leak.split(": ", 1)[1] for leak in leaks(tmp_path, keyed)}) > 0.9 * len({k[:60] for k in known})
        one = next(s for s in sorted(known) if len(s) > 60)
        (tmp_path / "a.json").write_text(base64.b64encode(one.encode()).decode())
        assert leaks(tmp_path, keyed)


def test_feedback_explains_only_what_was_answered_where_the_course_keeps_the_key(tmp_path):
    place = copy_course(tmp_path)
    course = place / "modules" / "course.yml"
    course.write_text(course.read_text("utf-8") + "\nshow_key_in_feedback: false\n", "utf-8")
    done = subprocess.run([sys.executable, "-m", "practicum.cli", "demo"], cwd=place, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    folders, lessons = list((place / "feedback").iterdir()), every_lesson(place)
    for folder, keyed in product(folders, lessons):
        lesson = keyed["lesson"]
        page = " ".join((folder / TOPIC / f"{lesson}.html").read_text("utf-8").split())
        sheet = json.loads((place / "submitted" / folder.name / TOPIC / f"{lesson}.answers.json").read_text("utf-8"))
        for name, item in keyed["items"].items():
            if item["use"] != "graded":
                continue
            response = sheet["answers"].get(name, {}).get("response")
            mine = {part.why for part in review(item, response, show_key=False)}
            for sentence in {part.why for part in review(item, None, show_key=True)} - mine:
                assert str(escape(" ".join(sentence.split()))) not in page


def test_the_learners_wheel_holds_no_content(tmp_path, editions):
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("*.whl")
    place = tmp_path / "installed"
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(place), str(wheel)],
        check=True, capture_output=True,
    )  # fmt: skip
    assert (place / "practicum" / "lesson.py").is_file()
    assert (place / "practicum" / "widgets" / "static" / "exercise.js").is_file()
    lessons = [kinds["keyed"] for kinds in editions.values()]
    sentences = [s for keyed in lessons for s in secrets(keyed) if " " in s]
    stems = [item["stem"] for keyed in lessons for item in keyed["items"].values()]
    sentences += [stem for stem in stems if len(stem.split()) > 5]  # shorter ones stand in templates for authors too
    everything = " ".join(" ".join(texts(place).values()).split())
    assert [s for s in sentences if " ".join(s.split()) in everything] == []
    with zipfile.ZipFile(wheel) as file:
        assert not [
            n
            for n in file.namelist()
            if (n.endswith((".ipynb", ".db")) or "modules/" in n) and "/templates_for_authors/" not in n
        ]
