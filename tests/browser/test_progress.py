"""Progress and problems; and that the modules can be joined into one, as a widget needs."""

from __future__ import annotations

import re

import pytest

from . import views
from .bare import STATIC
from .hostile import hostile, nothing_happened


def test_what_is_answered_is_told_in_words_and_marks(bare):
    bare.open(views.progress(), width=420)
    page = bare.page
    assert page.get_by_text("2 of 4 answered").is_visible()
    first, hours = page.locator(".pr-items li").first, page.locator(".pr-items li", has_text="How many hours")
    assert "Answered" in first.inner_text() and first.locator("circle.pr-solid").count() == 1
    assert "Open" in hours.inner_text() and hours.locator("circle.pr-outline").count() == 1
    assert page.get_by_text("Due Friday, December 4, 17:00").is_visible()


def test_a_problem_is_one_clear_sentence(bare):
    bare.open(views.problem(), width=320)
    assert "your answers are safe" in bare.page.get_by_role("alert").inner_text()


def test_one_screen_may_follow_another(bare):
    bare.open(views.progress())
    for view in (views.branching(1), views.multiple(), views.written(), views.problem()):
        bare.push(view)
        assert bare.page.locator(f".pr-{view['kind']}").count() == 1
        assert bare.page.locator(".pr-frame").count() == 1


@pytest.mark.parametrize("view", [views.progress(), views.problem()], ids=["progress", "problem"])
def test_hostile_text_is_only_text(bare, view):
    shown = hostile(view)
    bare.open(shown, width=320)
    nothing_happened(bare)


@pytest.mark.parametrize("view", [views.progress(), views.problem()], ids=["progress", "problem"])
def test_axe_finds_nothing(bare, view):
    assert bare.open(view).sweep() == []


def test_forced_colours_keep_every_mark_and_word(bare):
    bare.page.emulate_media(forced_colors="active")
    bare.open(views.branching(2))
    assert bare.page.locator(".pr-verdict").first.inner_text() == "Poor"
    ink = "() => getComputedStyle(document.querySelector('.pr-line')).stroke"
    assert bare.page.evaluate(ink) == "rgb(0, 0, 0)"


NAME = re.compile(r"^(?:export )?(?:async )?(?:function|const|let|class) (\w+)", re.MULTILINE)


def test_every_top_level_name_stands_once():
    names = [name for file in STATIC.glob("*.js") for name in NAME.findall(file.read_text("utf-8"))]
    assert sorted(names) == sorted(set(names))


def test_imports_stand_one_a_line_and_nothing_builds_markup():
    for file in STATIC.glob("*.js"):
        text = file.read_text("utf-8")
        for line in text.splitlines():
            if line.startswith("import") or ' from "' in line:
                assert re.fullmatch(r'import \{ [\w, ]+ \} from "\./\w+\.js";', line), f"{file.name}: {line}"
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", text), file.name
        assert not re.search(r"\S.*\bexport ", text), file.name
