"""The personal details that an event carries when it was read with the client's key."""

from typing import Any

from events.corrections import EntryAmended
from events.event import Event, personal_part
from projections.words.sentence import plain


def details(event: Event) -> dict[str, str]:
    """Each personal field in words, by its name; empty where the key is gone or there was nothing."""
    personal = personal_part(event)
    if isinstance(event, EntryAmended):
        personal = {**(personal.pop("personal", None) or {}), **personal}
    return {plain(name): _words(value) for name, value in personal.items() if value is not None}


def _words(value: Any) -> str:
    return "; ".join(str(part) for part in value) if isinstance(value, list | tuple) else str(value)
