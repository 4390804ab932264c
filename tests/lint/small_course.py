"""A small course without a fault, into which each test puts one mistake."""

from __future__ import annotations

import json
from pathlib import Path

COURSE = """\
title: Small course
topics: [ethics]
"""

MODULE = """\
title: Ethics
lessons: [sitter]
as_of: "2026-11-23"
review_by: "2027-05-23"
principles:
  barter: Who asks first.
  power: A yes is not free.
"""

REFERENCES = """\
references:
  - id: apa_2017
    type: standard
    title: Code of conduct
    author: [{literal: American Psychological Association}]
    issued: 2017
    checked: yes
    checked_on: "2026-11-23"
    checked_against: A copy of the official text.
  - id: brown_2001
    type: book
    title: Fees
    author: [{family: Brown, given: A.}]
    issued: 2001
    checked: no
"""

GLOSSARY = """\
terms:
  barter:
    term: barter
    also: [trade]
    definition: Goods in place of a fee [@brown_2001].
    references: [brown_2001]
    see_also: [yes]
  yes:
    term: free yes
    definition: A yes that could have been a no.
    references: [apa_2017]
"""

LESSON = """\
title: The sitter
summary: Say no.
content_note: Debt is mentioned; you can skip the case.
objectives:
  refuses: {text: Refuse in plain words., taught_in: [A no]}
figures:
  path: {file: path.svg, alt: A path with two ends.}
"""

OPTIONS = [
    "      own_it: {text: I asked and should not have., correct: true, feedback: It owns the request.}\n",
    "      blame: {text: You offered and I accepted., feedback: It hands her the blame.}\n",
    "      wait: {text: We can see how it goes now., feedback: It leaves the trade open.}\n",
]


def graded(n: int) -> str:
    """A graded item; the key stands in another place each time."""
    first = (n - 1) % 3
    return f"""\
  graded_{n}:
    type: single_choice
    use: graded
    objective: refuses
    principle: barter
    stem: What do you say first, the {n}. time?
    options:
{"".join(OPTIONS[first:] + OPTIONS[:first])}    references: [apa_2017]
"""


TELLS = """\
  tells_{n}:
    type: single_choice
    use: practice
    objective: refuses
    principle: power
    stem: Which word in message {n} tells of a debt?
    options:
      hers: {{text: Hers in the first line {n}, feedback: She speaks of a book.}}
      owed: {{text: Owed in line {n}, correct: true, feedback: It names what is due.}}
      soon: {{text: Soon in line {n}, feedback: It names a time.}}
    references: [apa_2017]
"""

OTHERS = """\
  steps_of_no:
    type: ordering
    use: practice
    objective: refuses
    principle: barter
    stem: Put the steps in the order that you would take them.
    steps:
      thank: {text: Thank her, feedback: It comes first.}
      decline: {text: Decline, feedback: It comes second.}
      note: {text: Write a note, feedback: It comes last.}
    references: [apa_2017]
  who_asked:
    type: matching
    use: practice
    objective: refuses
    principle: barter
    stem: Who asked first?
    categories: {you: You, her: The client}
    cases:
      sitter: {text: You speak of Friday, category: you, feedback: It was your need.}
      eggs: {text: She brings eggs, category: her, feedback: She began.}
    references: [brown_2001]
  what_is_owed:
    type: numeric
    use: practice
    objective: refuses
    principle: barter
    stem: She owes three fees of $40. How many dollars is that?
    answer: 120
    right: Yes.
    feedback: Three times 40.
    near:
      one: {value: 40, feedback: That is one fee.}
    references: [brown_2001]
  two_lines:
    type: transcript
    use: practice
    objective: refuses
    principle: power
    stem: Mark the lines in which the therapist asks.
    codes: {A: Asks}
    lines:
      - {who: You, text: Are you free?, codes: [A], feedback: It asks.}
      - {who: She, text: Yes.}
    references: [apa_2017]
"""

ITEMS = (
    """\
items:
  barter_facts:
    type: multiple_choice
    use: practice
    objective: refuses
    principle: barter
    stem: Which facts raise the risk?
    options:
      debt: {text: She owes money, correct: true, feedback: It presses her.}
      asked: {text: You asked first, correct: true, feedback: It was your need.}
      video: {text: You meet by video, feedback: It changes nothing here.}
    references: [brown_2001]
"""
    + "".join(graded(n) for n in range(1, 9))
    + OTHERS
    + "".join(TELLS.format(n=n) for n in (1, 2, 3))
)

DECISION = """\
kind: decision
title: The offer
objective: refuses
principle: power
text: She offers to sit on Friday.
options:
  decline: {say: Decline and thank her., quality: best, then: She nods., why: It is plain.}
  consult: {say: Ask for a week., quality: acceptable, then: She waits., why: It is slow.}
  hint: {say: Say that it would help., quality: poor, then: She looks away., why: It asks.}
  accept: {say: Accept at once., quality: harmful, then: She sits., why: It uses her.}
transfer: mechanic
references: [apa_2017]
"""

