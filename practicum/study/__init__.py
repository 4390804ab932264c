"""A learner's own folder: its lessons, what is answered, search, glossary, reports, answers carried in one file.

Knows no server and no kernel: it reads and writes files below one folder, and
gives plain values.
"""
