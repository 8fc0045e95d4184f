"""What operators see of webhooks: each by its id, never by its address or its secret."""

from collections.abc import Callable

import anyio
from opentelemetry.sdk.trace import ReadableSpan

from adapters.clinic import Clinic
from adapters.telemetry import tracing
from adapters.telemetry.standing import Standing
from adapters.webhooks.delivering import claim, deliver
from adapters.webhooks.endpoints import Target
from tests.telemetry.conftest import Logged
from tests.telemetry.sinks import added, exported, exposition
from tests.webhooks.conftest import SECRET
from tests.webhooks.receiver import Receiver


def told(clinic: Clinic) -> None:
    owed = claim(clinic, "wh-1")
    assert owed is not None
    anyio.run(deliver, clinic, owed)


def test_a_delivery_is_counted_logged_and_traced_under_the_conversations_that_it_tells_of(
    clinic: Clinic, logged: Logged, spans: Callable[[], list[ReadableSpan]]
) -> None:
    with Receiver() as receiver:
        clinic.webhooks.add("wh-1", Target(f"{receiver.url}?token=hush", True, (SECRET,)))
        labels = {"endpoint": "wh-1", "outcome": "delivered"}
        assert added("homeport_webhook_attempts_total", lambda: told(clinic), **labels) == 1
    (last,) = clinic.store.read_log(after=clinic.store.head().position - 1)
    [line] = logged.lines("webhook")
    assert (line["endpoint"], line["outcome"], line["reason"]) == ("wh-1", "delivered", "204")
    assert line["correlation_ids"][-1] == last.correlation_id
    ids = {span.context.trace_id for span in spans() if span.name == "webhook" and span.context}
    assert tracing.trace_of(last.correlation_id)[0] in ids
    left = logged.text + exposition() + exported(spans())
    assert [word for word in ("hush", "127.0.0.1", "whsec", "dropped_fields") if word in left] == []


def test_a_webhook_that_is_disabled_is_told_of(clinic: Clinic, logged: Logged) -> None:
    with Receiver((410, {})) as receiver:
        clinic.webhooks.add("wh-1", Target(receiver.url, True, (SECRET,)))
        told(clinic)
    assert [line["reason"] for line in logged.lines("webhook_disabled")] == ["410"]
    standing = {
        sample.name: sample.value
        for metric in Standing([clinic]).collect()
        for sample in metric.samples
        if sample.labels.get("endpoint") == "wh-1"
    }
    assert standing == {
        "homeport_webhook_waiting_positions": clinic.store.head().position,
        "homeport_webhook_disabled": 1,
    }
