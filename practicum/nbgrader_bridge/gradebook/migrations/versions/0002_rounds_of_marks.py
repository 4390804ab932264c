"""A mark says in which round it was given and whether it is finished; all so far were, in the first."""

import sqlalchemy as sa
from alembic import op

from practicum.nbgrader_bridge.gradebook.migrations import called

revision, down_revision = "0002", "0001"


def upgrade() -> None:
    # with a default, so that a program of the version before, which knows neither, can still write while it runs
    op.add_column(called("mark"), sa.Column("round", sa.Integer, nullable=False, server_default=sa.text("1")))
    op.add_column(called("mark"), sa.Column("state", sa.Text, nullable=False, server_default="final"))
