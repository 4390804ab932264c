"""Nothing overprints or runs out sideways in any kind of exercise, whatever the reader's font and size of text."""

from __future__ import annotations

import pytest

from . import test_choice, test_matching, test_numeric, test_ordering, test_transcript, views
from .typefaces import in_every_type

MODULES = (test_choice, test_matching, test_numeric, test_ordering, test_transcript)
SCREENS = {f"{m.__name__.rpartition('_')[2]} {name}": view for m in MODULES for name, view in m.SCREENS.items()} | {
    "written": views.written(views.EXEMPLAR, "", compared=False), "compared": views.written(views.EXEMPLAR, "", compared=True),
    "case begun": views.branching(0), "case": views.branching(3), "case ended": views.branching(4),
    "progress": views.progress(), "problem": views.problem(),
}  # fmt: skip


@pytest.mark.parametrize("name", SCREENS)
def test_nothing_overprints_or_runs_out_sideways(bare, name):
    bare.open(SCREENS[name])
    assert in_every_type(bare.page) == []
