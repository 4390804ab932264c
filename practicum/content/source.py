"""One YAML file of an author's: read once, with the line of every field known.

libyaml reads it (PyYAML's C parser), for reading YAML in Python took most of the time of every command. Scalars are
YAML 1.2's: `no` and a date are text; a name that stands twice is refused.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

LARGEST = 2_000_000  # bytes; a lesson's file is some tens of kilobytes
DEEPEST = 100  # lists and fields in one another; a lesson's go to ten


Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Which unquoted scalars are no text: the core schema of YAML 1.2, whole numbers and fractions as people write them.
WHOLE = re.compile(r"[-+]?[0-9]{1,30}")
FRACTION = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
CONSTANTS = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
}
NUMBERS = frozenset("-+.0123456789")  # what a number begins with


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
    """A file's content as plain values; its lines are looked up when they are asked for. Shared by all who read
    the file: look, don't change."""

    name: str
    text: str
    plain: Any

    @functools.cached_property
    def node(self) -> yaml.Node:
        """The parser's nodes with their marks. The composer recurses: only for a text that `_plain` has bounded."""
        node = yaml.compose(self.text, Loader=Loader)
        assert node is not None, "a source has fields"
        return node

    def line(self, *loc: str | int) -> int:
        """The line, from 1, of the field at `loc`, or of the nearest thing around it."""
        return self._nearest(loc)[0].start_mark.line + 1 if loc else 1

    def node_at(self, *loc: str | int) -> yaml.Node:
        """The parser's node of the value at `loc`, with its marks in the text, or of the nearest thing around it."""
        return self._nearest(loc)[1]

    def _nearest(self, loc: tuple[str | int, ...]) -> tuple[yaml.Node, yaml.Node]:
        """The name (in a list, the entry) and the value at `loc`."""
        name = value = self.node
        for part in loc:
            if isinstance(value, yaml.MappingNode):
                found = next((both for both in value.value if both[0].value == str(part)), None)
                name, value = found or (name, value)
            elif isinstance(value, yaml.SequenceNode) and isinstance(part, int) and part < len(value.value):
                name = value = value.value[part]
            # anything else is a step of the checker's own, such as the kind of a vignette
        return name, value

    def problem(self, what: str, *loc: str | int) -> Problem:
        return Problem(self.name, self.line(*loc), what)


class _Wrong(Exception):
    """What a file may not hold though it is YAML: the line, from 1, and the sentence."""

    def __init__(self, event: yaml.Event, what: str) -> None:
        super().__init__(what)
        self.line, self.what = (event.start_mark.line if event.start_mark else 0) + 1, what


def _plain(text: str) -> Any:
    """The one document of a text as plain values, None for an empty one. Raises _Wrong and yaml.YAMLError.

    Made from the parser's events, a level a call: what goes too deep for the C composer would end the process.
    """
    loader = Loader(text)
    try:
        loader.get_event()  # the stream's start
        if isinstance(loader.get_event(), yaml.StreamEndEvent):
            return None
        found = _value(loader.get_event(), loader.get_event, 0)
        loader.get_event()  # the document's end
        if not isinstance(more := loader.get_event(), yaml.StreamEndEvent):
            raise _Wrong(more, "a second document begins here; remove the line `---`")
        return found
    finally:
        loader.dispose()


def _value(event: Any, following: Callable[[], Any], around: int) -> Any:
    """The value that begins with an event; `following` gives the events after it.

    Events are told apart by their class alone, which no type checker follows: hence Any.
    """
    kind = event.__class__
    if kind is yaml.AliasEvent or event.anchor:
        sign = "*" if kind is yaml.AliasEvent else "&"
        raise _Wrong(event, f"a text that begins with {sign} needs quotation marks around it")
    if kind is yaml.ScalarEvent:
        return _scalar(event)
    if around == DEEPEST:
        raise _Wrong(event, f"this goes deeper than {DEEPEST} levels; write it flat")
    if kind is yaml.SequenceStartEvent:
        entries = []
        while (event := following()).__class__ is not yaml.SequenceEndEvent:
            entries.append(_value(event, following, around + 1))
        return entries
    fields: dict[str | int, Any] = {}
    while (event := following()).__class__ is not yaml.MappingEndEvent:
        name = _name(event)
        if name in fields:
            raise _Wrong(event, f"'{name}' stands twice here; rename or remove one of them")
        fields[name] = _value(following(), following, around + 1)
    return fields


def _name(event: Any) -> str | int:
    """The name of a field: text, or a whole number such as a rubric's level."""
    if event.__class__ is not yaml.ScalarEvent:
        raise _Wrong(event, "something else stands here in the place of a name; write `name: …`")
    value = _scalar(event)
    return value if type(value) is int else event.value


def _scalar(event: yaml.ScalarEvent) -> Any:
    text = event.value
    if not event.implicit[0]:  # quoted, a block of text, or with a tag that nobody here needs
        return text
    if text in CONSTANTS:
        return CONSTANTS[text]
    if text[0] in NUMBERS:
        if WHOLE.fullmatch(text):
            return int(text)
        if FRACTION.fullmatch(text) and math.isfinite(value := float(text)):
            return value
    return text


def plain_of(text: str) -> Any:
    """YAML as plain values. Raises ValueError."""
    try:
        return _plain(text)
    except (yaml.YAMLError, _Wrong, RecursionError) as error:
        raise ValueError(str(error)) from error


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
    """A release, a preview and a check read the same files again and again."""
    try:
        values = _plain(text)
        if not isinstance(values, dict):
            return None, Problem(name, 1, "this file should be a list of fields, such as `title: …`")
        return Source(name, text, values), None
    except _Wrong as wrong:
        return None, Problem(name, wrong.line, wrong.what)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return None, Problem(name, (mark.line + 1) if mark else 1, _yaml_sentence(error))
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        return None, Problem(name, line, "a character stands here that no text has; delete it and write it anew")
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        return None, Problem(name, 1, f"this file cannot be read as YAML: {str(error).splitlines()[0]}")


def _yaml_sentence(error: yaml.MarkedYAMLError) -> str:
    said = (error.problem or str(error)).strip().splitlines()[0]
    if "mapping values are not allowed" in said:
        return "a colon stands inside unquoted text; put the whole text in quotation marks or write it under `>-`"
    return f"the YAML cannot be read here ({said}); look at indentation, quotation marks and colons"
