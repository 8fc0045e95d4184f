"""Discharge, in words."""

from events.discharge import DispositionRecorded, SummarySigned, SummaryWritten
from projections.words.sentence import Name, plain, sentence


@sentence.register
def _(event: DispositionRecorded, name: Name = str) -> str:
    level = "without a level" if event.level is None else f"at level {event.level}"
    return f"Disposition for {plain(event.criterion)} ({level}): {event.disposition}."


@sentence.register
def _(event: SummaryWritten, name: Name = str) -> str:
    return "Discharge summary written."


@sentence.register
def _(event: SummarySigned, name: Name = str) -> str:
    verb = "signed" if event.meaning == "author" else "co-signed"
    return f"Discharge summary {verb} by a {event.role}."
