"""Where each figure comes from: positions of the log, each with its words and the page that tells its history."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from adapters.asking import Asked, Case
from projections.names import names_in
from projections.timeline import TimelineRow, timeline


class Evidence(NamedTuple):
    """A record that a figure came from. `words` is a sentence for the filter `said`; the times are ISO."""

    position: int
    words: str
    occurred_at: str
    href: str


def told(case: Case, question: Asked) -> tuple[TimelineRow, ...]:
    """The timeline of the case, people called by their names where the records were opened."""
    called = names_in(case.records)
    return timeline(
        case.records, case.facts.site.zone, as_of=question.as_of, name=lambda person: called.get(person, person)
    )


def by_position(rows: Iterable[TimelineRow]) -> Mapping[int, TimelineRow]:
    """The rows by their position in the log."""
    return {row.position: row for row in rows}


def evidence(home: str, positions: Iterable[int], rows: Mapping[int, TimelineRow]) -> Sequence[Evidence]:
    """These positions as evidence, the latest first. `home` is the address of the episode."""
    found = (rows[position] for position in positions if position in rows)
    return [
        Evidence(row.position, row.words, row.occurred_at, where(home, row))
        for row in sorted(found, key=lambda row: (row.occurred_at, row.position), reverse=True)
    ]


def where(home: str, row: TimelineRow) -> str:
    """The page that tells the history of a record: of its entry, or else the timeline around it."""
    if row.entry is not None:
        return f"{home}/entries/{row.entry}#p{row.position}"
    return f"{home}/history?at={row.position}#p{row.position}"
