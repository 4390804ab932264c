"""How each kind behaves, found by its entry in practicum/content/kinds/."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from ..content.kinds import KINDS
from .base import Exercise


@cache
def behaviour(kind: str) -> type[Exercise]:
    """The class of a kind's exercises, imported when it is first met. Raises KeyError."""
    file, name = KINDS[kind].exercise.split(":")
    return getattr(import_module(f"{__package__}.{file}"), name)
