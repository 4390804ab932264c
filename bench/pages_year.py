"""A learner's folder after a year: 27 lessons in seven topic areas, each like the real one, nearly all of it answered.

python -m bench.pages_year PLACE    makes it, to be looked at or measured
"""

from __future__ import annotations

import datetime
import json
import random
import sys
from pathlib import Path

from practicum import answers, exercises
from practicum.content.edition import edition
from practicum.content.kinds import named
from practicum.content.load import load_course
from practicum.content.replay import open_choices, replay
from practicum.course import coursemap, notebook

ROOT = Path(__file__).resolve().parents[1]
LESSON = "dual_relationships"
TOPICS = {"ethics": 4, "trauma": 4, "risk": 4, "assessment": 4, "alliance": 4, "culture": 4, "research": 3}
BEGAN = datetime.datetime(2025, 11, 24, 9, tzinfo=datetime.UTC)


def lessons() -> list[tuple[str, str]]:
    """Topic and name of each lesson, in their order; the last few are not answered."""
    return [(topic, f"{topic}_{n}") for topic, count in TOPICS.items() for n in range(1, count + 1)]


def response(content: dict, name: str, chance: random.Random):
    """An answer that a person might give."""
    kind, spec = exercises.identify(content, name)
    if kind in ("single_choice", "decision"):
        return chance.choice(list(named(spec["options"])))
    if kind == "multiple_choice":
        return sorted(chance.sample(list(named(spec["options"])), 2))
    if kind == "ordering":
        return chance.sample(list(named(spec["steps"])), len(spec["steps"]))
    if kind == "matching":
        return {case: chance.choice(list(spec["categories"])) for case in named(spec["cases"])}
    if kind == "numeric":
        return chance.choice(["24", "12.5", "40 hours"])
    if kind == "transcript":
        return {"2": [chance.choice(list(spec["codes"]))]}
    if kind == "branching":
        return {"path": path(spec, chance), "deal": 0, "ended": [path(spec, chance) for _ in range(3)]}
    return {field: "I would tell her that it was my mistake. " * 30 for field in spec["fields"]}


def path(spec: dict, chance: random.Random) -> list[str]:
    """One run of a branching case to its end."""
    made: list[str] = []
    while not (played := replay(spec, made, 0)).ending:
        made.append(f"{played.scene}.{chance.choice(list(open_choices(spec, played)))}")
    return made


def sheet(content: dict, names: tuple[str, ...], day: datetime.datetime, chance: random.Random) -> answers.Sheet:
    """The answers to these exercises, given on that day one after the other."""
    made = answers.Sheet(content["lesson"], content["hash"], "ab12")
    for n, name in enumerate(names):
        at = (day + datetime.timedelta(minutes=3 * n)).isoformat(timespec="milliseconds")
        given = exercises.clean(content, name, response(content, name, chance))
        first = exercises.clean(content, name, response(content, name, chance))
        made.answers[name] = {
            "response": given, "at": at, "tries": 2, "checked": True, "first": {"response": first, "at": at},
            "version": exercises.identify(content, name)[1]["version"],
        }  # fmt: skip
        made.saved = at
    return made


def called(made: dict, name: str) -> dict:
    """The same notebook as that of another lesson."""
    cells = json.loads(
        json.dumps(made["cells"]).replace(json.dumps(f'"{LESSON}"')[1:-1], json.dumps(f'"{name}"')[1:-1])
    )
    return {**made, "cells": cells, "metadata": {**made["metadata"], "practicum": {"lesson": name, "autorun": True}}}


def make(place: Path, open_lessons: int = 3) -> Path:
    """Write the folder: all lessons, and answers in all but the last `open_lessons`."""
    loaded, problems = load_course(ROOT)
    assert not problems
    source = json.loads((ROOT / f"source/ethics/{LESSON}.ipynb").read_text("utf-8"))
    real = edition(loaded, "ethics", LESSON, "self_study")
    figures = loaded.modules["ethics"].lessons[LESSON].folder / "figures"
    made = notebook.build(source, real, figures, graded=False)
    topic_map = coursemap.topic_of(loaded, "ethics")
    chance, topics, day, number = random.Random(27), [], BEGAN, 0
    for order, (topic, count) in enumerate(TOPICS.items()):
        folder = place / topic
        folder.mkdir(parents=True)
        rows = []
        for n in range(1, count + 1):
            name, number = f"{topic}_{n}", number + 1
            content = {**real, "topic": topic, "topic_title": topic.capitalize(), "lesson": name, "minutes": 120,
                       "title": f"{topic.capitalize()}, lesson {n}"}  # fmt: skip
            own = called(made, name)
            (folder / f"{name}.content.json").write_text(json.dumps(content, ensure_ascii=False, indent=1), "utf-8")
            (folder / f"{name}.ipynb").write_text(json.dumps(own, ensure_ascii=False, indent=1), "utf-8")
            rows.append({**topic_map["lessons"][0], "id": name, "title": content["title"]})
            if number <= sum(TOPICS.values()) - open_lessons:
                names = tuple(n for part in ("items", "vignettes", "written") for n in content[part])
                answers.write(answers.path_of(folder, name), sheet(content, names, day, chance))
                day += datetime.timedelta(days=13)
        topics.append({**topic_map, "id": topic, "title": topic.capitalize(), "order": order, "lessons": rows})
    whole = {**coursemap.whole(loaded), "topics": topics}
    (place / coursemap.NAME).write_text(json.dumps(whole, ensure_ascii=False), "utf-8")
    return place


if __name__ == "__main__":
    print(make(Path(sys.argv[1])))
