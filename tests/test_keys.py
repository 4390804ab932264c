"""Answer keys reach no learner: every edition by every road, and the learners' wheel, are searched for them."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from markupsafe import escape

from practicum.content import keys
from practicum.content.edition import secrets
from practicum.course import released
from practicum.exercises.review import review

from .conftest import ROOT, copy_course

TOPIC, LESSON = "ethics", "dual_relationships"


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


def leaks(folder: Path, keyed: dict) -> list[str]:
    """'file: secret' for every key, telling name and graded feedback sentence below a folder."""
    found = []
    for name, text in texts(folder).items():
        flat = " ".join(text.split())
        for secret in secrets(keyed):
            wanted = " ".join(secret.split())
            for form in {wanted, json.dumps(wanted)[1:-1], json.dumps(wanted, ensure_ascii=False)[1:-1]}:
                # the plain search first: it is the fast one, and mostly there is nothing
                if form in flat and re.search(rf"(?<![A-Za-z0-9_]){re.escape(form)}(?![A-Za-z0-9_])", flat):
                    found.append(f"{name}: {wanted[:60]}")
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
    keyed = released.keyed(place, TOPIC, LESSON)
    assert list((place / "release" / TOPIC).glob("*.ipynb"))
    assert leaks(place / "release", keyed) == []


def test_no_key_is_in_any_folder_of_the_whole_way(demo_course):
    place, _ = demo_course
    keyed = released.keyed(place, TOPIC, LESSON)
    for folder in ("release", "exchange", "submitted", "autograded", "build/demo/desks"):
        assert list((place / folder).rglob("*.json")), folder
        found = leaks(place / folder, keyed)
        if folder == "exchange":  # feedback is for those who handed in
            found = [leak for leak in found if "/feedback/" not in leak]
        assert found == []


def test_the_search_finds_what_it_should(tmp_path, editions):
    """Without this, an empty search would pass for a clean one."""
    keyed = editions[LESSON]["keyed"]
    assert len(secrets(keyed)) > 60
    (tmp_path / "a.json").write_text(json.dumps(keyed))
    assert len({leak.split(": ", 1)[1] for leak in leaks(tmp_path, keyed)}) > 60
    one = next(s for s in secrets(keyed) if len(s) > 60)
    (tmp_path / "a.json").write_text(base64.b64encode(one.encode()).decode())
    assert leaks(tmp_path, keyed)


def test_feedback_explains_only_what_was_answered_where_the_course_keeps_the_key(tmp_path):
    place = copy_course(tmp_path)
    course = place / "modules" / "course.yml"
    course.write_text(course.read_text("utf-8") + "\nshow_key_in_feedback: false\n", "utf-8")
    done = subprocess.run([sys.executable, "-m", "practicum.cli", "demo"], cwd=place, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    keyed = released.keyed(place, TOPIC, LESSON)
    for folder in (place / "feedback").iterdir():
        page = " ".join((folder / TOPIC / f"{LESSON}.html").read_text("utf-8").split())
        sheet = json.loads((place / "submitted" / folder.name / TOPIC / f"{LESSON}.answers.json").read_text("utf-8"))
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
    keyed = editions[LESSON]["keyed"]
    sentences = [s for s in secrets(keyed) if " " in s] + [i["stem"] for i in keyed["items"].values()]
    everything = " ".join(" ".join(texts(place).values()).split())
    assert [s for s in sentences if " ".join(s.split()) in everything] == []
    with zipfile.ZipFile(wheel) as file:
        assert not [
            n
            for n in file.namelist()
            if (n.endswith((".ipynb", ".db")) or "modules/" in n) and "/templates_for_authors/" not in n
        ]
