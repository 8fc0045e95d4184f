"""What is counted and measured, for Prometheus. Labels are kinds and codes: few values, none of them about anybody."""

from typing import Final

from prometheus_client import (
    GC_COLLECTOR,
    PLATFORM_COLLECTOR,
    PROCESS_COLLECTOR,
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
)

disable_created_metrics()  # type: ignore[no-untyped-call]

REGISTRY: Final = CollectorRegistry()
for _collector in (GC_COLLECTOR, PLATFORM_COLLECTOR, PROCESS_COLLECTOR):
    REGISTRY.register(_collector)

_SHORT: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15)
_REQUEST: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_SIZES: Final = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)

REQUESTS: Final = Histogram(
    "homeport_request_duration_seconds",
    "Seconds until the answer to a request begins.",
    ("method", "route", "status"),
    buckets=_REQUEST,
    registry=REGISTRY,
)
COMMANDS: Final = Counter(
    "homeport_commands_total",
    "Commands by kind, and what became of them: accepted, the code of a refusal, unavailable, or failed.",
    ("command", "outcome"),
    registry=REGISTRY,
)
APPEND: Final = Histogram(
    "homeport_append_duration_seconds",
    "Seconds that the database took to commit a batch of appends.",
    ("outcome",),
    buckets=_SHORT,
    registry=REGISTRY,
)
BATCH: Final = Histogram(
    "homeport_append_batch_size",
    "Appends that were committed together.",
    buckets=_SIZES,
    registry=REGISTRY,
)
VERDICTS: Final = Counter(
    "homeport_append_verdicts_total",
    "Appends by verdict: appended, duplicate (sent again), conflict (decided again).",
    ("verdict",),
    registry=REGISTRY,
)
EVENTS: Final = Counter("homeport_events_appended_total", "Events appended to the log.", ("type",), registry=REGISTRY)
SIGN_IN_FAILURES: Final = Counter(
    "homeport_sign_in_failures_total",
    "Attempts to sign in that failed, by the refusal's code.",
    ("reason",),
    registry=REGISTRY,
)
INCIDENTS: Final = Counter(
    "homeport_incidents_total",
    "Errors inside, each with an incident number in the log.",
    ("error_type",),
    registry=REGISTRY,
)
READ: Final = Counter("homeport_reader_events_total", "Events that readers read.", ("reader",), registry=REGISTRY)
PARKED: Final = Counter(
    "homeport_reader_parked_total", "Events that readers could not read and set aside.", ("reader",), registry=REGISTRY
)
WEBHOOKS: Final = Counter(
    "homeport_webhook_attempts_total",
    "Signals sent to a webhook, by its id, and what came of them: delivered or failed.",
    ("endpoint", "outcome"),
    registry=REGISTRY,
)
