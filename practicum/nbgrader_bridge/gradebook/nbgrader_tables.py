"""The columns of nbgrader's tables that reports read, by name.

Importing nbgrader takes longer than most reports; whoever only reads grades needs its tables and not its program.
`tests/nbgrader_bridge/test_gradetables.py` holds every column, and the score, to nbgrader's own.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, Enum, Float, Interval, MetaData, String, Table, Text, case, func

_tables = MetaData()


def _table(name: str, /, **columns) -> Table:
    return Table(name, _tables, *(Column(column, kind) for column, kind in columns.items()))


CELL_TYPE = Enum("code", "markdown", name="grade_cell_type")  # PostgreSQL compares it with nothing else

assignment = _table("assignment", id=String, name=String, duedate=DateTime)
notebook = _table("notebook", id=String, name=String, assignment_id=String)
base_cell = _table("base_cell", id=String, name=String, notebook_id=String)
grade_cells = _table("grade_cells", id=String, max_score=Float, cell_type=CELL_TYPE)
task_cells = _table("task_cells", id=String, max_score=Float)
student = _table("student", id=String, first_name=String, last_name=String)
submitted_assignment = _table(
    "submitted_assignment", id=String, assignment_id=String, student_id=String, timestamp=DateTime, extension=Interval
)
submitted_notebook = _table(
    "submitted_notebook", id=String, assignment_id=String, notebook_id=String, late_submission_penalty=Float
)
grade = _table(
    "grade", id=String, notebook_id=String, cell_id=String, auto_score=Float, manual_score=Float, extra_credit=Float,
    needs_manual_grade=Boolean,
)  # fmt: skip
comment = _table("comment", id=String, notebook_id=String, cell_id=String, manual_comment=Text)

# a marker's score stands before the scorer's, and extra credit is added to whichever there is
score = case(
    (grade.c.manual_score.is_not(None), grade.c.manual_score + func.coalesce(grade.c.extra_credit, 0.0)),
    (grade.c.auto_score.is_not(None), grade.c.auto_score + func.coalesce(grade.c.extra_credit, 0.0)),
    else_=0.0,
)

# of a row joined with both kinds of cells that can give points
max_score = func.coalesce(grade_cells.c.max_score, task_cells.c.max_score, 0.0)

# a learner's lesson, with what it is a lesson of
lessons = (
    submitted_notebook.join(notebook, notebook.c.id == submitted_notebook.c.notebook_id)
    .join(submitted_assignment, submitted_assignment.c.id == submitted_notebook.c.assignment_id)
    .join(assignment, assignment.c.id == submitted_assignment.c.assignment_id)
)
