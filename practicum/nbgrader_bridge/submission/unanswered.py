"""Which of what was handed in holds no answer, and when that is worth a line.

A lesson that is not done yet is nothing odd: the exchange sends all lessons of a topic area,
and learners hand in again. But who sends nothing that counts (practice does not), or chose a file that is empty,
believes that work was handed in.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from .recover import NO_ANSWERS

NOTHING_AT_ALL = "No answers that count were handed in; ask whether these were the right files."


def notes(
    topic: str, known: Collection[str], came: Collection[str], lessons: Mapping[str, tuple[int | None, list[str]]]
) -> dict[str, list[str]]:
    """What is to be said of each lesson, and of the topic area.

    `came` are the lessons of which anything was handed in; `lessons` says of each graded one how many answers
    that count it holds (None where an older version graded it) and what was odd.
    """
    found = {name: [note for note in odd if note != NO_ANSWERS] for name, (_, odd) in lessons.items()}
    counted = {name: count for name, (count, _) in lessons.items()}
    if counted and all(count == 0 for count in counted.values()):
        found[topic] = [NOTHING_AT_ALL]
    elif set(came) != set(known):  # they were chosen one by one
        for name in came:
            if counted.get(name) == 0:
                found[name].append(NO_ANSWERS)
    return {name: said for name, said in found.items() if said}
