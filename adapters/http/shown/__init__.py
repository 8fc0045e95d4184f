"""What the pages of an episode show, worked out from the case and made ready for templates."""
