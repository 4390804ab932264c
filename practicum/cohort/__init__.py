"""What can be said of a whole cohort's answers: item analysis, and how cases were walked through."""
