"""docs/item-quality.md: how far one gets on graded items without knowing the matter."""

from __future__ import annotations

from ..content import kinds
from ..content.load import Loaded
from . import guessing
from .table import table

HEAD = """\
# How guessable the graded items are

Made from the course's files by `practicum overview`; a test holds it current, and holds every solver near chance.

Each solver answers every graded single and multiple choice from the options' looks alone, without the stem. Of a single choice it takes one option, of a multiple choice half of them, rounded up.
Blind guessing takes as many options, any of them alike; what it earns is worked out exactly.
*Near chance* means: not above what blind guessing stays below in 19 of 20 cases.

- **The longest option** takes what has the most characters; **the shortest** what has the fewest.
- **The first option** takes what stands first in the author's file. Learners see options shuffled.
- **The most careful words** counts the words listed at the end.
- **The middle number** answers where every option begins with a number.
- **A bag of words** is naive Bayes on single words, trained on the options of all choice items of the other lessons, right against wrong.

{others} items have no options to choose between by their looks, and are not in this page.
A few dozen items make a wide range: near chance is no proof that nothing shows.
"""
COLUMNS = ["Solver", "Items", "Points", "It earned", "Blind guessing", "Blind at most (19 of 20)", "Near chance"]


def _points(value: float) -> str:
    return f"{value:.1f}"


def _rows(found: list[guessing.Result]) -> list[list[str]]:
    return [
        [
            one.solver, str(one.items), _points(one.points), _points(one.earned), _points(one.blind),
            _points(one.limit), "yes" if one.near_chance else "**no**",
        ]
        for one in found
        if one.items
    ]  # fmt: skip


def page(loaded: Loaded) -> str:
    others = [kind.name for kind in kinds.of_group("item") if kind.parts != "options"]
    found, training = (
        guessing.questions(loaded),
        guessing.questions(loaded, ("graded", "practice", "check")),
    )
    parts = [
        HEAD.rstrip().format(others=f"{', '.join(others[:-1])} and {others[-1]}".capitalize()),
        "## All lessons",
        table(COLUMNS, _rows(guessing.results(found, training))),
    ]
    for module in loaded.modules.values():
        for lesson in module.lessons.values():
            own = [question for question in found if question.lesson == lesson.name]
            if own:
                rows = _rows(guessing.results(own, training))
                parts += [f"## {lesson.head.title}", table(COLUMNS, rows)]
    parts += ["## The careful words", ", ".join(guessing.CAREFUL) + "."]
    return "\n\n".join(parts) + "\n"
