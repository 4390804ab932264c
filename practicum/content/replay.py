"""A branching case played from its list of choices: everything else follows from that list.

The state of a case is its path, `["scene.choice", …]`, and which hand of cards
was dealt. `replay` is a pure function of the case and those two. Undo, restore,
the chart and the tests all come from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from ..shapes.content import BranchingSpec, Choice, Effect, Scene
from . import conditions
from .conditions import State

LONGEST_CHAIN = 20  # `go` effects that follow one another without a choice


class ReplayError(ValueError):
    """A path that the case does not allow, in one sentence."""


@dataclass(frozen=True)
class Turn:
    """One thing that happened: a scene entered, or a choice made."""

    scene: str
    text: str = ""
    choice: str | None = None
    before: dict[str, float] = field(default_factory=dict)
    after: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Played:
    """Where a path has led. `scene` is None once `ending` is reached."""

    scene: str | None
    ending: str | None
    meters: dict[str, float]
    stored: dict[str, float]
    flags: frozenset[str]
    cards: dict[str, str]
    path: tuple[str, ...]
    turns: tuple[Turn, ...]
    traces: dict[str, tuple[tuple[int, float], ...]]

    def state(self) -> State:
        numbers = {**self.meters, **self.stored, "moves": float(len(self.path))}
        return State(numbers, self.cards, self.flags, self.path, self.ending)


def replace(played: Played, **changes: Any) -> Played:
    """As dataclasses.replace, which takes most of the time in which a checker looks through a case."""
    made = object.__new__(Played)
    made.__dict__.update(played.__dict__, **changes)
    return made


def hands(case: BranchingSpec) -> list[dict[str, str]]:
    """Every hand of cards that the case can deal, in the order written; one empty hand without cards."""
    cards = case.get("cards") or {}
    return [dict(zip(cards, values, strict=True)) for values in product(*cards.values())]


def hand(case: BranchingSpec, deal: int) -> dict[str, str]:
    """Hand number `deal` of all hands, taken round and round; found without making the others."""
    dealt, number = {}, deal
    for name, values in reversed((case.get("cards") or {}).items()):
        number, at = divmod(number, len(values))
        dealt[name] = values[at]
    return dict(reversed(dealt.items()))


def clip(case: BranchingSpec, meter: str, value: float) -> float:
    limits = case["meters"][meter]
    return float(min(max(value, limits.get("min", 0)), limits.get("max", 10)))


def _meters(case: BranchingSpec, played: Played, change: dict[str, float]) -> Played:
    """The same moment with meters changed to the given values, clipped, and their traces grown."""
    if not change:
        return played
    meters, traces, move = dict(played.meters), dict(played.traces), len(played.path)
    for name, value in change.items():
        meters[name] = clip(case, name, value)
        traces[name] = (*traces[name], (move, meters[name]))
    return replace(played, meters=meters, traces=traces)


def _effect(case: BranchingSpec, played: Played, effect: Effect) -> Played:
    now = played.meters
    change = {m: now[m] + by for m, by in (effect.get("add") or {}).items()}
    change |= effect.get("set") or {}
    change |= {m: max(now[m], value) for m, value in (effect.get("at_least") or {}).items()}
    change |= {m: min(now[m], value) for m, value in (effect.get("at_most") or {}).items()}
    played = _meters(case, played, change)
    if effect.get("flag"):
        played = replace(played, flags=played.flags | {effect["flag"]})
    if effect.get("store"):
        kept = {name: played.meters[meter] for name, meter in effect["store"].items()}
        played = replace(played, stored={**played.stored, **kept})
    return played


def _scene_text(scene: Scene, state: State) -> str:
    text = scene["text"]
    if isinstance(text, str):
        return text
    return next((t["text"] for t in text if conditions.holds(t.get("when"), state)), "")


def _enter(case: BranchingSpec, played: Played, target: str, chain: int = 0) -> Played:
    """Go to a scene (its effects run in order), an ending, or `end`."""
    if target == "end":
        state = played.state()
        chosen = next((n for n, e in case["endings"].items() if conditions.holds(e.get("when"), state)), None)
        if chosen is None:
            raise ReplayError("no ending's condition holds; let the last ending have no `when`")
        return replace(played, scene=None, ending=chosen)
    if target in case["endings"]:
        return replace(played, scene=None, ending=target)
    if chain > LONGEST_CHAIN:
        raise ReplayError(f"scenes follow one another without end at '{target}'; look at their `go`")
    scene = case["scenes"][target]
    before = played.meters
    played = replace(played, scene=target)
    for effect in scene.get("on_entry") or []:
        if not conditions.holds(effect.get("when"), played.state()):
            continue
        played = _effect(case, played, effect)
        if effect.get("go"):
            played = _turn(played, Turn(target, _scene_text(scene, played.state()), None, before, played.meters))
            return _enter(case, played, effect["go"], chain + 1)
    return _turn(played, Turn(target, _scene_text(scene, played.state()), None, before, played.meters))


def _turn(played: Played, turn: Turn) -> Played:
    return replace(played, turns=(*played.turns, turn))


def begin(case: BranchingSpec, deal: int = 0) -> Played:
    """The first moment of the case with hand number `deal` (taken round and round)."""
    meters = {name: float(m["start"]) for name, m in case["meters"].items()}
    traces: dict[str, tuple[tuple[int, float], ...]] = {name: ((0, value),) for name, value in meters.items()}
    cards = hand(case, deal)
    return _enter(case, Played(None, None, meters, {}, frozenset(), cards, (), (), traces), case["start"])


def open_choices(case: BranchingSpec, played: Played) -> dict[str, Choice]:
    """The choices offered now, by name."""
    if played.scene is None:
        return {}
    state = played.state()
    choices = case["scenes"][played.scene]["choices"]
    return {name: c for name, c in choices.items() if conditions.holds(c.get("when"), state)}


def move(case: BranchingSpec, played: Played, name: str) -> Played:
    """One choice further. Raises ReplayError if it is not offered now."""
    choice = open_choices(case, played).get(name)
    if choice is None or played.scene is None:
        raise ReplayError(f"'{name}' is not among the choices of this moment")
    scene, before = played.scene, played.meters
    path = (*played.path, f"{scene}.{name}")
    flags = played.flags | set(choice.get("flags") or ()) | {choice["quality"]}
    played = replace(played, path=path, flags=flags)
    change = choice.get("change") or {}
    played = _meters(case, played, {m: before[m] + by for m, by in change.items()})
    played = _turn(played, Turn(scene, choice["say"], name, before, played.meters))
    played = _enter(case, played, choice["goto"])
    cap = case.get("moves")
    if cap and played.ending is None and len(path) >= cap["at_most"]:
        played = _enter(case, played, cap["then"])
    return played


def replay(case: BranchingSpec, path: list[str] | tuple[str, ...], deal: int = 0) -> Played:
    """Play a path from the start. Raises ReplayError at the first step that the case does not allow."""
    played = begin(case, deal)
    for step in path:
        scene, _, name = step.partition(".")
        if played.scene != scene:
            raise ReplayError(f"'{step}' does not follow at this point of the case")
        played = move(case, played, name)
    return played


def longest_valid(case: BranchingSpec, path: list[str], deal: int = 0) -> list[str]:
    """As much of a stored path as the case still allows: a case may have been reworded since."""
    played, kept = begin(case, deal), []
    for step in path:
        scene, _, name = step.partition(".")
        if played.scene != scene or name not in open_choices(case, played):
            break
        played = move(case, played, name)
        kept.append(step)
    return kept


def every_path(case: BranchingSpec, deal: int = 0) -> Iterator[Played]:
    """Every complete path of a case, depth first. Without a cap on moves, a case with a loop never ends."""
    waiting = [begin(case, deal)]
    while waiting:
        played = waiting.pop()
        if played.ending is not None:
            yield played
            continue
        waiting += [move(case, played, name) for name in reversed(list(open_choices(case, played)))]
