"""Readers as servers and workers use them: what each run read is logged, counted and traced.

A run belongs to the conversations whose events it read, so that each can be followed to the views it reached.
"""

from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Any, Final, cast

from adapters.telemetry import metrics, tracing
from adapters.telemetry.logs import log
from engine.leases import Lease
from engine.readers import Progress, Reader
from events.envelope import Recorded
from events.store import EventStore

_CONVERSATIONS: Final = 16
"""The most that are told of one run: a rebuild reads the events of thousands."""


class ObservedReader(Reader):
    """A reader whose runs are seen."""

    def run(
        self,
        lease: Lease | None = None,
        *,
        generation: int | None = None,
        go_on: Callable[[], bool] = lambda: True,
        stay: bool = False,
    ) -> Progress:
        """See `Reader.run`."""
        began = perf_counter()
        noting = _Noting(self.log)
        reader = self._on(noting)
        reader.filling = self.filling
        progress = reader.run(lease, generation=generation, go_on=go_on, stay=stay)
        self.filling = reader.filling
        if progress.events:
            self._note(progress, list(noting.conversations), perf_counter() - began)
        return progress

    def _on(self, noting: "_Noting") -> Reader:
        return Reader(
            self.view,
            cast(EventStore, noting),
            self.folds,
            self.views,
            self.clock,
            patience=self._patience,
            sleep=self._sleep,
        )

    def _note(self, progress: Progress, conversations: list[str], took: float) -> None:
        fields: dict[str, Any] = {"reader": self.name, "site": self.log.log, "position": progress.position}
        fields |= {"events": progress.events, "duration_ms": round(1_000 * took, 3)}
        metrics.READ.labels(self.name).inc(progress.events)
        for conversation in conversations:
            with tracing.span(f"reader {self.name}", correlation=conversation, took=took, **fields):
                pass
        log().info("read", correlation_ids=conversations, **fields)
        if progress.parked:
            metrics.PARKED.labels(self.name).inc(progress.parked)
            log().error("parked", **{**fields, "events": progress.parked})


class _Noting:
    """A log that remembers the last conversations whose events were read from it."""

    def __init__(self, store: EventStore) -> None:
        self._store = store
        self.conversations: dict[str, None] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def read_log(self, **options: Any) -> Iterator[Recorded]:
        for record in self._store.read_log(**options):
            self.conversations.pop(record.correlation_id, None)
            self.conversations[record.correlation_id] = None
            if len(self.conversations) > _CONVERSATIONS:
                del self.conversations[next(iter(self.conversations))]
            yield record
