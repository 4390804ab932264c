"""What Alembic runs for each upgrade: our steps over the connection that it was given, in that one's transaction."""

from alembic import context

from practicum.nbgrader_bridge.gradebook.table_versions import VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE)
with context.begin_transaction():
    context.run_migrations()
