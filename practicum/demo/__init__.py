"""The demonstration: twelve invented learners go the whole way, from release to feedback."""
