"""Work in the background: nudges that carry it at once, and the pulse that finds what a lost nudge left."""
