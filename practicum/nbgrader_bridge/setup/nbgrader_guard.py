"""nbgrader's own commands and formgrader's buttons under the course's locks."""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Callable
from pathlib import Path

from practicum import learner_ids
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

    if hasattr(BaseConverter.start, "__wrapped__"):  # by us, at an earlier configuration
        return
    steps = (ExchangeCollect, ExchangeReleaseAssignment, ExchangeReleaseFeedback)
    BaseConverter.start = guarded(BaseConverter.start, lambda converter: True)
    BaseConverter.init_notebooks = _each_by_itself(BaseConverter.init_notebooks)
    Exchange.start = guarded(Exchange.start, lambda step: isinstance(step, steps))


def guarded(start: Callable, concerned: Callable[[object], bool]) -> Callable:
    """A step's start under the topic area's lock, where the step works on a course of ours."""

    @functools.wraps(start)
    def call(self, *words, **more):
        root = Path(self.coursedir.root)
        if not (concerned(self) and (root / "modules" / "course.yml").is_file()):
            return start(self, *words, **more)
        with contextlib.ExitStack() as stack:
            learner_ids.plain_log(self.log)  # nbgrader logs the paths that strangers name
            try:
                stack.enter_context(course_lock.on_topic(root, self.coursedir.assignment_id, course_lock.IN_A_SERVER))
            except CourseError as error:
                self.log.error(str(error))
                raise _error_of(self)(str(error)) from error
            return start(self, *words, **more)

    return call


def _each_by_itself(init_notebooks: Callable) -> Callable:
    """nbgrader takes folders' names apart by a pattern that knows no line end, and stops for all where one has it."""

    @functools.wraps(init_notebooks)
    def call(self):
        init_notebooks(self)
        for folder in [folder for folder in self.assignments if "\n" in folder]:
            del self.assignments[folder]
            where = learner_ids.shown("/".join(Path(folder).parts[-3:]))
            self.log.error(f"{where} is left out: its name has a line break; rename the folder")
        if not self.assignments:
            raise _error_of(self)("Nothing is left that nbgrader can name")

    return call


def _error_of(step) -> type[Exception]:
    """The kind of error that nbgrader's commands and buttons show as a line."""
    from nbgrader.converters.base import NbGraderException
    from nbgrader.exchange.abc.exchange import Exchange, ExchangeError

    return ExchangeError if isinstance(step, Exchange) else NbGraderException
