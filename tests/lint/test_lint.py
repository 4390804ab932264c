"""Every mistake that an author can make gets one sentence: what is wrong, where, and how to mend it."""

from __future__ import annotations

import pytest

from practicum.lint import check

from .small_course import FILES, write

HERE = "modules/ethics/sitter/"
ITEMS, TRADE, OFFER, RUBRIC = (
    HERE + n for n in ("items.yml", "vignettes/trade.yml", "vignettes/offer.yml", "rubric.yml")
)
BOOK = "source/ethics/sitter.ipynb"
MODULE, COURSE, REFERENCES = "modules/ethics/module.yml", "modules/course.yml", "modules/ethics/references.yml"
GLOSSARY = "modules/ethics/glossary.yml"

# name, file, what stands there, the mistake, line, the message's beginning
MISTAKES = [
    ("colon", COURSE, "title: Small course", "title: Small: course", 1, "a colon stands inside unquoted text"),
    ("no_fields", COURSE, COURSE and FILES[COURSE], "- one\n", 1, "this file should be a list of fields"),
    ("topic_gone", COURSE, "[ethics]", "[ethics, trauma]", 2, "there is no folder modules/trauma"),
    ("pass_mark", COURSE, "topics:", "pass_mark: 120\ntopics:", 2, "'pass_mark': input should be less than"),
    ("lesson_gone", MODULE, "[sitter]", "[sitter, barter]", 1, "this file is missing"),
    ("unquoted_date", MODULE, 'as_of: "2026-11-23"\n', "", 1, "'as_of' is missing"),
    ("wrong_field", MODULE, "title: Ethics", "titel: Ethics", 1, "'titel' is not a field here; did you mean 'title'?"),
    ("reference_twice", REFERENCES, "id: brown_2001", "id: apa_2017", 10, "the reference 'apa_2017' stands twice"),
    ("year_as_text", REFERENCES, "issued: 2001", "issued: soon", 14, "'issued' should be a whole number, not 'soon'"),
    ("checked_maybe", REFERENCES, "checked: no", "checked: maybe", 15, "'checked' should be one of"),
    ("checked_not_when", REFERENCES, '    checked_on: "2026-11-23"\n', "", 2, "'apa_2017' is checked; say `checked_on` too"),
    ("checked_bad_day", REFERENCES, '"2026-11-23"', '"23.11.2026"', 2, "'apa_2017': write `checked_on` as YYYY-MM-DD"),
    ("empty_text", HERE + "lesson.yml", "summary: Say no.", 'summary: ""', 2, "'summary' is empty"),
    ("name_with_capital", HERE + "lesson.yml", "refuses: {text", "Refuses: {text", 5, "'Refuses' is not a name"),
    ("figure_gone", HERE + "lesson.yml", "path.svg", "paths.svg", 7, "figures/paths.svg is missing"),
    ("duplicate_item", ITEMS, "  graded_2:", "  graded_1:", 24, "'graded_1' stands twice"),
    ("kind_of_item", ITEMS, "type: multiple_choice", "type: multi_choice", 3, "'type' should be one of"),
    ("use", ITEMS, "use: practice", "use: practise", 4, "'use' should be one of"),
    ("no_feedback", ITEMS, ", feedback: It presses her.", "", 9, "'feedback' is missing"),
    ("correct_yes", ITEMS, "money, correct: true", "money, correct: perhaps", 9, "'correct' should be true or false"),
    ("points", ITEMS, "    stem: Which facts", "    points: 0\n    stem: Which facts", 7, "'points': input should be greater"),
    ("objective", ITEMS, "objective: refuses", "objective: refuse", 5, "barter_facts: the objective 'refuse' is not in lesson.yml; did you mean 'refuses'?"),
    ("principle", ITEMS, "principle: barter", "principle: bartr", 6, "barter_facts: the principle 'bartr' is not in module.yml; did you mean 'barter'?"),
    ("unknown_source", ITEMS, "[brown_2001]", "[brown_2010]", 12, "the reference 'brown_2010' is not in references.yml; did you mean 'brown_2001'?"),
    ("no_source", ITEMS, "    references: [brown_2001]\n", "", 9, "barter_facts.debt has feedback without a source"),
    ("two_keys", ITEMS, "I accepted.,", "I accepted., correct: true,", 19, "graded_1: a single choice needs one option with `correct: true`, not 2"),
    ("no_key", ITEMS, "have., correct: true,", "have.,", 19, "graded_1: a single choice needs one option with `correct: true`, not 0"),
    ("all_right", ITEMS, "video,", "video, correct: true,", 8, "barter_facts: a multiple choice needs right and wrong options"),
    ("credit_in_multiple", ITEMS, "by video,", "by video, credit: 0.5,", 11, "barter_facts: `credit` belongs to wrong options"),
    ("long_key", ITEMS, "I asked and should not have.", "I asked you for this and I see now that I really should not have done so.", 20, "graded_1: the key is much longer"),
    ("all_of_the_above", ITEMS, "You meet by video", "All of the above", 11, "barter_facts.video: 'All of the above' lets a learner guess"),
    ("few_graded", ITEMS, "use: graded", "use: practice", 1, "the lesson has 7 graded items; write at least 8"),
    ("two_best", OFFER, "quality: acceptable", "quality: best", 6, "offer: a decision has one option of each quality"),
    ("transfer_gone", OFFER, "transfer: mechanic", "transfer: mecanic", 11, "there is no vignette 'mecanic'; did you mean 'mechanic'?"),
    ("transfer_elsewhere", OFFER, "principle: power", "principle: barter", 11, "'mechanic' tests another principle than 'offer'"),
    ("type_gone", ITEMS, "    type: multiple_choice\n", "", 2, "'type' is missing; write `type: single_choice`"),
    ("kind_gone", OFFER, "kind: decision\n", "", 1, "'kind' is missing"),
    ("goto", TRADE, "goto: end", "goto: ends", 26, "debt.plan goes to 'ends', which is no scene or ending; did you mean 'end'?"),
    ("start", TRADE, "start: thought", "start: thougt", 10, "there is no scene 'thougt'; did you mean 'thought'?"),
    ("cap", TRADE, "then: late", "then: never", 11, "there is no ending 'never'"),
    ("meter", TRADE, "change: {risk: 4}", "change: {risks: 4}", 17, "'risks' is no meter; did you mean 'risk'?"),
    ("flag", TRADE, "flags: [asked]", "flags: [aksed]", 17, "'aksed' is not under `flags`; did you mean 'asked'?"),
    ("flag_in_condition", TRADE, "{when: asked, text", "{when: aksed, text", 20, "'aksed' is no flag of this case; did you mean 'asked'?"),
    ("number_in_condition", TRADE, "at_debt < 7", "at_dept < 7", 30, "'at_dept' is no meter or stored value; did you mean 'at_debt'?"),
    ("choice_in_condition", TRADE, "chose(thought.ask)", "chose(thought.asks)", 29, "chose(thought.asks): there is no such choice; did you mean 'thought.ask'?"),
    ("broken_condition", TRADE, "risk >= 7 or", "risk => 7 or", 29, "'=> 7 or chos' is not understood"),
    ("ending_in_remark", TRADE, "ended(kept)", "ended(kpt)", 33, "ended(kpt): there is no such ending; did you mean 'kept'?"),
    ("scene_not_reached", TRADE, "goto: debt}\n      ask", "goto: end}\n      ask", None, None),
    ("ending_never", TRADE, "when: at_debt < 7", "when: at_debt > 70", 30, "no path ends in 'kept'"),
    ("level_unknown", RUBRIC, "{owns: 1,", "{owns: 5,", 21, "bare: 'owns' has no level 5; its levels are 3, 2, 1"),
    ("criterion_unknown", RUBRIC, "reasons: {owns:", "reasons: {own:", 22, "bare: there is no criterion 'own'; did you mean 'owns'?"),
    ("field_unknown", RUBRIC, "response: {words:", "response: {word:", 20, "bare: there is no field 'word'; did you mean 'words'?"),
    ("must_reach", RUBRIC, "must_reach: 2", "must_reach: 9", 13, "owns: `must_reach` is no level of it"),
    ("level_as_word", RUBRIC, "{2: A code", "{two: A code", 16, "'two' should be a whole number"),
    ("citation", BOOK, "@apa_2017, 3.05", "@apa_2071, 3.05", 21, "cell 3: the reference 'apa_2071' is not in references.yml; did you mean 'apa_2017'?"),
    ("figure_in_prose", BOOK, "figure:path", "figure:paths", 21, "cell 3: the figure 'paths' is not in lesson.yml; did you mean 'path'?"),
    ("own_code", BOOK, "here.progress()", "import os", None, None),
    ("item_gone", BOOK, "barter_facts", "barter_fact", None, None),
    ("other_lesson", BOOK, 'lesson(\\"sitter\\"', 'lesson(\\"siter\\"', 13, "cell 2: it opens 'siter'; write lesson(\"sitter\", answers)"),
    ("not_a_notebook", BOOK, '{\n "cells"', '{\n "cell', 1, "this lesson has no notebook that can be read"),
    ("time_zone", COURSE, "topics:", "time_zone: New York\ntopics:", 2, "'New York' is no time zone; write its name, such as"),
    ("difficulty", COURSE, "topics:", "difficulty: 9\ntopics:", 2, "'difficulty': input should be less than"),
    ("category", ITEMS, "category: you,", "category: yu,", 120, "who_asked.sitter: there is no category 'yu'; did you mean 'you'?"),
    ("empty_category", ITEMS, "her: The client}", "her: The client, no: Nobody}", 118, "who_asked: no case belongs to 'no'; add one or drop it"),
    ("near_is_right", ITEMS, "value: 40", "value: 120", 133, "what_is_owed.one: this value counts as right"),
    ("numeric_no_source", ITEMS, "one fee.}\n    references: [brown_2001]", "one fee.}", 123, "what_is_owed has feedback without a source"),
    ("code_unknown", ITEMS, "codes: [A]", "codes: [B]", 143, "two_lines: line 1 has no such code 'B'"),
    ("code_not_scored", ITEMS, "codes: [A]", "codes: [A], scored: false", 143, "two_lines: line 1 has codes but does not count"),
    ("code_no_why", ITEMS, ", feedback: It asks.", "", 143, "two_lines: line 1 has a code but no feedback; say why"),
    ("no_code", ITEMS, "codes: [A], ", "", 142, "two_lines: no line has a code in the key"),
    ("unlike_length", ITEMS, "You offered and I accepted.", "You offered and then I accepted it because it was late and I was tired and nobody else could come.", 21, "graded_1: the options are of unlike length (27 to 98 characters)"),
    ("key_quoted", ITEMS, "text: I asked and should not have.", "text: '“I asked and should not have.”'", 20, "graded_1: the key alone differs in quotation marks"),
    ("key_no_stop", ITEMS, "should not have.", "should not have", 20, "graded_1: the key alone differs in its closing stop"),
    ("key_no_capital", ITEMS, "I asked and", "we asked and", 20, "graded_1: the key alone differs in its capital"),
    ("never_in_a_wrong_one", ITEMS, "You offered and I accepted.", "You never said you minded it.", 21, "graded_1.blame: 'never' stands in wrong options alone"),
    ("always_in_the_key", ITEMS, "I asked and should not have.", "I always ask and should not.", 20, "graded_1.own_it: 'always' stands in right options alone"),
    ("not_in_capitals", ITEMS, "Which facts raise", "Which facts do NOT raise", 7, "barter_facts: 'NOT' is easily read over"),
    ("not_plain", ITEMS, "Which facts raise", "Which facts do not raise", 7, "barter_facts: 'not' is easily read over"),
    ("except_plain", ITEMS, "Which facts raise the risk?", "Which facts raise the risk except one?", 7, "barter_facts: 'except' is easily read over"),
    ("no_question", ITEMS, "Which facts raise the risk?", "Facts that raise the risk.", 7, "barter_facts: the stem asks no complete question"),
    ("same_options", ITEMS, "You meet by video", "She owes money.", 11, "barter_facts: 'debt' and 'video' have the same text"),
    ("same_steps", ITEMS, "text: Decline,", "text: Thank her,", 109, "steps_of_no: 'thank' and 'decline' have the same text"),
    ("asked_in_practice", ITEMS, "What do you say first, the 1. time?", "Which facts raise the risk?", 18, "graded_1: the graded item asks what the practice item 'barter_facts' asks"),
    ("said_in_practice", ITEMS, "You offered and I accepted.", "Hers in the first line 2.", 21, "graded_1.blame: this option stands in practice as tells_2.hers"),
    ("few_practice", ITEMS, "use: practice", "use: check", 1, "the lesson has 7 practice items; write at least 8"),
    ("few_check", ITEMS, "use: practice", "use: check", 1, "the lesson has 1 check items; write at least 4"),
    ("same_levels", RUBRIC, "2: Partly", "2: wholly.", 12, "owns: levels 3 and 2 say the same"),
    ("same_criteria", RUBRIC, "{2: A code and a consultation, 1: Neither}", "{3: Wholly, 2: Partly, 1: Not at all}", 14, "'owns' and 'process' have the same descriptors; write process's own"),
    ("section_uncited", BOOK, "first matters [@apa_2017, 3.05]", "first breaks section 12", 21, "cell 3: 'section 12' stands in a paragraph without a source; cite one as [@key]"),
    ("number_of_a_code_uncited", BOOK, "[@apa_2017, 3.05]", "(APA, 3.05)", 21, "cell 3: '3.05' stands in a paragraph without a source"),
    ("percent_uncited", BOOK, "[@apa_2017, 3.05]", "to 62%", 21, "cell 3: '62%' stands in a paragraph without a source"),
    ("et_al_uncited", BOOK, "[@apa_2017, 3.05]", "to Brown et al.", 21, "cell 3: 'et al.' stands in a paragraph without a source"),
    ("act_uncited", BOOK, "[@apa_2017, 3.05]", "under the Act of 1996", 21, "cell 3: 'Act of 1996' stands in a paragraph without a source"),
    ("never_cited", REFERENCES, "references:\n", "references:\n  - {id: gray_1990, type: book, title: Gray, issued: 1990, checked: no}\n", 2, "'gray_1990' is cited nowhere; cite it or take it out"),
    ("review_by_when", MODULE, '"2027-05-23"', '"in May"', 4, "write `review_by` as YYYY-MM-DD"),
    ("review_before", MODULE, '"2027-05-23"', '"2026-05-23"', 4, "`review_by` is not after `as_of`"),
    ("term_source_gone", GLOSSARY, "references: [brown_2001]", "references: [brown_2010]", 6, "barter: the reference 'brown_2010' is not in references.yml; did you mean 'brown_2001'?"),
    ("term_without_source", GLOSSARY, "    references: [apa_2017]\n", "", 8, "'references' is missing"),
    ("term_with_no_source", GLOSSARY, "[apa_2017]", "[]", 11, "'references' needs at least 1 entry"),
    ("term_cites_nothing", GLOSSARY, "[@brown_2001]", "[@brown]", 5, "barter: the reference 'brown' is not in references.yml; did you mean 'brown_2001'?"),
    ("term_sees_nothing", GLOSSARY, "[yes]", "[yess]", 7, "barter: there is no term 'yess'; did you mean 'yes'?"),
    ("term_sees_itself", GLOSSARY, "[yes]", "[barter]", 7, "barter: it names itself under `see_also`; remove it"),
    ("term_said_twice", GLOSSARY, "term: free yes", "term: Trade", 9, "yes: 'Trade' stands for 'barter' already; give each word one term"),
    ("term_too_long", GLOSSARY, "A yes that could have been a no.", "A yes. " * 41, 10, "yes: the definition has 82 words; say it in at most 80"),
    ("term_of_template", GLOSSARY, "Goods in place", "WRITE HERE goods in place", 5, "'definition' still holds the template's words; write your own"),
    ("term_with_capital", GLOSSARY, "  yes:", "  Yes:", 8, "'Yes' is not a name"),
    ("template_text", HERE + "lesson.yml", "Say no.", "'WRITE HERE: one sentence.'", 2, "'summary' still holds the template's words; write your own"),
    ("taught_nowhere", HERE + "lesson.yml", ", taught_in: [A no]", "", 5, "refuses: say where it is taught"),
    ("taught_elsewhere", HERE + "lesson.yml", "[A no]", "[A now]", 5, "refuses: the notebook has no heading 'A now'; did you mean 'A no'?"),
    ("objective_not_met", HERE + "lesson.yml", "figures:", "  repairs: {text: Repair., taught_in: [A no]}\nfigures:", 6, "repairs: this objective is practised nowhere"),
    ("body_unknown", HERE + "lesson.yml", "taught_in: [A no]", "taught_in: [A no], competencies: {apa: [ethics]}", 5, "refuses: 'apa' is not in modules/competencies.yml"),
    ("template_name", HERE + "lesson.yml", "refuses: {text", "rename_me: {text", 5, "the name 'rename_me' is still the template's; rename it"),
    ("template_cell", BOOK, "Asking first matters", "WRITE HERE what matters", 21, "cell 3: still holds the template's words; write your own"),
]  # fmt: skip


