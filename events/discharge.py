"""Discharge: what becomes of goals not reached, the summary, and its two signatures."""

from typing import ClassVar, Literal

from events.event import Code, Derived, Entry, Event, Id, RequiredPersonal, Text


class DispositionRecorded(Entry):
    """What is to become of a goal that was not attained. Once that goal's level changes it no longer counts."""

    type: ClassVar[str] = "episode.disposition_recorded"
    what: ClassVar[str] = "disposition"

    criterion: Code
    disposition: Literal["extend", "refer", "accept"]
    level: Derived[int | None]
    reason: RequiredPersonal[Text] = None


class SummaryWritten(Entry):
    """The discharge summary. `content_hash` is what a signature binds; the latest summary counts."""

    type: ClassVar[str] = "episode.summary_written"
    what: ClassVar[str] = "summary"

    content_hash: Derived[str]
    text: RequiredPersonal[Text] = None


class SummarySigned(Event):
    """A clinician signed the summary (`author`), or a supervisor co-signed it (`co_signer`)."""

    type: ClassVar[str] = "episode.summary_signed"

    summary: Id
    content_hash: str
    meaning: Literal["author", "co_signer"]
    role: Code
