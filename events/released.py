"""Every event type that Homeport has released."""

from typing import Final

from events import (
    assessment,
    client,
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
from events.catalogue import Catalogue
from events.event import Entry, Event

_SUBJECTS = (
    site,
    client,
    episode,
    intake,
    assessment,
    social_map,
    practice,
    relapse_plan,
    discharge,
    corrections,
    deadlines,
)

MODELS: Final[tuple[type[Event], ...]] = tuple(
    model
    for subject in _SUBJECTS
    for model in vars(subject).values()
    if isinstance(model, type) and issubclass(model, Event) and model.__module__ == subject.__name__
)
CATALOGUE: Final = Catalogue(MODELS)
ENTRIES: Final[dict[str, type[Entry]]] = {model.what: model for model in MODELS if issubclass(model, Entry)}
"""The kinds of clinical entry by the short name that commands use."""
