"""Everything that touches nbgrader: nothing outside this package imports it.

The rooms stand in the order of the data, and each imports only from those before it (tests/test_architecture.py):

setup               the course folder as nbgrader sees it, locks, nbgrader's own commands under them
gradebook           the databases: nbgrader's gradebook and our tables
exchange            what comes in from strangers through nbgrader's exchange, and what goes out
nbgrader_commands   nbgrader's own steps, called in this process
marks               roster, more time, lateness, the history of marks, marking
submission          what was handed in, found and read
config              nbgrader's configuration for a course, which names parts of all rooms
release             from the course to what learners get
grading             our steps of nbgrader's autograding
feedback            the page that a learner gets back
bulk                a whole cohort graded in one process
reports             what is read from the gradebook for people
upkeep              backups as one archive, another database server
grade_cohort        autograding, feedback and collecting for a cohort, as the command does them
learner_exchange    the exchange from the learner's side, a program of its own
"""
