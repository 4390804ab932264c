"""The tables as every version made them before they had numbers. Some of them, or all, may be there."""

import sqlalchemy as sa
from alembic import op

from practicum.nbgrader_bridge.gradebook.migrations import PLACE, called, number, words

revision, down_revision = "0001", None


def upgrade() -> None:
    table("mark", [sa.Column("id", sa.Integer, primary_key=True), *words(*PLACE, "text_hash", "marker", "levels"),
                   number("total"), *words("comment", "at")])  # fmt: skip
    index("mark", "of", *PLACE)
    index("mark", "by", "assignment", "learner")
    table("seen", words(*PLACE, "text_hash"), *PLACE)
    index("seen", "by", "assignment", "learner")
    table("coming", words(*PLACE, "text_hash"), *PLACE)
    table("extension", words("assignment", "learner", "until"), "assignment", "learner")
    table("roster", [*words("learner", "section", "accommodation"), number("more_hours")], "learner")
    table("roster_name", words("learner", "name"), "learner")
    said = ("learner", "state", "at", "owner", "changed", "fingerprint", "said", "seen", "dealt_with")
    table("arrival", words("assignment", "folder", *said), "assignment", "folder")


def table(name: str, columns: list[sa.Column], *key: str) -> None:
    op.create_table(called(name), *columns, *([sa.PrimaryKeyConstraint(*key)] if key else []), if_not_exists=True)


def index(name: str, ending: str, *columns: str) -> None:
    op.create_index(f"{called(name)}_{ending}", called(name), list(columns), if_not_exists=True)
