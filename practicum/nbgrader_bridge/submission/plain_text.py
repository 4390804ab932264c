"""A stranger's text, so written that neither Markdown nor HTML nor TeX finds anything in it."""

from __future__ import annotations

import re

# Letters, digits and these cannot begin anything in Markdown, HTML or TeX; all else of ASCII goes in as an entity.
ENTITIES = {n: f"&#{n};" for n in range(128) if not chr(n).isalnum() and chr(n) not in " ,;.?\n"}
# What no page should be given: controls, and marks that turn the direction of text.
UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")

WRAP = "white-space: pre-wrap"


def cleaned(text: str) -> str:
    """The text without control characters; line ends all alike."""
    return UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    "))


def entities(text: str) -> str:
    """ASCII punctuation as numeric entities, other scripts as they are."""
    return cleaned(text).translate(ENTITIES)


def inert(text: str) -> str:
    """An HTML block that shows `text` as it was written. `pre`, because TeX scripts leave it alone.

    An empty line would end the block in some Markdown readers, so it holds a space.
    """
    # Lines wrap, so that a marker never scrolls sideways; the cleaner lets this one style through.
    lines = [line if line.strip() else "&#32;" for line in entities(text).split("\n")]
    return f'<pre style="{WRAP}">' + "\n".join(lines) + "</pre>"
