"""The page that a learner gets back."""
