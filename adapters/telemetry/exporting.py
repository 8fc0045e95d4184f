"""The part of tracing that needs OpenTelemetry's SDK: which ids spans get, and where they are sent."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Final

from adapters.telemetry.correlating import current
from engine.refusals import Refused

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.id_generator import IdGenerator
    from opentelemetry.trace import Span

_ENDPOINTS: Final = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
_beginning: Final[ContextVar[tuple[int, int] | None]] = ContextVar("beginning", default=None)


def provider_of(environment: Mapping[str, str]) -> "TracerProvider | None":
    """What exports traces as the standard variables say; None where they ask for none. Raises `Refused`."""
    is_off = environment.get("OTEL_SDK_DISABLED", "").lower() == "true"
    if is_off or environment.get("OTEL_TRACES_EXPORTER") == "none" or not any(map(environment.get, _ENDPOINTS)):
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError:
        raise Refused(
            "OTEL_EXPORTER_OTLP_ENDPOINT asks for traces, which this installation cannot export: install Homeport with "
            "its extra `traces`, or unset the variable"
        ) from None
    name = environment.get("OTEL_SERVICE_NAME", "homeport")
    provider = TracerProvider(resource=Resource.create({"service.name": name}), id_generator=id_generator())
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider


def id_generator() -> "IdGenerator":
    """Gives the first span of a conversation the ids that follow from it, and others random ones."""
    from opentelemetry.sdk.trace.id_generator import RandomIdGenerator  # noqa: PLC0415  # only where traces are on

    class OfConversations(RandomIdGenerator):
        def generate_trace_id(self) -> int:
            ids = _beginning.get()
            return ids[0] if ids else super().generate_trace_id()

        def generate_span_id(self) -> int:
            ids = _beginning.get()
            return ids[1] if ids else super().generate_span_id()

    return OfConversations()


class Tracer:
    """Makes spans with a provider whose id generator is ours."""

    def __init__(self, provider: "TracerProvider") -> None:
        from opentelemetry import trace  # noqa: PLC0415  # only where traces are on

        self._trace = trace
        self._sampler = provider.sampler
        self._tracer = provider.get_tracer("homeport")

    @contextmanager
    def span(
        self, name: str, correlation: str | None, first: bool, took: float, attributes: Mapping[str, Any]
    ) -> Iterator["Span"]:
        """See `tracing.span`."""
        from adapters.telemetry.tracing import trace_of  # noqa: PLC0415  # the two name each other

        context: Context | None = None
        token = None
        if correlation is not None and first:
            context = self._trace.set_span_in_context(self._trace.INVALID_SPAN)
            token = _beginning.set(trace_of(correlation))
        elif correlation is not None:
            context = self._continued(*trace_of(correlation))
        named = correlation or current()
        try:
            made = self._tracer.start_span(
                name,
                context,
                self._trace.SpanKind.SERVER if first else self._trace.SpanKind.INTERNAL,
                {**attributes, "homeport.correlation_id": named} if named else attributes,
                start_time=time.time_ns() - round(took * 1e9),
            )
        finally:
            if token is not None:
                _beginning.reset(token)
        with self._trace.use_span(made, end_on_exit=True, record_exception=False, set_status_on_exception=False):
            yield made

    def ids(self) -> dict[str, str]:
        """See `tracing.ids`."""
        found = self._trace.get_current_span().get_span_context()
        return {"trace_id": f"{found.trace_id:032x}", "span_id": f"{found.span_id:016x}"} if found.is_valid else {}

    def _continued(self, trace_id: int, span_id: int) -> "Context":
        """What a span of the conversation is part of: its first span, sampled or not as that was."""
        is_sampled = self._sampler.should_sample(None, trace_id, "").decision.is_sampled()  # type: ignore[no-untyped-call]
        flags = self._trace.TraceFlags(self._trace.TraceFlags.SAMPLED if is_sampled else 0)
        parent = self._trace.SpanContext(trace_id, span_id, is_remote=True, trace_flags=flags)
        return self._trace.set_span_in_context(self._trace.NonRecordingSpan(parent))
