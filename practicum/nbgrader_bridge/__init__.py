"""Everything that touches nbgrader: preprocessors, the gradebook, feedback.

Nothing outside this package imports nbgrader. Of its modules, `course`,
`released`, `notebook`, `frozen` and `marks` (the store) do without it too.
"""
