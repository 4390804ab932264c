"""Where a learner is in a lesson: what is answered, when it is due, how to hand in."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, Literal, cast

from . import words
from .shapes.content import ItemSpec, LessonContent

PARTS: tuple[Literal["items", "written", "vignettes"], ...] = ("items", "written", "vignettes")


def groups(content: LessonContent, answered: Callable[[str], bool]) -> dict[str, list[dict]]:
    """Every exercise with its state: graded items, written responses, practice."""
    found: dict[str, list[dict]] = {"graded": [], "written": [], "practice": []}
    for part in PARTS:
        for name, spec in content[part].items():
            if spec.get("use") == "check":  # of a test before or after the course, which no lesson shows
                continue
            group = "written" if part == "written" else "graded" if spec.get("use") == "graded" else "practice"
            state = "answered" if answered(name) else "open"
            title = spec.get("title") or cast(ItemSpec, spec)["stem"]  # an item has no title
            found[group].append({"id": name, "title": title, "state": state, "text": words.say(state)})
    return found


def due(content: LessonContent, now: str) -> str | None:
    """When the lesson is due, or was, in the course's time zone or this computer's; None where no date is known."""
    try:
        at = datetime.datetime.fromisoformat(content["due"])
        past = at < datetime.datetime.fromisoformat(now)
    except (KeyError, TypeError, ValueError):
        return None
    return words.say("due_past" if past else "due", when=words.until(at, content.get("due_zone")))


def how(content: LessonContent) -> str:
    """How a cohort's lesson is handed in, and which files to send where there is no exchange."""
    lesson = content["lesson"]
    files = words.say("hand_in_files", notebook=f"{lesson}.ipynb", sheet=f"{lesson}.answers.json")
    return f"{words.say('hand_in_cohort')} {files}"


def view(content: LessonContent, answered: Callable[[str], bool], now: str, saved: dict[str, Any]) -> dict:
    """What the progress exercise shows."""
    found = groups(content, answered)
    counted = found["graded"] + found["written"] or found["practice"]
    done = sum(one["state"] == "answered" for one in counted)
    summary = "progress_complete" if done == len(counted) else "progress_summary"
    cohort = content.get("edition") == "cohort"
    return {
        "kind": "progress", "id": "progress", "badge": words.say("progress_title"), "title": None, "actions": [],
        "groups": [{"title": words.say(f"progress_{name}"), "items": items} for name, items in found.items() if items],
        "summary": words.say(summary, done=done, all=len(counted)),
        "due": due(content, now) if cohort else None, "how": how(content) if cohort else words.say("hand_in_self"),
        "saved": saved, "words": words.for_screen(),
    }  # fmt: skip
