"""Traces by OpenTelemetry: nothing is imported, made or sent unless an exporter is configured.

A trace is found from a correlation id alone: its id, and the id of its first span, are a hash of it. So whoever
reads an event later, in another process, goes on with the trace of the request that made it, and the log of
events carries nothing of traces.
"""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from adapters.telemetry.fields import allowed

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

    from adapters.telemetry.exporting import Tracer

_ATTRIBUTES: Final = {
    "method": "http.request.method",
    "route": "http.route",
    "status": "http.response.status_code",
    "error_type": "error.type",
}
_tracer: "Tracer | None" = None


class Span:
    """A stretch of work that is being traced, or nothing where traces are off."""

    def __init__(self, span: Any = None) -> None:
        self._span = span

    def note(self, **fields: Any) -> None:
        """Adds fields of `fields.ALLOWED`; others are dropped."""
        if self._span is not None:
            self._span.set_attributes(attributes(fields))

    def rename(self, name: str) -> None:
        """Gives it the name that is known only now; a template or a code."""
        if self._span is not None:
            self._span.update_name(name)

    def failed(self, error_type: str) -> None:
        """Marks it as failed, without the error's text."""
        if self._span is not None:
            from opentelemetry.trace import StatusCode  # noqa: PLC0415  # only where traces are on

            self._span.set_attributes(attributes({"error_type": error_type}))
            self._span.set_status(StatusCode.ERROR)


_NOTHING: Final = Span()


def set_up(environment: Mapping[str, str]) -> None:
    """Exports traces where the standard variables (OTEL_…) name an endpoint. Raises `Refused` where it cannot."""
    from adapters.telemetry.exporting import provider_of  # noqa: PLC0415  # the SDK is imported only where asked for

    if provider := provider_of(environment):
        use(provider)


def use(provider: "TracerProvider | None") -> None:
    """Traces with this provider from now on; with None not at all."""
    global _tracer  # noqa: PLW0603  # one a process, as the environment is
    from adapters.telemetry.exporting import Tracer  # noqa: PLC0415  # as above

    _tracer = Tracer(provider) if provider else None


@contextmanager
def span(
    name: str, *, correlation: str | None = None, first: bool = False, took: float = 0.0, **fields: Any
) -> Iterator[Span]:
    """Traces the work within, as part of what is being traced here.

    With `correlation` it is part of that conversation instead, and with `first` it is what the conversation begins
    with. Work that is over already `took` so many seconds up to now. An error that leaves it marks it failed.
    """
    if _tracer is None:
        yield _NOTHING
        return
    with _tracer.span(name, correlation, first, took, attributes(fields)) as made:
        traced = Span(made)
        try:
            yield traced
        except Exception as error:
            traced.failed(type(error).__name__)
            raise


def ids() -> dict[str, str]:
    """`trace_id` and `span_id` of what is being traced here, for a log line."""
    return {} if _tracer is None else _tracer.ids()


def trace_of(correlation: str) -> tuple[int, int]:
    """The ids of the trace of a conversation and of its first span. Evenly spread, as samplers expect."""
    digest = hashlib.sha256(correlation.encode()).digest()
    return int.from_bytes(digest[:16]), int.from_bytes(digest[16:24])


def attributes(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields under the names that traces have for them."""
    shown = {name: value for name, value in allowed(fields).items() if value is not None}
    return {_ATTRIBUTES.get(name, f"homeport.{name}"): value for name, value in shown.items()}
