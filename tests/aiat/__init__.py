"""What the treatment workflow is: folds, criteria, deadlines."""
