"""Autograding and feedback for a cohort; one bad folder stops nobody else."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from practicum import learner_ids
from practicum.bounded_json import storable
from practicum.course import CourseError, released

from . import nbgrader_commands as steps
from .exchange.refusals import THE_EXCHANGE
from .feedback import pages
from .gradebook import database
from .gradebook.backups import backup
from .marks import formgrader_scores, lateness
from .nbgrader_commands import exchange, learners
from .reports import grade_rows, left_out
from .setup import course_lock
from .setup.course_settings import nbgrader_settings

REFUSED, AT_THE_EXCHANGE = "refused", "at the exchange"  # states of what no learner's grading came to

Progress = Callable[[int, int, str], None]  # done, of, learner


@dataclass(slots=True)
class Outcome:
    """What became of one learner's folder."""

    learner: str
    error: str | None = None
    notes: dict[str, list[str]] = field(default_factory=dict)  # lesson, or topic area -> what was odd
    # "as before" where there was nothing newer, "failed" with an error, "refused" of a hand-in that was not collected
    state: str = "scored"
    nbgrader: str | None = None  # why nbgrader's own converter graded it


class Stopped(CourseError):
    """Somebody pressed Ctrl-C; str() says what stands."""


def notes_of(root: Path, learner: str, topic: str) -> dict[str, list[str]]:
    """What was wrong with the answers that nbgrader graded, lesson by lesson, and with the folder."""
    from .submission import hand_in_files, unanswered

    lessons: dict[str, tuple[int | None, list[str]]] = {}
    for path in sorted((root / "autograded" / learner / topic).glob("*.ipynb")):
        practicum = json.loads(path.read_text("utf-8"))["metadata"].get("practicum", {})
        if what := practicum.get("submitted"):
            lessons[path.stem] = (what.get("answered"), what.get("notes", []))
    folder, known = root / "submitted" / learner / topic, released.in_force(root, topic)
    found = hand_in_files.found_in(folder, known)
    notes = unanswered.notes(topic, known, hand_in_files.came(folder, known, found), lessons)
    return notes | ({topic: [*notes.get(topic, []), *found.said]} if found.said else {})


def _each(names: list[str], work: Callable[[str], None], progress: Progress | None) -> list[Outcome]:
    outcomes = []
    for number, learner in enumerate(names):
        if progress:
            progress(number, len(names), learner)
        try:
            work(learner)
            outcomes.append(Outcome(learner))
        except CourseError as error:
            outcomes.append(Outcome(learner, str(error), state="failed"))
    if progress:
        progress(len(names), len(names), "")
    return outcomes


def _chosen(root: Path, topic: str, learner: str | None, step: str, empty: str) -> list[str]:
    known = learners(root, topic, step)
    if learner is not None and learner not in known:
        raise CourseError(f"{learner} has nothing in {step}/ for {topic}.")
    if not known:
        raise CourseError(empty)
    return [learner] if learner is not None else known


@course_lock.locked_topic
def autograde(
    root: Path, topic: str, learner: str | None = None, again: bool = False, collect: bool = False,
    progress: Progress | None = None,
) -> list[Outcome]:  # fmt: skip
    """Grade what was handed in. `again`: also what was graded before; else only what is new or newer."""
    if not released.in_force(root, topic) and not (root / "release" / topic).is_dir():
        raise CourseError(f"{topic} has not been released; run `practicum release {topic}` first.")
    for name in unreleased(root, topic):
        raise CourseError(
            f"The release of {topic}/{name} is not on record; restore gradebook/released from a backup, "
            f"or run `practicum release {topic}`, and score again."
        )
    arrived = at_the_exchange(exchange("Collect", root, topic)) if collect else []
    if arrived and not learners(root, topic):
        return arrived
    nobody = f"Nobody has handed in {topic}; `practicum autograde {topic} --collect` fetches from the exchange."
    names = _chosen(root, topic, learner, "submitted", nobody)
    backup(root)
    formgrader_scores.keep(root, topic)
    done = 0

    def shown(number: int, of: int, name: str) -> None:
        nonlocal done
        done = number
        if progress:
            progress(number, of, name)

    try:
        outcomes = _settled(root, topic, _graded(root, topic, names, again, shown))
        return [*arrived, *(with_odd_id_said(topic, one) for one in outcomes)]
    except KeyboardInterrupt:
        raise Stopped(
            f"Stopped; {done} of {len(names)} learners are done, and what was begun with others is as good as not begun. "
            "Run the same command again."
        ) from None


def with_odd_id_said(topic: str, outcome: Outcome) -> Outcome:
    """Work that lies in submitted/ under an id that a roster or the exchange would refuse is graded, and that is said."""
    if outcome.state == "scored" and (why := learner_ids.problem(outcome.learner)):
        said = f"Graded, though this is no learner's id by the course's rule: {why}."
        outcome.notes.setdefault(topic, []).append(said)
    return outcome


