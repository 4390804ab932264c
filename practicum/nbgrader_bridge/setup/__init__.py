"""The ground: the course folder as nbgrader sees it, and who may work on it at one time."""
