"""A cohort's assignments as the home page shows them: what is open, handing in, receipts, feedback."""

from __future__ import annotations

import datetime
from urllib.parse import quote

from .. import words
from . import home
from .exchange import Exchange, Receipt, feedback_pages, moment, receipts
from .shelf import Place

MOST_OPEN = 12  # exercises named one by one


def when(stamp: str) -> str:
    """A time of nbgrader's or ours, in words and in this computer's time."""
    found = moment(stamp)
    return words.moment(found.astimezone()) if found else stamp


def counts(places: list[Place]) -> tuple[int, int]:
    """How many of what is handed in are answered, of how many."""
    asked = [(place, name) for place in places for name in place.tally.to_hand_in]
    return sum(name in place.tally.answered for place, name in asked), len(asked)


def box(exchange: Exchange, name: str, places: list[Place], kept: list[Receipt], now: datetime.datetime) -> dict | None:
    """One assignment, or None where the exchange does not know it and nothing of it was handed in.

    {due_text|None, late, unanswered_text, ask: what to tick before handing in nothing|None, unanswered: [{title, href, text}], hand_in: address|None, why_not|None,
     handed_in: [{when_text, what_text, hash}], get_feedback: address|None, feedback: [{title, href}]}
    """
    here, sent = exchange.known(name), [one for one in kept if one.assignment == name]
    pages = [(place.folder, *found) for place in places[:1] for found in feedback_pages(place.path)]
    if here is None and not sent and not pages:
        return None
    answered, asked = counts(places)
    due = next(((text, late) for text, late in (home.due(place, now) for place in places) if text), (None, False))
    there = [one for one in (exchange.seen.submissions if exchange.seen else ()) if one["assignment"] == name]
    return {
        "due_text": due[0], "late": due[1],
        "unanswered_text": unanswered_text(places, answered, asked),
        "ask": words.say("exchange_sure") if here and nothing_answered(places) else None,
        "unanswered": _open(places), "hand_in": f"exchange/hand-in/{quote(name, safe='')}" if here else None, "why_not": None,
        "handed_in": [{"when_text": when(one.at), "what_text": one.said, "hash": one.hash[:16]} for one in sent],
        "get_feedback": f"exchange/feedback/{quote(name, safe='')}"
        if any(one["feedback"] in ("there", "newer") for one in there) else None,
        "feedback": [
            {"title": words.say("exchange_feedback_of", lesson=_title(places, lesson), when=when(stamp)),
             "href": f"feedback/{quote(folder, safe='')}/{quote(stamp, safe='')}/{quote(lesson, safe='')}"}
            for folder, stamp, lesson, _ in pages
        ],
    }  # fmt: skip


def nothing_answered(places: list[Place]) -> bool:
    """Whether nothing that counts is answered in an assignment; where there is only practice, nothing at all."""
    answered, asked = counts(places)
    return not answered if asked else bool(places) and not any(place.tally.answered for place in places)


def unanswered_text(places: list[Place], answered: int, asked: int) -> str:
    """How much of what is handed in is answered."""
    if nothing_answered(places):
        return words.say("exchange_none_answered", title=title(places))
    if answered == asked:
        return words.say("exchange_all_answered", all=asked)
    return words.say("exchange_unanswered", open=asked - answered, all=asked)


def what(places: list[Place]) -> str:
    """What a receipt says of the answers that were handed in."""
    answered, asked = counts(places)
    none = nothing_answered(places)
    return words.say("exchange_what_none") if none else words.say("exchange_what", answered=answered, all=asked)


def title(places: list[Place]) -> str:
    return next((place.topic_title for place in places if place.topic_title), places[0].folder if places else "")


def _title(places: list[Place], lesson: str) -> str:
    return next((place.title for place in places if place.lesson == lesson), lesson)


def _open(places: list[Place]) -> list[dict]:
    """The lessons that have something to hand in unanswered."""
    found = []
    for place in places:
        left = [name for name in place.tally.open if name in place.tally.to_hand_in]
        if left:
            text = words.say("exchange_unanswered", open=len(left), all=len(place.tally.to_hand_in))
            found.append({"title": place.title, "href": home.href(place, left[0]), "text": text})
    return found[:MOST_OPEN]


def with_assignments(model: dict, exchange: Exchange, places: list[Place], now: datetime.datetime) -> dict:
    """The home's model with each topic's assignment, and those that can be fetched.

    Adds looking (whether the page should ask again) and fetchable: [{title, href}].
    """
    kept = receipts(exchange.root)
    topics = []
    for topic in model["topics"]:
        own = [place for place in places if place.edition == "cohort" and place.topic == topic["id"]]
        name = next((place.folder for place in own), "")
        topics.append({**topic, "assignment": box(exchange, name, own, kept, now) if own else None})
    waiting = [one for one in (exchange.seen.assignments if exchange.seen else ()) if not one["fetched"]]
    return {
        **model, "topics": topics, "looking": exchange.pending,
        "fetchable": [
            {"title": one["assignment"], "href": f"exchange/fetch/{quote(one['assignment'], safe='')}"} for one in waiting
        ],
    }  # fmt: skip
