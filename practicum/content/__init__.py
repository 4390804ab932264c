"""What is taught: the authors' files, their form, and what each reader's copy carries.

Imports nothing else of Practicum. `conditions` and `replay` need only the
standard library, because a lesson in a learner's kernel uses them.
"""
