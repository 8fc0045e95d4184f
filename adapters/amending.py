"""What an entry now holds, personal parts included: where an amendment starts from."""

from typing import Any

from adapters.clinic import Clinic
from events.corrections import EntryAmended
from events.event import DERIVED, Entry, marked
from workflows.aiat.deciding.rules import episode_stream
from workflows.aiat.episode import Episode


def content_in_force(clinic: Clinic, episode: str, entry: str) -> tuple[type[Entry], dict[str, Any]] | None:
    """The kind of an entry and its content in force as plain data; None if there is no such entry in force."""
    stream = episode_stream(episode)
    state: Episode = clinic.engine.load(stream).state
    found = state.entries.get(entry)
    if found is None:
        return None
    event = next(event for record, event in clinic.opened(stream) if record.position == found.position)
    kind: type[Entry] = type(found.event)
    if isinstance(event, EntryAmended):
        content = event.content | (event.personal or {})
    else:
        content = event.model_dump(mode="json")
    derived = marked(kind, DERIVED)
    return kind, {name: value for name, value in content.items() if name not in derived and value is not None}
