"""What the documents name exists: commands, options, files, links, and the table of who may import whom."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from practicum.cli import app

from .conftest import ROOT
from .test_architecture import MAY_IMPORT

DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FENCE = re.compile(r"^```.*?\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
PATH = re.compile(r"\.?[\w-][\w.-]*(/[\w.-]+)*/?")
COMMANDS = typer.main.get_command(app).commands
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
# What learners and instructors make is in no repository; .gitignore names it.
MADE = [
    line.strip("/*") for line in (ROOT / ".gitignore").read_text("utf-8").splitlines() if line.endswith(("/", "/*"))
]

each_document = pytest.mark.parametrize("path", DOCS, ids=lambda p: p.relative_to(ROOT).as_posix())


def code(text: str) -> list[str]:
    """Every line of code in a document: those in fences, and what stands in backticks."""
    fenced = [line.strip() for block in FENCE.findall(text) for line in block.splitlines()]
    return fenced + INLINE.findall(FENCE.sub("", text))


def practicum_calls(text: str) -> list[list[str]]:
    """The words of every call of `practicum` in a document or in the Makefile."""
    calls = [re.match(r"(?:\S*/)?practicum ([^#]*)", line) for line in code(text)]
    return [call[1].split() for call in calls if call]


def wrong_calls(calls: list[list[str]]) -> list[str]:
    """'command' or 'command --option' for whatever the command line does not know."""
    found = []
    for name, *rest in calls:
        if name == "--help":
            continue
        if name not in COMMANDS:
            found.append(name)
            continue
        known = {"--help", *(option for p in COMMANDS[name].params for option in [*p.opts, *p.secondary_opts])}
        found += [f"{name} {word}" for word in rest if word.startswith("--") and word not in known]
    return found


def anchors(path: Path) -> set[str]:
    """What links may name in a document: its headings, as GitHub writes them."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", path.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def is_made(name: str) -> bool:
    return any(part in MADE for part in name.strip("/").split("/"))


@each_document
def test_make_knows_every_target_named(path):
    named = {m[1] for line in code(path.read_text("utf-8")) if (m := re.match(r"make ([a-z]+)", line))}
    assert named <= TARGETS


@each_document
def test_practicum_knows_every_command_and_option_named(path):
    assert wrong_calls(practicum_calls(path.read_text("utf-8"))) == []


def test_practicum_knows_what_the_makefile_calls():
    calls = re.findall(r"^\t.*\$\(BIN\)/practicum (.+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert calls
    assert wrong_calls([call.split() for call in calls]) == []


def test_the_readme_names_every_target_and_command():
    text = (ROOT / "README.md").read_text("utf-8")
    assert {t for t in TARGETS if not re.search(rf"`?make {t}\b", text)} == set()
    assert {c for c in COMMANDS if not re.search(rf"practicum {c}\b", text)} == set()


@each_document
def test_links_and_pictures_lead_somewhere(path):
    for target in LINK.findall(INLINE.sub("code", FENCE.sub("", path.read_text("utf-8")))):
        if target.startswith(("https://", "http://")):
            continue
        name, _, anchor = target.partition("#")
        place = path.parent / name if name else path
        assert place.exists(), target
        if anchor:
            assert anchor in anchors(place), target


@each_document
def test_files_named_exist(path):
    """A name in backticks with a slash in it is a file or a folder of this repository."""
    text = FENCE.sub("", path.read_text("utf-8"))
    named = {n for n in INLINE.findall(text) if "/" in n and PATH.fullmatch(n)}
    assert {n for n in named if not is_made(n) and not (ROOT / n).exists()} == set()


def test_the_picture_is_small():
    for picture in (ROOT / "docs" / "images").iterdir():
        assert picture.stat().st_size < 300_000, picture.name


def test_architecture_tells_who_may_import_whom():
    """The table in docs/architecture.md is that of test_architecture.py."""
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| ([^|]*) \|", text, re.MULTILINE)
    assert {part: set(re.findall(r"`(\w+)`", may)) for part, may in rows} == MAY_IMPORT