def at_the_exchange(step) -> list[Outcome]:
    """What the collector or the publisher said, one outcome for each learner and folder that it named."""
    found: dict[tuple[str, bool], Outcome] = {}
    for said in getattr(step, "said", ()):  # a course may name a collector of its own
        state = REFUSED if said.refused else AT_THE_EXCHANGE
        one = found.setdefault((said.learner, said.refused), Outcome(storable(said.learner), state=state))
        one.notes.setdefault(THE_EXCHANGE, []).append(said.line)
    if unchecked := getattr(step, "unchecked", ()):
        many = f"{len(unchecked)} learners, who have" if len(unchecked) > 1 else "1 learner, who has"
        line = f"Nobody could check who sent the work of {many} no account on this computer."
        found["", False] = Outcome("", notes={THE_EXCHANGE: [line]}, state=AT_THE_EXCHANGE)
    return list(found.values())


def _graded(root: Path, topic: str, names: list[str], again: bool, progress: Progress) -> list[Outcome]:
    """In one process, or where the course has steps of its own, learner by learner with nbgrader's converter."""
    from .bulk import assignment, run, settings_check

    settings = nbgrader_settings(root)
    found = assignment.known(root, topic, settings)
    if why := settings_check.nbgraders(settings, root, found.notebooks, released.in_force(root, topic)):
        return _by_nbgrader(root, topic, names, again, progress, why)
    outcomes = []
    for one in run.grade(assignment.load(root, topic, settings, found), names, again):
        outcomes.append(Outcome(one.learner, one.error, one.notes, one.state))
        progress(len(outcomes), len(names), one.learner)
    return outcomes


def _settled(root: Path, topic: str, outcomes: list[Outcome]) -> list[Outcome]:
    """Penalties worked out again, also of work that was graded before: dates and scores change without new work."""
    problems = lateness.settle(root, topic)
    for outcome in outcomes:
        if outcome.error is None and outcome.learner in problems:
            outcome.error, outcome.state = problems[outcome.learner], "failed"
    return outcomes


def _by_nbgrader(root: Path, topic: str, names: list[str], again: bool, progress: Progress, why: str) -> list[Outcome]:
    outcomes = _each(names, lambda name: _grade(root, topic, name, again), progress)
    for outcome in outcomes:
        outcome.nbgrader = why
        if outcome.error is None:
            outcome.notes = notes_of(root, outcome.learner, topic)
    return outcomes


def waiting(root: Path, topic: str) -> int:
    """How many written responses wait for a marker."""
    from nbgrader.api import Assignment, Grade, GradeCell, Notebook
    from sqlalchemy import func, select

    query = (
        select(func.count())
        .select_from(GradeCell)
        .join(Notebook, Notebook.id == GradeCell.notebook_id)
        .join(Assignment, Assignment.id == Notebook.assignment_id)
        .join(Grade, Grade.cell_id == GradeCell.id)
        .where(Assignment.name == topic, GradeCell.cell_type == "markdown", Grade.needs_manual_grade)
    )
    with database.engine(database.url_of(root)).connect() as db:
        return db.scalar(query) or 0


def unreleased(root: Path, topic: str) -> list[str]:
    """Lessons of a topic area that learners have in release/ and whose keys are not on record."""
    lessons = {path.name.removesuffix(".content.json") for path in (root / "release" / topic).glob("*.content.json")}
    return sorted(lessons - set(released.in_force(root, topic)))


def _grade(root: Path, topic: str, learner: str, again: bool) -> None:
    from .submission import hand_in_files

    folder, known = root / "submitted" / learner / topic, released.in_force(root, topic)
    came = hand_in_files.came(folder, known, hand_in_files.found_in(folder, known))
    if not came and not any(folder.glob("*.ipynb")):
        raise CourseError(hand_in_files.nothing(learner, topic, hand_in_files.look(folder)))
    steps.autograde(root, topic, learner, sorted(came), again)


@course_lock.locked_topic
def feedback(
    root: Path, topic: str, learner: str | None = None, to_exchange: bool = False, progress: Progress | None = None
) -> list[Outcome]:
    """Write every learner's feedback pages; always anew, because marks change without a new submission."""
    names = _chosen(
        root,
        topic,
        learner,
        "autograded",
        f"Nothing of {topic} has been graded; run `practicum autograde {topic}` first.",
    )
    formgrader_scores.keep(root, topic)
    problems = lateness.settle(root, topic)
    outcomes = []
    for number, (name, error) in enumerate(pages.write(root, topic, names), 1):
        outcomes.append(Outcome(name, error or problems.get(name)))
        if progress:
            progress(number, len(names), name)
    if to_exchange:
        outcomes += at_the_exchange(exchange("ReleaseFeedback", root, topic))
    if learner is None:
        outcomes += [
            Outcome(one.learner, state=one.why)
            for one in left_out.found(root, topic, None, grade_rows.rows(root, topic))
        ]
    return outcomes
