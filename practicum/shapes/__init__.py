"""The shapes of what travels as plain JSON: a lesson's content, an answer, what a screen is told.

They are for readers and for mypy; at run time each is a dict. A field that may be missing is `NotRequired`. What
comes from outside, a file or a screen, is `Any` until somebody has looked at it.
"""
