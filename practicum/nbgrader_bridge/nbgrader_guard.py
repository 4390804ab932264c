"""nbgrader's own commands and formgrader's buttons under the course's locks."""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Callable
from pathlib import Path

from practicum.course import CourseError

from . import course_lock


def guard_nbgrader() -> None:
    """`nbgrader autograde`, formgrader's buttons and their like take the same locks.

    AutogradeApp and its like name their converter's class, so no setting can put one of ours in its place,
    and no hook of theirs is called both before anything changes and after a failure.
    """
    if "nbgrader.converters.base" not in sys.modules:  # who only reads its settings need not wait for its import
        return
    from nbgrader.converters.base import BaseConverter
    from nbgrader.exchange.abc import ExchangeCollect, ExchangeReleaseAssignment, ExchangeReleaseFeedback
    from nbgrader.exchange.abc.exchange import Exchange

    steps = (ExchangeCollect, ExchangeReleaseAssignment, ExchangeReleaseFeedback)
    BaseConverter.start = guarded(BaseConverter.start, lambda converter: True)
    Exchange.start = guarded(Exchange.start, lambda step: isinstance(step, steps))


def guarded(start: Callable, concerned: Callable[[object], bool]) -> Callable:
    """A step's start under the topic area's lock, where the step works on a course of ours."""
    if getattr(start, "takes_course_lock", False):
        return start

    @functools.wraps(start)
    def call(self, *words, **more):
        root = Path(self.coursedir.root)
        if not (concerned(self) and (root / "modules" / "course.yml").is_file()):
            return start(self, *words, **more)
        with contextlib.ExitStack() as stack:
            try:
                stack.enter_context(course_lock.on_topic(root, self.coursedir.assignment_id, course_lock.IN_A_SERVER))
            except CourseError as error:
                _refuse(self, str(error), error)
            return start(self, *words, **more)

    call.takes_course_lock = True
    return call


def _refuse(step, sentence: str, error: Exception) -> None:
    """With the kind of error that nbgrader's commands and buttons show as a line."""
    from nbgrader.converters.base import NbGraderException
    from nbgrader.exchange.abc.exchange import Exchange, ExchangeError

    step.log.error(sentence)
    raise (ExchangeError if isinstance(step, Exchange) else NbGraderException)(sentence) from error
