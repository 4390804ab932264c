"""The invented learners and how they answer: the same answers at every run."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..content.keys import full_marks, parts
from ..content.replay import begin, move, open_choices
from ..content.source import read
from ..shapes.content import BranchingSpec, ItemSpec, LessonContent, WrittenSpec

PREFIX = "demo_"
OWN = "ending_the_trade"  # the written response that responses.yml answers
QUALITIES = ("best", "acceptable", "poor", "harmful")


@dataclass(frozen=True)
class Learner:
    """One invented learner; `skill` is the chance, 0 to 1, to answer an item well."""

    id: str
    name: str
    skill: float
    late_hours: float
    response: dict[str, str]
    marks: dict[str, int]
    comment: str


def learners() -> list[Learner]:
    source, problems = read(Path(__file__).parent / "responses.yml", "responses.yml")
    if source is None:
        raise ValueError("; ".join(map(str, problems)))
    return [
        Learner(
            name, one["name"], one["skill"], one["late_hours"], one["response"], one["marks"], one.get("comment", "")
        )
        for name, one in source.plain["learners"].items()
    ]


def _slip(kept: list, wrong: list, skill: float, chance: random.Random) -> list:
    """Some of the right things, and now and then a wrong one."""
    found = [one for one in kept if chance.random() < 0.35 + 0.65 * skill]
    return found + [one for one in wrong if chance.random() < 0.5 * (1 - skill)]


def _wrong(item: ItemSpec) -> list[str]:
    return [part.get("opaque", name) for name, part in parts(item).items() if not part["correct"]]


def _single_choice(item: ItemSpec, right: str, skill: float, chance: random.Random) -> str:
    return right if chance.random() < skill else chance.choice(_wrong(item))


def _multiple_choice(item: ItemSpec, right: list, skill: float, chance: random.Random) -> list | None:
    return sorted(_slip(right, _wrong(item), skill, chance)) or None


def _ordering(item: ItemSpec, right: list, skill: float, chance: random.Random) -> list:
    for _ in range(round(6 * (1 - skill))):
        at = chance.randrange(len(right) - 1)
        right[at : at + 2] = right[at + 1], right[at]
    return right


def _matching(item: ItemSpec, right: dict, skill: float, chance: random.Random) -> dict:
    return {
        name: category if chance.random() < skill else chance.choice(list(item["categories"]))
        for name, category in right.items()
    }


def _numeric(item: ItemSpec, right: str, skill: float, chance: random.Random) -> str:
    others = [f"{near['value']:g}" for near in item.get("near", {}).values()] or ["1"]
    return right if chance.random() < skill else chance.choice(others)


def _transcript(item: ItemSpec, right: dict, skill: float, chance: random.Random) -> dict | None:
    numbers = [str(n) for n, line in enumerate(item["lines"], 1) if line.get("scored", True)]
    key = [(n, code) for n, codes in right.items() for code in codes]
    marks = _slip(key, [(n, c) for n in numbers for c in item["codes"] if (n, c) not in key][::4], skill, chance)
    return {n: sorted({code for line, code in marks if line == n}) for n, _ in marks} or None


ANSWERS: dict[str, Callable[[ItemSpec, Any, float, random.Random], object]] = {
    "single_choice": _single_choice,
    "multiple_choice": _multiple_choice,
    "ordering": _ordering,
    "matching": _matching,
    "numeric": _numeric,
    "transcript": _transcript,
}


def _item(item: ItemSpec, skill: float, chance: random.Random) -> object:
    """An answer to an item, in the names that the learner's copy has; now and then none."""
    if chance.random() > skill + 0.55:
        return None
    return ANSWERS[item["type"]](item, full_marks(item), skill, chance)


def _by_quality(options: Mapping[str, Mapping[str, Any]], skill: float, chance: random.Random) -> str:
    """The best of the options with a chance of `skill`, else any."""
    if chance.random() < skill:
        return min(options, key=lambda name: QUALITIES.index(options[name]["quality"]))
    return chance.choice(list(options))


def _path(case: BranchingSpec, skill: float, chance: random.Random) -> list[str]:
    played = begin(case)
    while played.ending is None:
        played = move(case, played, _by_quality(open_choices(case, played), skill, chance))
    return list(played.path)


@dataclass(frozen=True)
class Reply:
    """What a learner wrote, and the marks that it gets; no marks where there is nothing to mark."""

    response: dict[str, str]
    marks: dict[str, int]
    comment: str = ""


def written_for(learner: Learner, name: str, written: WrittenSpec) -> Reply:
    """A learner's own response in the lesson that has twelve of them; elsewhere one of the lesson's marked examples.

    Which one goes by skill: the weakest learner has the weakest example.
    """
    if name == OWN:
        return Reply(learner.response, learner.marks, learner.comment)
    examples = sorted(written["examples"].values(), key=lambda one: sum(one["scores"].values()))
    one = examples[min(int(learner.skill * len(examples)), len(examples) - 1)]
    return Reply(one["response"], one["scores"])


def answers(learner: Learner, keyed: LessonContent) -> dict[str, object]:
    """Exercise -> response, as a lesson's `answers` parameter takes them."""
    chance = random.Random(f"{learner.id}/{keyed['lesson']}")
    given: dict[str, object] = {}
    for name, item in keyed["items"].items():
        if item["use"] != "check":
            given[name] = _item(item, learner.skill, chance)
    for name, vignette in keyed["vignettes"].items():
        if vignette["kind"] == "branching":
            given[name] = _path(vignette, learner.skill, chance)
        else:
            given[name] = _by_quality(vignette["options"], learner.skill, chance)
    for name, written in keyed["written"].items():
        given[name] = written_for(learner, name, written).response or None
    return {name: response for name, response in given.items() if response is not None}
