"""Rules that need more than one change to break, what must not alarm, and dates."""

from __future__ import annotations

import datetime

import pytest

from practicum.lint import check
from practicum.lint.prose import uncited

from .small_course import FILES, HERE, write

ITEMS, MODULE, REFERENCES = HERE + "items.yml", "modules/ethics/module.yml", "modules/ethics/references.yml"
DAY = datetime.date(2026, 11, 23)


def said(place, today=None, **changed) -> list[str]:
    return [str(problem) for problem in check(write(place, **changed), today)]


def test_keys_heaped_in_one_place(tmp_path):
    head, *blocks = FILES[ITEMS].split("  graded_")
    first = blocks[0].removeprefix("1")
    heaped = head + "".join(
        f"  graded_{n}" + first.replace("the 1. time", f"the {n}. time") for n in range(1, 8)
    ) + "  graded_" + blocks[7]  # fmt: skip
    assert said(tmp_path, **{ITEMS: heaped}) == [
        f"{ITEMS}:1  7 of 11 keys stand in place 1; move some, so that no place has more than half"
    ]


def test_first_word_that_all_but_the_key_share(tmp_path):
    item = FILES[ITEMS]
    for own, other in (
        ("I asked and should not have.", "We spoke of the fee first."),
        ("You offered and I accepted.", "You offered and I took it."),
        ("We can see how it goes now.", "You can wait and see now."),
    ):
        item = item.replace(own, other, 1)
    fourth = (
        "      more: {text: You said that it is fine., feedback: It hands her the blame.}\n    references: [apa_2017]\n"
    )
    item = item.replace("    references: [apa_2017]\n", fourth, 1)
    assert said(tmp_path, **{ITEMS: item}) == [
        f"{ITEMS}:20  graded_1: the key alone does not begin with “you”; give all options one form"
    ]


def test_plain_words_such_as_all_tell_when_most_wrong_options_have_them(tmp_path):
    item = FILES[ITEMS].replace("You offered and I accepted.", "You told me all that I asked.", 1)
    assert said(tmp_path / "one", **{ITEMS: item}) == []
    item = item.replace("We can see how it goes now.", "We can only wait for it now.", 1)
    assert said(tmp_path / "two", **{ITEMS: item}) == [
        f"{ITEMS}:21  graded_1.blame: 'all' stands in wrong options alone, which gives the answer away; say how often it is so"
    ]


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("Which facts raise the risk?", "Which facts do *not* raise the risk?"),
        ("Which facts raise the risk?", "Which facts raise the risk, *except* for one?"),
        ("Which facts raise the risk?", "What tells a client who does not pay?"),
        ("Which facts raise the risk?", "She said, “I do not owe that.” Which facts count?"),
        ("Which facts raise the risk?", "'The facts that raise the risk are:'"),
        ("You offered and I accepted.", "'You offered, after all, today.'"),
        ("You offered and I accepted.", "You told all of it to me now."),
        ("stem: Which facts", "case: She brings eggs.\n    stem: Which facts"),
    ],
)
def test_what_is_no_flaw_does_not_alarm(tmp_path, right, wrong):
    assert right in FILES[ITEMS]
    assert said(tmp_path, **{ITEMS: FILES[ITEMS].replace(right, wrong, 1)}) == []


@pytest.mark.parametrize(
    "paragraph",
    [
        "Four options, three cases, ten minutes.",
        "You have 4 options and 15 minutes.",
        "She owes you $390, and pays $40 an hour, or $12.50 a week.",
        "*As of November 23, 2026; read in copies.*",
        "As of 2026-11-23 and as of 23 November 2026, it stood.",
        "Minh, 31, comes at 7.30 p.m. on Thursdays.",
        "1. Stop it.\n2. Say whose it was.",
        "In the United States you can call or text 988.",
        "## Section 3.05",
        "{{minutes}}",
        "![](figure:path_3)",
        "It took 2.5 hours.",
        "One in the room knows.",
        "Section 3.05 asks it [@apa_2017, 3.05].",
        "| Code | Barter |\n|---|---|\n| APA, 6.05 | Two conditions |\n\nSources: [@apa_2017, 6.05].",
        "The standard 3.05 has three parts:\n\n- one\n- two [@apa_2017]",
    ],
)
def test_prose_that_states_no_fact_or_cites_it(paragraph):
    assert list(uncited(paragraph)) == []


@pytest.mark.parametrize(
    ("paragraph", "what"),
    [
        ("Under § 729 it is a crime.", "§ 729"),
        ("Standard 3.05 asks.", "Standard 3.05"),
        ("A.5.d bars it.", "A.5.d"),
        ("12 percent of them left.", "12 percent"),
        ("The effect was 0.49.", "0.49"),
        ("It helped (g = 0.74).", "g = 0.74"),
        ("One in five had done so.", "One in five"),
        ("Gutheil and Gabbard (1993) listed them.", "(1993)"),
        ("In 2015 it was found.", "In 2015"),
        ("Stats. 2025, ch. 787, changed it.", "Stats. 2025"),
        ("Brown et al. found it.", "et al."),
        ("Cited [@apa_2017].\n\nNot cited: 40% left.", "40%"),
        ("| Code | Barter |\n|---|---|\n| APA, 6.05 | Two |\n\nNo source here.", "6.05"),
    ],
)
def test_prose_that_states_a_fact_without_a_source(paragraph, what):
    assert list(uncited(paragraph)) == [what]


def test_dates_are_held_against_the_day_passed_in(tmp_path):
    assert said(tmp_path, DAY) == []
    late = said(tmp_path, datetime.date(2027, 5, 24))
    assert late == [
        f"{MODULE}:4  law and codes were due to be looked up again by 2027-05-23; look them up, "
        "then renew `as_of` and `review_by`"
    ]
    assert said(tmp_path, datetime.date(2027, 5, 23)) == []
    early = said(tmp_path, datetime.date(2026, 11, 22))
    assert early == [
        f"{MODULE}:3  `as_of` 2026-11-23 is still to come; write the day of the last look-up",
        f"{REFERENCES}:8  'apa_2017' was checked on 2026-11-23, which is still to come; write the day it was read",
    ]
    assert said(tmp_path) == []


def test_a_heap_of_nonsense_where_a_notebook_should_be(tmp_path):
    for text in ("[]", '{"cells": [1]}', '{"cells": {}}', "[" * 100_000):
        (problem,) = [
            p for p in check(write(tmp_path, **{"source/ethics/sitter.ipynb": text})) if "no notebook" in p.what
        ]
        assert problem.line == 1


def test_a_work_that_the_glossary_alone_cites_is_cited(tmp_path):
    gray = "references:\n  - {id: gray_1990, type: book, title: Gray, issued: 1990, checked: no}\n"
    glossary = "modules/ethics/glossary.yml"
    changed = {
        REFERENCES: FILES[REFERENCES].replace("references:\n", gray, 1),
        glossary: FILES[glossary].replace("[apa_2017]", "[gray_1990]"),
    }
    assert said(tmp_path, **changed) == []
    assert said(tmp_path / "without", **{REFERENCES: changed[REFERENCES]}) != []


def test_a_topic_can_go_without_a_glossary(tmp_path):
    place = write(tmp_path)
    (place / "modules/ethics/glossary.yml").unlink()
    assert [str(problem) for problem in check(place)] == []
