"""nbgrader's configuration for a course of Practicum, each setting with its reason."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from .gradebook import database, swap_journal
from .marks import lateness
from .setup import nbgrader_guard
from .setup.course_settings import put_environment_on_path
from .submission import hand_in_files

OURS = "practicum.nbgrader_bridge."
NBGRADER = "nbgrader.preprocessors."

# What a learner sees who finds the cell that the lesson hides; the empty span is what the stylesheet hides it by.
RESPONSE_STUB = (
    '<span class="pr-response"></span>Your written answer. '
    "If there are boxes above, write there; text typed here is kept as well."
)


def configure(c, root: Path | str) -> None:
    """Set up nbgrader for the course at `root`. Strings for classes keep the settings printable."""
    root = Path(root).resolve()
    (root / "gradebook").mkdir(exist_ok=True)  # nbgrader creates its database, not the folder
    put_environment_on_path()
    # The kernel of a notebook under stock Execute finds the released keys by this.
    os.environ["PRACTICUM_COURSE"] = str(root)

    c.CourseDirectory.root = str(root)
    c.CourseDirectory.course_id = os.environ.get("PRACTICUM_COURSE_ID", "practicum")
    # One folder holds all that must be backed up and never committed.
    c.CourseDirectory.db_url = f"sqlite:///{root / 'gradebook' / 'gradebook.db'}"
    database.be_patient()
    nbgrader_guard.guard_nbgrader()
    if any((root / "gradebook").glob(".restore*")):
        swap_journal.recover(root)
    # The default is a system folder that root has to make; a Hub names its own.
    if not os.environ.get("PRACTICUM_EXCHANGE"):
        (root / "exchange").mkdir(exist_ok=True)  # formgrader hides its buttons while it is missing
    c.Exchange.root = os.environ.get("PRACTICUM_EXCHANGE") or str(root / "exchange")
    # nbgrader's own copy what links point to, and end for everybody at one odd hand-in.
    c.ExchangeFactory.collect = OURS + "exchange.collect.CheckedCollect"
    c.ExchangeFactory.release_feedback = OURS + "exchange.publish_feedback.CheckedPublish"
    # Called by our guard of formgrader (practicum/server/formgrader.py), which may not import this package.
    c.Practicum.after_score = partial(lateness.after_score, root)
    releasing(c)
    grading(c, root)
    feedback(c)


def releasing(c) -> None:
    # Ours first, so that nbgrader sees a notebook with its metadata; the rest is nbgrader's own list;
    # ours last, so that only what passed everything is kept.
    stock = (
        "IncludeHeaderFooter InstantiateTests LockCells ClearSolutions ClearOutput CheckCellMetadata ComputeChecksums "
        "SaveCells ClearHiddenTests ClearMarkScheme ComputeChecksums CheckCellMetadata"
    ).split()
    c.GenerateAssignment.preprocessors = [
        OURS + "release.preprocessors.Assign",
        *(NBGRADER + name for name in stock),
        OURS + "release.preprocessors.KeepReleased",
    ]
    c.ClearSolutions.text_stub = RESPONSE_STUB
    # Nothing that an editor or a lesson leaves beside a source notebook is part of an assignment.
    # Answer sheets are not named here: this list also rules what learners hand in.
    c.CourseDirectory.ignore = [
        ".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", "*.keyed.json", "*~", ".DS_Store", "Thumbs.db",
        ".*.answers.json.*",  # a save that was cut off, or its lock
        ".practicum-graded.json",  # what a graded copy was made from
    ]  # fmt: skip


def grading(c, root: Path) -> None:
    # nbgrader knows a lesson by its notebook's name alone; learners rename, and hand in a sheet by itself.
    c.Autograde.pre_convert_hook = partial(hand_in_files.add_missing, root)
    # A notebook that cannot be read still has its sheet.
    c.Autograde.exporter_class = OURS + "grading.exporter.TolerantNotebook"
    # Recover reads the answers before ClearOutput clears them, and puts the released cells back.
    c.Autograde.sanitize_preprocessors = [
        OURS + "submission.recover.Recover",
        *(
            NBGRADER + n
            for n in "ClearOutput DeduplicateIds OverwriteKernelspec OverwriteCells CheckCellMetadata".split()
        ),
    ]
    # Score takes the place of Execute: nothing that a learner sent is run. Labs are executed.
    c.Autograde.autograde_preprocessors = [
        OURS + "submission.recover.PutSheet",
        OURS + "grading.place_response.Inject",
        OURS + "grading.score.Score",
        OURS + "grading.score.ExecuteLabs",
        NBGRADER + "IgnorePattern",
        "nbconvert.preprocessors.ClearMetadataPreprocessor",
        NBGRADER + "LimitOutput",
        NBGRADER + "SaveAutoGrades",
        OURS + "grading.keep_marks.KeepMarks",
        OURS + "grading.extension_step.GrantExtension",
        OURS + "marks.late_penalties.LatePenalties",
        NBGRADER + "CheckCellMetadata",
    ]


def feedback(c) -> None:
    # One page a lesson instead of the notebook with its code.
    c.GenerateFeedback.exporter_class = OURS + "feedback.page_exporter.FeedbackPage"
    # nbgrader writes Markdown to formgrader and feedback pages as it comes, scripts included.
    # nbconvert's pages load these from elsewhere; no page of a course asks anybody outside.
    c.HTMLExporter.mathjax_url = c.HTMLExporter.mermaid_js_url = c.HTMLExporter.mermaid_layout_elk_js_url = ""
    c.HTMLExporter.require_js_url = c.HTMLExporter.jquery_url = c.HTMLExporter.widget_renderer_url = ""
    c.HTMLExporter.filters = {"markdown2html": OURS + "feedback.safe_html.markdown2html"}
