"""From the course to what learners get: the preprocessors of nbgrader, and what may not change any more."""
