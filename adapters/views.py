"""The views across episodes: which there are, how they keep up with the log, and what they say of the past."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from itertools import takewhile
from typing import Any, Final

from pydantic import BaseModel

from adapters.asking import Asked
from adapters.clinic import Clinic
from engine.folding import Fold, Folds, Now, evolved
from engine.projections import Row, View
from engine.readers import Reader
from events.client import DisclosureConsentGiven, DisclosureConsentRevoked
from events.envelope import Recorded, category
from events.episode import EpisodeOpened
from events.site import StaffAdded, StaffRetired
from events.store import EventStore
from projections.caseload import caseload_row
from projections.deadlines import deadlines_row
from projections.outcomes import outcome_row
from workflows.aiat.client import Client
from workflows.aiat.deciding.rules import client_stream, episode_stream
from workflows.aiat.episode import Episode
from workflows.aiat.site import STREAM, Site

_OF_ALL: Final = frozenset({StaffAdded.type, StaffRetired.type})
_OF_A_CLIENT: Final = frozenset({DisclosureConsentGiven.type, DisclosureConsentRevoked.type})


class _OfEpisodes:
    """What views with one row an episode have in common: the episode is the key."""

    def every(self, log: EventStore, until: int) -> Iterable[str]:
        """Every episode that was opened."""
        return episode_ids(log, until)

    def streams(self, key: str, begun: Mapping[str, Any]) -> Iterable[str]:
        """The episode."""
        return (episode_stream(key),)


class _OfEpisodesAndClients(_OfEpisodes):
    """The same where rows also draw on the client."""

    worked_out: Callable[[Episode, Site, Client | None], BaseModel | None]

    def touched(self, record: Recorded, fold: Fold) -> Iterable[str]:
        """The episode of an event; every episode of a client whose consent to disclosure is given or taken back."""
        match category(record.stream):
            case "episode":
                return (record.stream.partition("-")[2],)
            case "client" if record.type in _OF_A_CLIENT:
                episodes: tuple[str, ...] = fold(record.stream).episodes
                return episodes
        return ()

    def streams(self, key: str, begun: Mapping[str, Any]) -> Iterable[str]:
        """The episode, then its client."""
        episode = episode_stream(key)
        if episode in begun and begun[episode].exists:
            return episode, client_stream(begun[episode].client)
        return (episode,)

    def row(self, key: str, fold: Fold) -> Row | None:
        """The row of an episode; None where there is nothing to say of it."""
        episode = fold(episode_stream(key))
        client = fold(client_stream(episode.client)) if episode.exists else None
        row = self.worked_out(episode, fold(STREAM), client)
        return None if row is None else row.model_dump(mode="json")


class Caseload(_OfEpisodesAndClients):
    """One row an episode that was not opened in error, with what is due in it: an `engine.projections.View`."""

    name = "caseload"
    worked_out = staticmethod(caseload_row)

    def __init__(self, store: EventStore) -> None:
        self._store = store

    def touched(self, record: Recorded, fold: Fold) -> Iterable[str]:
        """As above; every episode of the site where somebody joins or leaves."""
        if record.type in _OF_ALL:
            return episode_ids(self._store, until=record.position)
        return super().touched(record, fold)


class Deadlines(_OfEpisodesAndClients):
    """One row an episode in which something can fall due: an `engine.projections.View`."""

    name = "deadlines"
    worked_out = staticmethod(deadlines_row)


class Outcomes(_OfEpisodes):
    """One row an episode, with what a cohort is counted by: an `engine.projections.View`."""

    name = "outcomes"

    def touched(self, record: Recorded, fold: Fold) -> Iterable[str]:
        """The episode of an event."""
        return (record.stream.partition("-")[2],) if category(record.stream) == "episode" else ()

    def row(self, key: str, fold: Fold) -> Row | None:
        """The row of an episode; None for one that was opened in error."""
        row = outcome_row(fold(episode_stream(key)), fold(STREAM))
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
        domain, until = self._clinic.engine.domain, self._until
        records = self._clinic.store.read_stream(stream)
        known = records if until is None else takewhile(lambda record: record.recorded_at <= until, records)
        return evolved(domain, domain.initial(stream), known)


def readers(clinic: Clinic) -> dict[str, Reader]:
    """The reader of every stored view by its name, kept up from the engine's folded streams."""
    return _readers(clinic, clinic.engine.states)


def replaying_readers(clinic: Clinic) -> dict[str, Reader]:
    """The same readers, working from the log alone: what rebuilds and verifies."""
    fold = Replay(clinic).fold
    return _readers(clinic, lambda streams: {stream: fold(stream) for stream in streams})


def _readers(clinic: Clinic, now: Now) -> dict[str, Reader]:
    folds = Folds(clinic.engine.domain, clinic.store, now)
    views: tuple[View, ...] = (Caseload(clinic.store), Outcomes(), Deadlines())
    made = Reader
    if clinic.observed:
        from adapters.telemetry.readers import ObservedReader as made  # noqa: N813, PLC0415  # only in servers and workers
    return {view.name: made(view, clinic.store, folds, clinic.views, clinic.clock) for view in views}


def caseload_as_asked(clinic: Clinic, question: Asked) -> list[Row]:
    """The caseload as known or as true at past moments, folded from the log."""
    replay = Replay(clinic, question.as_at)

    def fold(stream: str) -> Any:
        state = replay.fold(stream)
        if question.as_of is not None and category(stream) == "episode":
            return state.as_of(question.as_of)
        return state

    view = Caseload(clinic.store)
    rows = (view.row(key, fold) for key in episode_ids(clinic.store))
    return [row for row in rows if row is not None]


def episode_ids(store: EventStore, until: int | None = None) -> list[str]:
    """The episodes opened up to a position, in that order."""
    opened = store.read_log(types=[EpisodeOpened.type], until=until)
    return [record.stream.partition("-")[2] for record in opened]
