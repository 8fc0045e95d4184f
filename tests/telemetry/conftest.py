"""A clinic as a server runs it, with its logs in a text and its spans in memory."""

import json
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from adapters.clinic import Clinic
from adapters.telemetry import logs, tracing
from adapters.telemetry.exporting import id_generator
from tests.histories import history
from tests.http.clinic import Clock, found, told
from tests.http.conftest import app, browser, clock, open_browser, provider

__all__ = ["app", "browser", "clock", "open_browser", "provider"]


@pytest.fixture
def clinic(tmp_path: Path, clock: Clock) -> Iterator[Clinic]:
    """A clinic as `homeport serve` opens it. Cole and Mira treat `e-1`."""
    with found(tmp_path / "site", clock) as made:
        told(made, history(1))
    with Clinic(tmp_path / "site", clock=clock, observed=True) as clinic:
        yield clinic


class Logged:
    """What was logged."""

    def __init__(self) -> None:
        self.stream = StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    def lines(self, event: str = "") -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in self.text.splitlines()]
        return [line for line in lines if line["event"] == event or not event]


@pytest.fixture
def logged() -> Logged:
    """The log of a server, from here to the end of the test."""
    found = Logged()
    logs.set_up(found.stream)
    return found


@pytest.fixture
def spans() -> Iterator[Callable[[], list[ReadableSpan]]]:
    """The spans that ended, from here to the end of the test."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider(id_generator=id_generator())
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracing.use(provider)
    yield lambda: list(exporter.get_finished_spans())
    tracing.use(None)
    provider.shutdown()
