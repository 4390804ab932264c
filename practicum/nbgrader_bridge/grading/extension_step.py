"""Before lateness is counted: the learner's own time, for a submission that came after it was given."""

from __future__ import annotations

from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from ..marks import extensions
from ..setup.course_settings import root_of


class GrantExtension(NbGraderPreprocessor):
    """Enters a kept extension with this submission; one that was given in another way stays."""

    def preprocess(self, nb, resources):
        about = resources["nbgrader"]
        until = extensions.kept(root_of(self), about["assignment"]).get(about["student"])
        if until is not None:
            with Gradebook(about["db_url"]) as gradebook:
                extensions.enter(gradebook, about["assignment"], about["student"], until)
        return nb, resources
