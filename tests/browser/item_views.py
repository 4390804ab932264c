"""Items as the engine shows them: real exercises made from small specs, and an engine that answers a bare page."""

from __future__ import annotations

from pydantic import TypeAdapter

from practicum import exercises, words
from practicum.content import keys
from practicum.content.model import AnyItem
from practicum.exercises import BadEvent

NASW = "National Association of Social Workers. (2021). *Code of ethics of the National Association of Social Workers*."
KNAPP = "Knapp, S. J., & VandeCreek, L. D. (2012). *Practical ethics for psychologists: A positive approach* (2nd ed.)."
COMMON = {"use": "practice", "objective": "applies", "principle": "power", "points": 2}

ORDERING = {
    **COMMON, "type": "ordering", "references": ["knapp_2012"],
    "case": "Dana, 34, owes you for three sessions. On Thursday she mentions that she used to sit for the family next door, "
    "and you have been without a sitter for a month. You notice that you are about to say so.",
    "stem": "Put the steps of the five-step model in order, from the moment that you notice it.",
    "steps": {
        "identify": {"text": "Name the principles that are at stake: whose interest is served, and what she could not refuse.",
                     "feedback": "It comes first, because the other steps weigh what this one names."},
        "generate": {"text": "List what you could do, saying nothing included.",
                     "feedback": "Alternatives come before any of them is judged; the first idea is often the wish itself."},
        "select": {"text": "Choose the alternative that best keeps the principles, and talk it over with a colleague who does not "
                   "know her.", "feedback": "It needs a list to choose from. *Consultation* belongs here, while it can still change "
                   "your mind.", "references": ["nasw_2021"]},
        "act": {"text": "Act on it, and write down what you did and why.",
                "feedback": "Action follows the choice; a dated note is part of it."},
        "review": {"text": "Look back at what it did for her, and set right what it did not.",
                   "feedback": "It is last, because it asks what the action led to."},
    },
}  # fmt: skip

CATEGORIES = {"crossing": "Boundary crossing", "violation": "Boundary violation", "neither": "No boundary issue"}
MATCHING = {
    **COMMON, "type": "matching", "references": ["nasw_2021"], "categories": CATEGORIES, "points": 4,
    "stem": "What is each of these contacts?",
    "cases": {
        "wedding": {"text": "You go to a client's wedding after the two of you have talked over what it would mean, and leave "
                    "before the dinner.", "category": "crossing",
                    "feedback": "It departs from usual practice, was talked over beforehand and serves her. Whether it helped is the "
                    "next session's question."},
        "sitter": {"text": "You ask a client in debt to look after your children, and take it off what she owes.",
                   "category": "violation", "feedback": "You propose, she owes, and her trouble is saying no: it exploits what she "
                   "came to have treated."},
        "handshake": {"text": "A client holds out his hand at the door, and you shake it.", "category": "neither",
                      "feedback": "It is what people do at a door. To refuse it would be the departure.",
                      "references": ["knapp_2012"]},
        "supermarket": {"text": "You meet a client at the supermarket and answer her greeting as she gives it.",
                        "category": "neither", "feedback": "An accident that she leads and that you keep short."},
    },
}  # fmt: skip
BASES = {
    "permitted": "Permitted without more", "required": "Required by law", "authorized": "With the client's authorization",
    "court": "On a court's order only", "never": "Never", "notes": "Psychotherapy notes: with a separate authorization",
}  # fmt: skip
MANY = {
    **MATCHING, "categories": BASES, "stem": "On what footing may each of these be disclosed?",
    "cases": {
        "abuse": {"text": "A report of suspected abuse to child protective services.", "category": "required",
                  "feedback": "A mandated report does not wait for consent; it carries what the law asks for."},
        "spouse": {"text": "A husband asks if his wife came to her session.", "category": "authorized",
                   "feedback": "That she is a client at all is hers to tell."},
        "treating": {"text": "The psychiatrist who treats the same episode asks about sleep and doses.",
                     "category": "permitted", "feedback": "Treatment is the ordinary ground; state law may ask for more."},
    },
}  # fmt: skip

NUMERIC = {
    **COMMON, "type": "numeric", "points": 1, "answer": 24, "unit": "hours", "references": ["nasw_2021"],
    "case": "Dana owes $480. The going rate for a sitter in your town is $20 an hour; a session with you is $160.",
    "stem": "For how many hours would she have to sit before the debt is paid?",
    "right": "It is 24 hours: six Friday evenings of four hours each, all of them owed to her therapist.",
    "feedback": "Divide what she owes by what an hour of sitting is paid.",
    "near": {"sessions": {"value": 3, "feedback": "That is the number of sessions that she owes for. Ask what *her* hour is paid, "
                          "and see how unequal the trade is."}},
}  # fmt: skip

