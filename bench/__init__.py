"""Practicum beside stock nbgrader: what each takes for the same work. `make bench` runs it; docs/performance.md explains it."""
