"""Two states of one answer made one: which of them knew the other, and what is kept where neither did.

`seen` of an entry names, for each writer (a kernel, a server), the time of its
last write that this state knows of. A state that knows another takes its place.
Where neither knows the other, two windows or two copies of a folder went
different ways: the later response counts, the other is kept among `others`
until the learner chooses. Entries of older versions have no `seen`; they count
as knowing all that is earlier, so among them the later one wins.
"""

from __future__ import annotations

from typing import Any

from .shapes.answer import AnswerEntry, Given

FLOOR = ""  # what was written up to this time counts as known, whoever wrote it
MOST_WRITERS = 8
MOST_OTHERS = 6  # versions of one answer beside the one that counts


def seen_of(entry: AnswerEntry) -> dict[str, str]:
    return entry.get("seen") or {FLOOR: entry["at"]}


def knows(entry: AnswerEntry, other: AnswerEntry) -> bool:
    """Whether whoever wrote `entry` had `other` before them, or something that came after it."""
    mine = seen_of(entry)
    floor = mine.get(FLOOR, "")
    return all(time <= max(mine.get(writer, ""), floor) for writer, time in seen_of(other).items())


def bounded(seen: dict[str, str]) -> dict[str, str]:
    """The latest writers by name; of the rest, up to when they wrote."""
    named = sorted((time, writer) for writer, time in seen.items() if writer != FLOOR)
    gone, kept = named[:-MOST_WRITERS], named[-MOST_WRITERS:]
    floor = max([seen.get(FLOOR, ""), *(time for time, _ in gone)])
    return {**({FLOOR: floor} if floor else {}), **{writer: time for time, writer in kept}}


def signed(entry: AnswerEntry, before: AnswerEntry | None, writer: str) -> AnswerEntry:
    """`entry` as `writer` made it of `before`."""
    return {**entry, "seen": bounded({**(seen_of(before) if before else {}), writer: entry["at"]})}


def is_blank(response: Any) -> bool:
    """Whether there is nothing in it that anybody could miss."""
    if isinstance(response, str):
        return not response.strip()
    if isinstance(response, dict):
        return all(is_blank(value) for value in response.values())
    return response in (None, [], 0)  # 0: the hand of cards of a case that was not begun


def holds(response: Any, other: Any) -> bool:
    """Whether all of `other` stands in `response`, word for word."""
    if is_blank(other) or response == other:
        return True
    if isinstance(response, dict) and isinstance(other, dict):
        return all(isinstance(response.get(part), str) and isinstance(text, str) and text.strip() in response[part]
                   for part, text in other.items())  # fmt: skip
    return False


def without(others: list[Given], response: Any) -> list[Given]:
    """The other versions that do not stand in `response` or twice, the newest last."""
    kept: list[Given] = []
    for one in sorted(others, key=lambda one: one["at"]):
        if not holds(response, one["response"]) and all(one["response"] != k["response"] for k in kept):
            kept.append(one)
    return kept


def version_of(entry: AnswerEntry) -> Given:
    """What is kept of an answer that another takes the place of."""
    kept: Given = {"response": entry["response"], "at": entry["at"]}
    if "version" in entry:
        kept["version"] = entry["version"]
    return kept


def _together(one: Any, other: Any) -> Any:
    """Two responses by parts, where no part has two values; None where one has, or there are no parts."""
    if not isinstance(one, dict) or not isinstance(other, dict) or "path" in one or "path" in other:
        return None
    made = dict(one)
    for part, value in other.items():
        if is_blank(made.get(part)):
            made[part] = value
        elif made[part] != value and not is_blank(value):
            return None
    return dict(sorted(made.items())) if set(made) != set(one) else made


def latest(one: AnswerEntry, other: AnswerEntry) -> AnswerEntry:
    """Of two answers to one exercise the later, on a tie `one`; with the earlier first response, and with the other
    answer among the `others` where neither knew the other one."""
    late, early = (other, one) if other["at"] > one["at"] else (one, other)
    if knows(early, late) and not knows(late, early):
        late, early = early, late
    made: AnswerEntry = {**late, "tries": max(one["tries"], other["tries"])}
    if firsts := [e["first"] for e in (one, other) if "first" in e]:
        made["first"] = min(firsts, key=lambda first: first["at"] or "~")  # one without a time is last
    if marks := [e["marks"] for e in (early, late) if "marks" in e]:  # another window may know only some of them
        made["marks"] = {s: {**marks[0].get(s, {}), **marks[-1].get(s, {})} for m in marks for s in m}
    return made if knows(late, early) else _both(made, late, early)


def _both(made: AnswerEntry, late: AnswerEntry, early: AnswerEntry) -> AnswerEntry:
    joined = None if late["checked"] or early["checked"] else _together(late["response"], early["response"])
    if joined is not None:
        made["response"] = joined
    elif is_blank(late["response"]):  # begun again there, and never shown what is here
        made["response"], made["checked"] = early["response"], early["checked"]
        if "version" in early:
            made["version"] = early["version"]
    others = [*late.get("others", []), *early.get("others", []), version_of(early)]
    times = [seen_of(late), seen_of(early)]
    made["seen"] = bounded({w: max(seen.get(w, "") for seen in times) for w in times[0] | times[1]})
    return with_others(made, without(others, made["response"])[-MOST_OTHERS:])


def with_others(entry: AnswerEntry, others: list[Given]) -> AnswerEntry:
    """The same answer with these other versions."""
    made = entry.copy()
    made.pop("others", None)
    if others:
        made["others"] = others
    return made
