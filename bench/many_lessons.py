"""A course as large as the planned one: the topic area that stands, copied under other names."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

TOPICS = tuple("ethics culture trauma modalities self_care technology advocacy".split())


def copied(root: Path, to: Path, topic: str = "ethics", topics: Sequence[str] = TOPICS) -> Path:
    """The course at `root` with `topic` copied to those topic areas at `to`, lessons under names of their own."""
    shutil.copytree(root / "modules", to / "modules", ignore=lambda *_: [])
    for name in ("nbgrader_config.py", "pyproject.toml"):
        shutil.copyfile(root / name, to / name)
    lessons = [path.parent.name for path in sorted((root / "modules" / topic).glob("*/lesson.yml"))]
    (to / "source").mkdir()
    for number, other in enumerate(topics):
        if other == topic:
            shutil.copytree(root / "source" / topic, to / "source" / topic)
            continue
        shutil.copytree(root / "modules" / topic, to / "modules" / other, dirs_exist_ok=True)
        (to / "source" / other).mkdir()
        head = to / "modules" / other / "module.yml"
        text = head.read_text("utf-8")
        for lesson in lessons:
            named = f"{lesson}_{number}"
            (to / "modules" / other / lesson).rename(to / "modules" / other / named)
            text = re.sub(rf"\b{lesson}\b", named, text)
            book = (root / "source" / topic / f"{lesson}.ipynb").read_text("utf-8")
            (to / "source" / other / f"{named}.ipynb").write_text(_renamed(book, lesson, named), "utf-8")
        head.write_text(text, "utf-8")
    course = to / "modules" / "course.yml"
    listed = "\n".join(f"  - {name}" for name in topics)
    course.write_text(
        re.sub(r"topics:(?:\s*\[.*?\]|(?:\n +- .*)+)", f"topics:\n{listed}", course.read_text("utf-8")), "utf-8"
    )
    return to


def _renamed(book: str, lesson: str, named: str) -> str:
    """A notebook that opens the lesson of another name."""
    made = json.loads(book)
    made["metadata"]["practicum"]["lesson"] = named
    for cell in made["cells"]:
        source = cell["source"]
        opened = [
            line.replace(f'lesson("{lesson}"', f'lesson("{named}"')
            for line in ([source] if isinstance(source, str) else source)
        ]
        cell["source"] = "".join(opened)
    return json.dumps(made, ensure_ascii=False, indent=1)
