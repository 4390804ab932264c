"""A lesson's feedback as one clean page, in the place of nbgrader's rendered notebook.

An nbconvert exporter, so that `nbgrader generate_feedback`, formgrader's button
and the API all give this page. It takes answers and scores from the graded
notebook and the gradebook, explanations from the released content; the page is
self-contained, runs nothing and escapes everything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape
from nbconvert.exporters import HTMLExporter
from nbconvert.exporters.exporter import Exporter

from practicum import words
from practicum.course import released
from practicum.exercises.review import review
from practicum.shapes.content import ItemSpec, LessonContent, WrittenSpec
from practicum.templating import environment

from ..gradebook import database, lesson_scores, our_tables
from ..grading.place_response import others_of, parts
from ..marks import formgrader_scores, lateness, mark_history, marking
from ..marks.mark_history import Mark
from ..setup.course_settings import root_of
from ..submission.plain_text import cleaned
from ..submission.recover import response_to, submitted

TEMPLATES = Path(__file__).parent / "templates"
STRONG = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", re.DOTALL)
EMPHASIS = re.compile(r"\*(?=\S)(.+?)(?<=\S)\*", re.DOTALL)


def phrase(text: str) -> Markup:
    """The course's own text in a line: *emphasis* and **strong**, all else as it stands."""
    shown = STRONG.sub(r"<strong>\1</strong>", str(escape(text)))
    return Markup(EMPHASIS.sub(r"<em>\1</em>", shown))


def prose(text: str) -> Markup:
    """The course's own text in paragraphs."""
    return Markup("").join(Markup("<p>{}</p>").format(phrase(p)) for p in re.split(r"\n\s*\n", text.strip()) if p)


@cache
def _templates() -> Environment:
    made = environment(TEMPLATES)
    made.filters |= {"phrase": phrase, "prose": prose, "number": words.number, "points": words.points, "clean": cleaned}
    return made


def sources(keyed: LessonContent, *holders: Mapping[str, Any]) -> list[SimpleNamespace]:
    """The works named by parts of the content, without repeats; only web addresses become links."""
    keys = dict.fromkeys(k for holder in holders for k in holder.get("references", []))
    found = [keyed["references"][k] for k in keys if k in keyed["references"]]
    return [
        SimpleNamespace(
            full=r["full"], url=r["url"] if str(r.get("url", "")).startswith(("https://", "http://")) else None
        )
        for r in found
    ]


def parts_shown(keyed: LessonContent, item: ItemSpec, response) -> list[SimpleNamespace]:
    """What the learner answered and why it is right or not; the key too, where the course says so."""
    return [
        SimpleNamespace(text=p.text, why=p.why, mark=p.mark, word=p.word, sources=sources(keyed, p.holder, item))
        for p in review(item, response, bool(keyed.get("show_key_in_feedback")))
    ]


def item_shown(keyed: LessonContent, name: str, number: int, response, score: float) -> SimpleNamespace:
    item = keyed["items"][name]
    got, points = float(score or 0), float(item["points"])
    return SimpleNamespace(
        number=number, case=item.get("case"), stem=item["stem"], score=got, points=points,
        state="full" if got >= points else "part" if got > 0 else "none",
        answered=response not in (None, [], {}, ""), parts=parts_shown(keyed, item, response),
    )  # fmt: skip


def rubric_shown(written: WrittenSpec, levels: dict[str, int]) -> list[SimpleNamespace]:
    """The rubric's rows with the level reached."""
    rows = []
    for name, criterion in written["criteria"].items():
        best_first = sorted(criterion["levels"].items(), key=lambda level: -int(level[0]))
        reached, least = levels.get(name), criterion.get("must_reach")
        rows.append(
            SimpleNamespace(
                title=criterion["title"],
                levels=[SimpleNamespace(points=int(p), text=t, reached=int(p) == reached) for p, t in best_first],
                reached=reached,
                must_reach=least,
                below=reached is not None and least is not None and reached < least,
            )
        )
    return rows


