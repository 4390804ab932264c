"""What is read from the gradebook for people: grades, status, responses, one learner's record, whom a report leaves out."""
