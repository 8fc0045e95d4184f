"""Synthetic episodes: repeatable, legal, believable."""
