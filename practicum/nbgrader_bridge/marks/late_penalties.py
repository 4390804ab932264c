"""nbgrader's step for late penalties, and the same asked for one score at any time. Penalties are rounded like points."""

from __future__ import annotations

import math
from types import SimpleNamespace

from nbgrader.preprocessors import AssignLatePenalties
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from ..nbgrader_commands import quiet

DECIMALS = 2


class LatePenalties(AssignLatePenalties):
    """nbgrader's own, which asks the course's plugin; a sum of points such as 16.869999999999997 is 16.87."""

    def _check_late_penalty(self, notebook, penalty):
        off = float(super()._check_late_penalty(notebook, penalty))
        if math.isnan(off):
            raise ValueError("the plugin gave no number")
        return round(off, DECIMALS)


def step_of(settings: Config) -> AssignLatePenalties | None:
    """The step by which the course assigns penalties; None where it has taken that step out."""
    for named in settings.Autograde.get("autograde_preprocessors", []):
        kind = import_item(named) if isinstance(named, str) else named
        if isinstance(kind, type) and issubclass(kind, AssignLatePenalties):
            return kind(config=settings)
    return None


def asked(step: AssignLatePenalties, learner: str, points: float, seconds: float) -> float | None:
    """What the plugin takes off, never below nothing or above the score. Raises whatever the plugin raises."""
    with quiet(step.log):
        step.init_plugin()
        off = step.plugin_inst.late_submission_penalty(learner, points, seconds)
        return None if off is None else step._check_late_penalty(SimpleNamespace(score=points), off)
