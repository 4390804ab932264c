"""Nothing overprints or runs out sideways in any kind of exercise, whatever the reader's font and size of text."""

from __future__ import annotations

import pytest

from . import test_choice, test_matching, test_numeric, test_ordering, test_transcript, views
from .typefaces import in_every_type

PARTS = [{"label": "What you say to Dana", "text": views.EXEMPLAR}, {"label": "", "text": "Psychotherapeutisch" * 9}]
VERSIONS = {
    "title": "There are two versions of this answer", "text": "Both are kept. Choose which one counts.", "id": "v",
    "here": {"label": "Here, today at 14:02", "parts": PARTS},
    "others": [{"id": "v1", "label": "In another window, today at 14:03", "parts": PARTS,
                "actions": [{"keep": way, "label": f"Keep {way}"} for way in ("this one", "the other one", "both")]}],
}  # fmt: skip
MODULES = (test_choice, test_matching, test_numeric, test_ordering, test_transcript)
SCREENS = {f"{m.__name__.rpartition('_')[2]} {name}": view for m in MODULES for name, view in m.SCREENS.items()} | {
    "written": views.written(views.EXEMPLAR, "", compared=False), "compared": views.written(views.EXEMPLAR, "", compared=True),
    "case begun": views.branching(0), "case": views.branching(3), "case ended": views.branching(4),
    "two versions": views.written(views.EXEMPLAR, "") | {"versions": VERSIONS},
    "progress": views.progress(), "problem": views.problem(),
}  # fmt: skip


@pytest.mark.parametrize("name", SCREENS)
def test_nothing_overprints_or_runs_out_sideways(bare, name):
    bare.open(SCREENS[name])
    assert in_every_type(bare.page) == []
