"""Every mark of every written response, and which text lies before the markers, in our tables.

A mark belongs to the text that was marked, known by its hash: the same text
keeps its mark through any number of autograde runs, a changed text does not.
Marks are only ever added: those of several markers stand side by side, and which
one counts is asked of them all (`of_text`). nbgrader deletes and recreates its own
rows on a re-release, so ours hang on names: assignment, notebook, item, learner,
text hash.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import asdict, dataclass, fields

from sqlalchemy import Connection, and_, select

from ..gradebook.our_tables import insert, of


@dataclass(frozen=True)
class Place:
    """Which response of whom."""

    assignment: str
    notebook: str
    item: str
    learner: str


FORMGRADER = "formgrader"  # a score typed there has no marker's name
PLACE = tuple(field.name for field in fields(Place))
DRAFT = "draft"  # its marker is still at it: for nobody else, and never in nbgrader's gradebook
FINAL = "final"  # given by one marker, who has finished
AGREED = "agreed"  # settled between the markers of a round, which ends with it


@dataclass(frozen=True)
class Mark:
    """One marker's mark of one text. The first marking of a text is round 1; marking it anew is a later one."""

    text_hash: str
    marker: str
    levels: dict[str, int]
    total: float
    comment: str
    at: str
    round: int = 1
    state: str = FINAL


