"""Corrections: nothing is edited or deleted, a later event says what no longer counts, or counts instead."""

from typing import Any, ClassVar

from events.event import Code, Event, Id, Personal, RequiredPersonal, Text


class EntryVoided(Event):
    """An entry was made in error: views leave it out, the history shows both. A void is final."""

    type: ClassVar[str] = "episode.entry_voided"

    entry: Id
    what: Code
    reason: RequiredPersonal[Text] = None


class EntryAmended(Event):
    """An entry is replaced whole by `content` (of event type `of`); the latest amendment counts.

    `personal` holds the sealed part of the new content. The time of this event in the log is the
    corrected time of what happened; when the correction was made is its `recorded_at`.
    """

    type: ClassVar[str] = "episode.entry_amended"

    entry: Id
    what: Code
    of: str
    of_version: int
    content: dict[str, Any]
    reason: RequiredPersonal[Text] = None
    personal: Personal[dict[str, Any]] = None
