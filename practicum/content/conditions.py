"""The small language of conditions in branching cases: parsed, never evaluated as Python.

    risk >= 7 or harmful or chose(board_inquiry.rewrites_notes)

Grammar, loosest first: `or`, `and`, `not`, then a comparison, a call, a name
or parentheses. Names are meters, stored values, cards, flags, `moves`
(the number of moves made) and the four qualities.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

QUALITIES = ("best", "acceptable", "poor", "harmful")
COMPARE = {
    "<=": operator.le, ">=": operator.ge, "==": operator.eq,
    "!=": operator.ne, "<": operator.lt, ">": operator.gt,
}  # fmt: skip
CALLS = ("chose", "ended")
DEEPEST = 30

TOKEN = re.compile(r"\s*(<=|>=|==|!=|<|>|\(|\)|-?\d+(?:\.\d+)?|[A-Za-z_][A-Za-z0-9_.]*)")


class ConditionError(ValueError):
    """One sentence that says what is wrong with a condition."""


@dataclass(frozen=True)
class State:
    """What a condition may ask about, at one moment of a case."""

    numbers: dict[str, float]
    words: dict[str, str]
    flags: frozenset[str]
    path: tuple[str, ...]
    ended: str | None = None


@dataclass(frozen=True)
class Condition:
    """A parsed condition: `holds(state)`, and what it names, for the checker."""

    text: str
    holds: Callable[[State], bool]
    flags: frozenset[str]
    numbers: frozenset[str]
    words: frozenset[tuple[str, str]]
    choices: frozenset[str]
    endings: frozenset[str]
    qualities: frozenset[str]


def _tokens(text: str) -> Iterator[str]:
    at = 0
    text = text.rstrip()
    while at < len(text):
        found = TOKEN.match(text, at)
        if not found:
            raise ConditionError(
                f"'{text[at:].strip()[:12]}' is not understood in the condition '{text}'; "
                "use names, numbers, < <= > >= == !=, and, or, not, chose(scene.choice)"
            )
        yield found[1]
        at = found.end()


class _Parser:
    """Recursive descent over the tokens; builds closures over a State."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(_tokens(text))
        self.at = 0
        self.depth = 0
        self.flags: set[str] = set()
        self.numbers: set[str] = set()
        self.words: set[tuple[str, str]] = set()
        self.choices: set[str] = set()
        self.endings: set[str] = set()
        self.qualities: set[str] = set()

    def peek(self) -> str | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self, wanted: str | None = None) -> str:
        token = self.peek()
        if token is None or (wanted and token != wanted):
            missing = f"'{wanted}' is missing" if wanted else "something is missing"
            raise ConditionError(f"{missing} in the condition '{self.text}'")
        self.at += 1
        return token

    def whole(self) -> Callable[[State], bool]:
        holds = self.either()
        if self.peek() is not None:
            raise ConditionError(f"'{self.peek()}' is not expected there in the condition '{self.text}'")
        return holds

    def either(self) -> Callable[[State], bool]:
        parts = [self.both()]
        while self.peek() == "or":
            self.take()
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else lambda s: any(p(s) for p in parts)

    def both(self) -> Callable[[State], bool]:
        parts = [self.one()]
        while self.peek() == "and":
            self.take()
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else lambda s: all(p(s) for p in parts)

    def one(self) -> Callable[[State], bool]:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ConditionError("a condition has too many parentheses; split it into flags")
        try:
            if self.peek() == "not":
                self.take()
                inner = self.one()
                return lambda s: not inner(s)
            if self.peek() == "(":
                self.take()
                inner = self.either()
                self.take(")")
                return inner
            return self.atom()
        finally:
            self.depth -= 1

    def atom(self) -> Callable[[State], bool]:
        name = self.take()
        if not re.match(r"[A-Za-z_]", name) or name in ("and", "or"):
            raise ConditionError(f"a name is expected where '{name}' stands in the condition '{self.text}'")
        if self.peek() == "(":
            return self.call(name)
        if self.peek() in COMPARE:
            return self.comparison(name, COMPARE[self.take()])
        if name in QUALITIES:
            self.qualities.add(name)
            return lambda s: name in s.flags
        self.flags.add(name)
        return lambda s: name in s.flags

    def call(self, name: str) -> Callable[[State], bool]:
        if name not in CALLS:
            raise ConditionError(f"'{name}(…)' is not known; write chose(scene.choice), chose(scene) or ended(name)")
        self.take("(")
        what = self.take()
        self.take(")")
        if name == "ended":
            self.endings.add(what)
            return lambda s: s.ended == what
        self.choices.add(what)
        below = what + "."
        return lambda s: what in s.path or any(step.startswith(below) for step in s.path)

    def comparison(self, name: str, compare: Callable) -> Callable[[State], bool]:
        value = self.take()
        if re.match(r"-?\d", value):
            self.numbers.add(name)
            number = float(value)
            return lambda s: name in s.numbers and compare(s.numbers[name], number)
        if compare not in (operator.eq, operator.ne):
            raise ConditionError(f"'{name}' can be compared with the word '{value}' by == or != only")
        self.words.add((name, value))
        return lambda s: compare(s.words.get(name), value)


@lru_cache(maxsize=4096)
def parse(text: str) -> Condition:
    """Parse a condition. Raises ConditionError with one sentence.

    A comparison with a stored value that has not been stored yet does not hold.
    """
    if len(text) > 500:
        raise ConditionError("a condition is longer than 500 characters; split it into flags")
    parser = _Parser(text)
    holds = parser.whole()
    return Condition(
        text, holds, frozenset(parser.flags), frozenset(parser.numbers),
        frozenset(parser.words), frozenset(parser.choices), frozenset(parser.endings), frozenset(parser.qualities),
    )  # fmt: skip


def holds(text: str | None, state: State) -> bool:
    """Whether a condition holds; no condition always does."""
    return text is None or parse(text).holds(state)
