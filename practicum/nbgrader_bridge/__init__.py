"""Everything that touches nbgrader: preprocessors, the gradebook, feedback.

Nothing outside this package imports nbgrader. Of its modules `course` and
`frozen` do without it too.
"""

import sys

# jsonschema, which nbformat and so nbgrader load, builds grammars with this package to check IRIs that nobody here
# writes; it does without where the package is missing. That was half the time in which any of our commands starts.
sys.modules.setdefault("rfc3987_syntax", None)