def test_the_small_course_is_clean(tmp_path):
    assert [str(p) for p in check(write(tmp_path))] == []


@pytest.mark.parametrize(("name", "file", "right", "wrong", "line", "says"), MISTAKES, ids=[m[0] for m in MISTAKES])
def test_one_mistake_gets_its_sentence(tmp_path, name, file, right, wrong, line, says):
    assert right in FILES[file]
    found = check(write(tmp_path, **{file: FILES[file].replace(right, wrong, 1)}))
    assert found
    assert all("\n" not in p.what and p.line >= 1 for p in found)
    if says is None:
        return
    assert any(p.line == line and p.what.startswith(says) for p in found), [str(p) for p in found]


def test_many_mistakes_are_said_at_once(tmp_path):
    found = check(
        write(
            tmp_path,
            **{
                ITEMS: FILES[ITEMS].replace("use: practice", "use: practise"),
                RUBRIC: FILES[RUBRIC].replace("must_reach: 2", "must_reach: 9"),
                BOOK: FILES[BOOK].replace("@apa_2017", "@apa_2071"),
            },
        )
    )
    assert {p.file for p in found} >= {ITEMS, RUBRIC, BOOK}
    assert found == sorted(found)


def test_words_for_code_cells_and_missing_items(tmp_path):
    found = check(write(tmp_path, **{BOOK: FILES[BOOK].replace("here.progress()", "import os")}))
    assert any("a lesson holds no code of its own" in p.what for p in found)
    found = check(write(tmp_path / "b", **{BOOK: FILES[BOOK].replace("barter_facts", "barter_fact")}))
    sentences = " ".join(p.what for p in found)
    assert "there is no item 'barter_fact'; did you mean 'barter_facts'?" in sentences
    assert "'barter_facts' is shown nowhere" in sentences


