"""Autograding a whole cohort in one process: the same files and rows as `nbgrader autograde`, some hundred at a time.

way         whether the course leaves it to us
assignment  what is the same for every learner, worked out once
lesson      one learner's lesson: answers read and scored, the graded notebook as bytes
submission  one learner's folder
folders     graded copies, made aside and put in their place
rows        the gradebook's rows of some learners, read and written in a few statements
entering    what was scored into those rows, with the marks that stand
run         all of it, in an order that survives being killed
"""
