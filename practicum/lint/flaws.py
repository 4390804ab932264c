"""Item-writing flaws that a machine can see (Haladyna, Downing & Rodriguez, 2002).

Each rule errs on the side of silence: what is found is a flaw, what is not found may still be one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..content import kinds
from ..content.load import Loaded, LoadedLesson, LoadedModule
from ..content.model import ChoiceItem
from ..content.source import Problem
from .items import choices

# Words that test-wise learners read as "wrong" wherever they stand, and those that are often plain speech.
STRONG = re.compile(r"\b(always|never|invariably|absolutely|completely|in every case|without exception)\b", re.I)
WEAK = re.compile(r"\b(only|every|everyone|everybody|all|none|nobody|no one)\b", re.I)
PLAIN = re.compile(
    r"\b((at|after|above|first of) all|all right|not only|the only one|every (day|week|month|year))\b", re.I
)
FAR_LONGER, AND_CHARACTERS = 2.5, 40  # unlike length: that many times the shortest, and that many more
QUOTES = "\"“'‘"
ARTICLES = {"a", "an", "the"}
EMPHASISED = re.compile(r"(\*\*?)(?=\S)[^*]+(?<=\S)\1")
CAPITALS = re.compile(r"\b(NOT|EXCEPT)\b")
# "Which of these is not …?", "What does not …?": the negation of the question, not of a clause inside it
NEGATIVE = re.compile(r"^(?:which|what|who)\b[^,;:]*?(\bnot\b|\bexcept\b|n['’]t\b)", re.I)
CLAUSE = re.compile(r"\b(who|that|if|whether|because|when|while|where|although|since|say|says|said)\b", re.I)


def _single(lesson: LoadedLesson) -> Iterator[tuple[str, ChoiceItem, str]]:
    """The single-choice items that have one key, and its name."""
    for name, item in choices(lesson):
        keys = [option for option, value in item.options.items() if value.correct]
        if item.type == "single_choice" and len(keys) == 1 and len(item.options) > 2:
            yield name, item, keys[0]


def options_of_like_length(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    for name, item, _ in _single(lesson):
        lengths = {option: len(value.text) for option, value in item.options.items()}
        longest = max(lengths, key=lengths.__getitem__)
        shortest = min(lengths.values())
        if lengths[longest] > max(FAR_LONGER * shortest, shortest + AND_CHARACTERS):
            yield lesson.sources["items"].problem(
                f"{name}: the options are of unlike length ({shortest} to {lengths[longest]} characters); even them out",
                "items", name, "options", longest,
            )  # fmt: skip


def _first(text: str) -> str:
    words = re.findall(r"[\w'’]+", text.casefold())
    return "an article" if words and words[0] in ARTICLES else (words[0] if words else "")


def _forms(text: str) -> Iterator[tuple[str, object]]:
    """What of an option's form a learner sees at a glance."""
    bare = text.strip()
    yield "differs in quotation marks", bare[:1] in QUOTES
    yield "differs in its closing stop", bare.rstrip("\"”'’")[-1:] in ".!?"
    yield "differs in its capital at the start", bare.lstrip(QUOTES)[:1].isupper()


def key_is_of_the_same_form(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    """The key alone differs in quotation marks, closing stop, capital, or in a first word that all others share."""
    for name, item, key in _single(lesson):
        others = [value.text for option, value in item.options.items() if option != key]
        told = [
            what
            for (what, of_key), *of_others in zip(_forms(item.options[key].text), *map(_forms, others), strict=True)
            if {form for _, form in of_others} == {not of_key}
        ]
        shared = {_first(text) for text in others}
        if len(others) > 2 and len(shared) == 1 and _first(item.options[key].text) not in shared:
            told.append(f"does not begin with “{_first(others[0])}”")
        if told:
            yield lesson.sources["items"].problem(
                f"{name}: the key alone {told[0]}; give all options one form", "items", name, "options", key
            )  # fmt: skip


def _absolute(text: str, pattern: re.Pattern) -> str | None:
    found = pattern.search(PLAIN.sub(" ", text))
    return found[0].lower() if found else None


def absolute_words_do_not_tell(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    """`always` in one wrong option and in no right one tells; a word such as `all` does in most of the wrong ones.

    What somebody says aloud is left alone: people talk like that.
    """
    for name, item in choices(lesson):
        if any(value.text[:1] in QUOTES for value in item.options.values()):
            continue
        for pattern, share in ((STRONG, 0.0), (WEAK, 0.5)):
            found = {option: _absolute(value.text, pattern) for option, value in item.options.items()}
            right = [o for o, value in item.options.items() if value.correct and found[o]]
            wrong = [o for o, value in item.options.items() if not value.correct and found[o]]
            many = len(wrong) > share * sum(not value.correct for value in item.options.values())
            if bool(right) == bool(wrong) or (wrong and not many):
                continue
            where, side = (right[0], "right") if right else (wrong[0], "wrong")
            yield lesson.sources["items"].problem(
                f"{name}.{where}: '{found[where]}' stands in {side} options alone, which gives the answer away; "
                "say how often it is so", "items", name, "options", where,
            )  # fmt: skip


def negatives_are_emphasised(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    for name, item in lesson.items.items():
        bare = EMPHASISED.sub("…", item.stem)
        found = CAPITALS.search(bare)
        for sentence in re.split(r"(?<=[.!?])\s+", bare):
            match = NEGATIVE.match(sentence.strip())
            if match and not CLAUSE.search(match[0]):
                found = found or match
        if found:
            word = found[found.lastindex or 0]
            yield lesson.sources["items"].problem(
                f"{name}: '{word}' is easily read over; ask for what is so, or write *not* or *except*",
                "items", name, "stem",
            )  # fmt: skip


def stems_ask(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    """A stem ends with ? or :, but for kinds that may set a task instead."""
    for name, item in lesson.items.items():
        if kinds.KINDS[item.type].asks and item.stem.rstrip(" *\"'”’)")[-1:] not in ("?", ":"):
            yield lesson.sources["items"].problem(
                f"{name}: the stem asks no complete question; write one that ends with ?", "items", name, "stem"
            )


def same(text: str) -> str:
    """A text without what makes no difference to a reader."""
    return re.sub(r"[\W_]+", " ", text.casefold()).strip()


def parts_differ(loaded: Loaded, module: LoadedModule, lesson: LoadedLesson) -> Iterator[Problem]:
    """No two options, steps or cases of an item say the same."""
    for name, item in lesson.items.items():
        for field in ("options", "steps", "cases"):
            seen: dict[str, str] = {}
            for part, value in (getattr(item, field, None) or {}).items():
                if (first := seen.setdefault(same(value.text), part)) != part:
                    yield lesson.sources["items"].problem(
                        f"{name}: '{first}' and '{part}' have the same text; rewrite one", "items", name, field, part
                    )
