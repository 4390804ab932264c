"""What somebody may hand in, write, name or damage: a named case a line, through every road that it can take."""
