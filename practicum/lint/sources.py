"""Every reference named exists; every feedback has a source; every source was read by somebody."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from ..content.citations import cited
from ..content.load import Loaded, LoadedLesson, LoadedModule
from ..content.prose import markdown_of
from ..content.source import Problem, Source
from . import notebook as notebooks
from .names import exercises, nearest


def _named(value: object) -> list[tuple[str, tuple]]:
    """(key, place) of every reference below a plain value, by `references:` or by [@key]."""
    found: list[tuple[str, tuple]] = []

    def look(value: object, at: tuple) -> None:
        if isinstance(value, str):
            if "[@" in value:
                found.extend((name, at) for name in cited(value))
        elif isinstance(value, dict):
            for key, inner in value.items():
                if key == "references" and isinstance(inner, list):
                    found.extend((name, (*at, key, n)) for n, name in enumerate(inner) if isinstance(name, str))
                else:
                    look(inner, (*at, key))
        elif isinstance(value, list):
            for n, inner in enumerate(value):
                look(inner, (*at, n))

    look(value, ())
    return found


def references_known(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    for source in lesson.sources.values():
        for name, at in _named(source.plain):
            if name not in module.references and not module.broken:
                yield source.problem(
                    f"the reference '{name}' is not in references.yml; {nearest(name, module.references)}", *at
                )


def _no_source(source: Source, what: str, *at: str | int) -> Problem:
    return source.problem(f"{what} has feedback without a source; add `references: [key]` to it or around it", *at)


def feedback_has_a_source(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    for name, exercise, source, at in exercises(lesson):
        if getattr(exercise, "references", None):
            continue
        if getattr(exercise, "feedback", None):
            yield _no_source(source, name, *at)
        for field in ("options", "steps", "cases", "near"):
            for part, value in (getattr(exercise, field, None) or {}).items():
                if not value.references:
                    yield _no_source(source, f"{name}.{part}", *at, field, part)
        for n, line in enumerate(getattr(exercise, "lines", [])):
            if line.feedback and not line.references:
                yield _no_source(source, f"{name}, line {n + 1},", *at, "lines", n)
        for scene, value in getattr(exercise, "scenes", {}).items():
            for choice, made in value.choices.items():
                if not made.references:
                    yield _no_source(source, f"{scene}.{choice}", "scenes", scene, "choices", choice)


def references_checked(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    """`checked: yes` says when and against what; the day is a real one."""
    source = module.sources.get("references")
    if source is None:
        return
    for at, reference in enumerate(source.plain.get("references", [])):
        if reference.get("checked") != "yes":
            continue
        for field in ("checked_on", "checked_against"):
            if not reference.get(field):
                yield source.problem(f"'{reference.get('id')}' is checked; say `{field}` too", "references", at)
        try:
            datetime.date.fromisoformat(str(reference.get("checked_on")))
        except ValueError:
            yield source.problem(f"'{reference.get('id')}': write `checked_on` as YYYY-MM-DD", "references", at)


def references_cited(loaded: Loaded, module: LoadedModule, today: datetime.date | None) -> Iterator[Problem]:
    """A work in references.yml that nothing cites is read by nobody."""
    read = [
        *([loaded.source] if loaded.source else []),
        *(source for name, source in module.sources.items() if name != "references"),
        *(s for le in module.lessons.values() for s in le.sources.values()),
    ]
    unread = (module.unread - {"references"}).union(*(le.unread for le in module.lessons.values()))
    if len(module.lessons) < len(module.module.lessons) or unread:
        return  # what cannot be read may cite it
    used: set[str] = set()
    for lesson in module.lessons.values():
        if notebook := notebooks.read(notebooks.path_of(loaded, module, lesson)):
            used |= set(cited(markdown_of(notebook)))
    used |= {name for source in read for name, _ in _named(source.plain)}
    source = module.sources.get("references")
    for at, name in enumerate(module.references):
        if source and name not in used:
            yield source.problem(f"'{name}' is cited nowhere; cite it or take it out", "references", at)
