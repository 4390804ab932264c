"""How cases were walked through: what was chosen in each scene, where it ended, which ways are common.

Only a learner's first complete run counts; what they tried afterwards, knowing
the end, is another matter. Times are not looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from practicum.content.replay import Played, ReplayError, replay

from ..shapes.content import BranchingSpec, Choice, DecisionSpec
from .intervals import Interval, of_share

QUALITIES = ("best", "acceptable", "poor", "harmful")


@dataclass(frozen=True)
class Share:
    """How many of those who could took something."""

    name: str
    label: str
    quality: str
    count: int
    of: int

    @property
    def interval(self) -> Interval:
        return of_share(self.count, self.of)


@dataclass(frozen=True)
class Scene:
    """A place where a choice is made, and what was chosen by those who first came to it."""

    name: str
    text: str
    choices: list[Share]

    @property
    def came(self) -> int:
        return self.choices[0].of if self.choices else 0


@dataclass(frozen=True)
class Case:
    """A branching case, or a decision, which is one scene without endings."""

    name: str
    title: str
    begun: int
    finished: int
    again: int  # learners who went through it more than once
    scenes: list[Scene]
    endings: list[Share]
    qualities: dict[str, float]  # share of all choices made
    harmful: int  # learners with at least one harmful choice
    ways: list[tuple[tuple[str, ...], int]]  # choices by name, how many went this way; the most common first
    moves: tuple[int, int, int] | None  # fewest, in the middle, most


def first_run(case: BranchingSpec, entry: Mapping[str, Any]) -> Played | None:
    """The first complete run on an answer sheet's entry; None where none was completed."""
    first = (entry.get("first") or {}).get("response") or {}
    now = entry.get("response") or {}
    tried = [(first.get("path"), first.get("deal", 0))]
    tried += [(path, 0) for path in now.get("ended") or []] if not case.get("cards") else []
    tried += [(now.get("path"), now.get("deal", 0))]
    for path, deal in tried:
        try:
            played = replay(case, path or [], deal)
        except ReplayError:
            continue
        if played.ending is not None:
            return played
    return None


def branching(name: str, case: BranchingSpec, entries: list[Mapping[str, Any]]) -> Case:
    runs = [run for run in (first_run(case, entry) for entry in entries) if run]
    taken = [quality for run in runs for quality in _qualities(case, run)]
    ways = Counter(run.path for run in runs)
    lengths = sorted(len(run.path) for run in runs)
    return Case(
        name, case["title"], len(entries), len(runs), sum(e.get("tries", 0) > 1 for e in entries),
        scenes=[s for s in (_scene(case, scene, runs) for scene in case["scenes"]) if s.came],
        endings=[
            Share(n, ending["title"], ending["quality"], sum(run.ending == n for run in runs), len(runs))
            for n, ending in case["endings"].items()
        ] if runs else [],
        qualities={q: taken.count(q) / len(taken) for q in QUALITIES} if taken else {},
        harmful=sum("harmful" in _qualities(case, run) for run in runs),
        ways=sorted(ways.items(), key=lambda way: (-way[1], way[0])),
        moves=(lengths[0], lengths[len(lengths) // 2], lengths[-1]) if lengths else None,
    )  # fmt: skip


def decision(name: str, case: DecisionSpec, entries: list[Mapping[str, Any]]) -> Case:
    """A decision by its first response, which was given before its reasons were read."""
    firsts = [(e.get("first") or {}).get("response") or e.get("response") for e in entries]
    given = [one for one in firsts if isinstance(one, str) and one in case["options"]]
    choices = [
        Share(n, option["say"], option["quality"], given.count(n), len(given)) for n, option in case["options"].items()
    ]
    counts = {q: sum(c.count for c in choices if c.quality == q) for q in QUALITIES}
    return Case(
        name, case["title"], len(entries), len(given), sum(e.get("tries", 0) > 1 for e in entries),
        [Scene(name, case["question"], choices)] if given else [], [],
        {q: count / len(given) for q, count in counts.items()} if given else {}, counts["harmful"], [], None,
    )  # fmt: skip


def _choice(case: BranchingSpec, step: str) -> Choice:
    scene, _, name = step.partition(".")
    return case["scenes"][scene]["choices"][name]


def _qualities(case: BranchingSpec, run: Played) -> list[str]:
    return [_choice(case, step)["quality"] for step in run.path]


def _scene(case: BranchingSpec, scene: str, runs: list[Played]) -> Scene:
    """The first choice that each run made in a scene."""
    firsts = [next((s for s in run.path if s.partition(".")[0] == scene), None) for run in runs]
    made = Counter(step for step in firsts if step)
    came = sum(made.values())
    choices = [
        Share(name, choice["say"], choice["quality"], made[f"{scene}.{name}"], came)
        for name, choice in case["scenes"][scene]["choices"].items()
    ]
    text = case["scenes"][scene]["text"]
    return Scene(scene, text if isinstance(text, str) else text[0]["text"], choices)
