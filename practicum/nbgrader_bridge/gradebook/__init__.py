"""The databases: nbgrader's gradebook and our own tables, on SQLite or PostgreSQL, their copies and their state."""
