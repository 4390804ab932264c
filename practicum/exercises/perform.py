"""From a response to the events of a screen that give it: how invented learners and tests answer."""

from __future__ import annotations

from typing import Any

from .base import Exercise


def events(exercise: Exercise, response: Any) -> list[dict]:
    """What a person would do to give this response, step by step.

    Choice and decision: choose, other items: answer; then check where there is something to check.
    Branching: take each choice of the path. Written: write.
    """
    kind = exercise.view()["kind"]
    if kind == "branching":
        return [{"do": "take", "choice": step.partition(".")[2], "at": n} for n, step in enumerate(response)]
    if kind == "written":
        return [{"do": "write", "fields": response}]
    if kind == "choice":
        steps = [{"do": "choose", "options": response if isinstance(response, list) else [response]}]
    else:
        steps = [{"do": "answer", "response": response}]
    chosen = exercise.respond(steps[0])
    if any(a["do"] == "check" for a in chosen.view()["actions"]):
        steps.append({"do": "check"})
    return steps
