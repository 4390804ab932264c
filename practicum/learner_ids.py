"""The one rule for learners' ids, and how an id that breaks it is shown. Standard library alone.

An id is the name of an account or a line of a roster, a folder's name in submitted/ and part of a folder's name
in the exchange. Where one comes in (roster, exchange, Hub, a command) `problem` decides. Work that lies in
submitted/ under another name, or was graded under one before there was a rule, is still graded, recorded and
forgotten; `shown` is how such a name is printed.
"""

from __future__ import annotations

import logging
import unicodedata

LONGEST = 100  # characters
LONGEST_BYTES = 150  # in UTF-8: a file's name has 255, and the exchange puts topic area, time and a secret behind it
MARKS = "._-@+"
FORM = "letters of any script, digits and . _ - @ +, beginning with a letter, a digit or _"
# What turns, hides or ends a line: controls, marks of direction, what no text has. Joiners stand in real names.
UNSHOWN = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
JOINERS = "\u200c\u200d"


def problem(learner: str) -> str | None:
    """Why a text is no learner's id, in half a sentence ('it has a space'); None where it is one."""
    if not learner:
        return "it is empty"
    if len(learner) > LONGEST or len(learner.encode("utf-8", "replace")) > LONGEST_BYTES:
        return f"it is longer than {LONGEST} characters"
    if odd := next((c for c in learner if c.isspace() or unicodedata.category(c)[0] == "Z"), None):
        return "it has a space" if odd == " " else f"it has a line break or a space of another kind ({_escape(odd)})"
    if odd := next((c for c in learner if not _allowed(c)), None):
        return f"it has the character {shown(odd)!r}" if shown(odd) == odd else f"it has the character {shown(odd)}"
    if not (learner[0] == "_" or unicodedata.category(learner[0])[0] in "LN"):
        return f"it begins with {learner[0]!r}"
    if learner.endswith("."):
        return "it ends with a dot"  # Windows drops it from a folder's name
    if unicodedata.normalize("NFC", learner) != learner:
        return "its accents stand apart from their letters"  # it would look like another learner's
    return None


def _allowed(character: str) -> bool:
    kind = unicodedata.category(character)
    return character in MARKS or kind[0] in "LM" or kind == "Nd"


def sentence(learner: str) -> str | None:
    """The same as a whole sentence that says how to mend it; None where nothing is wrong."""
    why = problem(learner)
    if why is None:
        return None
    space = ", and where a space was meant . or _ will do" if "space" in why else ""
    return f"'{shown(learner, 60)}' is no learner's id: {why}; an id is {FORM}{space}."


def shown(text: str, most: int | None = None) -> str:
    """A stranger's text on one line of a terminal, a log or a file: what is not to be seen as its escape.

    `most`: so many characters, then an ellipsis. What stands in an escape counts as one.
    """
    cut = most is not None and len(text) > most
    found = "".join(c if _visible(c) else _escape(c) for c in (text[:most] if cut else text))
    return f"{found}…" if cut else found


def log_line(text: str) -> str:
    """The same for a message of a program's log, which may have lines of its own: those after the first stand back,
    so that no name that holds a line end can pass for a message."""
    return "\n    ".join(shown(line.replace("\t", "    ")) for line in text.split("\n"))


class PlainNames(logging.Filter):
    """For a program's log: no name in it moves a terminal or passes for a line of its own."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = log_line(record.getMessage()), ()
        return True


def plain_log(log: logging.Logger | logging.LoggerAdapter) -> None:
    """Let a program's log say names plainly; once is enough."""
    plain = (
        log.logger if isinstance(log, logging.LoggerAdapter) else log
    )  # traitlets gives an adapter where there is no application
    if not any(isinstance(one, PlainNames) for one in plain.filters):
        plain.addFilter(PlainNames())


def _visible(character: str) -> bool:
    kind = unicodedata.category(character)
    return kind not in UNSHOWN and (kind != "Cf" or character in JOINERS)


def _escape(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode()
