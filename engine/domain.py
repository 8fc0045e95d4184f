"""The port a workflow implements: which streams a command needs, how they fold, and what is decided."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, Protocol

from engine.command import Command
from events.catalogue import Catalogue
from events.envelope import Recorded
from events.event import Event
from events.instants import Instant


class Decided(NamedTuple):
    """Events decided for one stream, whose personal parts are sealed with the key of `subject`.

    `at` is when they happened, where that is not what the command says.
    """

    stream: str
    subject: str
    events: tuple[Event, ...]
    at: Instant | None = None


class Context(NamedTuple):
    """What a decision may know beside the folded state; all of it comes in, so that deciding is pure.

    `now` is the moment of recording (UTC microseconds) and `occurred_at` the stated moment (or now);
    `digest` identifies the command's content; `opened(stream)` reads the events of a stream with their
    personal parts.
    """

    now: int
    occurred_at: Instant
    digest: str
    opened: Callable[[str], Iterable[tuple[Recorded, Event]]]


class Domain(Protocol):
    """A workflow, as the engine sees it. Everything here is pure."""

    @property
    def catalogue(self) -> Catalogue:
        """The events of this workflow."""

    def streams(self, command: Command, states: Mapping[str, Any]) -> Iterable[str]:
        """The streams the command needs, asked again with the states so far until no new one is named.

        The first is the one that the command's `expected_version` speaks of.
        """

    def initial(self, stream: str) -> Any:
        """The state of a stream that has no events."""

    def evolve(self, state: Any, news: Iterable[tuple[Recorded, Event]]) -> Any:
        """The state after some events of its stream. Total: it never refuses what is in the log."""

    def subject(self, command: Command, states: Mapping[str, Any]) -> str:
        """Whose key digests the command: a client's, or the site's where there is none."""

    def subject_of(self, stream: str, state: Any) -> str:
        """Whose key sealed the personal parts of a stream."""

    def decide(self, command: Command, states: Mapping[str, Any], context: Context) -> list[Decided]:
        """What happens. Raises `Refused`, having changed nothing; an accepted command yields an event or more."""
