"""New files for authors, copied from templates and never over anything that is there."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from practicum.content import kinds
from practicum.content.source import Source, plain_of, read
from practicum.course import CourseError
from practicum.lint.unwritten import MARK, RENAME

NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
TO_CHOOSE = "choose_one"  # what a template writes where an objective or a principle is to be named
FIRST_ITEM = "rename_first_item"


@dataclass
class Made:
    """What was made, what of it is still to be written, and what to do then."""

    files: list[str]
    to_write: dict[str, list[str]]  # file -> fields
    steps: list[str] = field(default_factory=list)


def template(file: str, /, **words: str) -> str:
    """A template's text with «words» filled in."""
    text = (resources.files("practicum") / "templates_for_authors" / file).read_text("utf-8")
    for word, value in words.items():
        text = text.replace(f"«{word}»", value)
    return text


def named(name: str | None, what: str) -> str:
    if not name:
        raise CourseError(f"Say the {what}'s name too; it is a word such as declines_gift.")
    if not NAME.fullmatch(name):
        raise CourseError(f"'{name}' is not a name; use small letters, digits and underscores, such as declines_gift.")
    return name


def topic_folder(root: Path, topic: str) -> Path:
    folder = root / "modules" / topic
    if not NAME.fullmatch(topic) or not (folder / "module.yml").is_file():
        known = ", ".join(sorted(p.parent.name for p in root.glob("modules/*/module.yml"))) or "none"
        raise CourseError(f"There is no topic area '{topic}' in modules/; the topic areas are: {known}.")
    return folder


def lesson_folder(root: Path, where: str) -> tuple[str, str, Path]:
    """Topic area, lesson and folder for TOPIC/LESSON."""
    topic, slash, lesson = where.strip("/").partition("/")
    if not slash:
        raise CourseError(f"Say the topic area and the lesson, as in ethics/dual_relationships, not '{where}'.")
    folder = topic_folder(root, topic) / lesson
    if not NAME.fullmatch(lesson) or not (folder / "lesson.yml").is_file():
        known = ", ".join(sorted(p.parent.name for p in folder.parent.glob("*/lesson.yml"))) or "none"
        raise CourseError(f"There is no lesson '{lesson}' in modules/{topic}/; its lessons are: {known}.")
    return topic, lesson, folder


def parsed(path: Path, root: Path) -> Source:
    source, problems = read(path, path.relative_to(root).as_posix())
    if source is None:
        raise CourseError(f"{problems[0]}.")
    return source


def words_for(root: Path, topic: str, lesson: str, folder: Path, name: str) -> dict[str, str]:
    """What the templates of a lesson's parts say of its surroundings."""

    def keys(path: Path, wanted: str) -> str:
        found = parsed(path, root).plain.get(wanted)
        return ", ".join(found) if isinstance(found, dict) else "none yet"

    return {
        "name": name, "topic": topic, "lesson": lesson,
        "objectives": keys(folder / "lesson.yml", "objectives"),
        "principles": keys(folder.parent / "module.yml", "principles"),
    }  # fmt: skip


def taken(root: Path, folder: Path) -> dict[str, str]:
    """Every exercise's id of a lesson, and the file that has it."""
    found = {path.stem: f"vignettes/{path.name}" for path in folder.glob("vignettes/*.yml")}
    if (folder / "items.yml").is_file():
        items = parsed(folder / "items.yml", root).plain.get("items")
        found |= dict.fromkeys(items if isinstance(items, dict) else (), "items.yml")
    if (folder / "rubric.yml").is_file():
        found[str(parsed(folder / "rubric.yml", root).plain.get("id"))] = "rubric.yml"
    return found


def refuse_taken(root: Path, folder: Path, name: str) -> None:
    if file := taken(root, folder).get(name):
        raise CourseError(f"'{name}' stands in {file} already; take another name.")


def write_new(root: Path, texts: dict[Path, str]) -> list[str]:
    """Write files that are not there yet: all of them, or none."""
    for path in texts:
        if path.exists():
            raise CourseError(f"{path.relative_to(root).as_posix()} is there already; nothing was written.")
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    return [path.relative_to(root).as_posix() for path in texts]


def _open(value: Any) -> bool:
    """Whether anything at or below a value is still the template's, or an empty list of sources."""
    if isinstance(value, dict):
        return any(str(key).startswith(RENAME) or _open(inner) for key, inner in value.items())
    if isinstance(value, list):
        return not value or any(_open(inner) for inner in value)
    return isinstance(value, str) and (MARK in value or value == TO_CHOOSE)


def fields_open(fields: dict) -> list[str]:
    return [name for name, value in fields.items() if _open(value)]


