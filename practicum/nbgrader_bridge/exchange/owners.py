"""Whose account a hand-in came from, where accounts can be told."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

Account = Callable[[int], str | None]


def account_of(uid: int) -> str | None:
    """The name of an account of this computer, None where the number has none."""
    try:
        import pwd

        return pwd.getpwuid(uid).pw_name
    except (ImportError, KeyError, OverflowError):
        return None


def has_account(name: str) -> bool:
    """Whether this computer has an account of that name."""
    try:
        import pwd

        pwd.getpwnam(name)
        return True
    except (ImportError, KeyError, ValueError):
        return False


@dataclass
class Accounts:
    """What is asked of the computer's accounts, each once."""

    known: Collection[str] = ()  # learners of the gradebook
    names: dict[int, str | None] = field(default_factory=dict)
    there: dict[str, bool] = field(default_factory=dict)

    def name(self, uid: int) -> str | None:
        if uid not in self.names:
            self.names[uid] = account_of(uid)
        return self.names[uid]

    def has(self, learner: str) -> bool:
        if learner not in self.there:
            self.there[learner] = has_account(learner)
        return self.there[learner]

    def trusted(self, uid: int) -> bool:
        """Whoever collects and the machine's own account may put a hand-in there for anybody."""
        return uid in (0, os.geteuid() if hasattr(os, "geteuid") else 0)

    def problem(self, learner: str, uid: int, before: Collection[int] = ()) -> str | None:
        """Why a folder of this owner is not this learner's, in half a sentence; None where it is, or nobody can tell.

        `before` are the owners of what was taken from this learner earlier.
        """
        owner = self.name(uid)
        if owner == learner or self.trusted(uid):
            return None
        said = f"the account '{owner}'" if owner is not None else f"the account number {uid}, which has no name"
        if self.has(learner):
            return f"it belongs to {said}, not to '{learner}'"
        if owner is not None and owner in self.known:
            return f"it belongs to {said}, who is another learner"
        if before and uid not in before:
            return f"it belongs to {said}; what '{learner}' handed in before came from another one"
        return None

    def unchecked(self, learner: str, uid: int) -> bool:
        """Whether nobody can tell who sent it."""
        return self.name(uid) != learner and not self.has(learner)
