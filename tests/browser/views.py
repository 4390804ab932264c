"""Views as the engine sends them, with texts as long as real ones. The case: the Friday sitter."""

from __future__ import annotations

from copy import deepcopy

WORDS = {
    "saving": "Saving …",
    "not_saved": "Not saved. The lesson is not answering. What you entered stays on this screen. "
    "Choose Kernel, then Restart Kernel in the menu, or reload the page.",
    "transcript": "What happened so far",
    "your_move": "What do you do?",
    "move": "Move {move}",
    "chart": "The course of the case",
    "you": "You",
    "sources": "Sources",
    "then": "What happens",
    "why": "Why",
    "met": "What your path met",
    "earlier": "Earlier runs",
    "rubric": "How it is marked",
    "criterion": "Criterion",
    "examples": "Marked examples",
    "word_count": "{words} words",
    "word_count_one": "1 word",
    "level_points": "{points} points",
    "level_points_one": "1 point",
}
APA = (
    "American Psychological Association. (2017). *Ethical principles of psychologists and code of conduct* "
    "(2002, amended effective June 1, 2010, and January 1, 2017). https://www.apa.org/ethics/code"
)
NASW = "National Association of Social Workers. (2021). *Code of ethics of the National Association of Social Workers*."


def action(do: str, label: str, primary: bool = False, why: str | None = None) -> dict:
    return {"do": do, "label": label, "primary": primary, "disabled": why is not None, "why_disabled": why}


def frame(kind: str, ident: str, badge: str, **more: object) -> dict:
    return {
        "kind": kind, "id": ident, "badge": badge, "title": None, "ack": 0, "words": dict(WORDS),
        "saved": {"state": "none", "text": "Your answers are saved as you give them."}, "actions": [], **more,
    }  # fmt: skip


SAVED = {"state": "saved", "text": "Saved 14:02"}

RISK_FACTS = {
    "initiates": ("The therapist, not the client, raises the idea",
        "It does. The request comes from the person who holds the power, so her yes can't be taken as free consent; "
        "ACA A.10.e and AAMFT 8.5 both ask who proposed the exchange."),
    "presenting": ("Trouble saying no is what brings her to treatment",
        "It does. What she came to learn is exactly what the request makes harder: to refuse somebody she depends on."),
    "debt": ("She owes $480",
        "It does. A debt adds pressure, and a swap turns the hours that she sits into a price neither of you can name."),
    "video": ("The sessions are held by video",
        "The medium changes privacy and emergency planning. It has no bearing on whether this trade exploits her."),
}  # fmt: skip


def multiple(stage: str = "open", chosen: tuple[str, ...] = ()) -> dict:
    options = []
    for name, (text, why) in RISK_FACTS.items():
        right, on = name != "video", name in chosen
        mark = ("right" if right else "wrong") if on else "missed" if right else None
        word = {"right": "Right", "wrong": "Not this one", "missed": "This belongs too"}.get(mark)
        told = {"mark": mark, "word": word, "then": None, "why": why, "sources": [APA, NASW]}
        over = stage == "feedback"
        options.append(
            {"id": name, "text": text, "chosen": on, "locked": over, "feedback": told if over and mark else None}
        )
    return frame(
        "choice", "raises_risk", "Practice · 2 points", text="", multiple=True, stage=stage, options=options, next=None,
        stem="Which facts about Dana's treatment raise the risk that asking her to babysit would harm or exploit her?",
        hint="Choose all that apply.",
        result="1.33 of 2 points. First try." if stage == "feedback" else None,
        actions=[action("retry", "Try again")] if stage == "feedback"
        else [action("check", "Check", True, None if chosen else "Choose an option first.")],
    )  # fmt: skip


def single(chosen: str | None = None) -> dict:
    """A graded item of the cohort edition: choosing keeps it, nothing is told."""
    texts = {
        "k1": "APA 6.05: barter is allowed only where it is not clinically contraindicated and not exploitative.",
        "k2": "ACA A.10.e: no exploitation or harm, the client asks, it is accepted practice locally, and a contract is written.",
        "k3": "AAMFT 8.5: ordinarily refrain; the client asks, it is not exploitative and does not distort the relationship.",
        "k4": "None of the three: each of them asks for a written contract first.",
    }
    return frame(
        "choice", "barter_initiator", "Graded · 2 points", text="", multiple=False, stage="open", hint=None, next=None,
        stem="Which code permits barter without requiring that the client be the one to ask for it?",
        options=[{"id": k, "text": t, "chosen": k == chosen, "locked": False, "feedback": None} for k, t in texts.items()],
        result="Kept. You can change it until you hand in." if chosen else None,
    )  # fmt: skip


