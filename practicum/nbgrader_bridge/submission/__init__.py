"""What was handed in: found by what it holds, read within bounds, never run; and the graded copy of it on disk."""