def written_shown(
    keyed: LessonContent, name: str, handed_in: dict, grade: lesson_scores.Cell, comment: str | None, given: list[Mark]
) -> SimpleNamespace:
    """The written response, how it was marked, and whether it comes back; `given` are the marks of this text."""
    written = keyed["written"][name]
    found = parts(written, response_to(handed_in, name), handed_in["typed"].get(name, ""))
    stands = given[-1] if given and grade.manual_score == given[-1].total else None
    levels = stands.levels if stands else {}
    directly = not levels and grade.manual_score is not None and any(mark.levels for mark in given)
    return SimpleNamespace(
        title=written["title"], prompt=written["prompt"], texts=found,
        others=others_of(written, handed_in, name),
        waiting=bool(found) and grade.needs_mark, score=grade.score, points=grade.max_score,
        rubric=rubric_shown(written, levels), marked=bool(levels), directly=directly, returned=marking.returned(written, levels),
        comment=cleaned(comment or "").strip(), sources=sources(keyed, written),
    )  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Whose lesson a page is about."""

    topic: str
    lesson: str
    learner: str


Given = Callable[[str, str], list[Mark]]  # (written response, hash of its text) -> the marks of that text


def page(keyed: LessonContent, nb: dict, place: Place, said: lesson_scores.Lesson, given: Given) -> dict:
    """Everything that the page of one learner's lesson says, from the graded notebook and the gradebook."""
    found = submitted(nb)
    assert found is not None, "asked for what was scored"
    items: list[Any] = []
    written: list[Any] = []
    for name in graded_in_order(nb, keyed):
        grade, response = said.cells[name], response_to(found, name)
        if name in keyed["items"]:
            items.append(item_shown(keyed, name, len(items) + 1, response, grade.score))
            continue
        of_text = given(name, found.get("texts", {}).get(name, ""))
        written.append(written_shown(keyed, name, found, grade, said.comments.get(name), of_text))
    return {
        "title": keyed["title"], "topic": keyed.get("topic_title", place.topic), "learner": place.learner,
        "items": items, "written": written, "as_of": keyed.get("as_of"), "key_shown": bool(keyed.get("show_key_in_feedback")),
        "score": said.score, "max_score": said.max_score, "late_penalty": said.late_penalty,
        "waiting": any(w.waiting for w in written), "notes": found["notes"],
    }  # fmt: skip


def render(shown: dict) -> str:
    return _templates().get_template("feedback.html.j2").render(**shown)


def graded_in_order(nb, keyed: LessonContent) -> list[str]:
    """Graded items and written responses as the lesson shows them."""
    names = [cell["metadata"].get("nbgrader", {}) for cell in nb["cells"]]
    return [n["grade_id"] for n in names if n.get("grade") and n["grade_id"] in keyed["items"] | keyed["written"]]


class FeedbackPage(HTMLExporter):
    """nbconvert's HTML exporter, with a page of our own for lessons; labs get nbgrader's."""

    export_from_notebook = ""  # not an entry in Jupyter's export menu

    def from_notebook_node(self, nb, resources=None, **kw):
        about = (resources or {}).get("nbgrader", {})
        root = root_of(self)
        lesson = about and about["notebook"] in released.in_force(root, about["assignment"])
        if not lesson or submitted(nb) is None:
            return super().from_notebook_node(nb, resources, **kw)
        nb, resources = Exporter.from_notebook_node(self, nb, resources, **kw)
        place = Place(about["assignment"], about["notebook"], about["student"])
        return render(one_page(root, about["db_url"], nb, place)), resources


def one_page(root: Path, url: str, nb: dict, place: Place) -> dict:
    """The page of one learner's lesson, asked for alone, as nbgrader's own command and formgrader do."""
    formgrader_scores.keep(root, place.topic, [place.learner])
    lateness.settle(root, place.topic, [place.learner])
    with database.engine(url).connect() as db:
        said = lesson_scores.read(db, place.topic, [place.learner])[place.learner][place.lesson]
    with our_tables.store(root) as db:
        given, keyed = partial(_given, db, place), released.keyed(root, place.topic, place.lesson)
        assert keyed is not None, "a lesson in force"
        return page(keyed, nb, place, said, given)


def _given(db, place: Place, name: str, text: str) -> list[Mark]:
    return mark_history.of_text(
        mark_history.history(db, mark_history.Place(place.topic, place.lesson, name, place.learner)), text
    )
