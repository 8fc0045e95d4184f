"""What readers read, how far they are behind, and what they set aside."""

from collections.abc import Callable, Iterator
from contextlib import closing

import pytest
from opentelemetry.sdk.trace import ReadableSpan
from prometheus_client import CollectorRegistry

from adapters.clinic import Clinic
from adapters.proof.sealer import sealer
from adapters.telemetry import tracing
from adapters.telemetry.standing import Standing
from adapters.views import Caseload, readers
from adapters.workers.link import Link
from tests.histories import CANARY, history
from tests.http.browser import Browser
from tests.http.clinic import Clock, told
from tests.servers.redis import RedisServer
from tests.telemetry.conftest import Logged
from tests.telemetry.sinks import exported, exposition, value

CASELOAD = {"site": "test-site", "reader": "caseload"}


@pytest.fixture
def standing(clinic: Clinic) -> Callable[..., float | None]:
    """A metric of how things stand now."""
    registry = CollectorRegistry()
    registry.register(Standing([clinic]))
    return lambda name, **labels: registry.get_sample_value(name, labels)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The caseload fails at every row, with an error that quotes a person."""

    def fail(*_: object) -> None:
        raise ValueError(CANARY)

    monkeypatch.setattr(Caseload, "row", fail)
    yield
    monkeypatch.undo()


def test_a_run_is_logged_and_traced_under_the_conversation_whose_event_it_read(
    clinic: Clinic, logged: Logged, spans: Callable[[], list[ReadableSpan]]
) -> None:
    reader = readers(clinic)["caseload"]
    reader.run()
    told(clinic, history(2)[:1])
    before = len(logged.lines("read")), value("homeport_reader_events_total", reader="caseload")
    reached = reader.run().position

    [line] = logged.lines("read")[before[0] :]
    span = spans()[-1]
    assert (line["reader"], line["site"], line["position"], line["events"]) == ("caseload", "test-site", reached, 1)
    assert line["correlation_ids"] == ["register-c-2"]
    assert span.name == "reader caseload"
    assert span.context is not None
    assert span.context.trace_id == tracing.trace_of("register-c-2")[0]
    assert value("homeport_reader_events_total", reader="caseload") == before[1] + 1


def test_a_run_over_many_conversations_is_one_line_with_the_last_few_and_a_span_in_each(
    clinic: Clinic, logged: Logged, spans: Callable[[], list[ReadableSpan]]
) -> None:
    readers(clinic)["caseload"].run()
    before = len(logged.lines("read")), len(spans())
    told(clinic, history(2))

    readers(clinic)["caseload"].run()

    [line] = logged.lines("read")[before[0] :]
    conversations = line["correlation_ids"]
    assert (len(set(conversations)), conversations[-1]) == (16, clinic_last(clinic))
    traced = [span.context.trace_id for span in spans()[before[1] :] if span.context and span.name == "reader caseload"]
    assert traced == [tracing.trace_of(one)[0] for one in conversations]


def clinic_last(clinic: Clinic) -> str:
    return next(clinic.store.read_log(backward=True, limit=1)).correlation_id


def test_lag_is_told_in_positions_and_seconds(
    clinic: Clinic, clock: Clock, standing: Callable[..., float | None]
) -> None:
    for reader in readers(clinic).values():
        reader.run()
    assert standing("homeport_reader_lag_positions", **CASELOAD) == 0
    assert standing("homeport_reader_lag_seconds", **CASELOAD) == 0

    before = clinic.store.head().position
    told(clinic, [{name: value for name, value in line.items() if name != "recorded_at"} for line in history(2)[:2]])
    clock.later(90_000_000)
    assert standing("homeport_reader_lag_positions", **CASELOAD) == clinic.store.head().position - before
    assert standing("homeport_reader_lag_seconds", **CASELOAD) == 90
    assert standing("homeport_database_up", site="test-site") == 1


def test_what_is_parked_is_counted_and_told_without_the_error(
    clinic: Clinic,
    broken: None,
    browser: Browser,
    logged: Logged,
    spans: Callable[[], list[ReadableSpan]],
    standing: Callable[..., float | None],
) -> None:
    readers(clinic)["caseload"].run()

    assert standing("homeport_parked_events", **CASELOAD) == 1
    assert logged.lines("parked")[0]["level"] == "error"
    page = browser.get("/ready")
    assert page.status_code == 200
    assert page.json()["parts"]["readers"]["caseload"].endswith("1 stream held up by parked events")
    assert CANARY not in logged.text + exposition() + exported(spans()) + page.text


def test_a_database_that_cannot_be_read_is_down_and_no_lag_is_made_up(
    clinic: Clinic, standing: Callable[..., float | None]
) -> None:
    clinic.store.close()

    assert standing("homeport_database_up", site="test-site") == 0
    assert standing("homeport_reader_lag_positions", **CASELOAD) is None


def test_redis_is_up_or_not_and_nothing_is_said_of_it_where_there_is_none(
    clinic: Clinic, standing: Callable[..., float | None], logged: Logged
) -> None:
    assert standing("homeport_redis_up") is None

    registry = CollectorRegistry()
    with RedisServer() as server, closing(Link(server.url)) as link:
        registry.register(Standing([clinic], link))
        link.check()
        assert registry.get_sample_value("homeport_redis_up") == 1
        server.kill()
        link.check()
        assert registry.get_sample_value("homeport_redis_up") == 0
    assert [line["reason"] for line in logged.lines("redis")] == ["unreachable"]


def test_for_how_long_the_log_was_not_sealed_is_told(
    clinic: Clinic, clock: Clock, standing: Callable[..., float | None]
) -> None:
    end = clinic.store.head().position
    sealer(clinic).seal()
    assert standing("homeport_unsealed_seconds", site="test-site") == 0

    told(clinic, history(2))
    unsealed = next(clinic.store.read_log(after=end))
    clock.now = unsealed.recorded_at + 90_000_000
    assert standing("homeport_unsealed_seconds", site="test-site") == 90