def new_lesson(root: Path, topic: str, name: str | None) -> Made:
    name, folder = named(name, "lesson"), topic_folder(root, topic)
    place, notebook = folder / name, root / "source" / topic / f"{name}.ipynb"
    words = {
        "topic": topic,
        "lesson": name,
        "objectives": "those of lesson.yml",
        "principles": "those under principles",
    }
    texts = {
        place / "lesson.yml": template("lesson.yml"),
        place / "items.yml": template("items.yml", **words) + template(kinds.SINGLE.template, name=FIRST_ITEM, **words),
        notebook: template("lesson.ipynb", name=name),
    }  # fmt: skip
    module = folder / "module.yml"
    listed = with_lesson(module.read_text("utf-8"), parsed(module, root), name)
    files = write_new(root, texts)
    if listed:
        module.write_text(listed, "utf-8", newline="\n")
    cells = sum(MARK in "".join(cell["source"]) for cell in json.loads(texts[notebook])["cells"])
    item = parsed(place / "items.yml", root).plain["items"][FIRST_ITEM]
    to_write = {
        files[0]: fields_open(parsed(place / "lesson.yml", root).plain),
        files[1]: [f"{FIRST_ITEM} (its name too): {', '.join(fields_open(item))}"],
        files[2]: [f"{cells} cells of prose"],
    }
    where = f"{topic}/{name}"
    first = (
        f"'{name}' now stands under `lessons` in modules/{topic}/module.yml; what is listed there is released."
        if listed
        else f"Add '{name}' under `lessons` in modules/{topic}/module.yml."
    )
    return Made(files, to_write, [
        first,
        f"`practicum preview {where}` shows the lesson as learners see it, again on every save.",
        f"`practicum new item {where} NAME`, `practicum new vignette {where} NAME` and `practicum new rubric {where}` add to it.",
    ])  # fmt: skip


def with_lesson(text: str, source: Source, name: str) -> str | None:
    """module.yml's text with one more lesson at the end of `lessons`; None where that is safer done by hand."""
    lessons, node = source.plain.get("lessons"), source.node_at("lessons")
    if not isinstance(lessons, list) or not isinstance(node, yaml.SequenceNode) or name in lessons:
        return None
    lines = text.splitlines(keepends=True)
    if node.flow_style or not lessons:
        start = sum(map(len, lines[: node.start_mark.line])) + node.start_mark.column
        end = text.find("]", start)
        added = text[:end].rstrip(", \n") + (", " if lessons else "") + name + text[end:]
    else:
        last = source.line("lessons", len(lessons) - 1) - 1
        dash = re.match(r"\s*-\s*", lines[last])
        lines[last] = lines[last].rstrip("\n") + f"\n{dash[0] if dash else '  - '}{name}\n"
        added = "".join(lines)
    return added if _same_but(added, source.plain, "lessons", [*lessons, name]) else None


def _same_but(text: str, before: dict, key: str, value: Any) -> bool:
    """Whether a text reads as before, but for one field."""
    try:
        return plain_of(text) == {**before, key: value}
    except ValueError:
        return False


def new_item(root: Path, where: str, name: str | None, kind: str) -> Made:
    topic, lesson, folder = lesson_folder(root, where)
    name, path = named(name, "item"), folder / "items.yml"
    refuse_taken(root, folder, name)
    words = words_for(root, topic, lesson, folder, name)
    block = template(kinds.KINDS[kind].template, **words)
    if path.is_file():
        before = parsed(path, root)
        text = path.read_text("utf-8").rstrip("\n") + "\n" + indented(block, before)
    else:
        before, text = None, template("items.yml", **words) + block
    old = before.plain if before else {}
    new = plain_of(block)[name]
    if not _same_but(text, old, "items", {**(old.get("items") or {}), name: new}):
        raise CourseError(
            f"Nothing was added: {path.relative_to(root).as_posix()} is written in another way than one item below "
            "the other; add the item by hand."
        )
    path.write_text(text, "utf-8", newline="\n")
    cell = f'Show it: a cell here.item("{name}") in source/{topic}/{lesson}.ipynb (not for check items).'
    file = path.relative_to(root).as_posix()
    return Made([file], {file: [f"{name}: {', '.join(fields_open(new))}"]}, [cell])


def indented(block: str, before: Source) -> str:
    """The block at the indentation of the items that are there."""
    items = before.plain.get("items") if before else None
    column = before.node_at("items").value[0][0].start_mark.column if isinstance(items, dict) and items else 2
    return "".join(
        (" " * column + line[2:] if line.strip() else line) for line in block.splitlines(keepends=True)
    )  # fmt: skip


def new_file(root: Path, where: str, name: str, kind: kinds.Kind, file: str) -> Made:
    """A vignette or a rubric: one file of its own."""
    topic, lesson, folder = lesson_folder(root, where)
    path = folder / file
    if not path.exists():
        refuse_taken(root, folder, name)
    text = template(kind.template, **words_for(root, topic, lesson, folder, name))
    files = write_new(root, {path: text})
    cell = f'Show it: a cell here.{kind.group}("{name}") in source/{topic}/{lesson}.ipynb.'
    return Made(files, {files[0]: fields_open(plain_of(text))}, [cell])


def new_vignette(root: Path, where: str, name: str | None, branching: bool) -> Made:
    name = named(name, "vignette")
    kind = kinds.BRANCHING if branching else kinds.DECISION
    return new_file(root, where, name, kind, f"vignettes/{name}.yml")


def new_rubric(root: Path, where: str, name: str | None) -> Made:
    return new_file(root, where, named(name or "in_your_words", "rubric"), kinds.WRITTEN, "rubric.yml")


def new_glossary(root: Path, topic: str) -> Made:
    path = topic_folder(root, topic) / "glossary.yml"
    text = template("glossary.yml")
    files = write_new(root, {path: text})
    terms = plain_of(text)["terms"]
    return Made(files, {files[0]: list(terms)}, ["Learners see it on the page Glossary; nothing else is needed."])
