"""The glossary: each term said once, in few words, with a source that exists and neighbours that exist."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from ..content.citations import cited
from ..content.load import Loaded, LoadedModule
from ..content.source import Problem
from .flaws import same
from .names import nearest
from .unwritten import left

MOST_WORDS = 80  # of a definition; a reader who looks up a word wants to go on reading


def terms_fit(loaded: Loaded, module: LoadedModule, today: datetime.date | None) -> Iterator[Problem]:
    """What each term names exists, and its definition is short."""
    source = module.sources.get("glossary")
    if source is None:
        return
    for name, term in module.glossary.items():
        for at, key in enumerate(term.references):
            if key not in module.references and not module.broken:
                yield source.problem(
                    f"{name}: the reference '{key}' is not in references.yml; {nearest(key, module.references)}",
                    "terms", name, "references", at,
                )  # fmt: skip
        for key in cited(term.definition):
            if key not in module.references and not module.broken:
                yield source.problem(
                    f"{name}: the reference '{key}' is not in references.yml; {nearest(key, module.references)}",
                    "terms", name, "definition",
                )  # fmt: skip
        for at, other in enumerate(term.see_also):
            if other == name:
                yield source.problem(
                    f"{name}: it names itself under `see_also`; remove it", "terms", name, "see_also", at
                )
            elif other not in module.glossary:
                yield source.problem(
                    f"{name}: there is no term '{other}'; {nearest(other, module.glossary)}",
                    "terms", name, "see_also", at,
                )  # fmt: skip
        if (count := len(term.definition.split())) > MOST_WORDS:
            yield source.problem(
                f"{name}: the definition has {count} words; say it in at most {MOST_WORDS}", "terms", name, "definition"
            )


def terms_are_said_once(loaded: Loaded, module: LoadedModule, today: datetime.date | None) -> Iterator[Problem]:
    """No word stands for two terms, by its own name or by another."""
    source = module.sources.get("glossary")
    if source is None:
        return
    known: dict[str, str] = {}
    for name, term in module.glossary.items():
        for field, words in (("term", [term.term]), ("also", term.also)):
            for word in words:
                if (other := known.setdefault(same(word), name)) != name:
                    yield source.problem(
                        f"{name}: '{word}' stands for '{other}' already; give each word one term", "terms", name, field
                    )


def glossary_is_written(loaded: Loaded, module: LoadedModule, today: datetime.date | None) -> Iterator[Problem]:
    """Nothing is left of the template."""
    if source := module.sources.get("glossary"):
        yield from left(source)
