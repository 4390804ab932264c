"""Autograding a whole cohort in one process: the same files and rows as `nbgrader autograde`, some hundred at a time.

settings_check   whether the course leaves it to us
assignment       what is the same for every learner, worked out once
lesson           one learner's lesson: answers read and scored, the graded notebook as bytes
submission       one learner's folder
rows             the gradebook's rows of some learners, read and written in a few statements
gradebook_entry  what was scored into those rows, with the marks that stand
run              all of it, in an order that survives being killed
"""