DECISION = {
    "open_talk": ("Before the car is towed, talk it over with Walt: you would pay the posted price like anyone, "
        "keep talk at the garage to cars, and he may say no. Write it in the record.", "best", "Best",
        "Walt laughs. “I fix the sheriff’s truck too.” You pay the posted price; in the next session he brings up his wife "
        "unprompted.",
        "In a county of 3,000 overlap can't be avoided, so the work is to manage it: talk early, take the least contact that "
        "will do, protect privacy, consult and write a note. The ordinary price keeps both his help and his privacy."),
    "tow": ("Have the car towed to the next county, 60 miles away, and say nothing to Walt about it.", "acceptable",
        "Acceptable", "It costs you $310 and two days. Walt hears about it at the diner and wonders what he did.",
        "It harms nobody and keeps the roles apart. It also leaves him to guess at the reason, and it can't be done each time."),
    "discount": ("Let him take something off the bill “because of you”; refusing would hurt his pride.", "poor", "Poor",
        "He knocks off $80. Two weeks later he asks whether you could see his nephew before the others on your list.",
        "A favor begins a debt that neither of you can name. *His pride* can be met in other ways, and the **posted price** is one."),
    "swap": ("Offer to see him without charge for as long as the repairs would have cost.", "harmful", "Harmful",
        "He agrees at once. When the brakes squeal again he doesn't tell you, and he misses the next session.",
        "You proposed the trade, so the whole burden of showing that it doesn't exploit him is yours (NASW 1.13(b)). "
        "What he can say about the treatment now costs him a customer."),
}  # fmt: skip


def decision(stage: str = "open", chosen: str | None = None) -> dict:
    options = []
    for name, (text, mark, word, then, why) in DECISION.items():
        over = stage == "feedback"
        told = {"mark": mark, "word": word, "then": then, "why": why, "sources": [NASW]}
        options.append({
            "id": name, "text": text, "chosen": name == chosen, "locked": over,
            "feedback": told if over and name == chosen else None,
        })  # fmt: skip
    return frame(
        "choice", "valley", "Case", title="The only therapist in the valley", multiple=False, stage=stage, hint=None,
        text="You are a licensed clinical social worker, the only therapist in a county of 3,000. Walt, 58, has been seeing "
        "you for six weeks; his wife died in March. He is also the only mechanic within an hour’s drive.\n\n"
        "On Thursday evening your brakes fail on the grade above town. You roll to a stop in front of his garage.",
        stem="What do you do about the car?", options=options,
        result="First try." if stage == "feedback" else None,
        next={"text": "Another case on the same principle follows: The choir."} if stage == "feedback" else None,
        actions=[action("retry", "Try again")] if stage == "feedback"
        else [action("check", "Decide", True, None if chosen else "Choose an option first.")],
    )  # fmt: skip


