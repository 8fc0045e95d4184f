"""The contract of an event store: one append-only, totally ordered log a site."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from events.envelope import Append, Head, Receipt, Recorded


class Appended(NamedTuple):
    """The append was accepted and is durable."""

    receipt: Receipt


class Duplicate(NamedTuple):
    """The command id was seen before. `digest` is that of its first use, for the caller to compare."""

    receipt: Receipt
    digest: bytes


class Conflict(NamedTuple):
    """A stream has moved on: it stands at `actual`, not at `expected`."""

    stream: str
    expected: int
    actual: int


Verdict = Appended | Duplicate | Conflict


class StoreError(Exception):
    """The store cannot do its work; `str()` says what is wrong and how to mend it, without personal data."""


class StoreUnavailable(StoreError):
    """The database cannot be reached, opened or written."""


class StoreDamaged(StoreError):
    """The database is not a log of ours, or its content does not hold together."""


class EventUnreadable(StoreDamaged):
    """One event of the log cannot be read; the others can."""


class EventStore(Protocol):
    """One log. Positions are contiguous from 1 in commit order: a reader that saw p has seen all up to p.

    Every method may raise `StoreUnavailable` or `StoreDamaged`. An instance may be used from many threads.
    """

    @property
    def log(self) -> str:
        """The id of the log: the site's."""

    def append(self, batch: Sequence[Append]) -> list[Verdict]:
        """Commits the appends of `batch` in order as one transaction, each with a verdict of its own.

        An append is accepted or refused whole; a refused one takes no position and harms no neighbour.
        When this returns, what is `Appended` survives a crash. `recorded_at` never goes back.
        A batch names no command id twice; a stream that one append of it gives events to, no other names.
        """

    def read_stream(
        self, stream: str, *, after: int = 0, limit: int | None = None, backward: bool = False
    ) -> Iterator[Recorded]:
        """The events of a stream with a version above `after`, oldest first, or newest first if `backward`."""

    def news(self, after: Mapping[str, int]) -> list[Recorded]:
        """What was appended to each of these streams beyond a version, each stream's events in their order.

        For whoever has folded them up to there: all of it comes at once, in one statement.
        """

    def read_log(
        self,
        *,
        after: int = 0,
        until: int | None = None,
        types: Sequence[str] = (),
        categories: Sequence[str] = (),
        limit: int | None = None,
        backward: bool = False,
    ) -> Iterator[Recorded]:
        """The events at positions above `after` (and up to `until`), of these types and categories of stream."""

    def find_command(self, command_id: str) -> Duplicate | None:
        """The receipt and digest of a command accepted before."""

    def head(self) -> Head:
        """How far the log reaches."""

    def check_whole(self) -> None:
        """Raises where events that were recorded are gone: `StoreDamaged`, or what a store has for it. Costs little.

        What is looked at is whether the log reaches as far as the store has counted: a hole takes an examination.
        """

    def wait(self, after: int, timeout: float) -> bool:
        """Waits until the log reaches beyond `after`, at most `timeout` seconds; whether it does."""

    def close(self) -> None:
        """Lets go of connections. The store cannot be used afterwards."""
