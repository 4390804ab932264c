"""The glossary as plain values: the terms of all topics on the shelf, by the alphabet."""

from __future__ import annotations

from .. import words
from .home import href
from .shelf import Shelf


def anchor(topic: str, term: str) -> str:
    """What a term is called within the page: two topics may explain one word each in its own way."""
    return f"{topic}-{term}"


def terms(shelf: Shelf) -> list[dict]:
    """Every term: {id, term, also, text, sources, topic (title), see_also: [{id, term}], lessons: [{href, title}]}."""
    places = {(place.topic, place.lesson): place for place in shelf.lessons if not place.problem}
    found = []
    for topic in shelf.map()["topics"]:
        named = {one["id"]: one["term"] for one in topic["glossary"]}
        for one in topic["glossary"]:
            here = [places[topic["id"], name] for name in one["lessons"] if (topic["id"], name) in places]
            found.append({
                "id": anchor(topic["id"], one["id"]), "term": one["term"], "also": one["also"], "text": one["text"],
                "sources": one["sources"], "topic": topic["title"],
                "see_also": [{"id": anchor(topic["id"], n), "term": named[n]} for n in one["see_also"] if n in named],
                "lessons": [{"href": href(place), "title": place.title} for place in here],
            })  # fmt: skip
    return sorted(found, key=lambda one: one["term"].casefold())


def model(shelf: Shelf) -> dict:
    """What the glossary page shows: {title, empty: sentence|None, terms: see `terms`, topics: whether there are several}."""
    found = terms(shelf)
    empty = None if found else words.say("glossary_empty")
    several = len({one["topic"] for one in found}) > 1
    return {"title": words.say("glossary_title"), "empty": empty, "terms": found, "several": several}
