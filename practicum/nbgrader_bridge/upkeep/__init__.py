"""Keeping a course: one archive of it and back, and a gradebook on another server."""
