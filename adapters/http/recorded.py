"""What was recorded of a kind in an episode: the latest first, in words, with who and when."""

from datetime import datetime
from typing import NamedTuple

from adapters.asking import Case
from adapters.http.visits import Visit
from events.event import Event
from projections.names import names_in
from projections.timeline import timeline


class Recorded(NamedTuple):
    """One entry in force: what it says, its personal part, when it happened (the site's time), who recorded it."""

    entry: str
    words: str
    details: dict[str, str]
    at: datetime
    by: str


def recorded(visit: Visit, case: Case, *kinds: type[Event], most: int = 5) -> list[Recorded]:
    """The entries in force of these kinds, the latest first. For a case whose records are opened."""
    called = names_in(case.records)
    zone = visit.web.clinic.site.zone
    staff = visit.web.names.staff()
    rows = timeline(case.records, zone, name=lambda person: called.get(person) or staff.get(person, person))
    by_position = {row.position: row for row in rows}
    entries = [entry for entry in case.facts.episode.entries.values() if isinstance(entry.event, kinds)]
    entries.sort(key=lambda entry: (entry.at.us, entry.first), reverse=True)
    found = []
    for entry in entries[:most]:
        row = by_position[entry.position]
        found.append(
            Recorded(
                entry.id,
                row.words,
                row.details,
                datetime.fromisoformat(row.occurred_at).astimezone(zone),
                staff.get(entry.actor, entry.actor),
            )
        )
    return found
