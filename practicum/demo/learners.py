"""The invented learners and how they answer: the same answers at every run."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

from ..content.replay import begin, move, open_choices
from ..content.source import read

PREFIX = "demo_"
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


def _choice(item: dict, skill: float, chance: random.Random) -> str | list[str] | None:
    """An answer to an item, in the names that the learner's copy has; now and then none."""
    options = {option.get("opaque", name): option for name, option in item["options"].items()}
    right = [name for name, option in options.items() if option["correct"]]
    wrong = [name for name in options if name not in right]
    if chance.random() > skill + 0.55:
        return None
    if item["type"] == "single_choice":
        return right[0] if chance.random() < skill else chance.choice(wrong)
    kept = [name for name in right if chance.random() < 0.35 + 0.65 * skill]
    return sorted(kept + [name for name in wrong if chance.random() < 0.5 * (1 - skill)]) or None


def _by_quality(options: dict[str, dict], skill: float, chance: random.Random) -> str:
    """The best of the options with a chance of `skill`, else any."""
    if chance.random() < skill:
        return min(options, key=lambda name: QUALITIES.index(options[name]["quality"]))
    return chance.choice(list(options))


def _path(case: dict, skill: float, chance: random.Random) -> list[str]:
    played = begin(case)
    while played.ending is None:
        played = move(case, played, _by_quality(open_choices(case, played), skill, chance))
    return list(played.path)


def answers(learner: Learner, keyed: dict) -> dict[str, object]:
    """Exercise -> response, as a lesson's `answers` parameter takes them."""
    chance = random.Random(f"{learner.id}/{keyed['lesson']}")
    given: dict[str, object] = {}
    for name, item in keyed["items"].items():
        given[name] = _choice(item, learner.skill, chance)
    for name, vignette in keyed["vignettes"].items():
        if vignette["kind"] == "branching":
            given[name] = _path(vignette, learner.skill, chance)
        else:
            given[name] = _by_quality(vignette["options"], learner.skill, chance)
    for name in keyed["written"]:
        given[name] = learner.response or None
    return {name: response for name, response in given.items() if response is not None}