MECHANIC = DECISION.replace("The offer", "The mechanic").replace("transfer: mechanic\n", "")

BRANCHING = """\
kind: branching
title: The trade
objective: refuses
principle: power
text: You need a sitter.
meters:
  risk: {label: Risk, start: 3, better: low}
flags:
  asked: You asked her.
start: thought
moves: {at_most: 6, then: late}
scenes:
  thought:
    text: You think of her.
    choices:
      drop: {say: Drop it., quality: best, why: It is yours., goto: debt}
      ask: {say: Ask her., quality: harmful, change: {risk: 4}, flags: [asked], why: It uses her., goto: debt}
  debt:
    text:
      - {when: asked, text: She cannot look at you.}
      - {text: She speaks of the debt.}
    on_entry:
      - {when: asked, add: {risk: 1}}
      - {store: {at_debt: risk}}
    choices:
      plan: {say: Make a plan., quality: best, why: It is fair., goto: end}
      stay: {say: Say nothing., quality: poor, why: It waits., goto: debt}
endings:
  harmed: {when: risk >= 7 or chose(thought.ask), title: Harm, quality: harmful, debrief: Repair it.}
  kept: {when: at_debt < 7, title: Kept, quality: best, debrief: Well held.}
  late: {title: Late, quality: poor, debrief: It took long.}
remarks:
  - {when: ended(kept) and not asked, text: You never asked.}
references: [apa_2017]
"""

EXAMPLE = """\
  {name}:
    title: An example
    response: {{words: I take it back., why: APA.}}
    scores: {{owns: {level}, process: 2}}
    reasons: {{owns: It owns., process: It names a code.}}
"""

RUBRIC = (
    """\
id: taking_back
title: Taking it back
objective: refuses
principle: power
prompt: She agreed. What do you say?
fields:
  words: {label: Your words}
  why: {label: Your reasons, rows: 3, words: 60}
criteria:
  owns:
    title: Owns it
    levels: {3: Wholly, 2: Partly, 1: Not at all}
    must_reach: 2
  process:
    title: Process
    levels: {2: A code and a consultation, 1: Neither}
examples:
"""
    + "".join(EXAMPLE.format(name=name, level=level) for name, level in
              (("bare", 1), ("partial", 2), ("sound", 3), ("full", 3)))
    + "references: [apa_2017]\n"
)  # fmt: skip

CELLS = [
    ("code", "answers = {}"),
    ("code", 'from practicum import lesson\nhere = lesson("sitter", answers)'),
    (
        "markdown",
        "# The sitter\n\n## A no\n\nAsking first matters [@apa_2017, 3.05].\n\n![](figure:path)\n\n{{references}}",
    ),
    ("code", 'here.item("barter_facts")'),
    ("code", 'here.vignette("offer")'),
    ("code", 'here.vignette("mechanic")'),
    ("code", 'here.vignette("trade")'),
    *(("code", f'here.item("graded_{n}")') for n in range(1, 9)),
    *(("code", f'here.item("{name}")') for name in ("steps_of_no", "who_asked", "what_is_owed", "two_lines")),
    *(("code", f'here.item("tells_{n}")') for n in (1, 2, 3)),
    ("code", 'here.written("taking_back")'),
    ("code", "here.progress()"),
]


def notebook() -> str:
    cells = []
    for n, (kind, source) in enumerate(CELLS, 1):
        cell = {"cell_type": kind, "id": f"cell-{n}", "metadata": {}, "source": source}
        if kind == "code":
            cell |= {"execution_count": None, "outputs": []}
        cells.append(cell)
    metadata = {"practicum": {"lesson": "sitter", "autorun": True}}
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}, indent=1)


HERE = "modules/ethics/sitter/"
FILES = {
    "modules/course.yml": COURSE,
    "modules/ethics/module.yml": MODULE,
    "modules/ethics/references.yml": REFERENCES,
    "modules/ethics/glossary.yml": GLOSSARY,
    HERE + "lesson.yml": LESSON,
    HERE + "items.yml": ITEMS,
    HERE + "vignettes/offer.yml": DECISION,
    HERE + "vignettes/mechanic.yml": MECHANIC,
    HERE + "vignettes/trade.yml": BRANCHING,
    HERE + "rubric.yml": RUBRIC,
    HERE + "figures/path.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
    "source/ethics/sitter.ipynb": notebook(),
}


def write(place: Path, **changed: str) -> Path:
    """Write the course below `place`; `changed` maps file names (as in FILES) to other texts."""
    for name, text in {**FILES, **changed}.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text, "utf-8")
    return place
