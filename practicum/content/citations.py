"""References in words: the short form that stands in a sentence, the full one in a list.

The full form follows APA style as far as the fields go. It is plain text, so
that it reads the same in a notebook, on a page and aloud.
"""

from __future__ import annotations

import re

from ..shapes.content import Reference

CITE = re.compile(r"\[(@[a-z][a-z0-9_]*(?:,[^\];@]*)?(?:;\s*@[a-z][a-z0-9_]*(?:,[^\];@]*)?)*)\]")
ONE = re.compile(r"@([a-z][a-z0-9_]*)(?:,\s*([^;]*))?")


def cited(text: str) -> list[str]:
    """Keys cited in a text as [@key] or [@key, 3.05; @other], in order, with repeats."""
    if "[@" not in text:  # most texts cite nothing
        return []
    return [key for group in CITE.findall(text) for key, _ in ONE.findall(group)]


def _family(person: dict) -> str:
    return person.get("literal") or person.get("family") or ""


def short(reference: dict) -> str:
    """'Gutheil & Gabbard, 1993': for use inside parentheses."""
    names = [_family(p) for p in reference.get("author", [])] or [reference["title"]]
    if len(names) > 2:
        who = f"{names[0]} et al."
    else:
        who = " & ".join(names)
    return f"{who}, {reference['issued']}"


def _listed(person: dict) -> str:
    if person.get("literal"):
        return person["literal"]
    initials = " ".join(part if part.endswith(".") else f"{part[0]}." for part in (person.get("given") or "").split())
    return f"{person.get('family', '')}, {initials}".rstrip(", ")


def full(reference: dict) -> str:
    """One entry of the reference list, as plain text."""
    names = [_listed(p) for p in reference.get("author", [])]
    who = names[0] if len(names) == 1 else ", ".join(names[:-1]) + f", & {names[-1]}" if names else ""
    year, title = f"({reference['issued']}).", reference["title"].rstrip(".")
    parts = [f"{who.rstrip('.')}. {year} {title}." if who else f"{title}. {year}"]
    if reference.get("container-title"):
        where = reference["container-title"]
        if reference.get("volume"):
            where += f", {reference['volume']}"
            where += f"({reference['issue']})" if reference.get("issue") else ""
        where += f", {reference['page'].replace('-', '–')}" if reference.get("page") else ""
        parts.append(where + ".")
    publisher = reference.get("publisher")
    if publisher and publisher not in who:
        parts.append(publisher.rstrip(".") + ".")
    if reference.get("note"):
        parts.append(reference["note"].rstrip(".") + ".")
    if reference.get("DOI"):
        parts.append(f"doi:{reference['DOI']}")
    return " ".join(parts)


def sort_key(reference: dict) -> tuple[str, str]:
    """Alphabetical by author, then year."""
    return (short(reference).casefold(), str(reference["issued"]))


def in_text(text: str, references: dict[str, Reference]) -> str:
    """`text` with its citations in words: '(Zur, n.d.; NASW, 2021, 1.13(b))'.

    `references` maps keys to {"short": …}. An unknown key stays as written: the checker names it.
    """

    def one(match: re.Match) -> str:
        key, place = match[1], (match[2] or "").strip()
        if key not in references:
            return match[0]
        return references[key]["short"] + (f", {place}" if place else "")

    def group(match: re.Match) -> str:
        return "(" + "; ".join(one(m) for m in ONE.finditer(match[1])) + ")"

    return CITE.sub(group, text) if "[@" in text else text
