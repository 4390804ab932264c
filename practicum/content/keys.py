"""What of an item is its key: opaque names for its parts, and the item without what tells."""

from __future__ import annotations

import copy
import hashlib
import hmac
from collections.abc import Callable
from typing import cast

from ..shapes.content import ItemSpec, Part
from . import kinds

# what of a whole item tells its answer; a source can name it too
TELLING = ("references", "answer", "tolerance", "right", "feedback", "near")


def opaque(salt: str, item: str, part: str) -> str:
    """A name that tells nothing of the part. It depends on the course's secret salt, so it cannot be guessed."""
    return "o" + hmac.new(salt.encode(), f"{item}/{part}".encode(), hashlib.sha256).hexdigest()[:8]


def parts(item: ItemSpec) -> dict[str, Part]:
    """The named parts of an item: options, steps or cases; none for other kinds."""
    field = kinds.of(item).parts
    return item.get(field, {}) if field else {}


def with_opaque_names(name: str, item: ItemSpec, salt: str) -> ItemSpec:
    """The item with an opaque name beside each part's own."""
    item = copy.deepcopy(item)
    for part, value in parts(item).items():
        value["opaque"] = opaque(salt, name, part)
    return item


def without_key(item: ItemSpec) -> ItemSpec:
    """What a learner may have of a graded item before it is marked; `keyless` says so."""
    item = cast(ItemSpec, copy.deepcopy({field: value for field, value in item.items() if field not in TELLING}))
    if field := kinds.of(item).parts:
        texts: dict[str, Part] = {value["opaque"]: {"text": value["text"]} for value in item[field].values()}
        # sorted: the authors' order, often the key first or the key itself, must not show through
        item[field] = texts if item.get("order") == "fixed" else dict(sorted(texts.items()))
    return {**kinds.of(item).unmarked(item), "keyless": True}


def secrets(item: ItemSpec) -> list[str]:
    """Every sentence and telling name of a graded item that may not reach a learner before marking."""
    found = [item[field] for field in ("right", "feedback") if item.get(field)]
    for name, part in parts(item).items():
        found += [part["feedback"], name] if "_" in name else [part["feedback"]]
    found += [near["feedback"] for near in item.get("near", {}).values()]
    found += [line["feedback"] for line in item.get("lines", []) if line.get("feedback")]
    return found


def _of_item(told: Callable[[ItemSpec], object] | None) -> Callable[[ItemSpec], object]:
    """What an item's kind says; cases and written responses have none. Raises TypeError."""
    if told is None:
        raise TypeError("it is no item: nothing of it is scored")
    return told


def scoring(item: ItemSpec) -> object:
    """All that decides what a response earns beside the points; two items with the same score alike."""
    return _of_item(kinds.of(item).scoring)(item)


def full_marks(item: ItemSpec) -> object:
    """The response that earns all of an item's points, in the names that a learner's copy has."""
    return _of_item(kinds.of(item).full_marks)(item)