def test_a_scene_that_no_path_reaches_and_one_that_cannot_end(tmp_path):
    lonely = FILES[TRADE].replace("goto: debt", "goto: end")
    assert any("no path leads to the scene 'debt'" in p.what for p in check(write(tmp_path, **{TRADE: lonely})))
    stuck = FILES[TRADE].replace("goto: end", "goto: debt").replace("moves: {at_most: 6, then: late}\n", "")
    assert any(
        "from the scene 'debt' the case cannot end" in p.what for p in check(write(tmp_path / "b", **{TRADE: stuck}))
    )


@pytest.mark.parametrize("file", [f for f in FILES if f.endswith(".yml")])
@pytest.mark.parametrize("damage", ["", "x", "[", "\t- a", "a: &a [*a]", "\x00", "é: 1\n: :", "? [a]\n: b"])
def test_whatever_stands_in_a_file_is_said_and_never_a_traceback(tmp_path, file, damage):
    for problem in check(write(tmp_path, **{file: damage})):
        assert "\n" not in problem.what


def test_one_slip_in_a_file_brings_no_followers(tmp_path):
    """What cannot be read is said once; nothing is said of what only follows from it."""
    for file, right, wrong in (
        (ITEMS, "stem: Which facts", "stem: Which: facts"),
        (REFERENCES, "title: Fees", "title: Fees: all"),
        (TRADE, "title: The trade", "title: The trade: all"),
        (RUBRIC, "title: Taking it back", "title: Taking: back"),
    ):
        assert right in FILES[file]
        (one,) = check(write(tmp_path / right[:9], **{file: FILES[file].replace(right, wrong, 1)}))
        assert one.file == file
