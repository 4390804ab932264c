"""One YAML file of an author's: read once, with the line of every field known."""

from __future__ import annotations

import datetime
import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

LARGEST = 2_000_000  # bytes; a lesson's file is some tens of kilobytes


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong, where, and how to mend it."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}  {self.what}"


@dataclass(frozen=True)
class Source:
    """A file's content as plain values, and as ruamel's tree that knows lines. Shared by all who read the file: look, don't change."""

    name: str
    tree: Any
    plain: Any

    def line(self, *loc: str | int) -> int:
        """The line, from 1, of the field at `loc`, or of the nearest thing around it."""
        node, line = self.tree, 1
        for part in loc:
            if isinstance(node, CommentedMap) and part not in node:
                part = next((k for k in node if str(k) == str(part)), part)
            if isinstance(node, CommentedMap) and part in node:
                line = node.lc.key(part)[0] + 1
                node = node[part]
            elif isinstance(node, CommentedSeq) and isinstance(part, int) and part < len(node):
                line = node.lc.item(part)[0] + 1
                node = node[part]
            # anything else is a step of the checker's own, such as the kind of a vignette
        return line

    def problem(self, what: str, *loc: str | int) -> Problem:
        return Problem(self.name, self.line(*loc), what)


def plain(value: Any) -> Any:
    """ruamel's values as plain ones; a date becomes its text."""
    if isinstance(value, dict):
        return {(k if isinstance(k, int) else str(k)): plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, datetime.date):
        return value.isoformat()
    for kind in (int, float, str):
        if isinstance(value, kind):
            return kind(value)
    return str(value)


def read(path: Path, name: str) -> tuple[Source | None, list[Problem]]:
    """Read one file. A file that is no YAML gives one problem and no source."""
    try:
        if path.stat().st_size > LARGEST:
            return None, [Problem(name, 1, "this file is larger than 2 MB; split the lesson")]
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return None, [
            Problem(name, 1, "this file is missing; write it, with the files of another lesson as an example")
        ]
    except UnicodeDecodeError:
        return None, [Problem(name, 1, "this file is not UTF-8 text; save it again as UTF-8")]
    source, problem = _parsed(name, text)
    return source, [problem] if problem else []


@functools.lru_cache(maxsize=1024)
def _parsed(name: str, text: str) -> tuple[Source | None, Problem | None]:
    """Reading YAML with its lines is slow, and a release, a preview and a check read the same files again and again."""
    yaml = YAML(typ="rt")
    yaml.allow_duplicate_keys = False
    try:
        tree = yaml.load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return None, Problem(name, (mark.line + 1) if mark else 1, _yaml_sentence(error))
    except (YAMLError, RecursionError, ValueError) as error:
        return None, Problem(name, 1, f"this file cannot be read as YAML: {str(error).splitlines()[0]}")
    if not isinstance(tree, CommentedMap):
        return None, Problem(name, 1, "this file should be a list of fields, such as `title: …`")
    return Source(name, tree, plain(tree)), None


def _yaml_sentence(error: MarkedYAMLError) -> str:
    said = (error.problem or str(error)).strip().splitlines()[0]
    if "duplicate key" in said:
        key = said.split('"')[1] if '"' in said else "a field"
        return f"'{key}' stands twice here; rename or remove one of them"
    if "mapping values are not allowed" in said:
        return "a colon stands inside unquoted text; put the whole text in quotation marks or write it under `>-`"
    return f"the YAML cannot be read here ({said}); look at indentation, quotation marks and colons"
