"""What belongs to a learner and their marks: roster, more time, lateness, the history of marks, marking."""
