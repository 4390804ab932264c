"""The learner's home as plain values: the map of the course with what is done, begun and due, and where to go on.

Nothing here knows a server: addresses are relative to the home page's own.
"""

from __future__ import annotations

import datetime
from urllib.parse import quote

from .. import words
from .shelf import Place, Shelf

STEP = 5  # minutes: what is said of time is no more exact than how it is known


def href(place: Place, exercise: str | None = None) -> str:
    """A lesson's address, or an exercise's in it, relative to the home page."""
    return f"lesson/{quote(place.folder, safe='')}/{place.lesson}" + (f"#exercise-{exercise}" if exercise else "")


# ------------------------------------------------------------ one lesson


def state(place: Place) -> str:
    """new, begun, done; problem where the lesson cannot be read.

    Done is a cohort's lesson when all that is handed in is answered, and one's own when everything is.
    """
    if place.problem:
        return "problem"
    asked = place.tally.to_hand_in if place.edition == "cohort" else frozenset()
    if place.tally.order and (asked or frozenset(place.tally.order)) <= place.tally.answered:
        return "done"
    return "begun" if place.tally.answered else "new"


def minutes_done(place: Place) -> float:
    """The lesson's minutes as far as its exercises are answered."""
    if not place.minutes or not place.tally.order:
        return 0.0
    share = 1.0 if state(place) == "done" else len(place.tally.answered) / len(place.tally.order)
    return place.minutes * share


def due(place: Place, now: datetime.datetime) -> tuple[str | None, bool]:
    """When it is due, in words, and whether that has passed with answers missing."""
    try:
        at = datetime.datetime.fromisoformat(place.due).astimezone()
        late = at < now and state(place) != "done"
    except (ValueError, OverflowError, OSError):
        return None, False
    return words.say("home_late" if at < now else "home_due", when=words.until(at, place.due_zone)), late


def minutes_text(place: Place) -> str | None:
    return words.say("home_minutes", minutes=place.minutes) if place.minutes else None


def lesson_row(place: Place, now: datetime.datetime) -> dict:
    """One lesson of the map.

    {href, id, title, summary, objectives, minutes, minutes_text|None, state: new|begun|done|problem, state_text,
     due_text|None, late, answered, all, counts_text, first_text|None, now_text|None (where it differs),
     changed_text|None, problem|None (a sentence; then there is nothing to open)}
    """
    figures, (due_text, late) = place.tally, due(place, now)
    first = now_right = None
    if figures.scored:
        first = words.say("home_first_right", right=figures.first_right, all=figures.scored)
        if figures.now_right != figures.first_right:
            now_right = words.say("home_now_right", right=figures.now_right, all=figures.scored)
    return {
        "href": href(place), "id": place.lesson, "title": place.title, "summary": place.summary,
        "objectives": list(place.objectives), "minutes": place.minutes, "minutes_text": minutes_text(place),
        "state": state(place), "state_text": words.say(f"home_{state(place)}"),
        "due_text": due_text, "late": late, "answered": len(figures.answered), "all": len(figures.order),
        "counts_text": _count_text(place),
        "first_text": first, "now_text": now_right, "changed_text": changed_text(len(figures.changed)),
        "problem": place.problem or None,
    }  # fmt: skip


def _count_text(place: Place) -> str:
    return words.say("home_counts", answered=len(place.tally.answered), all=len(place.tally.order))


def changed_text(count: int) -> str | None:
    """How many answered questions an author has changed since."""
    if not count:
        return None
    return words.say_count("home_changed", count)


# ------------------------------------------------------------ the map


