"""What an author may write in modules/: every file's form, field by field.

The JSON Schema for editors and every message of the checker come from these
descriptions, so they are written for a clinician who edits a text file.
"""

from .base import Name, Quality, Strict, Text, Use
from .course import Course, Figure, LessonHead, Module, Objective, Person, Reference, References
from .forms import AnyItem, ItemFile, Vignette
from .glossary import Glossary, Term
from .items import (
    Case,
    ChoiceItem,
    ItemBase,
    Line,
    MatchingItem,
    Near,
    NumericItem,
    Option,
    OrderingItem,
    Step,
    TranscriptItem,
)  # fmt: skip
from .overview import Body, Clause, Competencies, LookUp, Unchecked
from .vignettes import (
    Band,
    Branching,
    Cap,
    Choice,
    Decision,
    DecisionOption,
    Effect,
    Ending,
    Meter,
    Remark,
    Scene,
    SceneText,
)  # fmt: skip
from .written import Box, Criterion, Example, Written

__all__ = [name for name in dir() if name[0].isupper()]
