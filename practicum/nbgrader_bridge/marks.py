"""Rubric marks: each is kept with its history in markstore's tables; totals go to nbgrader's gradebook.

A mark belongs to the text that was marked, known by its hash: the same text
keeps its mark through any number of autograde runs, a changed text does not.
nbgrader deletes and recreates its own rows on a re-release, so ours hang on
names: assignment, notebook, item, learner, text hash.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import unicodedata
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from sqlalchemy import Connection, and_, select

from practicum.course import CourseError, released

from . import course_lock, database, known_learners
from .backups import backup
from .markstore import insert, of, store, turn


@dataclass(frozen=True)
class Place:
    """Which response of whom."""

    assignment: str
    notebook: str
    item: str
    learner: str


FORMGRADER = "formgrader"  # a score typed there has no marker's name
PLACE = tuple(field.name for field in fields(Place))


@dataclass(frozen=True)
class Mark:
    """One marker's mark of one text."""

    text_hash: str
    marker: str
    levels: dict[str, int]
    total: float
    comment: str
    at: str


def text_hash(parts: list[tuple[str, str]], composed: bool = True) -> str:
    """What a mark hangs on. Spaces at the ends of lines and two ways to write é don't make another text; nothing written is ''."""
    if composed:
        parts = [(name, unicodedata.normalize("NFC", text)) for name, text in parts]
    tidy = [[name, [line.rstrip() for line in text.strip().splitlines()]] for name, text in parts if text.strip()]
    return (
        hashlib.sha256(json.dumps(tidy, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()[:32] if tidy else ""
    )


def add(db: Connection, place: Place, mark: Mark) -> None:
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
    table, found = of(db).mark, {}
    query = select(table).where(table.c.assignment == topic).order_by(table.c.id)
    for row in db.execute(query if learners is None else query.where(table.c.learner.in_(learners))):
        found.setdefault(_place(row), []).append(_mark(row))
    return found


def standing(db: Connection, place: Place, text: str) -> Mark | None:
    """The newest mark of exactly this text."""
    return newest(history(db, place), text)


def newest(given: list[Mark], text: str | None) -> Mark | None:
    return next((m for m in reversed(given) if m.text_hash == text), None)


def of_text(given: list[Mark], text: str) -> list[Mark]:
    """The marks that exactly this text ever got, the newest last."""
    return [mark for mark in given if mark.text_hash == text]


def differs(last: Mark | None, total: float, comment: str | None) -> bool:
    """Whether the gradebook's score or comment is another one than that of the newest mark: typed in formgrader."""
    return last is None or last.total != total or last.comment.strip() != (comment or "").strip()


def typed(last: Mark | None, text: str, total: float, comment: str | None, at: str) -> Mark:
    """A score or a comment typed in formgrader, for the history. Levels stand where only the comment is new."""
    levels = last.levels if last and last.total == total else {}
    return Mark(text, FORMGRADER, dict(levels), total, comment or "", at)


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
    return Mark(row.text_hash, row.marker, json.loads(row.levels), row.total, row.comment, row.at)


def check_levels(written: dict, levels: dict[str, int]) -> float:
    """The total of the levels given. Raises CourseError where they don't fit the rubric."""
    criteria = written["criteria"]
    for name in levels:
        if name not in criteria:
            raise CourseError(f"'{name}' is not a criterion of this rubric; it has {', '.join(criteria)}.")
    for name, criterion in criteria.items():
        known = sorted(int(level) for level in criterion["levels"])
        if levels.get(name) not in known or isinstance(levels[name], bool):
            raise CourseError(f"Give '{name}' one of the levels {', '.join(map(str, known))}.")
    return float(sum(levels.values()))


def returned(written: dict, levels: dict[str, int]) -> list[str]:
    """Titles of the criteria below what must be reached: the response goes back, whatever the total."""
    return [
        criterion["title"]
        for name, criterion in written["criteria"].items()
        if criterion.get("must_reach") is not None and name in levels and levels[name] < criterion["must_reach"]
    ]


def present_text(root: Path, place: Place) -> str | None:
    """The hash of the response that autograding last placed before the markers; None while there is no whole copy."""
    folder = known_learners.folder(root, "autograded", place.learner)
    if folder is None:
        return None
    try:
        metadata = json.loads((folder / place.assignment / f"{place.notebook}.ipynb").read_text("utf-8"))["metadata"]
    except (OSError, ValueError):
        return None
    return metadata.get("practicum", {}).get("submitted", {}).get("texts", {}).get(place.item, "")


def lying_text(root: Path, db: Connection, place: Place) -> str:
    """The hash of the text that lies before the markers. Raises CourseError where there is none or another one comes."""
    text, last = present_text(root, place), seen(db, place)
    if text is None and last is None:
        raise CourseError(
            f"{place.learner} has no graded copy of {place.assignment}/{place.notebook}; "
            f"run `practicum autograde {place.assignment}` first."
        )
    if text is None or last not in (None, text) or place in coming_of(db, place.assignment, [place.learner]):
        raise CourseError(
            f"{place.learner}'s '{place.item}' is being graded again just now; read it once that is done, then mark it."
        )
    if not text:
        raise CourseError(
            f"{place.learner} wrote nothing for '{place.item}', which scores 0; there is nothing to mark."
        )
    return text


def mark(
    course: Path | str, learner: str, topic: str, lesson: str, item: str,
    levels: dict[str, int], comment: str, marker: str, now: datetime.datetime | None = None, keep_backup: bool = True,
) -> Mark:  # fmt: skip
    """Mark one written response: kept with its history here, its total and comment in nbgrader's gradebook."""
    return mark_over(course, learner, topic, lesson, item, levels, comment, marker, now, keep_backup)[0]


@course_lock.locked_course(course_lock.beside)
def mark_over(
    course: Path | str, learner: str, topic: str, lesson: str, item: str,
    levels: dict[str, int], comment: str, marker: str, now: datetime.datetime | None = None, keep_backup: bool = True,
) -> tuple[Mark, Mark | None]:  # fmt: skip
    """The same; gives also what formgrader had for this text, if its score counted until now."""
    from . import lateness, typed_scores  # here, for both read marks

    root, place = Path(course), Place(topic, lesson, item, learner)
    keyed = released.keyed(root, topic, lesson)
    if keyed is None or item not in keyed["written"]:
        raise CourseError(f"No written response '{item}' of {topic}/{lesson} has been released.")
    total = check_levels(keyed["written"][item], levels)
    if marker == FORMGRADER:
        raise CourseError(f"'{FORMGRADER}' names the scores that are typed there; say with --marker who you are.")
    with store(root) as db:
        lying_text(root, db, place)
    if keep_backup:
        backup(root)
    # in a transaction of its own: what gives way is in the history before it does
    typed_scores.keep(root, topic, [learner])
    at = (now or datetime.datetime.now(datetime.UTC)).isoformat(timespec="seconds")
    with store(root) as db:
        turn(db, topic)
        made = Mark(lying_text(root, db, place), marker, dict(levels), total, comment, at)
        last = standing(db, place, made.text_hash)
        add(db, place, made)
        see(db, place, made.text_hash)
        enter(root, place, total, comment, last)  # inside: if nbgrader refuses, ours is not kept either
    lateness.settle(root, topic, [learner])
    return made, last if last and last.marker == FORMGRADER else None


def enter(root: Path, place: Place, total: float, comment: str, last: Mark | None = None) -> None:
    """The total and the comment into nbgrader's gradebook, where nothing but the `last` mark stands."""
    from nbgrader.api import Gradebook, MissingEntry

    from .keepmarks import hold

    with Gradebook(database.url_of(root)) as gradebook:
        try:
            grade = gradebook.find_grade(place.item, place.notebook, place.assignment, place.learner)
            note = gradebook.find_comment(place.item, place.notebook, place.assignment, place.learner)
        except MissingEntry as error:
            raise CourseError(
                f"nbgrader's gradebook has no '{place.item}' of {place.learner}; autograde first."
            ) from error
        hold(gradebook, grade)
        gradebook.db.refresh(note, ["manual_comment"])
        if grade.manual_score is not None and differs(last, grade.manual_score, note.manual_comment):
            raise CourseError(
                f"{place.learner}'s '{place.item}' was given {grade.manual_score:g} points in formgrader just now; "
                "look at that, then mark it again if need be."
            )
        grade.manual_score = total
        grade.needs_manual_grade = False
        note.manual_comment = comment or None
        gradebook.db.commit()
