"""Where each figure comes from: positions of the log, each with its words and the page that tells its history."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from adapters.asking import Asked, Case
from events.relapse_plan import RiskIdentified
from projections.names import names_in
from projections.timeline import TimelineRow, timeline

_A_RISK: Final = re.compile(r"\b([Rr]isk) ([A-Za-z0-9](?:[\w.:-]*\w)?)")
_A_LINE: Final = 60


class Evidence(NamedTuple):
    """A record that a figure came from. `words` is a sentence for the filter `said`; the times are ISO."""

    position: int
    words: str
    occurred_at: str
    href: str


def told(case: Case, question: Asked, staff: Mapping[str, str]) -> tuple[TimelineRow, ...]:
    """The timeline of the case; staff are called by their names, people and risks too where the records were opened."""
    called = {**staff, **names_in(case.records)}
    risks = _risks(case)
    rows = timeline(
        case.records, case.facts.site.zone, as_of=question.as_of, name=lambda person: called.get(person, person)
    )
    return tuple(row.model_copy(update={"words": _readable(row, risks)}) for row in rows)


def with_risks(case: Case, sentence: str) -> str:
    """A sentence about risks, each called by its description; the case must have been opened."""
    for risk, description in _risks(case).items():
        if description is not None:
            parts = re.split(rf"(?<![\w.:-]){re.escape(risk)}(?![\w:-])", sentence)
            sentence = f"“{_short(description)}”".join(parts)
    return sentence


def _risks(case: Case) -> Mapping[str, str | None]:
    return {event.entry: event.description for _, event in case.records if isinstance(event, RiskIdentified)}


def _readable(row: TimelineRow, risks: Mapping[str, str | None]) -> str:
    """The sentence of a row without the ids that only a log needs."""
    words = row.words if row.corrects is None else row.words.replace(f" {row.entry}", "", 1)
    return _A_RISK.sub(lambda found: _quoted(risks.get(found[2]), found), words)


def _quoted(description: str | None, found: re.Match[str]) -> str:
    if description is None:
        return found[0]
    return f"{found[1]} “{_short(description)}”"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _A_LINE else line[: _A_LINE - 1] + "…"


def by_position(rows: Iterable[TimelineRow]) -> Mapping[int, TimelineRow]:
    """The rows by their position in the log."""
    return {row.position: row for row in rows}


def evidence(home: str, positions: Iterable[int], rows: Mapping[int, TimelineRow]) -> Sequence[Evidence]:
    """These positions as evidence, the latest first. `home` is the address of the episode."""
    found = (rows[position] for position in positions if position in rows)
    return [
        Evidence(row.position, row.words, row.occurred_at, where(home, row))
        for row in sorted(found, key=lambda row: (datetime.fromisoformat(row.occurred_at), row.position), reverse=True)
    ]


def where(home: str, row: TimelineRow) -> str:
    """The page that tells the history of a record: of its entry, or else the timeline around it."""
    if row.entry is not None:
        return f"{home}/entries/{row.entry}#p{row.position}"
    return f"{home}/history?at={row.position}#p{row.position}"