def ordered(places: list[Place], course: dict) -> list[tuple[dict, list[Place]]]:
    """Topics with their lessons in teaching order; what the map does not know comes last."""
    rest = list(places)
    found = []
    for topic in course["topics"]:
        rank = {one["id"]: n for n, one in enumerate(topic["lessons"])}
        own = [place for place in rest if place.topic == topic["id"]]
        own.sort(key=lambda place: (rank.get(place.lesson, len(rank)), place.folder))
        rest = [place for place in rest if place not in own]
        if own:
            found.append((topic, own))
    for name in dict.fromkeys(place.topic for place in rest):
        own = [place for place in rest if place.topic == name]
        title = next((p.topic_title for p in own if p.topic_title), "") or words.say("home_other")
        found.append(({"id": name or "other", "title": title, "summary": ""}, own))
    return found


def resume(places: list[Place]) -> dict | None:
    """Where to go on: {title, text, href}; None without lessons.

    The lesson answered last, at the exercise that comes next; where that one is
    done, the first lesson in order that is not; where all are, a word on that.
    """
    whole = [place for place in places if not place.problem and place.tally.order]
    if not whole:
        return None
    last = max(whole, key=lambda place: place.tally.last_at)
    here, title = (last, "home_resume") if last.tally.last_at else (whole[0], "home_begin")
    if state(here) == "done":
        waiting = [place for place in whole if state(place) != "done"]
        if not waiting:
            return {"title": words.say("home_all_done"), "text": "", "href": None}
        here, title = waiting[0], "home_next"
    begun = bool(here.tally.answered)
    said = _count_text(here) if begun else minutes_text(here)
    text = ". ".join(part for part in (here.title.rstrip("."), said) if part) + "."
    return {"title": words.say(title), "text": text, "href": href(here, here.tally.next if begun else None)}


def _rounded(minutes: float) -> int:
    return int(minutes / STEP + 0.5) * STEP


def hours(places: list[Place]) -> dict:
    """Time and lessons done: {done_text|None, lessons_text, done_minutes, all_minutes}."""
    total, done = sum(place.minutes or 0 for place in places), sum(map(minutes_done, places))
    text = None
    if total >= 90:
        text = words.say("home_hours", done=words.number(round(done / 30) / 2), all=words.number(round(total / 30) / 2))
    elif total:
        text = words.say("home_minutes_done", done=_rounded(done), all=_rounded(total))
    finished = sum(state(place) == "done" for place in places)
    return {
        "done_text": text, "lessons_text": words.say("home_lessons_done", done=finished, all=len(places)),
        "done_minutes": _rounded(done), "all_minutes": _rounded(total),
    }  # fmt: skip


def first_answers(places: list[Place]) -> dict | None:
    """The first answers over all lessons, apart from later tries: {first_text, now_text|None}; None without any."""
    scored = sum(place.tally.scored for place in places)
    if not scored:
        return None
    first, now = (sum(getattr(place.tally, name) for place in places) for name in ("first_right", "now_right"))
    return {
        "first_text": words.say("home_first_right", right=first, all=scored),
        "now_text": words.say("home_now_right", right=now, all=scored) if now != first else None,
    }


def model(shelf: Shelf, now: datetime.datetime) -> dict:
    """What the home page shows.

    {title, empty: sentence|None, resume (see `resume`), hours (see `hours`), first (see `first_answers`),
     topics: [{id, title, summary, lessons: [see `lesson_row`], assignment: None}],
     search: address, glossary: address, self_study: bool}
    """
    places = shelf.lessons
    course = shelf.map(places)
    topics = ordered(places, course)
    inorder = [place for _, own in topics for place in own]
    return {
        "title": course["title"] or words.say("home_title"),
        "empty": None if places else words.say("home_empty"),
        "resume": resume(inorder),
        "hours": hours(inorder),
        "first": first_answers(inorder),
        "topics": [
            {"id": topic["id"], "title": topic["title"], "summary": topic["summary"], "assignment": None,
             "lessons": [lesson_row(place, now) for place in own]}
            for topic, own in topics
        ],
        "search": "search",
        "glossary": "glossary",
        "self_study": any(place.edition == "self_study" for place in places),
    }  # fmt: skip
