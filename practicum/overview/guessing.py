"""Solvers who know nothing of the matter, and what they earn on graded choice items.

A solver gives each option a score from its looks and takes the best ones: one option of a
single choice, half of a multiple choice (rounded up). Ties are shared. Blind guessing takes any
options of the same number with equal chance; what it earns is worked out exactly, not drawn.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from ..content.load import Loaded
from ..content.model import ChoiceItem
from ..content.option_weights import weights

# Words of caution and process. Test-wise readers take an option that has them for the key.
CAREFUL = tuple(
    "ask asks asking consult consults consulting consultation document documents explore explores discuss discusses "
    "review reviews consider considers weigh weighs together collaborate collaboratively supervisor supervision "
    "consent agree agreed clarify clarifies offer offers invite invites note record reasons plan privacy safety "
    "first before may might could usually depends unless client's".split()
)
WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?")
NUMBER = re.compile(r"^\W*(\d+(?:[.,]\d+)?)")


@dataclass(frozen=True)
class Question:
    """A graded choice item as its points see it."""

    lesson: str
    name: str
    points: Fraction
    texts: tuple[str, ...]
    worth: tuple[Fraction, ...]  # share of the points that each option adds if taken

    multiple: bool

    @property
    def takes(self) -> int:
        """How many options a solver takes."""
        return math.ceil(len(self.texts) / 2) if self.multiple else 1

    def earns(self, taken: Iterable[int]) -> Fraction:
        return self.points * max(Fraction(0), sum((self.worth[n] for n in taken), Fraction(0)))

    def ways(self) -> list[tuple[int, ...]]:
        """Every choice of that many options."""
        return list(combinations(range(len(self.texts)), self.takes))


Solver = Callable[[Question], list[float] | None]  # a score an option; None: nothing to go by


def words_of(text: str) -> list[str]:
    return WORD.findall(text.casefold().replace("’", "'"))


def _worth(item: ChoiceItem) -> tuple[Fraction, ...]:
    """What each option adds, as it is scored."""
    return weights(item.type, [(bool(o.correct), o.credit) for o in item.options.values()])


def questions(loaded: Loaded, uses: tuple[str, ...] = ("graded",)) -> list[Question]:
    """The choice items of the course that have one of these uses."""
    return [
        Question(
            lesson.name, name, Fraction(str(item.points)), tuple(o.text for o in item.options.values()),
            _worth(item), item.type == "multiple_choice",
        )
        for module in loaded.modules.values()
        for lesson in module.lessons.values()
        for name, item in lesson.items.items()
        if isinstance(item, ChoiceItem) and item.use in uses
    ]  # fmt: skip


def longest(question: Question) -> list[float]:
    return [float(len(text)) for text in question.texts]


def shortest(question: Question) -> list[float]:
    return [-float(len(text)) for text in question.texts]


def first(question: Question) -> list[float]:
    return [-float(n) for n in range(len(question.texts))]


def careful(question: Question) -> list[float]:
    return [float(sum(word in CAREFUL for word in words_of(text))) for text in question.texts]


def middle_number(question: Question) -> list[float] | None:
    found = [match for text in question.texts if (match := NUMBER.match(text))]
    if len(found) < len(question.texts):
        return None
    numbers = [float(match[1].replace(",", ".")) for match in found]
    order = sorted(numbers)
    middle = (len(order) - 1) / 2
    return [-abs(order.index(number) - middle) for number in numbers]


def bag_of_words(others: Iterable[Question]) -> Solver:
    """Naive Bayes over the words of options, right against wrong, with add-one smoothing."""
    counts: dict[bool, Counter] = {True: Counter(), False: Counter()}
    for question in others:
        for text, worth in zip(question.texts, question.worth, strict=True):
            counts[worth > 0].update(words_of(text))
    known = set(counts[True]) | set(counts[False])
    totals = {right: sum(found.values()) + len(known) for right, found in counts.items()}

    def odds(word: str) -> float:
        right, wrong = ((counts[side][word] + 1) / totals[side] for side in (True, False))
        return math.log(right / wrong)

    return lambda question: [sum(odds(w) for w in words_of(text) if w in known) for text in question.texts]


def chosen(question: Question, scores: list[float]) -> list[tuple[int, ...]]:
    """The best choices by these scores; several where they tie."""
    ways = question.ways()
    totals = [round(sum(scores[n] for n in way), 9) for way in ways]
    return [way for way, total in zip(ways, totals, strict=True) if total == max(totals)]


def mean(question: Question, ways: list[tuple[int, ...]]) -> Fraction:
    """The points that these choices earn on average."""
    return sum((question.earns(way) for way in ways), Fraction(0)) / len(ways)


def chance(found: list[Question]) -> dict[Fraction, Fraction]:
    """The points that blind guessing earns in all, each sum with its probability."""
    sums = {Fraction(0): Fraction(1)}
    for question in found:
        ways = question.ways()
        one = Counter(question.earns(way) for way in ways)
        after: dict[Fraction, Fraction] = {}
        for total, probability in sums.items():
            for points, times in one.items():
                after[total + points] = after.get(total + points, Fraction(0)) + probability * times / len(ways)
        sums = after
    return sums


def reached(sums: dict[Fraction, Fraction], share: float = 0.95) -> Fraction:
    """The points that blind guessing does not exceed in this share of all cases."""
    below = Fraction(0)
    for total in sorted(sums):
        below += sums[total]
        if below >= Fraction(str(share)):
            return total
    return max(sums)


@dataclass(frozen=True)
class Result:
    """What a solver earned."""

    solver: str
    items: int
    points: float
    earned: float
    blind: float  # what blind guessing earns on average
    limit: float  # what blind guessing exceeds in one case of twenty

    @property
    def near_chance(self) -> bool:
        return self.earned <= self.limit


def result(name: str, found: list[Question], solver_for: Callable[[Question], Solver]) -> Result:
    """One solver over the questions for which it has something to go by."""
    scored = [(question, solver_for(question)(question)) for question in found]
    usable = [(question, scores) for question, scores in scored if scores is not None]
    sums = chance([question for question, _ in usable])
    return Result(
        name, len(usable), float(sum(q.points for q, _ in usable)),
        float(sum(mean(q, chosen(q, scores)) for q, scores in usable)),
        float(sum(total * p for total, p in sums.items())), float(reached(sums)),
    )  # fmt: skip


def results(found: list[Question], training: list[Question]) -> list[Result]:
    """Every solver; the bag of words learns from lessons other than the one that it answers."""
    lessons = {question.lesson for question in found}
    trained = {name: bag_of_words(q for q in training if q.lesson != name) for name in lessons}
    learned = len({question.lesson for question in training}) > 1
    made = [
        result("the longest option", found, lambda q: longest),
        result("the shortest option", found, lambda q: shortest),
        result("the first option", found, lambda q: first),
        result("the most careful words", found, lambda q: careful),
        result("the middle number", found, lambda q: middle_number),
    ]
    return [*made, result("a bag of words", found, lambda q: trained[q.lesson])] if learned else made
