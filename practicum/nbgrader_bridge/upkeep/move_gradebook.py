"""A running cohort's gradebook and marks from SQLite's files into a PostgreSQL server."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, select, text
from sqlalchemy.exc import DataError, OperationalError

from practicum.course import CourseError

from ..gradebook import database, our_tables, table_versions
from ..setup import course_lock

AT_ONCE = 1000
Progress = Callable[[int, int, str], None]  # done, of, table


@dataclass(frozen=True)
class Moved:
    """How many rows of each table were copied, and how many belonged to nothing and were left out."""

    rows: dict[str, int]
    left_out: int
    line: str  # what nbgrader_config.py has to say now


@course_lock.locked_course(course_lock.alone)
def move(root: Path, url: str, progress: Progress | None = None) -> Moved:
    """Copy everything in one transaction. The files stay as they are; raises CourseError with one sentence."""
    source = database.url_of(root)
    if not database.on_server(url):
        raise CourseError("Name a PostgreSQL database: postgresql+psycopg://user@host/name.")
    if database.on_server(source) or not database.exists(root):
        raise CourseError("There is no gradebook in gradebook/ to move; nbgrader_config.py may name a server already.")
    try:
        with (
            database.engine(source).connect() as old,
            our_tables.store(root) as old_marks,
            database.engine(url).connect() as new,
        ):
            table_versions.bring_up(new, our_tables.of(new).mark.metadata)
            refuse_rows(new, url)
            refuse_another_form(old, new)
            done, left_out = {}, 0
            theirs, ours = nbgraders(), list(zip(_tables(old_marks), _tables(new), strict=True))
            all_of_it = [(old, t, t) for t in theirs] + [(old_marks, a, b) for a, b in ours]
            copied: dict[str, set] = {}
            for number, (db, a, b) in enumerate(all_of_it):
                if progress:
                    progress(number, len(all_of_it), a.name)
                done[a.name], more = copy(db, a, new, b, copied)
                left_out += more
            new.commit()
    except OperationalError as error:
        raise CourseError(database.unreachable(url, error)) from error
    except DataError as error:
        raise CourseError(
            f"A value does not fit into PostgreSQL's columns: {str(error.orig).splitlines()[0]}"
        ) from error
    return Moved(done, left_out, f'c.CourseDirectory.db_url = "{url}"')


def nbgraders() -> list[Table]:
    """nbgrader's tables, each after those that it refers to."""
    from nbgrader.api import Base

    return list(Base.metadata.sorted_tables)


def _tables(db: Connection) -> list[Table]:
    return [getattr(our_tables.of(db), field.name) for field in fields(our_tables.Tables)]


def refuse_rows(new: Connection, url: str) -> None:
    for table in nbgraders():
        if table.name != "course" and new.scalar(select(func.count()).select_from(table)):
            raise CourseError(
                f"{database.parsed(url).render_as_string()} holds a gradebook already; name an empty database."
            )


def refuse_another_form(old: Connection, new: Connection) -> None:
    """A gradebook of an older nbgrader has other columns."""
    versions = {db.scalar(text("SELECT version_num FROM alembic_version")) for db in (old, new)}
    if len(versions) > 1:
        raise CourseError("The gradebook was made by another version of nbgrader; run `nbgrader db upgrade` first.")


def copy(old: Connection, a: Table, new: Connection, b: Table, copied: dict[str, set]) -> tuple[int, int]:
    """(rows copied, rows left out). SQLite never asked whether a row's owner is there; PostgreSQL does.

    A mark's number is not copied: the server counts on from the numbers it gave itself.
    """
    new.execute(b.delete())  # nbgrader makes a row for its default course wherever it opens
    owners = [(column.name, key.column.table.name) for column in a.columns for key in column.foreign_keys]
    names = [column.name for column in a.columns if column is not a.autoincrement_column]
    done = left_out = 0
    kept = copied.setdefault(a.name, set())
    for rows in batches(old, a):
        good = [r for r in rows if all(r[c] is None or r[c] in copied[owner] for c, owner in owners)]
        if good:
            new.execute(b.insert(), [{name: row[name] for name in names} for row in good])
        kept.update(row["id"] for row in good if "id" in row)
        done, left_out = done + len(good), left_out + len(rows) - len(good)
    return done, left_out


def batches(db: Connection, table: Table) -> Iterator[Sequence[Any]]:
    found = db.execution_options(stream_results=True).execute(select(table).order_by(*table.primary_key.columns))
    yield from found.mappings().partitions(AT_ONCE)
