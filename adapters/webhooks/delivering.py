"""Delivers signals in the background. Each goes its own way: who is slow or dead holds up nobody else."""

import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from adapters.clinic import Clinic, random_ids
from adapters.incidents import notice, report
from adapters.webhooks.addresses import Resolve, resolve
from adapters.webhooks.endpoints import Owed, Target
from adapters.webhooks.retrying import Answer, after_failure
from engine.refusals import NotFound

if TYPE_CHECKING:
    from anyio.from_thread import BlockingPortal

_CONVERSATIONS: Final = 16
"""The most that are told of one delivery, and whose traces it is part of."""


class Delivering:
    """The `Work` of one site's webhooks. An endpoint's row is claimed before it is sent to, by one process at a time.

    Turns begin deliveries and do not wait for them. What a process does not live to record is sent again.
    """

    def __init__(self, clinic: Clinic, *, find: Resolve = resolve, spread: Callable[[], float] = random.random) -> None:
        self._clinic = clinic
        self._find = find
        self._spread = spread
        self._loop: AbstractContextManager[BlockingPortal] | None = None
        self._portal: BlockingPortal | None = None

    def is_due(self) -> bool:
        """Whether an endpoint has not heard of the head of the log, and its time has come."""
        return bool(self._due())

    def advance(self, goes_on: Callable[[], bool]) -> bool:
        """Begins the deliveries that are due."""
        for endpoint in self._due():
            if goes_on() and (owed := claim(self._clinic, endpoint)):
                self._begun().start_task_soon(self._deliver, owed)
        return False

    def close(self) -> None:
        """Breaks off what is under way: it is owed still."""
        if self._loop and self._portal:
            self._portal.call(self._portal.stop, True)
            self._loop.__exit__(None, None, None)
            self._loop = self._portal = None

    def _due(self) -> list[str]:
        return self._clinic.webhooks.due(self._clinic.store.head().position, self._clinic.clock())

    def _begun(self) -> "BlockingPortal":
        if self._portal is None:
            from anyio.from_thread import start_blocking_portal  # noqa: PLC0415  # sites without endpoints need none

            self._loop = start_blocking_portal("asyncio")
            self._portal = self._loop.__enter__()
        return self._portal

    async def _deliver(self, owed: Owed) -> None:
        try:
            await deliver(self._clinic, owed, find=self._find, spread=self._spread)
        except NotFound:
            return  # it was removed meanwhile
        except Exception as error:  # noqa: BLE001  # its claim runs out, and it is tried again
            notice("work_failed", site=self._clinic.store.log, reader="webhooks", incident=report(error))


def claim(clinic: Clinic, endpoint: str, *, again: bool = False, ids: Callable[[], str] = random_ids) -> Owed | None:
    """See `Endpoints.claim`."""
    head, now = clinic.store.head().position, clinic.clock()
    return clinic.webhooks.claim(endpoint, head, now, f"msg_{ids()}", again=again)


async def deliver(
    clinic: Clinic, owed: Owed, *, find: Resolve = resolve, spread: Callable[[], float] = random.random
) -> Answer:
    """Sends what is owed, and records what came of it."""
    from anyio import to_thread  # noqa: PLC0415  # a site without endpoints needs none of it

    from adapters.webhooks.sending import send  # noqa: PLC0415  # as above

    began = perf_counter()
    target: Target = await to_thread.run_sync(clinic.webhooks.target, owed.endpoint)
    answer = await send(owed, clinic.store.log, target, clinic.clock(), find=find)
    await to_thread.run_sync(_record, clinic, owed, answer, spread(), perf_counter() - began)
    return answer


def _record(clinic: Clinic, owed: Owed, answer: Answer, spread: float, took: float) -> None:
    now = clinic.clock()
    verdict = None if answer.is_success else after_failure(answer, owed.attempts, now, spread)
    clinic.webhooks.record(owed, answer, verdict, now)
    if clinic.observed:
        _tell(clinic, owed, answer, took)
    if verdict and verdict.disabled:
        notice("webhook_disabled", site=clinic.store.log, endpoint=owed.endpoint, reason=answer.outcome)


def _tell(clinic: Clinic, owed: Owed, answer: Answer, took: float) -> None:
    from adapters.telemetry import metrics, tracing  # noqa: PLC0415  # servers and workers only
    from adapters.telemetry.logs import log  # noqa: PLC0415  # as above

    outcome = "delivered" if answer.is_success else "failed"
    metrics.WEBHOOKS.labels(owed.endpoint, outcome).inc()
    fields: dict[str, Any] = {"site": clinic.store.log, "endpoint": owed.endpoint, "position": owed.position}
    fields |= {"outcome": outcome, "reason": answer.outcome, "duration_ms": round(1_000 * took, 3)}
    conversations = _conversations(clinic, owed)
    for conversation in conversations:
        with tracing.span("webhook", correlation=conversation, took=took, **fields) as span:
            if not answer.is_success:
                span.failed(answer.outcome)
    log().info("webhook", correlation_ids=conversations, **fields)


def _conversations(clinic: Clinic, owed: Owed) -> list[str]:
    """Those whose events a signal tells of, of the last few."""
    after = max(owed.delivered, owed.position - _CONVERSATIONS)
    events = clinic.store.read_log(after=after, until=owed.position)
    return list(dict.fromkeys(one.correlation_id for one in events))
