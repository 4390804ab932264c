"""Pages made from the course's files: what is covered, what is still to be looked up, how guessable the items are."""

from __future__ import annotations

from ..content.load import Loaded
from . import coverage, quality, unchecked

# file below docs/ -> what makes its text
PAGES = {
    "coverage.md": coverage.page,
    "unchecked.md": unchecked.page,
    "item-quality.md": quality.page,
}


def texts(loaded: Loaded) -> dict[str, str]:
    """Every page by its file's name."""
    return {name: page(loaded) for name, page in PAGES.items()}
