"""From a response to the events of a screen that give it: how invented learners and tests answer."""

from __future__ import annotations

from typing import Any

from .base import Exercise


def events(exercise: Exercise, response: Any) -> list[dict]:
    """What a person would do to give this response, step by step, and then check it where there is something to check."""
    steps = exercise.steps(response)
    if "check" not in exercise.events:
        return steps
    given = exercise.respond(steps[0])
    return [*steps, {"do": "check"}] if any(a["do"] == "check" for a in given.view()["actions"]) else steps
