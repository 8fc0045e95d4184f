"""Metrics as numbers, and everything that left the process as one text."""

from collections.abc import Callable, Iterable

from opentelemetry.sdk.trace import ReadableSpan
from prometheus_client import generate_latest

from adapters.telemetry.metrics import REGISTRY


def value(metric: str, **labels: str) -> float:
    """What a metric stands at; 0 where it was never touched."""
    return REGISTRY.get_sample_value(metric, labels) or 0.0


def added(metric: str, do: Callable[[], object], **labels: str) -> float:
    """What `do` adds to a metric."""
    before = value(metric, **labels)
    do()
    return value(metric, **labels) - before


def exposition() -> str:
    """What Prometheus reads."""
    return generate_latest(REGISTRY).decode()


def exported(spans: Iterable[ReadableSpan]) -> str:
    """What an exporter sends."""
    return "\n".join(span.to_json() for span in spans)