def text_hash(parts: list[tuple[str, str]], composed: bool = True) -> str:
    """What a mark hangs on. Spaces at the ends of lines and two ways to write é don't make another text; nothing written is ''."""
    if composed:
        parts = [(name, unicodedata.normalize("NFC", text)) for name, text in parts]
    tidy = [[name, [line.rstrip() for line in text.strip().splitlines()]] for name, text in parts if text.strip()]
    return (
        hashlib.sha256(json.dumps(tidy, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()[:32] if tidy else ""
    )


def add(db: Connection, place: Place, mark: Mark) -> None:
    """One more mark. Its score, where it counts now, has to go to nbgrader's gradebook in the same turn (marking.py)."""
    add_all(db, [(place, mark)])


def add_all(db: Connection, given: list[tuple[Place, Mark]]) -> None:
    """Many marks in one statement."""
    if given:
        rows = [{**asdict(place), **asdict(mark), "levels": json.dumps(mark.levels)} for place, mark in given]
        db.execute(of(db).mark.insert(), rows)


def history(db: Connection, place: Place) -> list[Mark]:
    """Every mark that this response ever got, the newest last."""
    table = of(db).mark
    rows = db.execute(select(table).where(_at(table, place)).order_by(table.c.id))
    return [_mark(row) for row in rows]


def history_of(db: Connection, topic: str, learners: list[str] | None = None) -> dict[Place, list[Mark]]:
    """The same of every response of a topic area, or of these learners' alone, in one query."""
    table = of(db).mark
    found: dict[Place, list[Mark]] = {}
    query = select(table).where(table.c.assignment == topic).order_by(table.c.id)
    for row in db.execute(query if learners is None else query.where(table.c.learner.in_(learners))):
        found.setdefault(_place(row), []).append(_mark(row))
    return found


def standing(db: Connection, place: Place, text: str) -> Mark | None:
    """The mark that counts for exactly this text."""
    return counting(history(db, place), text)


def of_text(given: list[Mark], text: str | None) -> list[Mark]:
    """The finished marks of exactly this text, each before the one that it gives way to: the last one counts.

    A later round stands over an earlier one, in a round what was agreed on over what each marker gave, and then the
    newest over the others.
    """
    finished = [mark for mark in given if mark.text_hash == text and mark.state in (FINAL, AGREED)]
    return sorted(finished, key=lambda mark: (mark.round, mark.state == AGREED))


def counting(given: list[Mark], text: str | None) -> Mark | None:
    """The mark that counts for exactly this text, the only one that goes to nbgrader's gradebook."""
    return next(reversed(of_text(given, text)), None)


def by_marker(given: list[Mark], text: str) -> dict[str, list[Mark]]:
    """What each marker gave to exactly this text, drafts too, the newest last."""
    found: dict[str, list[Mark]] = {}
    for mark in given:
        if mark.text_hash == text:
            found.setdefault(mark.marker, []).append(mark)
    return found


def open_round(last: Mark | None) -> int:
    """The round of a mark that is given now and shall count, where `last` counts until now: an agreement ended its own."""
    return 1 if last is None else last.round + (last.state == AGREED)


def differs(last: Mark | None, total: float, comment: str | None) -> bool:
    """Whether the gradebook's score or comment is another one than that of the mark that counts: typed in formgrader."""
    return last is None or last.total != total or last.comment.strip() != (comment or "").strip()


def typed(last: Mark | None, text: str, total: float, comment: str | None, at: str) -> Mark:
    """A score or a comment typed in formgrader, for the history. Levels stand where only the comment is new."""
    levels = last.levels if last and last.total == total else {}
    return Mark(text, FORMGRADER, dict(levels), total, comment or "", at, open_round(last))


def seen(db: Connection, place: Place) -> str | None:
    """The hash of the text at the last autograde."""
    table = of(db).seen
    return db.scalar(select(table.c.text_hash).where(_at(table, place)))


def seen_of(db: Connection, topic: str, learners: list[str] | None = None) -> dict[Place, str]:
    """The same of every response of a topic area, or of these learners' alone, in one query."""
    return _texts(db, of(db).seen, topic, learners)


def coming_of(db: Connection, topic: str, learners: list[str]) -> dict[Place, str]:
    """The texts that began to take the place of others, and have not been seen to the end of it."""
    return _texts(db, of(db).coming, topic, learners)


def _texts(db: Connection, table, topic: str, learners: list[str] | None) -> dict[Place, str]:
    query = select(table).where(table.c.assignment == topic)
    rows = db.execute(query if learners is None else query.where(table.c.learner.in_(learners)))
    return {_place(row): row.text_hash for row in rows}


def see(db: Connection, place: Place, text: str) -> None:
    see_all(db, {place: text})


def see_all(db: Connection, texts: dict[Place, str]) -> None:
    """Note the texts that lie before the markers now, and that none of them is coming any more."""
    _put(db, of(db).seen, texts)
    for topic in {place.assignment for place in texts}:
        for place in coming_of(db, topic, sorted({place.learner for place in texts})):
            if place in texts:
                db.execute(of(db).coming.delete().where(_at(of(db).coming, place)))


def announce(db: Connection, texts: dict[Place, str]) -> None:
    """Note the texts that begin to take the place of others: until they are seen, nobody can mark these responses."""
    _put(db, of(db).coming, texts)


def _put(db: Connection, table, texts: dict[Place, str]) -> None:
    if texts:
        put = insert(db, table)
        put = put.on_conflict_do_update(index_elements=list(PLACE), set_={"text_hash": put.excluded.text_hash})
        db.execute(put, [{**asdict(place), "text_hash": text} for place, text in texts.items()])


def rename(db: Connection, texts: dict[Place, tuple[str, str]]) -> None:
    """Marks that an earlier version hung on one hash of a text hang on another one of the same text from now on."""
    for place, (former, now) in texts.items():
        for table in (of(db).mark, of(db).seen, of(db).coming):
            db.execute(table.update().where(_at(table, place), table.c.text_hash == former).values(text_hash=now))


def _at(table, place: Place):
    return and_(*(table.c[name] == value for name, value in asdict(place).items()))


def _place(row) -> Place:
    return Place(row.assignment, row.notebook, row.item, row.learner)


def _mark(row) -> Mark:
    return Mark(row.text_hash, row.marker, json.loads(row.levels), row.total, row.comment, row.at, row.round, row.state)
