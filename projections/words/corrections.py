"""Corrections, in words."""

from events.corrections import EntryAmended, EntryVoided
from events.released import CATALOGUE
from projections.words.sentence import Name, plain, sentence


@sentence.register
def _(event: EntryVoided, name: Name = str) -> str:
    return f"Voided: {plain(event.what)} {event.entry}."


@sentence.register
def _(event: EntryAmended, name: Name = str) -> str:
    content = CATALOGUE.load(event.of, event.of_version, event.content)
    return f"Amended: {plain(event.what)} {event.entry}. Now: {sentence(content, name)}"
