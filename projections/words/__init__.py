"""What happened, in words: one plain sentence an event, and its personal details apart.

`sentence` uses only what is not sealed; `details` has the rest, where the event was read with its key.
"""

from projections.words import (  # noqa: F401 - each teaches `sentence` the events of its subject
    assessment,
    corrections,
    deadlines,
    discharge,
    episode,
    intake,
    practice,
    relapse_plan,
    site,
    social_map,
)
from projections.words.details import details
from projections.words.sentence import Name, sentence

__all__ = ["Name", "details", "sentence"]
