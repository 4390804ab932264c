"""docs/unchecked.md: what a person should still look up, and where."""

from __future__ import annotations

from ..content.citations import full
from ..content.load import Loaded, LoadedModule
from .table import table

HEAD = """\
# What a person should still look up

Made from `unchecked.yml` and `references.yml` of each topic area by `practicum overview`; a test holds it current.
The lessons were written without a library and without some official sites. What could not be checked is not in them, or stands without its number.
Whoever has the official text open can settle a line here: correct the lesson if need be, then the state in `references.yml`.
"""


def _module(loaded: Loaded, module: LoadedModule) -> str:
    parts = [f"## {module.module.title}"]
    if module.look_up:
        rows = [[one.what, one.where, one.why] for one in module.look_up]
        parts += ["### Questions", table(["What", "Where", "Why, and what the lesson does meanwhile"], rows)]
    for state, title in (("no", "### Works not read on a page"), ("yes", "### Works read, and what exactly was open")):
        rows = [
            [full(work.model_dump(by_alias=True)), work.checked_against or "nothing yet"]
            for work in module.references.values()
            if work.checked == state
        ]
        if rows:
            parts += [title, table(["Work", "What was open"], rows)]
    return "\n\n".join(parts)


def _competencies(loaded: Loaded) -> str:
    rows = [
        [f"{body.title} ({body.version})", f"{code}: {clause.text}", f"<{body.url}>"]
        for body in loaded.bodies.values()
        for code, clause in body.clauses.items()
        if clause.checked == "no"
    ]
    return "## Competencies not read on a page\n\n" + table(["Document", "Clause", "Where"], rows) if rows else ""


def page(loaded: Loaded) -> str:
    parts = [_module(loaded, module) for module in loaded.modules.values()]
    return "\n\n".join(filter(None, [HEAD.rstrip(), *parts, _competencies(loaded)])) + "\n"
