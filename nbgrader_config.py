"""nbgrader reads this when it runs in this folder; formgrader too, when Jupyter was started here."""

from pathlib import Path

from practicum.nbgrader_bridge.config import configure

c = get_config()  # noqa: F821  (nbgrader provides it)

# Preprocessors, gradebook, exchange: practicum/nbgrader_bridge/config.py says each with its reason.
configure(c, Path(__file__).parent)

# A program's own settings go below, such as its name in the exchange or its penalty for late work:
# c.CourseDirectory.course_id = "practicum"
# c.AssignLatePenalties.plugin_class = "nbgrader.plugins.latesubmission.LateSubmissionPlugin"