CODES = {"E": "Explains the screen", "N": "Asks what is needed", "B": "Blames", "S": "Looks to safety"}
SAID = [
    ("Therapist", "Before we start: we ask everyone some questions about food, housing and safety. The care team sees the "
     "answers, nobody else, and you can skip any of them.", ["E"], "She says what it is for, who sees it, and that he may skip."),
    ("Luis", "You'll report me if I say that there's no food?", None, None),
    ("Therapist", "Being short of food is nothing that I report. I do have to act if a child is in danger, and I would tell "
     "you first. Do you feel that anyone at home is in danger?", ["E", "S"],
     "She answers the fear plainly, names the one limit, and asks about safety in the same breath."),
    ("Luis", "No. No, it's only that sometimes it runs out, the last week of the month.", None, None),
    ("Therapist", "There are budgeting apps for that; people who plan their shopping get through the month.", ["B"],
     "It makes a shortage of money into a failing of his. He will say less from here on."),
    ("Luis", "… Right.", None, None),
    ("Therapist", "That was a lecture, and I'm sorry. Wages and rent are the trouble, not your shopping. Is help with food "
     "something that you want?", ["N"], "She takes it back without asking him to comfort her, and asks before she offers."),
    ("Luis", "Maybe the pantry. But not the one where my cousin works.", None, None),
    ("Therapist", "There are two others, one on Fifth and one by the school. Would you rather have me call now, or have the "
     "number?", ["N"], "Two real choices, and the pace is his."),
    ("Luis", "Call.", None, None),
    ("Therapist", "They keep Thursdays from four to six. They send a text to confirm. Is there anyone at home who should not "
     "see it?", ["S"], "A text can be read by others; she asks before it is sent."),
    ("Luis", "No, it's only us.", None, None),
    ("Therapist", "Good. And it is fine to take more than one bag.", [],
     "It is kind, and none of the codes: nothing is explained, asked or judged."),
    ("Luis", "My mother would have died of shame.", None, None),
    ("Therapist", "She fed you, though.", [], None),
    ("Luis", "She did. Thanks for asking like that.", None, None),
]  # fmt: skip
TRANSCRIPT = {
    **COMMON, "type": "transcript", "points": 3, "codes": CODES, "references": ["nasw_2021"],
    "case": "Luis, 41, comes for his back and his sleep. The clinic asks every new client about social needs. He is invented.",
    "stem": "Mark what the therapist does in each of her lines.",
    "lines": [
        {"who": who, "text": text, "scored": codes is not None, "codes": codes or []} | ({"feedback": why} if why else {})
        for who, text, codes, why in SAID
    ],
}  # fmt: skip
SPECS = {
    "ordering": ORDERING, "matching": MATCHING, "many": MANY, "numeric": NUMERIC, "transcript": TRANSCRIPT,
}  # fmt: skip
SAVED = {"state": "saved", "text": "Saved 14:02"}


def made(name: str, *, graded: bool = False, **changes: object) -> exercises.Exercise:
    """A fresh exercise; `graded` is as the cohort has it, without a key and under opaque names."""
    item = TypeAdapter(AnyItem).validate_python({**SPECS[name], **changes})
    spec = item.model_dump(mode="json", by_alias=True, exclude_none=True)
    if graded:
        spec = keys.without_key(keys.with_opaque_names(name, {**spec, "use": "graded"}, "salt"))
    content = {
        "items": {name: spec}, "vignettes": {}, "written": {},
        "references": {"nasw_2021": {"full": NASW}, "knapp_2012": {"full": KNAPP}},
    }  # fmt: skip
    return exercises.make(content, name, None, seed="5eed", now="2026-11-23T14:02:11+00:00")


def shown(exercise: exercises.Exercise, ack: int = 0, refused: str | None = None) -> dict:
    """The view as a lesson sends it."""
    saved = {"state": "none", "text": words.say("saved_none")} if exercise.entry is None else SAVED
    if refused:
        saved = {"state": "failed", "text": refused}
    return {**exercise.view(), "ack": ack, "saved": saved, "words": words.for_screen()}


def view(name: str, *events: dict, graded: bool = False, **changes: object) -> dict:
    """What is shown after these events."""
    exercise = made(name, graded=graded, **changes)
    for event in events:
        exercise = exercise.respond(event)
    return shown(exercise, len(events))


def answered(response: object) -> dict:
    return {"do": "answer", "response": response}


CHECK, RETRY, KEEP = {"do": "check"}, {"do": "retry"}, {"do": "keep"}


class Engine:
    """Answers a bare page's events as a lesson does, with a real exercise."""

    def __init__(self, bare, name: str, *, graded: bool = False, width: int = 1280, **options: object) -> None:
        self.exercise, self.bare = made(name, graded=graded), bare
        bare.open(shown(self.exercise), width=width, **options)
        bare.answer_with(self._answer)

    def _answer(self, event: dict, n: int) -> dict:
        refused = None
        try:
            self.exercise = self.exercise.respond(event)
        except BadEvent as error:
            refused = str(error)
        return shown(self.exercise, n, refused)

    def settled(self) -> Engine:
        """Once every event has been answered."""
        self.bare.page.wait_for_function("() => !bare.sent.length || bare.view.ack >= bare.sent.at(-1).n")
        return self

    @property
    def response(self) -> object:
        self.settled()
        return self.exercise.response
