"""The package `eventsourcing` projecting its own events: it counts them by aggregate, in memory or in PostgreSQL."""

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

AGGREGATES, LENGTH = 200, 80
FEW = 10  # aggregates for what takes long


class Counts(TrackingRecorder):
    """How many events there were."""

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


class Counting(Projection[Counts]):
    """Counts every event."""

    name = "counting"

    @singledispatchmethod
    def process_event(self, domain_event: Any, tracking: Tracking) -> None:
        """Counts it."""
        self.view.count(domain_event.originator_id, tracking)


def in_memory() -> float:
    """Events a second, from memory into memory."""
    return _rate(InMemory, {"PERSISTENCE_MODULE": "eventsourcing.popo"}, AGGREGATES)


def transactional(url: str) -> float:
    """Events a second, from PostgreSQL into PostgreSQL."""
    return _rate(InPostgres, settings(url, functions=False, threads=4), FEW)


def _rate(view: type[Counts], environment: dict[str, str], aggregates: int) -> float:
    episodes = [Episode() for _ in range(aggregates)]
    for episode in episodes:
        for number in range(LENGTH - 1):
            episode.make_contact(str(number), DATA.decode())
    with ProjectionRunner(
        application_class=Application, projection_class=Counting, view_class=view, env=environment
    ) as runner:
        runner.app.save(*episodes)
        begun = perf_counter()
        runner.wait(runner.app.recorder.max_notification_id(), timeout=600)
        return aggregates * LENGTH / (perf_counter() - begun)
