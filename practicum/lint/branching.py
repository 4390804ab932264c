"""A branching case holds together: names exist, every scene and ending is reached, every scene can end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from ..content.conditions import QUALITIES, Condition, ConditionError, parse
from ..content.load import Loaded, LoadedLesson, LoadedModule
from ..content.model import Branching
from ..content.replay import ReplayError
from ..content.source import Problem, Source
from ..shapes.content import BranchingSpec
from .explored import explored
from .names import nearest


def cases(lesson: LoadedLesson) -> Iterator[tuple[Branching, Source]]:
    for name, vignette in lesson.vignettes.items():
        if vignette.kind == "branching":
            yield vignette, lesson.sources[f"vignettes/{name}"]


def targets_exist(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    for case, source in cases(lesson):
        known = {**case.scenes, **case.endings, "end": None}
        if case.start not in case.scenes:
            yield source.problem(f"there is no scene '{case.start}'; {nearest(case.start, case.scenes)}", "start")
        if case.moves and case.moves.then not in case.endings:
            then = case.moves.then
            yield source.problem(f"there is no ending '{then}'; {nearest(then, case.endings)}", "moves", "then")
        for both in set(case.scenes) & set(case.endings):
            yield source.problem(f"'{both}' is a scene and an ending; rename one", "endings", both)
        for name, scene in case.scenes.items():
            for choice, made in scene.choices.items():
                if made.goto not in known:
                    yield source.problem(
                        f"{name}.{choice} goes to '{made.goto}', which is no scene or ending; {nearest(made.goto, known)}",
                        "scenes", name, "choices", choice, "goto",
                    )  # fmt: skip
            for n, effect in enumerate(scene.on_entry):
                if effect.go and effect.go not in known:
                    yield source.problem(
                        f"{name} goes on to '{effect.go}', which is no scene or ending; {nearest(effect.go, known)}",
                        "scenes", name, "on_entry", n,
                    )  # fmt: skip


def _conditions(case: Branching) -> Iterator[tuple[str, tuple]]:
    """Every condition of a case with its place."""
    for name, scene in case.scenes.items():
        if not isinstance(scene.text, str):
            yield from ((t.when, ("scenes", name, "text", n)) for n, t in enumerate(scene.text) if t.when)
        yield from ((e.when, ("scenes", name, "on_entry", n)) for n, e in enumerate(scene.on_entry) if e.when)
        yield from ((c.when, ("scenes", name, "choices", c_name)) for c_name, c in scene.choices.items() if c.when)
    yield from ((e.when, ("endings", name, "when")) for name, e in case.endings.items() if e.when)
    yield from ((r.when, ("remarks", n)) for n, r in enumerate(case.remarks))


def _stored(case: Branching) -> set[str]:
    return {name for scene in case.scenes.values() for effect in scene.on_entry for name in effect.store or {}}


def _unknown(case: Branching, condition: Condition) -> Iterator[str]:
    """Sentences on what a condition names and the case does not have."""
    numbers = {*case.meters, *_stored(case), "moves"}
    for name in condition.numbers - numbers:
        yield f"'{name}' is no meter or stored value; {nearest(name, numbers)}"
    for name in condition.flags - set(case.flags):
        yield f"'{name}' is no flag of this case; {nearest(name, [*case.flags, *QUALITIES])}"
    for name, word in condition.words:
        if word not in case.cards.get(name, []):
            yield f"no card '{name}' says '{word}'; {nearest(word, case.cards.get(name, []))}"
    choices = {*case.scenes, *(f"{s}.{c}" for s, scene in case.scenes.items() for c in scene.choices)}
    for name in condition.choices - choices:
        yield f"chose({name}): there is no such choice; {nearest(name, choices)}"
    for name in condition.endings - set(case.endings):
        yield f"ended({name}): there is no such ending; {nearest(name, case.endings)}"


def names_exist(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    for case, source in cases(lesson):
        for text, at in _conditions(case):
            try:
                yield from (source.problem(sentence, *at) for sentence in _unknown(case, parse(text)))
            except ConditionError as error:
                yield source.problem(str(error), *at)
        for name, scene in case.scenes.items():
            for choice, made in scene.choices.items():
                at = ("scenes", name, "choices", choice)
                for meter in set(made.change) - set(case.meters):
                    yield source.problem(f"'{meter}' is no meter; {nearest(meter, case.meters)}", *at, "change", meter)
                for flag in set(made.flags) - set(case.flags):
                    yield source.problem(f"'{flag}' is not under `flags`; {nearest(flag, case.flags)}", *at, "flags")
            for n, effect in enumerate(scene.on_entry):
                at = ("scenes", name, "on_entry", n)
                changed = [m for part in (effect.add, effect.set, effect.at_least, effect.at_most) for m in part or {}]
                for meter in {*changed, *(effect.store or {}).values()} - set(case.meters):
                    yield source.problem(f"'{meter}' is no meter; {nearest(meter, case.meters)}", *at)
                if effect.flag and effect.flag not in case.flags:
                    yield source.problem(
                        f"'{effect.flag}' is not under `flags`; {nearest(effect.flag, case.flags)}", *at
                    )


def every_part_is_reached(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    broken = [*targets_exist(loaded, module, lesson), *names_exist(loaded, module, lesson)]
    for case, source in cases(lesson):
        if any(problem.file == source.name for problem in broken):
            continue  # a case that names what is not there cannot be played
        try:
            name = f"{module.name}.{lesson.name}.{source.name.rpartition('/')[2].removesuffix('.yml')}"
            seen = explored(loaded.root, name, cast(BranchingSpec, case.model_dump(mode="json", exclude_none=True)))
        except ReplayError as error:
            yield source.problem(str(error))
            continue
        for name in set(case.scenes) - set(seen.scenes):
            yield source.problem(
                f"no path leads to the scene '{name}'; let a choice go there or remove it", "scenes", name
            )
        for name in set(case.endings) - set(seen.endings):
            yield source.problem(f"no path ends in '{name}'; look at its `when`", "endings", name)
        for name in seen.stuck:
            yield source.problem(f"from the scene '{name}' the case cannot end; let a choice lead out", "scenes", name)
        if seen.cut_short:
            yield source.problem("the case has more states than can be looked through; cap its moves or drop a meter")
