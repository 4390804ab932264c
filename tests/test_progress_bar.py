"""The bar that commands over many learners show on a terminal."""

from __future__ import annotations

import sys

from practicum.cli.outcomes import progress


def test_a_bar_goes_on_whoever_it_is_at(monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with progress("Scoring", True) as tell:
        tell(1, 2, "ann\x1b[31m")


def test_elsewhere_there_is_no_bar():
    with progress("Scoring", False) as tell:
        assert tell is None
