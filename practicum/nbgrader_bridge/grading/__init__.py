"""nbgrader's steps of autograding that are ours: answers read, scored, placed before the markers, marks kept."""