SCENES = [
    "Friday, 4:40 pm. Your sitter has just cancelled. Dana is in the waiting room: 29, preschool aide, good with children, and "
    "$480 behind. It occurs to you that she could sit tonight and clear part of her balance.",
    "Dana looks at the floor, then nods. “I could do it. I need the money. Really, it’s no trouble.”",
    "Monday. Dana sits on the edge of the chair. “I didn’t sleep. I kept thinking I should have said something, and then I "
    "thought, who am I to say no to you? I couldn’t say no to you.”",
    "The hour has been hard and good. What is left is to make the reasoning hold: who hears of it, and what the record says.",
]
MOVES = [
    {"who": "you", "text": "Say, half in passing: “If you ever hear of a sitter …”", "quality": "poor", "word": "Poor",
     "why": "A hint is a request that she can't decline. It puts the burden of refusing on the person who came to you because "
     "she has trouble refusing, and it asks her to guess what you want.", "sources": [APA, NASW],
     "changes": [{"label": "Risk of harm", "text": "Risk of harm 3 to 4"}, {"label": "Alliance", "text": "Alliance 5 to 4"},
                 {"label": "Compliance", "text": "Compliance 5 to 4"}]},
    {"who": "you", "text": "Own the hint as your error, decline, and reopen the talk about the fee.", "quality": "best",
     "word": "Best", "why": "You take the request back before anything is owed for it and name whose error it was. The fee, "
     "which is the real question, comes back to where it can be talked about.", "sources": [APA],
     "changes": [{"label": "Risk of harm", "text": "Risk of harm 4 to 3"}, {"label": "Alliance", "text": "Alliance 4 to 5"},
                 {"label": "Compliance", "text": "Compliance 4 to 5"}]},
    {"who": "you", "text": "Apologize, and refer her to a colleague who can see her this week.", "quality": "acceptable",
     "word": "Acceptable", "why": "Honest and safe. It also ends the one place where she might have found out what it is like "
     "to be angry at someone and be heard; ask before you decide that for her.", "sources": [],
     "changes": [{"label": "Compliance", "text": "Compliance 5 to 6"}]},
    {"who": "you", "text": "Keep it out of the chart; the less written about this, the better for both of you.",
     "quality": "harmful", "word": "Harmful", "why": "A record that leaves out what happened is a second violation on top of the "
     "first, and it takes from the next clinician what Dana would need them to know.", "sources": [APA],
     "changes": [{"label": "Risk of harm", "text": "Risk of harm 3 to 4"}, {"label": "Compliance", "text": "Compliance 6 to 4"}]},
]  # fmt: skip
CHOICES = [
    [("notice_pull", "Notice the pull, say nothing to her, find other care for tonight, and book a consultation for Monday."),
     ("hint", "Say, half in passing: “If you ever hear of a sitter …”"),
     ("offer", "Offer the trade plainly: four hours tonight at the going rate, taken off what she owes. It would help you "
      "both, and you would write it down.")],
    [("own_it", "Own the hint as your error, decline, and reopen the talk about the fee."),
     ("advice", "“I want advice first.” Decline next week, once you have had it."),
     ("just_once", "“Just once, then. Thank you, you are a lifesaver.”")],
    [("validate", "Tell her that it makes sense that she couldn’t, that the duty to stop it was yours, offer another therapist, "
      "and ask what she needs from you now."),
     ("refer", "Apologize, and refer her to a colleague who can see her this week."),
     ("interpret", "Wonder with her whether this is the people-pleasing that she came here to work on."),
     ("move_on", "Thank her for telling you and go on with the session as planned.")],
    [("consult", "Consult; record facts, options, reasons and plan; review in four sessions."),
     ("one_line", "Consult, and write one line."),
     ("keep_out", "Keep it out of the chart; the less written about this, the better for both of you.")],
]  # fmt: skip
TRACES = {
    "risk": ("Risk of harm", [[0, 3], [1, 4], [2, 3], [4, 4]], "low", [3, 4, 3, 3, 4]),
    "alliance": ("Alliance", [[0, 5], [1, 4], [2, 5]], "high", [5, 4, 5, 5, 5]),
    "compliance": ("Compliance", [[0, 5], [1, 4], [2, 5], [3, 6], [4, 4]], "high", [5, 4, 5, 6, 4]),
}


def meters(made: int) -> list[dict]:
    return [
        {"id": name, "label": label, "min": 0, "max": 10, "value": values[made], "better": better, "start": values[0],
         "trace": [[move, values[move]] for move in range(made + 1)], "band": None}
        for name, (label, _trace, better, values) in TRACES.items()
    ]  # fmt: skip


def chart_words(made: int) -> str:
    lines = []
    for label, _trace, _better, values in TRACES.values():
        later = [f"{values[m]} after move {m}" for m in range(1, made + 1) if values[m] != values[m - 1]]
        start = f"{label}: {values[0]} at the start" if later else f"{label}: {values[0]} throughout so far"
        lines.append(", ".join([start, *later]) + ".")
    return "\n\n".join(lines)


def branching(made: int = 0) -> dict:
    """The case after so many moves; after the fourth it has ended."""
    turns: list[dict] = []
    for i in range(min(made, 4)):
        turns += [{"who": "scene", "text": SCENES[i], "changes": []}, MOVES[i]]
    over = made >= 4
    if not over:
        turns.append({"who": "scene", "text": SCENES[made], "changes": []})
    ending = {
        "title": "Exploitation plus concealment", "quality": "harmful", "word": "Harmful",
        "debrief": "Hiding it is a second violation. The hint might have been repaired, and in the room you did repair it; what "
        "can't be repaired is a record that says it never happened.\n\nA therapist-initiated trade fails ACA A.10.e, NASW "
        "1.13(b) and AAMFT 8.5 on who asked. APA 6.05 has no such test, but here the trade is exploitative and clinically "
        "contraindicated.",
        "remarks": ["You got here with the alliance whole. That is worth seeing: clients often forgive what boards do not."],
        "flags": ["The swap was hinted at", "The hint was taken back within the hour", "Nothing was written down"],
        "sources": [APA, NASW],
    }  # fmt: skip
    actions = [action("undo", "Step back"), action("restart", "Start again")] if made else []
    return frame(
        "branching", "friday_sitter", "Branching case", title="The Friday sitter", turns=deepcopy(turns),
        text="You are a licensed therapist. Dana, 29, preschool aide, has been five months in treatment for anxiety and trouble "
        "saying no. She owes $480.",
        choices=[] if over else [{"id": k, "text": t} for k, t in CHOICES[made]],
        ending=ending if over else None, meters=meters(min(made, 4)), moves=[str(n + 1) for n in range(made)],
        chart_words=chart_words(min(made, 4)), count=f"Move {made + 1} of at most 12",
        ended=[{"title": "Boundary held or repaired", "word": "Best"}] if over else [],
        actions=[action("restart", "Start again", True), action("undo", "Step back")] if over else actions,
        saved=SAVED if made else {"state": "none", "text": ""},
    )  # fmt: skip


