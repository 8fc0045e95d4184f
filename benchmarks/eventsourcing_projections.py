"""The package `eventsourcing` projecting its own events: it counts them by aggregate, in memory or in PostgreSQL.

Timed from the first event that is counted to the last: its own way to wait looks only after 0.1, 0.3, 0.7 seconds.
"""

from abc import abstractmethod
from time import perf_counter
from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.dispatch import singledispatchmethod
from eventsourcing.persistence import Tracking, TrackingRecorder
from eventsourcing.popo import POPOTrackingRecorder
from eventsourcing.postgres import PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from psycopg.sql import SQL, Identifier

from benchmarks.append import DATA
from benchmarks.eventsourcing_app import Episode, settings

AGGREGATES, LENGTH = 1_000, 80
FEW = 10  # aggregates for what takes long


class Counts(TrackingRecorder):
    """How many events there were, and when the first and the last were counted."""

    first = last = 0.0

    def counted_one(self) -> None:
        """Notes when that was."""
        self.last = perf_counter()
        self.first = self.first or self.last

    @abstractmethod
    def count(self, which: UUID, tracking: Tracking) -> None:
        """Counts an event once."""


class InMemory(POPOTrackingRecorder, Counts):
    """Counts in a dict."""

    def __init__(self) -> None:
        super().__init__()
        self.counted: dict[UUID, int] = {}

    def count(self, which: UUID, tracking: Tracking) -> None:
        """Counts an event once."""
        with self._database_lock:
            self._assert_tracking_uniqueness(tracking)
            self._insert_tracking(tracking)
            self.counted[which] = self.counted.get(which, 0) + 1
            self.counted_one()


class InPostgres(PostgresTrackingRecorder, Counts):
    """Counts in a table, in the transaction that tracks the position."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        table = SQL("{}.{}").format(Identifier(self.datastore.schema), Identifier("counts"))
        self.sql_create_statements.append(
            SQL("CREATE TABLE IF NOT EXISTS {} (which uuid PRIMARY KEY, counted bigint)").format(table)
        )
        self._count = SQL(
            "INSERT INTO {} AS c VALUES (%s, 1) ON CONFLICT (which) DO UPDATE SET counted = c.counted + 1"
        ).format(table)

    def count(self, which: UUID, tracking: Tracking) -> None:
        """Counts an event once."""
        with self.datastore.transaction(commit=True) as cursor:
            cursor.execute(self._count, (which,), prepare=True)
            self._insert_tracking(cursor, tracking)
        self.counted_one()


class Counting(Projection[Counts]):
    """Counts every event."""

    name = "counting"

    @singledispatchmethod
    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        """Counts it."""
        self.view.count(domain_event.originator_id, tracking)


def in_memory() -> float:
    """Events a second, from memory into memory."""
    with _running(InMemory, {"PERSISTENCE_MODULE": "eventsourcing.popo"}) as runner:
        runner.app.save(*_episodes(AGGREGATES))
        return _rate(runner, AGGREGATES)


def into_memory(url: str) -> float:
    """Events a second, from PostgreSQL into memory."""
    from_there = settings(url, functions=True, threads=4)
    _fill(from_there, AGGREGATES)
    with _running(InMemory, {**from_there, f"{Counting.name.upper()}_PERSISTENCE_MODULE": "eventsourcing.popo"}) as run:
        return _rate(run, AGGREGATES)


def transactional(url: str) -> float:
    """Events a second, from PostgreSQL into PostgreSQL."""
    from_there = settings(url, functions=True, threads=4)
    _fill(from_there, FEW)
    with _running(InPostgres, from_there) as runner:
        return _rate(runner, FEW)


def _episodes(aggregates: int) -> list[Episode]:
    episodes = [Episode() for _ in range(aggregates)]
    for episode in episodes:
        for number in range(LENGTH - 1):
            episode.make_contact(str(number), DATA.decode())
    return episodes


def _fill(environment: dict[str, str], aggregates: int) -> None:
    application: Application[UUID] = Application(environment)
    for episode in _episodes(aggregates):
        application.save(episode)
    application.close()


def _running(view: type[Counts], environment: dict[str, str]) -> ProjectionRunner[Application[UUID], Counts]:
    return ProjectionRunner(application_class=Application, projection_class=Counting, view_class=view, env=environment)


def _rate(runner: ProjectionRunner[Application[UUID], Counts], aggregates: int) -> float:
    runner.wait(runner.app.recorder.max_notification_id(), timeout=600)
    view: Counts = runner.projection.view
    return (aggregates * LENGTH - 1) / (view.last - view.first)
