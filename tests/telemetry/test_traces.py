"""One trace from a request through its command to the append, found again by whoever knows the correlation id."""

import subprocess
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased

from adapters.telemetry import tracing
from adapters.telemetry.exporting import id_generator, provider_of
from engine.refusals import Refused
from tests.histories import CANARY
from tests.http.browser import Browser
from tests.telemetry.conftest import Logged
from tests.telemetry.sinks import exported

CONTACT = "/episodes/e-1/record/contact"
TOLD = {"person": "e-1-friend", "how": "phone", "begun_by": "client", "purpose": "craving", "outcome": "supported"}
Spans = Callable[[], list[ReadableSpan]]


def ids(span: ReadableSpan) -> tuple[int, int]:
    assert span.context is not None
    return span.context.trace_id, span.context.span_id


def test_a_request_its_command_and_its_append_are_one_trace(browser: Browser, spans: Spans, logged: Logged) -> None:
    browser.signed_in("cole").get(CONTACT)
    browser.send(CONTACT, **TOLD)

    correlation = browser.page.history[0].headers["x-request-id"]
    of_it = {span.name: span for span in spans() if ids(span)[0] == tracing.trace_of(correlation)[0]}
    request = of_it["POST /episodes/{episode}/record/{what}"]
    assert set(of_it) == {request.name, "command record", "append"}
    assert request.parent is None
    for name in ("command record", "append"):
        parent = of_it[name].parent
        assert parent is not None
        assert (parent.trace_id, parent.span_id) == ids(request) == tracing.trace_of(correlation)
    assert {(span.attributes or {})["homeport.correlation_id"] for span in of_it.values()} == {correlation}
    assert f"{ids(request)[0]:032x}" == logged.lines("command")[-1]["trace_id"]


def test_who_reads_an_event_later_goes_on_with_its_trace(spans: Spans) -> None:
    with tracing.span("GET", correlation="request-1", first=True):
        pass
    with tracing.span("reader caseload", correlation="request-1", position=7):
        pass

    request, reader = spans()
    assert ids(reader)[0] == ids(request)[0]
    assert reader.parent is not None
    assert reader.parent.span_id == ids(request)[1]


def test_a_trace_that_is_not_sampled_is_not_sampled_later_either() -> None:
    exporter = InMemorySpanExporter()
    provider = TracerProvider(sampler=ParentBased(TraceIdRatioBased(0.5)), id_generator=id_generator())
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracing.use(provider)
    try:
        for n in range(200):
            with tracing.span("GET", correlation=f"request-{n}", first=True):
                pass
            with tracing.span("append", correlation=f"request-{n}"):
                pass
    finally:
        tracing.use(None)

    firsts = {ids(span)[0] for span in exporter.get_finished_spans() if span.name == "GET"}
    rest = {ids(span)[0] for span in exporter.get_finished_spans() if span.name == "append"}
    assert firsts == rest
    assert 50 < len(firsts) < 150


def test_no_span_holds_an_address_a_query_or_the_text_of_an_error(spans: Spans) -> None:
    with pytest.raises(ValueError, match=CANARY), tracing.span("work", reason=f"{CANARY} said", who=CANARY):
        raise ValueError(CANARY)

    [span] = spans()
    assert span.status.description is None
    assert not span.events
    assert (span.attributes or {})["error.type"] == "ValueError"
    assert CANARY not in exported([span])


def test_where_no_exporter_is_configured_nothing_of_it_is_even_imported() -> None:
    lines = "from adapters.telemetry import tracing, observed, logs; import adapters.http.observed, sys, os;"
    lines += "tracing.set_up({}); logs.log().error('x');"
    lines += "print([name for name in sys.modules if name.startswith('opentelemetry.sdk')])"

    ran = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=True)

    assert ran.stdout == "[]\n"


@pytest.mark.parametrize(
    "off", [{}, {"OTEL_SDK_DISABLED": "true"}, {"OTEL_TRACES_EXPORTER": "none"}], ids=["unset", "disabled", "none"]
)
def test_the_standard_variables_say_that_there_are_no_traces(off: dict[str, str]) -> None:
    endpoint = {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"} if off else {}

    assert provider_of({**endpoint, **off}) is None


def test_asking_for_traces_without_what_exports_them_is_told_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)

    with pytest.raises(Refused, match="extra `traces`"):
        provider_of({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"})


def test_spans_reach_the_endpoint_that_the_standard_variables_name(monkeypatch: pytest.MonkeyPatch) -> None:
    received: list[ExportTraceServiceRequest] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the library's name
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append(ExportTraceServiceRequest.FromString(body))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Collector) as collector:
        threading.Thread(target=collector.serve_forever, daemon=True).start()
        variables = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{collector.server_port}",
            "OTEL_EXPORTER_OTLP_COMPRESSION": "none",
            "OTEL_SERVICE_NAME": "homeport-test",
        }
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        tracing.use(provider := provider_of(variables))
        assert provider is not None
        with tracing.span("GET", correlation="request-1", first=True, route="/"):
            pass
        tracing.use(None)
        provider.shutdown()
        collector.shutdown()

    [resource] = received[0].resource_spans
    assert {a.key: a.value.string_value for a in resource.resource.attributes}["service.name"] == "homeport-test"
    [span] = resource.scope_spans[0].spans
    assert span.name == "GET"
    assert int.from_bytes(span.trace_id) == tracing.trace_of("request-1")[0]
