"""The map of the course for its learners: topics and lessons in order, minutes, objectives, the glossary.

Plain JSON, because a learner's copy has no YAML. Self-study has the whole map
as `course.json`. In a cohort each lesson's content carries its own topic's part
of it: a file of its own in release/ would be handed in with the answers, and
come back over whatever the learner has under that name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from practicum.content.citations import in_text
from practicum.content.edition import edition
from practicum.content.load import Loaded, LoadedModule
from practicum.content.prose import markdown_of
from practicum.content.timing import minutes
from practicum.disk import stamp

Known = Mapping[tuple[str, str], int]  # (topic area, lesson) -> its minutes, where its edition was made already
NOTHING: Known = {}
SCHEMA = 1
NAME = "course.json"


def source_notebook(root: Path, topic: str, lesson: str) -> dict | None:
    """The notebook that authors wrote; None where it cannot be read."""
    try:
        found = json.loads((root / "source" / topic / f"{lesson}.ipynb").read_text("utf-8-sig"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and isinstance(found.get("cells"), list) else None


def _minutes(loaded: Loaded, topic: str, name: str) -> int | None:
    notebook = source_notebook(loaded.root, topic, name)
    return minutes(markdown_of(notebook), edition(loaded, topic, name, "self_study")) if notebook else None


def _lesson(loaded: Loaded, module: LoadedModule, name: str, known: Known) -> dict:
    head, at = module.lessons[name].head, (module.name, name)
    return {
        "id": name,
        "title": head.title,
        "summary": head.summary,
        "minutes": known[at] if at in known else _minutes(loaded, *at),
        "objectives": [objective.text for objective in head.objectives.values()],
    }


def _terms(loaded: Loaded, module: LoadedModule) -> list[dict]:
    """The glossary as learners read it: citations in words, sources in full, and the lessons that use the word."""
    references = module.reference_forms
    prose = {
        name: markdown_of(notebook).casefold()
        for name in module.lessons
        if (notebook := source_notebook(loaded.root, module.name, name))
    }
    found = []
    for name, term in module.glossary.items():
        words = re.compile(r"\b(" + "|".join(re.escape(w.casefold()) for w in (term.term, *term.also)) + r")s?\b")
        found.append({
            "id": name, "term": term.term, "also": term.also, "see_also": term.see_also,
            "text": in_text(term.definition, references),
            "sources": [references[key]["full"] for key in term.references if key in references],
            "lessons": [lesson for lesson, text in prose.items() if words.search(text)],
        })  # fmt: skip
    return sorted(found, key=lambda one: one["term"].casefold())


def topic_of(loaded: Loaded, topic: str, known: Known = NOTHING) -> dict:
    """One topic area's part of the map."""
    module = loaded.modules[topic]
    return {
        "id": topic,
        "title": module.module.title,
        "summary": module.module.summary,
        "order": list(loaded.course.topics).index(topic),
        "lessons": [_lesson(loaded, module, name, known) for name in module.module.lessons if name in module.lessons],
        "glossary": _terms(loaded, module),
    }


def _head(loaded: Loaded) -> dict:
    return {"schema": SCHEMA, "title": loaded.course.title, "report_to": loaded.course.report_to}


def whole(loaded: Loaded, known: Known = NOTHING) -> dict:
    """The map of the whole course."""
    return {**_head(loaded), "topics": [topic_of(loaded, topic, known) for topic in loaded.modules]}


_kept: dict[tuple[Path, str], tuple[tuple, dict]] = {}


def _stamps(root: Path, topic: str) -> tuple:
    """By what it is seen that a file of the course or of a topic area changed."""
    files = [
        root / "modules" / "course.yml",
        *(root / "modules" / topic).rglob("*"),
        *(root / "source" / topic).iterdir(),
    ]
    return tuple((str(file), stamp(file)) for file in sorted(files) if file.is_file())


def _topic_kept(loaded: Loaded, topic: str) -> dict:
    """`topic_of`, made once for all lessons of a topic area while no file of it changes. Shared: look, don't change."""
    stamps, key = _stamps(loaded.root, topic), (loaded.root, topic)
    if key not in _kept or _kept[key][0] != stamps:
        _kept[key] = stamps, topic_of(loaded, topic)
    return _kept[key][1]


def beside(loaded: Loaded, topic: str, lesson: str) -> dict:
    """What a lesson's content carries for a cohort beside its hash, which names what is taught: its minutes, and the
    map as far as its topic area."""
    about = _topic_kept(loaded, topic)
    minutes_of = {one["id"]: one["minutes"] for one in about["lessons"]}
    return {"minutes": minutes_of.get(lesson), "map": {**_head(loaded), "topics": [about]}}
