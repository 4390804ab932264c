"""What an exercise raises."""


class BadEvent(ValueError):
    """What the learner's screen sent cannot be done, in one sentence for the learner."""


class BadResponse(ValueError):
    """A response on a sheet that this exercise cannot have, in one sentence."""
