"""An answered item looked at afterwards: part by part, what the learner gave, whether it was right, and why.

Feedback pages are made of this. Without `show_key` it explains only what the
learner answered, and says nothing from which the rest of the key follows.
"""

from __future__ import annotations

from typing import Any

from .. import words
from ..shapes.content import ItemSpec
from .behaviours import item_behaviour
from .errors import BadResponse
from .item import Part


def review(spec: ItemSpec, response: Any, show_key: bool) -> list[Part]:
    """The parts of an answer to an item whose `spec` carries the key. A response it cannot have counts as none."""
    item = item_behaviour(spec["type"])
    try:
        response = item.clean(spec, response)
    except BadResponse:
        response = None
    return item.explain(spec, response, show_key)


def in_words(spec: ItemSpec, response: Any) -> str:
    """The answer in a line, without a word on whether it is right."""
    return "; ".join(p.text for p in review(spec, response, False)) or words.say("no_answer")
