"""Looking through a branching case: what can be reached, by which shortest path, and where it is stuck."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from ..shapes.content import BranchingSpec
from . import conditions
from .replay import Played, begin, hands, move, open_choices

MOST_STATES = 200_000


@dataclass(frozen=True)
class Seen:
    """A shortest path (deal, choices) to every scene and ending reached; scenes from which nothing ends."""

    scenes: dict[str, tuple[int, tuple[str, ...]]]
    endings: dict[str, tuple[int, tuple[str, ...]]]
    choices: dict[str, tuple[int, tuple[str, ...]]]
    stuck: tuple[str, ...]
    cut_short: bool


@dataclass(frozen=True)
class Asked:
    """What the conditions of a case ask about: the only parts of a moment that can matter later."""

    choices: frozenset[str]
    numbers: frozenset[str]  # meters and stored values
    flags: frozenset[str]  # the four qualities among them
    cards: frozenset[str]


def asked_in(case: BranchingSpec) -> Asked:
    """What any `when` of the case asks, and the meters that are stored under a name that is asked."""
    conditions_found: list[conditions.Condition] = []
    stores: list[dict[str, str]] = []

    def walk(value: object) -> None:
        if isinstance(value, dict):
            if isinstance(value.get("when"), str):
                conditions_found.append(conditions.parse(value["when"]))
            if isinstance(value.get("store"), dict):
                stores.append(value["store"])
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(case)
    numbers = {name for one in conditions_found for name in one.numbers}
    numbers |= {meter for store in stores for name, meter in store.items() if name in numbers}
    return Asked(
        frozenset(name for one in conditions_found for name in one.choices),
        frozenset(numbers),
        frozenset(name for one in conditions_found for name in one.flags | one.qualities),
        frozenset(name for one in conditions_found for name, _ in one.words),
    )


def _key(case: BranchingSpec, played: Played, asked: Asked) -> tuple:
    """Two moments with the same key go on alike."""
    chosen = frozenset(one for step in played.path for one in (step, step.partition(".")[0]) if one in asked.choices)
    counted = len(played.path) if case.get("moves") or "moves" in asked.numbers else 0
    numbers = {**played.meters, **played.stored}
    return (
        played.scene, played.ending, tuple((name, numbers.get(name)) for name in asked.numbers),
        played.flags & asked.flags, tuple(played.cards.get(name) for name in asked.cards), chosen, counted,
    )  # fmt: skip


def explore(case: BranchingSpec) -> Seen:
    """Breadth first through every state of a case, for every hand of cards. Raises ReplayError."""
    asked = asked_in(case)
    scenes: dict = {}
    endings: dict = {}
    choices: dict = {}
    after: dict[tuple, set[tuple]] = {}
    ends: set[tuple] = set()
    known: set[tuple] = set()
    waiting: deque[tuple[tuple, int, Played]] = deque()

    def arrive(deal: int, played: Played) -> tuple:
        key = _key(case, played, asked)
        for turn in played.turns:
            if turn.choice is None:
                scenes.setdefault(turn.scene, (deal, played.path))
        if played.ending is not None:
            endings.setdefault(played.ending, (deal, played.path))
            ends.add(key)
        elif key not in known:
            known.add(key)
            waiting.append((key, deal, played))
        return key

    for deal in range(len(hands(case))):
        arrive(deal, begin(case, deal))
    cut_short = False
    while waiting and not cut_short:
        key, deal, played = waiting.popleft()
        after[key] = set()
        for name in open_choices(case, played):
            further = move(case, played, name)
            choices.setdefault(further.path[-1], (deal, further.path))
            after[key].add(arrive(deal, further))
        cut_short = len(known) > MOST_STATES
    return Seen(scenes, endings, choices, _stuck(after, ends) if not cut_short else (), cut_short)


def _stuck(after: dict[tuple, set[tuple]], ends: set[tuple]) -> tuple[str, ...]:
    """Scenes that hold a state from which no ending can be reached."""
    before: dict[tuple, set[tuple]] = {}
    for key, following in after.items():
        for following_key in following:
            before.setdefault(following_key, set()).add(key)
    can_end, waiting = set(ends), list(ends)
    while waiting:
        for key in before.get(waiting.pop(), ()):
            if key not in can_end:
                can_end.add(key)
                waiting.append(key)
    return tuple(sorted({key[0] for key in after if key not in can_end}))
