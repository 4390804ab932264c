"""What was decided about each hand-in of the exchange, kept beside the marks, where no learner can write."""

from __future__ import annotations

import datetime
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select

from practicum.bounded_json import storable
from practicum.learner_ids import shown

from ..gradebook import our_tables

COLLECTED, REPLACED, REFUSED, DATED = "collected", "replaced", "refused", "dated"


@dataclass(frozen=True)
class Arrival:
    """One folder of inbound/ and what became of it.

    `dated`: somebody who may write here said at what time it counts, and it has not been collected yet.
    """

    topic: str
    folder: str  # its name, as `shown` prints it
    learner: str  # "" where its name says none
    state: str
    at: datetime.datetime | None = None  # what counts, in UTC without saying so
    owner: int | None = None
    changed: float = 0.0  # when one of its files last changed, by the exchange's file system
    fingerprint: str = ""
    said: tuple[str, ...] = ()
    seen: str = ""  # when this was decided
    dealt_with: str = ""


def now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat()


def of(root: Path, topic: str | None = None) -> list[Arrival]:
    """Every hand-in that was decided about, the earliest first."""
    with our_tables.store(root) as db:
        table = our_tables.of(db).arrival
        query = select(table).order_by(table.c.seen, table.c.folder)
        if topic is not None:
            query = query.where(table.c.assignment == topic)
        return [_arrival(row) for row in db.execute(query).mappings()]


def keep(root: Path, found: Iterable[Arrival]) -> None:
    """Each in the place of what was kept of the same folder."""
    rows = [_row(one) for one in found]
    if not rows:
        return
    with our_tables.store(root) as db:
        table = our_tables.of(db).arrival
        for row in rows:
            same = (table.c.assignment == row["assignment"]) & (table.c.folder == row["folder"])
            db.execute(table.delete().where(same))
            db.execute(table.insert().values(**row))


def date(root: Path, topic: str, learner: str, folder: str, at: datetime.datetime) -> None:
    """Say at what time a hand-in counts, whatever the exchange's file system says of it."""
    keep(root, [Arrival(topic, shown(folder), learner, DATED, at, seen=now())])


def to_see_to(root: Path, inbound: Path, topic: str | None = None) -> list[Arrival]:
    """What was refused or odd and nobody has dealt with: no newer hand-in of that learner came, it still lies there."""
    found = of(root, topic)
    newest: dict[tuple[str, str], str] = {}
    for one in found:
        if one.state == COLLECTED:
            newest[one.topic, one.learner] = one.seen
    try:
        there = {shown(name) for name in os.listdir(inbound)}
    except OSError:
        there = {one.folder for one in found}
    return [
        one
        for one in found
        if one.said and not one.dealt_with and one.seen >= newest.get((one.topic, one.learner), "")
        and (one.folder in there if one.state == REFUSED else one.state == COLLECTED)
    ]  # fmt: skip


def deal_with(root: Path, who: str, topic: str | None = None) -> int:
    """Note that somebody saw to what was odd about this learner, or this folder; gives how many things that were."""
    found = [one for one in of(root, topic) if one.said and not one.dealt_with and who in (one.learner, one.folder)]
    keep(root, [replace(one, dealt_with=now()) for one in found])
    return len(found)


def _row(one: Arrival) -> dict:
    return {
        "assignment": one.topic, "folder": one.folder, "learner": storable(one.learner), "state": one.state,
        "at": one.at.isoformat() if one.at else "", "owner": "" if one.owner is None else str(one.owner),
        "changed": repr(one.changed), "fingerprint": one.fingerprint, "said": json.dumps(list(one.said)),
        "seen": one.seen or now(), "dealt_with": one.dealt_with,
    }  # fmt: skip


def _arrival(row) -> Arrival:
    return Arrival(
        row["assignment"], row["folder"], row["learner"], row["state"],
        datetime.datetime.fromisoformat(row["at"]) if row["at"] else None, int(row["owner"]) if row["owner"] else None,
        float(row["changed"]), row["fingerprint"], tuple(json.loads(row["said"])), row["seen"], row["dealt_with"],
    )  # fmt: skip
