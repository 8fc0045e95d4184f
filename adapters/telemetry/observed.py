"""Engine and store as servers and workers use them: every command and every append is logged, counted and traced.

They wrap the ones of the core, which know nothing of it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter
from typing import Any, Final, cast

from adapters.telemetry import metrics, tracing
from adapters.telemetry.correlating import correlated, current
from adapters.telemetry.failing import kind_and_place
from adapters.telemetry.logs import log
from engine.command import Command
from engine.engine import Engine
from engine.refusals import Refused
from events.envelope import Append, Receipt
from events.store import Appended, Conflict, Duplicate, EventStore, StoreError, Verdict

_VERDICTS: Final = {Appended: "appended", Duplicate: "duplicate", Conflict: "conflict"}


class ObservedEngine(Engine):
    """An engine whose commands are seen, each with what became of it."""

    async def execute(self, command: Command) -> Receipt:
        """See `Engine.execute`."""
        with _seen(command) as seen:
            return seen.accepted(await super().execute(command))

    def execute_now(self, command: Command) -> Receipt:
        """See `Engine.execute_now`."""
        with _seen(command) as seen:
            return seen.accepted(super().execute_now(command))


def observed(store: EventStore) -> EventStore:
    """The store, whose appends are seen."""
    return cast(EventStore, _ObservedStore(store))


class _ObservedStore:
    def __init__(self, store: EventStore) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def append(self, batch: Sequence[Append]) -> list[Verdict]:
        began = perf_counter()
        try:
            verdicts = self._store.append(batch)
        except StoreError as error:
            metrics.APPEND.labels("failed").observe(perf_counter() - began)
            log().error("append_failed", batch=len(batch), **kind_and_place(error))
            raise
        took = perf_counter() - began
        metrics.APPEND.labels("committed").observe(took)
        metrics.BATCH.observe(len(batch))
        for append, verdict in zip(batch, verdicts, strict=True):
            _note(append, verdict, len(batch), took)
        return verdicts


def _note(append: Append, verdict: Verdict, batch: int, took: float) -> None:
    name = _VERDICTS[type(verdict)]
    fields: dict[str, Any] = {"verdict": name, "batch": batch, "command_id": append.command_id}
    if isinstance(verdict, Appended):
        fields |= {"position": verdict.receipt.position, "events": verdict.receipt.events}
        for part in append.streams:
            for event in part.events:
                metrics.EVENTS.labels(event.type).inc()
    metrics.VERDICTS.labels(name).inc()
    with tracing.span("append", correlation=append.correlation_id, took=took, **fields):
        log().info("append", correlation_id=append.correlation_id, duration_ms=round(1_000 * took, 3), **fields)


class _Seen:
    """A command that is being carried out."""

    def __init__(self, command: Command) -> None:
        self.fields: dict[str, Any] = {"command": command.command, "command_id": command.id}
        if (episode := getattr(command, "episode", None)) is not None:
            self.fields["episode"] = episode
        self.outcome = "failed"

    def accepted(self, receipt: Receipt) -> Receipt:
        self.outcome = "accepted"
        self.fields |= {"position": receipt.position, "events": receipt.events}
        return receipt


@contextmanager
def _seen(command: Command) -> Iterator[_Seen]:
    began = perf_counter()
    seen = _Seen(command)
    correlation, here = command.correlation_id or current() or command.id, current()
    with (
        correlated(correlation),
        tracing.span(f"command {command.command}", correlation=None if here == correlation else correlation) as span,
    ):
        try:
            yield seen
        except Refused as refusal:
            seen.outcome = refusal.code
            raise
        except StoreError:
            seen.outcome = "unavailable"
            raise
        finally:
            metrics.COMMANDS.labels(command.command, seen.outcome).inc()
            span.note(outcome=seen.outcome, **seen.fields)
            took = round(1_000 * (perf_counter() - began), 3)
            log().info("command", outcome=seen.outcome, duration_ms=took, **seen.fields)
