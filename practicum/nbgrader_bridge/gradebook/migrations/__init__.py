"""Steps by which our tables grow, one file a step in versions/, run by Alembic (../table_versions.py).

A step stands as it was published: whoever changes it afterwards leaves databases that went through the former one
without the change. What is new is a new step, with the next number, and the same in ../our_tables.py.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

PLACE = ("assignment", "notebook", "item", "learner")


def called(table: str) -> str:
    """A table's name in the database at hand: on a server it stands among nbgrader's."""
    return table if op.get_bind().dialect.name == "sqlite" else f"practicum_{table}"


def words(*columns: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Text, nullable=False) for name in columns]


def number(name: str) -> sa.Column:
    return sa.Column(name, sa.Double().with_variant(sa.REAL(), "sqlite"), nullable=False)
