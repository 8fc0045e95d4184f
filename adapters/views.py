"""The views across episodes: which there are, how they keep up with the log, and what they say of the past."""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Any, Final

from adapters.asking import Asked
from adapters.clinic import Clinic
from engine import projections
from engine.projections import Row, View
from events.client import DisclosureConsentGiven, DisclosureConsentRevoked
from events.envelope import Recorded, category
from events.episode import EpisodeOpened
from events.site import StaffAdded, StaffRetired
from events.store import EventStore
from projections.caseload import caseload_row
from projections.outcomes import outcome_row
from workflows.aiat.deciding.rules import client_stream, episode_stream
from workflows.aiat.site import STREAM

Fold = Callable[[str], Any]
"""The folded state of a stream."""
_OF_ALL: Final = frozenset({StaffAdded.type, StaffRetired.type})
_OF_A_CLIENT: Final = frozenset({DisclosureConsentGiven.type, DisclosureConsentRevoked.type})


class Caseload:
    """One row an episode, with what is due in it: an `engine.projections.View`."""

    name = "caseload"

    def __init__(self, store: EventStore, fold: Fold) -> None:
        self._store = store
        self._fold = fold

    def touched(self, record: Recorded) -> Iterable[str]:
        """The episode of an event; every episode of the client, or of the site, where the event matters to them."""
        match category(record.stream):
            case "episode":
                return (record.stream.partition("-")[2],)
            case "client" if record.type in _OF_A_CLIENT:
                episodes: tuple[str, ...] = self._fold(record.stream).episodes
                return episodes
            case "site" if record.type in _OF_ALL:
                return episode_ids(self._store, until=record.position)
        return ()

    def row(self, key: str) -> Row | None:
        """The row of an episode; None for one that was opened in error."""
        episode = self._fold(episode_stream(key))
        client = self._fold(client_stream(episode.client)) if episode.exists else None
        row = caseload_row(episode, self._fold(STREAM), client)
        return None if row is None else row.model_dump(mode="json")


class Outcomes:
    """One row an episode, with what a cohort is counted by: an `engine.projections.View`."""

    name = "outcomes"

    def __init__(self, fold: Fold) -> None:
        self._fold = fold

    def touched(self, record: Recorded) -> Iterable[str]:
        """The episode of an event."""
        return (record.stream.partition("-")[2],) if category(record.stream) == "episode" else ()

    def row(self, key: str) -> Row | None:
        """The row of an episode; None for one that was opened in error."""
        row = outcome_row(self._fold(episode_stream(key)), self._fold(STREAM))
        return None if row is None else row.model_dump(mode="json")


class Replay:
    """Folds the streams of episodes and clients from the log anew, as far as was known at `until`.

    `until` is in UTC microseconds; None for now. The site, which every row needs, is folded once and kept up.
    """

    def __init__(self, clinic: Clinic, until: int | None = None) -> None:
        self._clinic = clinic
        self._until = until

    def fold(self, stream: str) -> Any:
        """The state of a stream."""
        if stream != STREAM:
            return self._folded(stream)
        return self._clinic.site if self._until is None else self._site_then

    @cached_property
    def _site_then(self) -> Any:
        return self._folded(STREAM)

    def _folded(self, stream: str) -> Any:
        domain = self._clinic.engine.domain
        state, decode, evolve = domain.initial(stream), domain.catalogue.decode, domain.evolve
        for record in self._clinic.store.read_stream(stream):
            if self._until is not None and record.recorded_at > self._until:
                break
            state = evolve(state, decode(record), record)
        return state


def views_of(clinic: Clinic) -> dict[str, View]:
    """Every stored view by its name, kept up from the engine's folded streams."""
    return _views(clinic.store, lambda stream: clinic.engine.load(stream).state)


def replayed(clinic: Clinic) -> dict[str, View]:
    """The same views, worked out from the log alone: what is rebuilt and verified."""
    return _views(clinic.store, Replay(clinic).fold)


def _views(store: EventStore, fold: Fold) -> dict[str, View]:
    views: tuple[View, ...] = (Caseload(store, fold), Outcomes(fold))
    return {view.name: view for view in views}


def read_rows(clinic: Clinic, name: str) -> Iterator[tuple[str, Row]]:
    """The rows of a stored view by key, once it has caught up with the log. KeyError for a view there is not."""
    projections.catch_up(views_of(clinic)[name], clinic.store, clinic.views)
    return clinic.views.rows(name)


def caseload_as_asked(clinic: Clinic, question: Asked) -> list[Row]:
    """The caseload as known or as true at past moments, folded from the log."""
    replay = Replay(clinic, question.as_at)

    def fold(stream: str) -> Any:
        state = replay.fold(stream)
        if question.as_of is not None and category(stream) == "episode":
            return state.as_of(question.as_of)
        return state

    view = Caseload(clinic.store, fold)
    rows = (view.row(key) for key in episode_ids(clinic.store))
    return [row for row in rows if row is not None]


def episode_ids(store: EventStore, until: int | None = None) -> list[str]:
    """The episodes opened up to a position, in that order."""
    opened = store.read_log(types=[EpisodeOpened.type], until=until)
    return [record.stream.partition("-")[2] for record in opened]
