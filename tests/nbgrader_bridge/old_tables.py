"""Our tables as they were before their forms had numbers, as literal SQL, with rows."""

from __future__ import annotations

from sqlalchemy import Engine, inspect, text

PLACE = "assignment TEXT NOT NULL, notebook TEXT NOT NULL, item TEXT NOT NULL, learner TEXT NOT NULL"
KEY = "PRIMARY KEY (assignment, notebook, item, learner)"
# in the order in which versions brought them
TABLES = {
    "mark": [
        f"CREATE TABLE mark (id INTEGER NOT NULL, {PLACE}, text_hash TEXT NOT NULL, marker TEXT NOT NULL, "
        "levels TEXT NOT NULL, total REAL NOT NULL, comment TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (id))",
        "CREATE INDEX mark_of ON mark (assignment, notebook, item, learner)",
        "CREATE INDEX mark_by ON mark (assignment, learner)",
    ],
    "seen": [
        f"CREATE TABLE seen ({PLACE}, text_hash TEXT NOT NULL, {KEY})",
        "CREATE INDEX seen_by ON seen (assignment, learner)",
    ],
    "coming": [f"CREATE TABLE coming ({PLACE}, text_hash TEXT NOT NULL, {KEY})"],
    "extension": [
        "CREATE TABLE extension (assignment TEXT NOT NULL, learner TEXT NOT NULL, until TEXT NOT NULL, "
        "PRIMARY KEY (assignment, learner))"
    ],
    "roster": [
        "CREATE TABLE roster (learner TEXT NOT NULL, section TEXT NOT NULL, accommodation TEXT NOT NULL, "
        "more_hours REAL NOT NULL, PRIMARY KEY (learner))"
    ],
    "roster_name": ["CREATE TABLE roster_name (learner TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (learner))"],
    "arrival": [
        "CREATE TABLE arrival (assignment TEXT NOT NULL, folder TEXT NOT NULL, learner TEXT NOT NULL, "
        "state TEXT NOT NULL, at TEXT NOT NULL, owner TEXT NOT NULL, changed TEXT NOT NULL, "
        "fingerprint TEXT NOT NULL, said TEXT NOT NULL, seen TEXT NOT NULL, dealt_with TEXT NOT NULL, "
        "PRIMARY KEY (assignment, folder))"
    ],
}
AT = ("ethics", "gifts", "reply", "ann")
ROWS = {
    "mark": [
        (*AT, "abc", "meg", '{"warmth": 4}', 4.0, "Clear.", "2026-10-01T10:00:00+00:00"),
        (*AT, "abc", "formgrader", "{}", 2.5, "", "2026-10-02T10:00:00+00:00"),
    ],
    "seen": [(*AT, "abc")],
    "coming": [],
    "extension": [("ethics", "ann", "2026-10-05T00:00:00+00:00")],
    "roster": [("ann", "A", "+2 days", 48.0)],
    "roster_name": [("ann", "Lee, Ann")],
    "arrival": [("ethics", "ann+ethics+1", "ann", "taken", "1", "ann", "1", "f", "", "", "")],
}  # fmt: skip
NAMES = list(TABLES)


def made(engine: Engine, names: list[str] = NAMES, rows: bool = True) -> dict[str, list[tuple]]:
    """Make these tables; gives the rows that they hold."""
    server = engine.dialect.name != "sqlite"
    with engine.begin() as db:
        for name in names:
            for statement in TABLES[name]:
                db.exec_driver_sql(for_server(statement, name) if server else statement)
            for row in ROWS[name] if rows else []:
                columns = [c["name"] for c in inspect(db).get_columns(prefixed(name, server)) if c["name"] != "id"]
                values = {f"v{n}": value for n, value in enumerate(row)}
                places = ", ".join(f":{v}" for v in values)
                db.execute(
                    text(f"INSERT INTO {prefixed(name, server)} ({', '.join(columns)}) VALUES ({places})"), values
                )
    return held(engine, names)


def held(engine: Engine, names: list[str] = NAMES) -> dict[str, list[tuple]]:
    server = engine.dialect.name != "sqlite"
    with engine.connect() as db:
        return {n: sorted(map(tuple, db.execute(text(f"SELECT * FROM {prefixed(n, server)}")))) for n in names}


def prefixed(name: str, server: bool) -> str:
    return f"practicum_{name}" if server else name


def for_server(statement: str, name: str) -> str:
    """The same as PostgreSQL had it."""
    statement = statement.replace("id INTEGER", "id SERIAL").replace(" REAL ", " DOUBLE PRECISION ")
    for word in (f" {name} (", f" {name}_"):
        statement = statement.replace(word, word.replace(name, prefixed(name, True)))
    return statement