LEVELS = [
    ("Ends the arrangement", ["Immediate, unconditional, fee terms restored", "Ends it, fee vague", "Delays, or “last time”",
                              "Continues"], None),
    ("Responsibility", ["Fully the therapist’s; no interpretation of Dana", "Mostly", "Shared blame", "Client blamed"], 2),
    ("Reasoning and process", ["Names the standard, weighs at least two options, consults, documents reasons, sets a review "
     "point", "Standard and one alternative; consults or documents", "Right instinct, no standard or process",
     "No reasoning, or relies on a false rule"], None),
    ("Client-centered language", ["Exact words a client could hear: plain, warm, owns the duty, invites a response",
     "Clear and respectful, slightly formal", "Jargon or policy recital", "Blaming, threatening or evasive"], None),
]  # fmt: skip
EXEMPLAR = (
    "Before we start, I want to take something back. Last week I asked you to look after my child in exchange for your balance. "
    "I should not have asked, and it is not going to happen. Keeping my needs out of this room is my job, not yours, and you did "
    "nothing wrong by saying yes. Your balance goes back to the plan we can set today, at an amount you can manage. I would like "
    "to know how it was to be asked; you can be angry, and you can also choose to talk about something else."
)


def written(words: str = "", why: str = "", compared: bool = False) -> dict:
    example = {
        "title": "A plain good answer",
        "response": [{"label": "What you say to Dana", "text": EXEMPLAR},
                     {"label": "Your consultation note", "text": "Therapist-initiated barter proposed 11/20, withdrawn today before "
                      "any service. Consulted Dr. K., 30 min. Payment plan signed. Review in four sessions."}],
        "scores": [{"title": t, "points": 4 - i % 2, "text": "The words are whole and hers to answer."}
                   for i, (t, _levels, _must) in enumerate(LEVELS)],
    }  # fmt: skip
    return frame(
        "written", "next_session", "Written response · 16 points", title="What you say next",
        prompt="Dana has agreed to sit on Friday. Write what you say at the start of the next session, in the words that she "
        "would hear, and your consultation note.",
        privacy="The client is invented. Do not enter details of real clients.",
        fields=[
            {"id": "words", "label": "What you say to Dana", "value": words, "rows": 6, "hint": "About 120 words", "limit": 20000},
            {"id": "why", "label": "Your consultation note: standard, options weighed, whom you consult, review point",
             "value": why, "rows": 4, "hint": "About 80 words", "limit": 20000},
        ],
        rubric=[
            {"title": t, "levels": [{"points": 4 - i, "text": text} for i, text in enumerate(levels)], "must_reach": must,
             "note": f"Below {must} the response is returned for another try, whatever the total." if must else None}
            for t, levels, must in LEVELS
        ],
        examples=[example] if compared else [], result=None,
        actions=[] if compared else [action("compare", "Compare with marked examples", False,
                                            None if words or why else "Write a response first.")],
    )  # fmt: skip


def progress() -> dict:
    item = lambda i, title, done: {  # noqa: E731
        "id": i,
        "title": title,
        "state": "answered" if done else "open",
        "text": "Answered" if done else "Open",
    }
    return frame(
        "progress", "progress", "Where you are",
        groups=[
            {"title": "Graded items", "items": [
                item("barter", "Which code permits barter without requiring that the client be the one to ask for it?", True),
                item("former", "A former client writes two years after termination and asks to meet for dinner. Which of the "
                     "four codes leaves the question open, and on what conditions?", True),
                item("hours", "How many hours would repay $480?", False)]},
            {"title": "Written response", "items": [item("next", "What you say next", False)]},
            {"title": "Practice and cases", "items": [item("sitter", "The Friday sitter", True),
                                                      item("valley", "The only therapist in the valley", False)]},
        ],
        summary="2 of 4 answered", due="Due Friday, December 4, 17:00",
        how="When you are ready, hand in the assignment as your program told you (in JupyterLab: the Nbgrader menu, Assignment "
        "List, Submit). You can hand in again until it is due; the last one counts.",
    )  # fmt: skip


def problem() -> dict:
    return frame(
        "problem", "problem", "", saved={"state": "none", "text": ""},
        text="The content of this lesson is missing. Put the file dual_relationships.content.json back beside the notebook, or "
        "fetch the assignment again; your answers are safe.",
    )  # fmt: skip
