"""A questionnaire on the screen: which one, what is answered so far, what is kept of it, and what it came to."""
