"""A person's name in one text and in the two fields of nbgrader and of learning management systems.

Nobody can tell everywhere which words are a family name. Where the writing tells it ("Lee, Ann", two words of
a script with capitals, a particle such as "van der" before the last word), names are turned round for a system that
sorts by family name; everywhere else they stay as they are.
"""

from __future__ import annotations

SUFFIXES = {"jr", "sr", "ii", "iii", "iv", "phd", "psyd", "edd", "md", "dsw", "mft", "msw"}  # and all in capitals: LCSW


def parts(name: str) -> tuple[str, str]:
    """(given names, family name), so that `joined` gives the words in the order in which they are spoken."""
    before, comma, after = (piece.strip() for piece in name.partition(","))
    if comma and after and not _is_suffix(after):
        return (after, before) if before else ("", after)
    words = before.split(" ")
    start = len(words) - 1
    while start > 1 and words[start - 1][:1].islower():
        start -= 1
    suffix = f", {after}" if after else ""
    return " ".join(words[:start]), " ".join(words[start:]) + suffix


def _is_suffix(text: str) -> bool:
    """Whether what follows a comma is a title or a by-name, as in "Ann Lee, LCSW" and "Bob, the Elder"."""
    first = text.replace(".", "").split()[0].rstrip(",") if text.replace(".", "").split() else ""
    capitals = len(first) > 1 and first.isupper() and first.isascii()
    return first.casefold() in SUFFIXES or capitals or first[:1].islower()


def joined(first: str | None, last: str | None) -> str:
    """One text of nbgrader's two fields, either of which may be missing."""
    return " ".join(filter(None, (first, last)))


def as_written(kept: str | None, first: str | None, last: str | None) -> str:
    """The name as the roster has it, unless the gradebook's fields say another one since."""
    return kept if kept and parts(kept) == (first or "", last or "") else joined(first, last)


def family_name_first(name: str) -> str:
    """Gives "Lee, Ann" for "Ann Lee". A name that has a comma, or whose family name cannot be told, as it is."""
    if "," in name or not _is_plain(name):
        return name
    first, last = parts(name)
    return f"{last}, {first}" if first else last


def _is_plain(name: str) -> bool:
    """Two words, or a particle before the last one; in a script that has capitals."""
    words = name.split(" ")
    cased = all(word.upper() != word.lower() for word in words)
    return cased and (len(words) == 2 or (len(words) > 2 and words[-2][:1].islower()))
