"""The written response into nbgrader's manually graded cell, as text that does nothing."""

from __future__ import annotations

from dataclasses import dataclass

from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import compute_checksum, is_grade, is_solution

from practicum import other_versions
from practicum.course import released
from practicum.exercises import former
from practicum.shapes.content import LessonContent, WrittenSpec

from ..marks.mark_history import text_hash
from ..setup.course_settings import root_of
from ..submission.plain_text import inert
from ..submission.recover import response_to, submitted

TWO_VERSIONS = (
    "*There is more than one version of this response: it was written in two windows or copies at once, and the "
    "learner has not chosen between them. The one above is the newest, and the one to mark.*"
)
NOTHING = "*Nothing was written.*"
GONE = "In a box that the released version no longer has"


def parts(written: WrittenSpec, response: dict | None, typed: str) -> list[tuple[str, str]]:
    """What the learner wrote: label and text, the boxes first, then what stands in the cell itself."""
    labels = {name: field["label"] for name, field in written["fields"].items()}
    return [
        (labels.get(name, f"{GONE} ({name})" if name else "Written in the cell below the boxes"), text)
        for name, text in boxes(written, response, typed)
    ]


def boxes(written: WrittenSpec, response: dict | None, typed: str) -> list[tuple[str, str]]:
    """The same by the boxes' names, which outlive a change of wording; '' is the cell."""
    found = [(name, (response or {}).get(name, "")) for name in written["fields"]]
    found += former.texts_of_gone_boxes(written, response).items()
    return [(name, text) for name, text in [*found, ("", typed)] if text.strip()]


@dataclass(frozen=True)
class Text:
    """What marks of a response hang on, '' where nothing was written; and what they hung on in earlier versions."""

    hash: str
    former: str


def text_of(keyed: LessonContent, found: dict, name: str) -> Text:
    written, said = keyed["written"][name], (response_to(found, name), found["typed"].get(name, ""))
    return Text(text_hash(boxes(written, *said)), text_hash(parts(written, *said), composed=False))


def others_of(written: WrittenSpec, found: dict, name: str) -> list[tuple[str, str]]:
    """What another window or copy had, between which and the response the learner has not chosen: label and text."""
    versions = enumerate(other_versions.listed(found["sheet"], name), 2)
    return [
        (f"Version {number}, kept beside the one above: {label}", text)
        for number, version in versions
        if isinstance(version.get("response"), dict)
        for label, text in parts(written, version["response"], "")
    ]


def rubric(written: WrittenSpec) -> str:
    """The rubric in compact form, for the marker."""
    lines = ["**How it is marked**", ""]
    for criterion in written["criteria"].values():
        least = criterion.get("must_reach")
        lines.append(f"- **{criterion['title']}**" + (f" (below {least}: returned)" if least is not None else ""))
        levels = sorted(criterion["levels"].items(), key=lambda level: -int(level[0]))
        lines += [f"    - **{points}** {' '.join(text.split())}" for points, text in levels]
    return "\n".join(lines)


def response_source(written: WrittenSpec, found: list[tuple[str, str]], others: list[tuple[str, str]]) -> str:
    """The Markdown of the marker's cell."""
    if not found and not others:
        return NOTHING
    shown = [f"**{label}**\n\n{inert(text)}" for label, text in found]
    if others:
        shown += [TWO_VERSIONS, *(f"**{label}**\n\n{inert(text)}" for label, text in others)]
    return "\n\n".join([*shown, "---", rubric(written)])


def placed(keyed: LessonContent, found: dict, name: str) -> tuple[str, Text]:
    """The Markdown of a marker's cell, and the text in it as marks know it."""
    texts = parts(keyed["written"][name], response_to(found, name), found["typed"].get(name, ""))
    others = others_of(keyed["written"][name], found, name)
    return response_source(keyed["written"][name], texts, others), text_of(keyed, found, name)


class Inject(NbGraderPreprocessor):
    """Fills the marker's cells of a lesson, and notes each text's hash for marks to stand on."""

    def preprocess(self, nb, resources):
        about = resources["nbgrader"]
        keyed = released.keyed(root_of(self), about["assignment"], about["notebook"])
        found = submitted(nb)
        if keyed is None or found is None:
            return nb, resources
        hashes = {}
        for cell in nb.cells:
            if not (is_grade(cell) and is_solution(cell)) or cell.metadata.nbgrader.grade_id not in keyed["written"]:
                continue
            name = cell.metadata.nbgrader.grade_id
            cell.source, text = placed(keyed, found, name)
            hashes[name] = text.hash
            if not hashes[name]:
                # nbgrader scores a response cell 0, unflagged, when it equals what was released
                cell.metadata.nbgrader["checksum"] = compute_checksum(cell)
        nb.metadata["practicum"]["submitted"]["texts"] = hashes
        return nb, resources
