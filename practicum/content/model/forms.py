"""The forms of all kinds, found by their entries in practicum/content/kinds/."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, Union

from pydantic import Field

from .. import kinds
from .base import Name, Strict


def form_of(kind: kinds.Kind) -> type[Strict]:
    """What an author may write of that kind. Raises ImportError."""
    file, name = kind.form.split(":")
    found = getattr(import_module(f"{__package__}.{file}"), name, None)
    if found is None:
        raise ImportError(f"{kind.name}: there is no form {name} in practicum/content/model/{file}.py")
    return found


def _any_of(group: str) -> Any:
    forms = dict.fromkeys(form_of(kind) for kind in kinds.of_group(group))
    return Annotated[Union[tuple(forms)], Field(discriminator=kinds.GROUPS[group][1])]  # noqa: UP007


if TYPE_CHECKING:  # which forms there are is known when the entries are read, not before
    from .items import ItemBase as AnyItem
    from .vignettes import Branching, Decision

    Vignette = Decision | Branching
else:
    AnyItem = _any_of("item")
    Vignette = _any_of("vignette")


class ItemFile(Strict):
    """items.yml"""

    items: dict[Name, AnyItem] = Field(description="The lesson's items by id.")
