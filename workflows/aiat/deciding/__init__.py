"""What each command comes to: events, or a refusal that says why. Pure, one module a subject."""
