"""How each kind behaves, found by its entry in practicum/content/kinds/."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from ..content.kinds import KINDS
from .base import Exercise
from .item import Item


@cache
def behaviour(kind: str) -> type[Exercise]:
    """The class of a kind's exercises, imported when it is first met. Raises KeyError."""
    file, name = KINDS[kind].exercise.split(":")
    return getattr(import_module(f"{__package__}.{file}"), name)


def item_behaviour(kind: str) -> type[Item]:
    """The class of a kind of items. Raises KeyError, and TypeError for a kind that is marked by a person or not at all."""
    found = behaviour(kind)
    if not issubclass(found, Item):
        raise TypeError(f"'{kind}' is not scored by machine")
    return found
